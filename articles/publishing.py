"""Bring a story before readers, now or at an hour, and take it from them; as the desk's own buttons do.

Every publication passes the gate (`articles.gate.PublicationBlocked`), whoever asks for it.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from accounts.models import User
from articles.actions import freeze_pending
from articles.editing import StoryLocked, require_unlocked
from articles.models import ArticlePage
from articles.versions import beginning_from, token_of, wait_for_turn


@transaction.atomic
def publish_story(article: ArticlePage, *, by: User) -> None:
    """Publish the newest text, at once or, where it names a later hour, at that.

    Raises PermissionDenied, StoryLocked while a colleague holds its lock, PublicationBlocked.
    """
    now = _take(article)
    _require_publisher(now, by)
    require_free(now, by)
    now.get_latest_revision().publish(user=by)


@transaction.atomic
def schedule_story(
    article: ArticlePage, *, go_live_at: datetime, by: User, expire_at: datetime | None = None
) -> None:
    """Have the newest text go out at an hour, and leave at another; the gate is asked at that hour.

    Raises PermissionDenied, StoryLocked, ValidationError naming the field, and PublicationBlocked for a
    story that is killed: no hour will let that out.
    """
    if go_live_at <= timezone.now():
        raise ValidationError({"go_live_at": "That time has passed. Give a later one, or publish it now."})
    if expire_at and expire_at <= go_live_at:
        raise ValidationError({"expire_at": "Give a time after `go_live_at`, or leave it out."})
    now = _take(article)
    _require_publisher(now, by)
    require_unlocked(now, by)
    working_copy = now.get_latest_revision_as_object()
    working_copy.go_live_at, working_copy.expire_at = go_live_at, expire_at
    with beginning_from(token_of(now)):
        revision = working_copy.save_revision(user=by, log_action=True)
    revision.publish(user=by)


@transaction.atomic
def unschedule_story(article: ArticlePage, *, by: User) -> None:
    """Take a story from the schedule; it is a draft with the hour still in it.

    Raises PermissionDenied, and ValidationError where it waits for no hour.
    """
    now = _take(article)
    _require_publisher(now, by)
    waiting: Revision | None = now.revisions.filter(approved_go_live_at__isnull=False).first()
    if waiting is None:
        raise ValidationError("This story does not wait for an hour. There is nothing to cancel.")
    waiting.approved_go_live_at = None
    waiting.save(update_fields=["approved_go_live_at"])
    log(instance=now, action="wagtail.schedule.cancel", user=by, revision=waiting)


@transaction.atomic
def unpublish_story(article: ArticlePage, *, by: User) -> None:
    """Take a story from readers, and from the schedule.

    Raises PermissionDenied, StoryLocked, and ValidationError where readers do not see it.
    """
    now = _take(article)
    _require_publisher(now, by)
    if not now.live:
        raise ValidationError("Readers do not see this story. There is nothing to take back.")
    require_free(now, by)
    now.unpublish(user=by)


def require_free(article: ArticlePage, by: User) -> None:
    """Raise StoryLocked while somebody else holds its lock; that it waits for its hour is no hindrance."""
    if article.locked and article.locked_by_id != by.pk:
        who = article.locked_by.display_name if article.locked_by else "Somebody"
        raise StoryLocked(f"{who} has locked this story.")


def _take(article: ArticlePage) -> ArticlePage:
    """The story as it stands, ours alone until the transaction ends, with all that was saved of it kept."""
    wait_for_turn(article.pk)
    freeze_pending(article.pk)
    found: ArticlePage = ArticlePage.objects.get(pk=article.pk)
    return found


def _require_publisher(article: ArticlePage, by: User) -> None:
    if not article.permissions_for_user(by).can_publish():
        raise PermissionDenied("You may not publish in this section. Ask its desk editor.")
