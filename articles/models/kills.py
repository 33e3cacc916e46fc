"""Stories that were withdrawn everywhere: who did it and why, what readers are told, and who took it back."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef

from articles.models.history import ArticleRevision
from articles.models.pages import ArticlePage

SHORTEST_REASON = 10  # characters of a reason to kill a story, or to lift a kill


class KillQuerySet(models.QuerySet["Kill"]):
    def standing(self) -> Self:
        """Those that nobody lifted."""
        return self.filter(~Exists(KillLifted.objects.filter(kill=OuterRef("pk"))))

    def of(self, article: ArticlePage | int) -> Self:
        """The kills of one article, newest first."""
        return self.filter(article_id=getattr(article, "pk", article)).order_by("-pk")

    def standing_on(self, article_ids: Iterable[int]) -> "Kill | None":
        """The kill that one of these articles is under; of several the newest. One query."""
        return self.standing().filter(article_id__in=list(article_ids)).order_by("-pk").first()


class Kill(models.Model):
    """A story was withdrawn everywhere. Stands until lifted, also when the page is gone. Append-only."""

    append_only = True

    article = models.ForeignKey(
        ArticlePage, on_delete=models.DO_NOTHING, db_constraint=False, related_name="kills"
    )
    revision = models.ForeignKey(
        ArticleRevision,
        null=True,
        on_delete=models.PROTECT,
        related_name="kills",
        help_text="What readers saw last; none of a story that was never published.",
    )
    headline = models.TextField(help_text="By which the desk knows it; readers are not told.")
    reason = models.TextField(validators=[MinLengthValidator(SHORTEST_REASON)], help_text="For the desk.")
    notice = models.TextField(help_text="What readers find at its address.")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = KillQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("kill_article", "Can kill a published story, and lift a kill")]
        indexes = [models.Index(fields=["article", "-id"], name="kill_of_article")]

    def __str__(self) -> str:
        return f"“{self.headline}”: {self.reason[:60]}"

    @property
    def is_standing(self) -> bool:
        """Whether nobody lifted it."""
        return not hasattr(self, "lifted")


class KillLifted(models.Model):
    """A kill was taken back. The story is a draft then, which may be published again. Append-only."""

    append_only = True

    kill = models.OneToOneField(Kill, on_delete=models.PROTECT, related_name="lifted")
    why = models.TextField(validators=[MinLengthValidator(SHORTEST_REASON)])
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.by}: {self.why[:60]}"


class KilledAddress(models.Model):
    """Where a killed story stood: its own address or an alias's, as `Page.url_path` says it. Append-only."""

    append_only = True

    kill = models.ForeignKey(Kill, on_delete=models.PROTECT, related_name="addresses")
    url_path = models.TextField(db_index=True)

    def __str__(self) -> str:
        return self.url_path
