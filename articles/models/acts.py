"""What was done with a story on its way to readers: who, when, why and with which of its texts."""

from django.conf import settings
from django.db import models

from articles.models.history import ArticleRevision


class StoryAct(models.Model):
    """One step of a story over the desk. Append-only, and it outlives the page."""

    append_only = True

    class Name(models.TextChoices):
        SUBMIT = "submit", "handed it in"
        APPROVE = "approve", "approved it"
        SKIP = "skip", "let it skip a stage"
        SEND_BACK = "send_back", "sent it back"
        WITHDRAW = "withdraw", "took it back"
        ASSIGN = "assign", "gave it to"
        RELEASE = "release", "took it from"
        PLAN = "plan", "planned it"
        EMBARGO = "embargo", "put it under embargo"
        LIFT = "lift", "lifted the embargo"
        EMBARGO_ENDED = "embargo_ended", "ended its embargo"
        KILL = "kill", "killed it"
        LIFT_KILL = "lift_kill", "lifted the kill"

    article = models.ForeignKey(
        "articles.ArticlePage", on_delete=models.DO_NOTHING, db_constraint=False, related_name="acts"
    )
    name = models.CharField(max_length=20)  # of Name; without choices, lest a new act be a migration
    stage = models.CharField(max_length=12, blank=True, help_text="Of an approval: the stage it was about.")
    whom = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whom a story was given to or taken from.",
    )
    about = models.CharField(max_length=255, blank=True, help_text="Whom or what: the assignee, the time.")
    why = models.TextField(blank=True)
    revision = models.ForeignKey(
        ArticleRevision,
        null=True,
        on_delete=models.PROTECT,
        related_name="acts",
        help_text="The text that it was about.",
    )
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="story_acts",
        help_text="Empty where the machine did it.",
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["article", "id"], name="story_act_of_article")]

    def __str__(self) -> str:
        return f"{self.by or 'The machine'} {self.done}"

    @property
    def done(self) -> str:
        """What was done, after a person's name."""
        return self.Name(self.name).label if self.name in self.Name.values else self.name
