"""What was done with a claim and what was said about it at the desk, for ever."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from articles.models import ArticlePage
from claims.workflow import ACTS, Status

ABOUT_STORY = "story act "  # how the occasion of a notice begins that tells of a story's way over the desk


def acts_done() -> list[tuple[str, str]]:
    """Which acts there are and how the history tells of them. A callable, lest a new act be a migration."""
    return [(act.name, act.done) for act in ACTS.values()]


class ClaimAct(models.Model):
    """One step of a claim over the desk: who did what, when and why. Append-only."""

    append_only = True

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="acts")
    name = models.CharField(max_length=20, choices=acts_done)
    before = models.CharField(max_length=15, choices=Status.choices)
    after = models.CharField(max_length=15, choices=Status.choices)
    why = models.TextField(blank=True)
    about = models.CharField(
        max_length=255, blank=True, help_text="Whom or what: the assignee, the other claim."
    )
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty where the machine did it.",
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["claim", "id"], name="act_of_claim")]

    def __str__(self) -> str:
        return f"{self.by or 'the machine'} {self.get_name_display()}"


class Note(models.Model):
    """A word about a claim, for the desk only. Append-only."""

    append_only = True

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(help_text="Name a colleague with @ and the user name to have them told.")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["claim", "id"], name="note_of_claim")]

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:60]}"


class Notice(models.Model):
    """Something that a person should know about a claim or a story; read at the desk, and sent by e-mail."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    claim = models.ForeignKey(
        "claims.Claim", null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    article = models.ForeignKey(
        ArticlePage, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    words = models.TextField()
    occasion = models.CharField(
        max_length=100, blank=True, help_text="What happened, where it is to be told once only."
    )
    path = models.CharField(
        max_length=200, blank=True, help_text="Where at the desk to look into it, if not where one expects."
    )
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["person", "read_at", "-id"], name="notice_unread")]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "person", "occasion"],
                condition=~models.Q(occasion=""),
                name="one_notice_of_one_occasion",
            ),
            models.CheckConstraint(
                condition=models.Q(claim__isnull=False, article=None)
                | models.Q(claim=None, article__isnull=False),
                name="notice_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        """Where at the desk to look into it."""
        if self.path:
            return self.path
        if self.claim_id:
            return reverse("claims:page", args=[self.claim_id])
        is_about_story = self.occasion.startswith(ABOUT_STORY)
        return reverse("story_plan" if is_about_story else "article_gate", args=[self.article_id])

    @property
    def subject(self) -> str:
        """What it is about, in words: the claim’s statement or the story’s headline."""
        if self.claim:
            return self.claim.statement
        return self.article.draft_title if self.article else ""
