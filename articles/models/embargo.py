"""The time before which no reader is shown a story, whatever else is done with it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from wagtail.models import Page
from wagtail.query import PageQuerySet


class EmbargoQuerySet(models.QuerySet["Embargo"]):
    def due(self, now: datetime) -> Self:
        """Those whose time has come, the earliest first."""
        return self.filter(until__lte=now).order_by("until", "pk")

    def held(self) -> Self:
        """The articles that readers are not shown, as primary keys for a subquery."""
        return self.order_by().values("article_id")  # type: ignore[return-value]


class Embargo(models.Model):
    """An embargo in force. It holds until the row goes: by a person's act or, at its time, by the machine's.

    It stands beside the page, not in it: no save or publication of a text can change it. What was ever done
    about embargoes is on file as `StoryAct`s.
    """

    article = models.OneToOneField("articles.ArticlePage", on_delete=models.CASCADE, related_name="embargo")
    until = models.DateTimeField(db_index=True)
    set_at = models.DateTimeField(auto_now=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = EmbargoQuerySet.as_manager()

    def __str__(self) -> str:
        return f"article {self.article_id} until {self.until:%Y-%m-%d %H:%M}"


def pages_for_readers() -> PageQuerySet:
    """The pages of any kind whose address every reader may learn."""
    held = Embargo.objects.held()
    return Page.objects.live().public().exclude(pk__in=held).exclude(alias_of__in=held)
