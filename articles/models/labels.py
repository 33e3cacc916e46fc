"""What is said of revisions after the fact: names and notes, and how much each of them changed."""

from typing import Self

from django.conf import settings
from django.db import models

from articles.content import canonical, sha256


class RevisionLabelQuerySet(models.QuerySet["RevisionLabel"]):
    def newest_first(self) -> Self:
        """The one that counts, then what was said before it."""
        return self.order_by("-pk")


class RevisionLabel(models.Model):
    """A name and a note that somebody gave a revision later. The newest counts; the older stay readable.

    Those of one revision are chained: `hash` covers what is said here, the revision's own hash and the
    hash of the label before.
    """

    append_only = True

    revision = models.ForeignKey("articles.ArticleRevision", on_delete=models.PROTECT, related_name="labels")
    name = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    hash = models.CharField(max_length=64)

    objects = RevisionLabelQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["revision", "-id"], name="label_newest")]

    def __str__(self) -> str:
        return f"“{self.name}” for revision {self.revision_id}"

    def compute_hash(self, revision_hash: str, previous: str) -> str:
        """The hash that this row must carry, after a label with the hash `previous` ("" for none)."""
        return sha256(
            canonical(
                {
                    "revision": revision_hash,
                    "name": self.name,
                    "note": self.note,
                    "at": self.at.isoformat(),
                    "by": self.by_id,
                    "previous": previous,
                }
            )
        )


class RevisionCount(models.Model):
    """How many words a revision added and removed. An index: `articles.counting` makes it anew."""

    revision = models.OneToOneField(
        "articles.ArticleRevision", on_delete=models.CASCADE, primary_key=True, related_name="count"
    )
    added = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"+{self.added} −{self.removed} in revision {self.revision_id}"


class TouchedBlock(models.Model):
    """That a revision changed, added or took out a block of its article. An index, like `RevisionCount`.

    `block` is a block's id in the body, or the name of the field that a piece of text stands in.
    """

    revision = models.ForeignKey("articles.ArticleRevision", on_delete=models.CASCADE, related_name="touched")
    article_id = models.BigIntegerField()
    block = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "block"], name="block_touched_once")]
        indexes = [models.Index(fields=["article_id", "block"], name="touched_block")]

    def __str__(self) -> str:
        return f"block {self.block} in revision {self.revision_id}"
