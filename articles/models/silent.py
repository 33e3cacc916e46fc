"""Edits of published stories that changed a number, name, date or quotation without a word to readers."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse

from articles.models.corrections import ProposedCorrection
from articles.models.history import ArticleRevision
from articles.models.pages import ArticlePage


class SilentEditQuerySet(models.QuerySet["SilentEdit"]):
    def open(self) -> Self:
        """Those that nobody answered."""
        return self.filter(~Exists(SilentEditAnswer.objects.filter(edit=OuterRef("pk"))))

    def of(self, article: ArticlePage | int) -> Self:
        """Those of one article, newest first."""
        return self.filter(article_id=getattr(article, "pk", article)).order_by("-pk")


class SilentEdit(models.Model):
    """What one publication changed without a correction: the desk is asked. Append-only.

    `changes` are objects with `kind` (number, name, date, quotation), `old` and `new` (words; "" for none),
    and the sentences they stand in, `was` and `now`.
    """

    append_only = True

    article = models.ForeignKey(
        ArticlePage, on_delete=models.DO_NOTHING, db_constraint=False, related_name="silent_edits"
    )
    before = models.ForeignKey(ArticleRevision, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(ArticleRevision, on_delete=models.PROTECT, related_name="silent_edits")
    changes = models.JSONField()
    published_at = models.DateTimeField(help_text="When readers were first shown the words after it.")
    at = models.DateTimeField(auto_now_add=True)

    objects = SilentEditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["article", "-id"], name="silent_edit_of_article")]
        constraints = [models.UniqueConstraint(fields=["article", "before", "after"], name="one_silent_edit")]

    def __str__(self) -> str:
        return "; ".join(self.sentences)

    def get_absolute_url(self) -> str:
        """Its page at the desk."""
        return reverse("silent_edits:page", args=[self.pk])

    @property
    def sentences(self) -> list[str]:
        """What changed, in a phrase each."""
        return [change_words(change) for change in self.changes]


def change_words(change: dict[str, Any]) -> str:
    """“40 million” became “45 million”."""
    if not change["new"]:
        return f"“{change['old']}” was taken out"
    if not change["old"]:
        return f"“{change['new']}” came in"
    return f"“{change['old']}” became “{change['new']}”"


class SilentEditAnswer(models.Model):
    """What the desk said of a silent edit. The first answer settles it. Append-only."""

    append_only = True

    class Says(models.TextChoices):
        CORRECTION = "correction", "It was wrong: a correction"
        TYPO = "typo", "No correction: a slip of the pen"
        STYLE = "style", "No correction: said otherwise, means the same"
        NEWS = "news", "No correction: news since then"
        SHORTENED = "shortened", "No correction: only shortened"
        OTHER = "other", "No correction, for another reason"

    edit = models.ForeignKey(SilentEdit, on_delete=models.PROTECT, related_name="answers")
    says = models.CharField(max_length=10, choices=Says.choices)
    why = models.TextField(blank=True)
    proposed = models.ForeignKey(
        ProposedCorrection, null=True, blank=True, on_delete=models.PROTECT, related_name="silent_edits"
    )
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["edit", "id"], name="answer_to_silent_edit")]

    def __str__(self) -> str:
        return f"{self.by}: {self.get_says_display()}"
