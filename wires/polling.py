"""The worker's side of feeds: read those whose time has come, and put what is new in them on record.

What a look brings — its stories, what the server said, when to look again — is one transaction. A worker that
dies has left the feed with a later time, and nothing else. Times come from a clock that is passed in.
"""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log as put_on_log

from accounts.models import User
from archive.addresses import Refused
from archive.connecting import Unreachable
from archive.fetching import Answer, Exchange, Fetcher, Known
from archive.manners import newsroom_fetcher, wish
from articles.copy import BadCopy
from outbox.models import OutboxEvent
from wires import permissions
from wires.actions import begin_stories
from wires.events import FEED_DUE, FEED_SWITCHED_OFF
from wires.formats.feeds import ACCEPT, Document, read_feed
from wires.models import Feed

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

MOST_BYTES = 3_000_000
HELD = timedelta(minutes=10)  # a feed in a worker's hands is handed out again after this at the earliest
LONGEST_PAUSE = timedelta(days=1)
SLOWER = 8  # times that a feed which brings nothing new is read less often, at most
JITTER = 0.15
QUIET = "Nothing in it was new."
GONE = "Its server says that the feed is gone for good (410). Look for it under another address."


def ring_due(now: datetime | None = None) -> int:
    """Have workers read every feed whose time has come; returns how many."""
    due = list(Feed.objects.due(now or timezone.now()).values_list("pk", flat=True))
    for feed_id in due:
        OutboxEvent.objects.record(FEED_DUE, feed_id)
    return len(due)


def poll(feed_id: int, *, clock: Clock = timezone.now, fetcher: Fetcher | None = None) -> None:
    """Read a feed if its time has come. Whatever its server does is put on record in words."""
    feed = _take(feed_id, clock())
    if feed is None:
        return
    fetcher = fetcher or newsroom_fetcher("NewsroomFeeds", accept=ACCEPT, most_bytes=MOST_BYTES)
    known = Known(feed.found_at, feed.etag, feed.last_modified) if feed.found_at else None
    try:
        answer = fetcher.fetch(feed.url, known)
    except (Refused, Unreachable) as error:
        _note_failure(feed, error.reason, clock())
        return
    if answer.has_page:
        _read(feed, answer, clock)
    elif answer.status == 304:
        _note_quiet(feed, clock())
    elif answer.status == 410:
        _note_gone(feed, clock())
    else:
        last = answer.last
        words = f"Its server answered {last.status} {last.reason[:100]}".strip() + "."
        _note_failure(feed, words, clock(), wish(last))


@transaction.atomic
def _take(feed_id: int, now: datetime) -> Feed | None:
    """The feed, ours to read; None where it is not its time, or another worker is at it.

    It counts as failed until it ends well: a feed that kills its workers is read ever less often, too.
    """
    feed = Feed.objects.select_for_update(skip_locked=True).due(now).filter(pk=feed_id).first()
    if feed is None:
        return None
    feed.began_at = now
    feed.failures = min(feed.failures + 1, 1000)
    feed.next_poll_at = now + max(HELD, _pause_after_failures(feed))
    feed.save(update_fields=["began_at", "failures", "next_poll_at"])
    return feed


def _read(feed: Feed, answer: Answer, clock: Clock) -> None:
    try:
        document = read_feed(answer.body, url=answer.url, content_type=answer.last.header("content-type"))
    except BadCopy as error:
        _note_failure(feed, str(error), clock())
        return
    except Exception:
        log.exception("Feed %s broke its reader", feed.pk)
        _note_failure(feed, "It broke the program that reads it. It is on record.", clock())
        return
    _note_document(feed, document, answer.last, clock())


