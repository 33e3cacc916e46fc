"""Where words that people point at stand in an article's revisions, run by run."""

from django.db import models

from articles.models.history import ArticleRevision


class TextAnchor(models.Model):
    """Where some words stood for a run of revisions, from `first` to `last`.

    `state` compares with the words and the place at which they were found first. For `deleted` and
    `ambiguous` the fields tell the last place known; such an anchor is shown, never dropped.
    Offsets are code points in the segment (block, key).
    """

    class State(models.TextChoices):
        EXACT = "exact", "same words, same place"
        MOVED = "moved", "same words, moved"
        CHANGED = "changed", "words changed"
        AMBIGUOUS = "ambiguous", "two places fit"
        DELETED = "deleted", "deleted"

    AS_FOUND = (State.EXACT, State.MOVED)
    LOST = (State.AMBIGUOUS, State.DELETED)

    first = models.ForeignKey(ArticleRevision, on_delete=models.PROTECT, related_name="+")
    last = models.ForeignKey(ArticleRevision, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    block = models.CharField(max_length=64)
    key = models.CharField(max_length=64, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.state}: “{self.exact[:60]}”"

    @property
    def is_found(self) -> bool:
        """Whether the words stand in the text now."""
        return self.state not in self.LOST
