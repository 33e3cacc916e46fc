"""Who has a story open in the editor, and where in it: hints for colleagues, soon forgotten, no history."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models.pages import ArticlePage

GONE = timedelta(seconds=150)  # a hidden window asks once a minute; who was silent for longer is not there


class PresenceQuerySet(models.QuerySet["Presence"]):
    def there(self) -> Self:
        """Those heard of lately."""
        return self.filter(seen_at__gte=timezone.now() - GONE)

    def in_story(self, article_id: int) -> Self:
        """The windows in which a story is open, in the order in which they were opened."""
        return self.filter(article_id=article_id).order_by("pk")


class Presence(models.Model):
    """One window of a browser in which somebody has a story open."""

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presences")
    window = models.CharField(max_length=32)
    place = models.CharField(max_length=100, blank=True, help_text="The content path of the block or field.")
    is_writing = models.BooleanField(default=False, help_text="Has words that are not saved yet.")
    is_away = models.BooleanField(default=False, help_text="Looks at another window.")
    seen_at = models.DateTimeField(db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "person", "window"], name="one_presence_of_one_window"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.article}"