@transaction.atomic
def _note_document(feed: Feed, document: Document, last: Exchange, now: datetime) -> None:
    """Begin a job with what is new or changed, and remember what the feed says now."""
    ours = _ours(feed)
    if ours is None:
        return
    news = [each for each in document.entries if ours.seen.get(each.guid) != each.digest]
    if news:
        try:
            by = _leader(ours)
        except PermissionDenied as lost:
            _switch_off(ours, str(lost))  # and remember nothing: it is new still when it is switched on again
            _settle(ours, str(lost), now)
            return
        ours.job = begin_stories(
            [each.story for each in reversed(news)],  # the oldest stands last in a feed, and comes in first
            by=by,
            section=ours.section,
            language=ours.language,
            wire=ours.wire,
        )
    ours.title = document.title
    ours.found_at = last.url
    ours.etag = last.header("etag")[:500]
    ours.last_modified = last.header("last-modified")[:100]
    ours.seen = {each.guid: each.digest for each in document.entries}
    ours.quiet = 0 if news else min(ours.quiet + 1, 1000)
    _settle(
        ours,
        f"New or changed entries: {len(news)} of {len(document.entries)}." if news else QUIET,
        now,
    )


def _leader(feed: Feed) -> User:
    """With whose rights its stories come in. Raises PermissionDenied where they do not suffice any more."""
    if feed.by is None or not feed.by.is_active:
        raise PermissionDenied(
            "The account that it is read for is not active any more. Switch it on to read it for yours."
        )
    try:
        permissions.require(feed.by, "add_feed", feed.section)
    except PermissionDenied as lost:
        words = f"{feed.by.display_name} may not have feeds read into {feed.section.title} any more."
        raise PermissionDenied(words) from lost
    return feed.by


@transaction.atomic
def _note_quiet(feed: Feed, now: datetime) -> None:
    if ours := _ours(feed):
        ours.quiet = min(ours.quiet + 1, 1000)
        _settle(ours, QUIET, now)


@transaction.atomic
def _note_gone(feed: Feed, now: datetime) -> None:
    if ours := _ours(feed):
        _switch_off(ours, GONE)
        _settle(ours, GONE, now)


@transaction.atomic
def _note_failure(feed: Feed, why: str, now: datetime, wished: timedelta = timedelta()) -> None:
    if ours := _ours(feed):
        ours.outcome, ours.polled_at = why[:500], now
        ours.failing_since = ours.failing_since or now
        ours.next_poll_at = now + max(_pause_after_failures(ours), wished) if ours.is_active else None
        ours.save()


def _ours(feed: Feed) -> Feed | None:
    """The feed as it is now, locked; None where it was removed, moved or taken over by another worker."""
    found = Feed.objects.select_for_update(of=("self",)).filter(pk=feed.pk, began_at=feed.began_at)
    ours = found.select_related("section", "by").first()
    return ours if ours and ours.url == feed.url else None


def _settle(feed: Feed, outcome: str, now: datetime) -> None:
    """The server answered as it should: what came of it, and when to look again."""
    feed.outcome, feed.polled_at, feed.failures, feed.failing_since = outcome, now, 0, None
    every = timedelta(minutes=feed.minutes)
    pause = min(every * min(1.5 ** min(feed.quiet, 20), SLOWER), LONGEST_PAUSE)
    feed.next_poll_at = now + _about(pause) if feed.is_active else None
    feed.save()


def _switch_off(feed: Feed, why: str) -> None:
    """Read it no more, and have whoever looks after it told; the caller saves it."""
    feed.is_active, feed.off_reason, feed.next_poll_at = False, why[:255], None
    feed.is_untold = True
    put_on_log(feed, "wagtail.edit")
    OutboxEvent.objects.record(FEED_SWITCHED_OFF, feed.pk)


def _pause_after_failures(feed: Feed) -> timedelta:
    return _about(min(timedelta(minutes=feed.minutes) * 2 ** min(feed.failures, 12), LONGEST_PAUSE))


def _about(pause: timedelta) -> timedelta:
    """A little at random, and never longer, so that feeds of one server are not all read at once."""
    return pause * random.uniform(1 - JITTER, 1)  # noqa: S311
