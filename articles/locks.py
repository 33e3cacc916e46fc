"""Lock a story, free it, take over a colleague's lock. What they had not saved is not lost by that.

Their open page hears of it within seconds and hands in what is unsaved, which becomes a draft; so does
whatever their browser has kept, whenever it comes back (`articles.drafts`).
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from accounts.models import User
from articles.editing import require_unlocked
from articles.events import LOCK_TAKEN_OVER
from articles.models import ArticlePage
from articles.versions import wait_for_turn
from outbox.models import OutboxEvent

TAKEN_OVER = "newsroom.lock.taken_over"  # what Wagtail's log of the page says of it


def may_take_over(article: Page, user: User) -> bool:
    """Whether somebody may take this story’s lock from a colleague: whoever may lift locks and set them."""
    rights = article.permissions_for_user(user)
    may_lift = rights.can_unlock() or "unlock" in rights.permissions
    return bool(rights.can_edit() and rights.can_lock() and may_lift)


@transaction.atomic
def lock_story(article: ArticlePage, *, by: User) -> None:
    """Keep a story from all others until `unlock_story`, as the desk's button does; one's own lock stands.

    Raises PermissionDenied without the right, StoryLocked where somebody else holds the lock.
    """
    now = _as_it_stands(article)
    if not now.permissions_for_user(by).can_lock():
        raise PermissionDenied("You may not lock stories here. Ask this section’s desk.")
    if now.locked and now.locked_by_id == by.pk:
        return
    require_unlocked(now, by)
    _set(now, by)
    log(instance=now, action="wagtail.lock", user=by)


@transaction.atomic
def unlock_story(article: ArticlePage, *, by: User) -> None:
    """Free a story. Raises PermissionDenied for whoever may not lift this lock."""
    now = _as_it_stands(article)
    if not now.permissions_for_user(by).can_unlock():
        raise PermissionDenied("You may not unlock this story. Ask whoever locked it, or its desk.")
    if now.locked:
        _set(now, None)
        log(instance=now, action="wagtail.unlock", user=by)


def _as_it_stands(article: ArticlePage) -> ArticlePage:
    wait_for_turn(article.pk)
    found: ArticlePage = (
        ArticlePage.objects.defer_streamfields().select_related("locked_by").get(pk=article.pk)
    )
    return found


def _set(article: ArticlePage, holder: User | None) -> None:
    article.locked, article.locked_by = holder is not None, holder
    article.locked_at = timezone.now() if holder else None
    article.save(update_fields=["locked", "locked_by", "locked_at"])


@transaction.atomic
def take_over_lock(article: ArticlePage, *, by: User, from_whom: int | None) -> None:
    """Make `by` the holder of the lock that `from_whom` (a user's id) was seen to hold; logged and announced.

    Raises PermissionDenied without the right to lift locks and set them, ValidationError where somebody
    else holds it by now or nobody does.
    """
    now = _as_it_stands(article)
    if not may_take_over(now, by):
        raise PermissionDenied("You may not take over locks in this section. Ask its desk.")
    if not now.locked:
        raise ValidationError("Nobody holds this story’s lock any more. You can simply open and edit it.")
    if now.locked_by_id == by.pk:
        raise ValidationError("You hold this story’s lock already.")
    if now.locked_by_id != from_whom:
        who = now.locked_by.display_name if now.locked_by else "Somebody else"
        raise ValidationError(f"{who} holds the lock by now. Look again before you take it over.")
    before, since = now.locked_by, now.locked_at
    at = timezone.now()
    Page.objects.filter(pk=article.pk).update(locked_by=by, locked_at=at)
    article.locked, article.locked_by, article.locked_at = True, by, at
    entry = log(
        instance=now,
        action=TAKEN_OVER,
        user=by,
        data={
            "from": before.pk if before else None,
            "name": before.display_name if before else "",
            "since": since.isoformat() if since else "",
        },
    )
    OutboxEvent.objects.record_new(LOCK_TAKEN_OVER, [entry.pk])
