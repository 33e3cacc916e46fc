"""Texts that were refused because the story had moved on, kept for whoever wrote them."""

import json
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from accounts.models import User
from articles.content import canonical, sha256
from articles.models.pages import ArticlePage
from articles.text import ArticleText, project


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, article: ArticlePage | int) -> Self:
        """What was kept aside of one article, oldest first."""
        return self.filter(article_id=getattr(article, "pk", article)).order_by("pk")

    def by(self, user: User) -> Self:
        """What one person wrote."""
        return self.filter(created_by=user)

    def open(self) -> Self:
        """What nobody has merged or dropped yet, and what was taken up again."""
        ends = DraftSettled.objects.filter(draft=OuterRef("pk")).order_by("-pk")
        drafts = self.annotate(end=Subquery(ends.values("how")[:1]))
        return drafts.filter(Q(end=None) | Q(end=DraftSettled.How.REOPENED))


class Draft(models.Model):
    """A text that was not saved as the article's newest state, and why. Nothing changes or deletes it.

    `base` is the frozen revision that its author began from (None where there was none yet). What became
    of it say the rows of `DraftSettled`.
    """

    append_only = True

    class Reason(models.TextChoices):
        STALE = "stale", "the story had moved on"
        LOCKED = "locked", "somebody else had locked the story"

    class Door(models.TextChoices):
        EDITOR = "editor", "the editor"
        AUTOSAVE = "autosave", "the editor, by itself"
        API = "api", "the API"
        IMPORT = "import", "an import"
        COMMAND = "command", "a program"

    article = models.ForeignKey(
        "articles.ArticlePage", on_delete=models.DO_NOTHING, db_constraint=False, related_name="drafts"
    )
    base = models.ForeignKey(
        "articles.ArticleRevision", null=True, on_delete=models.PROTECT, related_name="drafts_begun"
    )
    content = models.TextField()
    content_digest = models.CharField(max_length=64)
    text_digest = models.CharField(max_length=64)
    word_count = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="article_drafts"
    )
    reason = models.CharField(max_length=10, choices=Reason.choices)
    door = models.CharField(max_length=10, choices=Door.choices)
    form = models.CharField(
        max_length=32, blank=True, help_text="The page in a browser that it was sent from."
    )
    hash = models.CharField(max_length=64)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["article", "created_by"], name="draft_of_article"),
            models.Index(fields=["created_by", "-id"], name="draft_newest_of_person"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk} of article {self.article_id}"

    def get_absolute_url(self) -> str:
        """Its page in the desk."""
        return reverse("article_draft", args=[self.article_id, self.pk])

    @cached_property
    def data(self) -> dict[str, Any]:
        """The content as Python values."""
        return json.loads(self.content)

    @property
    def headline(self) -> str:
        """The headline as its author had it."""
        return self.data.get("title", "")

    @cached_property
    def text(self) -> ArticleText:
        """The plain-text projection of the content."""
        return project(self.data)

    @cached_property
    def settled(self) -> "DraftSettled | None":
        """What became of it; None while it is open."""
        rows = self.settlements.all()  # in their order, and fetched beforehand where many are listed
        newest = rows[len(rows) - 1] if rows else None
        return newest if newest and newest.how != DraftSettled.How.REOPENED else None

    def compute_hash(self) -> str:
        """The hash that this row must carry: SHA-256 over the canonical JSON of all that it states."""
        return sha256(
            canonical(
                {
                    "article": self.article_id,
                    "base": self.base.hash if self.base else "",
                    "content": self.content_digest,
                    "text": self.text_digest,
                    "created_at": self.created_at.isoformat(),
                    "created_by": self.created_by_id,
                    "reason": self.reason,
                    "door": self.door,
                    "form": self.form,
                }
            )
        )


class DraftSettled(models.Model):
    """What became of a draft, by whom; the newest row counts."""

    append_only = True

    class How(models.TextChoices):
        MERGED = "merged", "merged"
        DROPPED = "dropped", "dropped"
        SUPERSEDED = "superseded", "followed by a newer text of its author"
        REOPENED = "reopened", "taken up again"

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="settlements")
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(
        "articles.ArticleRevision", null=True, on_delete=models.PROTECT, related_name="settled_drafts"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.draft} was {self.get_how_display()}"
