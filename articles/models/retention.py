"""What of the history may be let go, what must not, and what was."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def in_force(self) -> Self:
        """Those that nobody has lifted."""
        return self.filter(lifting=None)


class LegalHold(models.Model):
    """That nothing of a story's history, or of a whole section's, may be let go: who ordered it, and why."""

    append_only = True

    article = models.ForeignKey(
        "articles.ArticlePage",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="legal_holds",
    )
    section = models.ForeignKey(
        "articles.SectionPage",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="legal_holds",
    )
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(article=None, section__isnull=False) | Q(article__isnull=False, section=None),
                name="hold_on_article_or_section",
            )
        ]
        permissions = [("hold_history", "Can place and lift legal holds")]

    def __str__(self) -> str:
        return f"legal hold since {self.at:%Y-%m-%d}: {self.reason[:60]}"


class LegalHoldLifted(models.Model):
    """That a legal hold ended: who lifted it, and why."""

    append_only = True

    hold = models.OneToOneField(LegalHold, on_delete=models.PROTECT, related_name="lifting")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"lifted {self.at:%Y-%m-%d}: {self.reason[:60]}"


class DroppedContent(models.Model):
    """That the content of a folded autosave was let go, under which policy. Its record and hash stay."""

    append_only = True

    revision = models.OneToOneField(
        "articles.ArticleRevision", on_delete=models.PROTECT, primary_key=True, related_name="dropped"
    )
    at = models.DateTimeField()
    policy = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"revision {self.revision_id} let go {self.at:%Y-%m-%d}: {self.policy}"
