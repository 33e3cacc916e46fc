"""Note who has a story open and where, and tell who else has, in three small queries; announces nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from articles.models import Presence
from articles.models.presence import GONE

FRESH = timedelta(seconds=25)  # a row is not written again for nothing but the time until it is this old
NAME = ("username", "first_name", "last_name")


@dataclass(frozen=True, slots=True)
class Here:
    """What one window of a browser says of itself."""

    window: str
    place: str = ""
    is_writing: bool = False
    is_away: bool = False


def note_presence(article_id: int, person: User, here: Here) -> list[Presence]:
    """Take note that a window is there; returns the other windows in which the story is open.

    Writes only what has changed, or is about to look old.
    """
    now = timezone.now()
    rows = list(
        Presence.objects.in_story(article_id).filter(seen_at__gte=now - GONE).select_related("person")
    )
    own = next((row for row in rows if row.person_id == person.pk and row.window == here.window), None)
    if own is None or now - own.seen_at > FRESH or _said(own) != here:
        said = {"place": here.place, "is_writing": here.is_writing, "is_away": here.is_away, "seen_at": now}
        if own:
            Presence.objects.filter(pk=own.pk).update(**said)
        else:
            Presence.objects.update_or_create(
                article_id=article_id, person=person, window=here.window, defaults=said
            )
    return [row for row in rows if row is not own]


def leave(article_id: int, person: User, window: str) -> None:
    """A window was closed: colleagues see so at once."""
    Presence.objects.filter(article_id=article_id, person=person, window=window).delete()


def forget_absent() -> int:
    """Delete the rows of those who went without a word; returns how many."""
    return Presence.objects.filter(seen_at__lt=timezone.now() - GONE).delete()[0]


@dataclass(frozen=True, slots=True)
class Standing:
    """What an open editor must know of its story: who holds the lock, and who saved last."""

    locked_by: str
    locked_by_id: int | None
    locked_at: datetime | None
    is_locked: bool
    saved_by: str
    saved_by_id: int | None
    saved_at: datetime | None


def _said(row: Presence) -> Here:
    return Here(row.window, row.place, row.is_writing, row.is_away)


def standing_of(article_id: int) -> Standing | None:
    """How a story stands now, in one query; None where it is not there any more."""
    page = (
        Page.objects.filter(pk=article_id)
        .select_related("locked_by", "latest_revision__user")
        .only(
            "locked",
            "locked_at",
            *(f"locked_by__{name}" for name in NAME),
            "latest_revision__created_at",
            *(f"latest_revision__user__{name}" for name in NAME),
        )
        .order_by()
        .first()
    )
    if page is None:
        return None
    newest: Any = page.latest_revision
    return Standing(
        locked_by=page.locked_by.display_name if page.locked_by else "",
        locked_by_id=page.locked_by_id,
        locked_at=page.locked_at,
        is_locked=page.locked,
        saved_by=newest.user.display_name if newest and newest.user else "",
        saved_by_id=newest.user_id if newest else None,
        saved_at=newest.created_at if newest else None,
    )
