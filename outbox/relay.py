"""From the outbox row to the subscriber: ring a worker, lease the row, call the handler, settle.

Due times live in the database, so a broker that loses or repeats a message changes nothing: the
sweep rings again whatever is due and undone, and a row that is leased or done is not begun twice.
"""

import logging
import random
import traceback
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from outbox import bell
from outbox.models import OutboxEvent
from outbox.subscriptions import find

logger = logging.getLogger(__name__)

SWEEP_BATCH = 500
KEEP_DONE = timedelta(days=7)
# How long a bell counts as heard, by queue: nobody waits at a screen for bulk work.
RING_AGAIN = {
    "interactive": timedelta(seconds=30),
    "bulk": timedelta(minutes=10),
    "archive": timedelta(minutes=2),
}


def sweep() -> int:
    """Ring for what is due and undone, and forget what was done long ago; returns the bells rung.

    A row that was rung for is left alone for a while (`RING_AGAIN`), or a long backlog would pile
    up bells; and each queue gets its own share, or a bulk import would hide an editor's save.
    """
    now = timezone.now()
    rung = 0
    for queue, pause in RING_AGAIN.items():
        unheard = Q(rung_at=None) | Q(rung_at__lte=now - pause)
        due = OutboxEvent.objects.due(now).filter(unheard, queue=queue).order_by("due_at")
        ids = list(due.values_list("pk", flat=True)[:SWEEP_BATCH])
        OutboxEvent.objects.filter(pk__in=ids).update(rung_at=now)
        rung += bell.ring([(pk, queue) for pk in ids])
    old = OutboxEvent.objects.filter(state="done", finished_at__lt=now - KEEP_DONE).order_by("finished_at")
    OutboxEvent.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:SWEEP_BATCH])).delete()
    return rung


def recover() -> int:
    """Take back every lease and every bell; returns the leases.

    Only for a start at which no other worker can be running (embedded mode): the broker's memory
    ended with the process before.
    """
    OutboxEvent.objects.undone().exclude(rung_at=None).update(rung_at=None)
    return OutboxEvent.objects.filter(state="running").update(lease_until=timezone.now())


def deliver(event_id: int, *, task_id: str) -> bool:
    """Call the subscriber for one row; True when this call settled it.

    Returns False without calling anybody when the row is done, not due, or leased to another task.
    The same task delivered again (its worker was killed) may enter its own lease.
    """
    event = _lease(event_id, task_id)
    if event is None:
        return False
    subscription = find(event.topic, event.handler)
    try:
        if subscription is None:
            raise LookupError(f"Nobody subscribes to {event.topic} as {event.handler} any more.")
        subscription.load()(event.key)
    except Exception:  # noqa: BLE001 - whatever a subscriber raises is kept on its row and tried again
        _settle_failure(event, traceback.format_exc(limit=-6))
        return True
    _settle(event, state="done", finished_at=timezone.now(), last_error="")
    return True


def work_off(*, task_id: str = "in-process") -> int:
    """Deliver in this thread all that is due, and the news that follows from it; returns the deliveries made.

    For commands that need the outcome at once. Workers may be busy beside it: leases hold as ever.
    """
    made = 0
    while due := list(OutboxEvent.objects.due().order_by("due_at", "pk").values_list("pk", flat=True)):
        settled = sum(deliver(event_id, task_id=task_id) for event_id in due)
        if not settled:  # the rest is in other hands
            break
        made += settled
    return made


def _lease(event_id: int, task_id: str) -> OutboxEvent | None:
    now = timezone.now()
    free = OutboxEvent.objects.due(now) | OutboxEvent.objects.filter(state="running", task_id=task_id)
    taken = (
        free.filter(pk=event_id)
        .filter(Q(attempts__lt=settings.NEWSROOM_MAX_ATTEMPTS))
        .update(
            state="running",
            task_id=task_id,
            rung_at=None,
            started_at=now,
            lease_until=now + timedelta(seconds=settings.NEWSROOM_LEASE),
            attempts=F("attempts") + 1,
        )
    )
    if taken:
        return OutboxEvent.objects.get(pk=event_id)
    # A text that kills its worker every time never reaches _settle_failure: it is given up here.
    OutboxEvent.objects.due(now).filter(pk=event_id, attempts__gte=settings.NEWSROOM_MAX_ATTEMPTS).update(
        state="failed", finished_at=now, last_error="The worker was lost at every attempt."
    )
    return None


def _settle(event: OutboxEvent, **values: object) -> None:
    """Close our own lease; a row that another task has taken over meanwhile is left to it."""
    type(event).objects.filter(pk=event.pk, state="running", task_id=event.task_id).update(
        lease_until=None, **values
    )


def _settle_failure(event: OutboxEvent, error: str) -> None:
    logger.warning("%s failed at attempt %d: %s", event, event.attempts, error)
    if event.attempts >= settings.NEWSROOM_MAX_ATTEMPTS:
        _settle(event, state="failed", finished_at=timezone.now(), last_error=error)
        return
    pause = settings.NEWSROOM_RETRY_BASE * 2 ** (event.attempts - 1) * random.uniform(0.8, 1.2)  # noqa: S311
    with transaction.atomic():
        newer = type(event).objects.waiting().filter(handler=event.handler, topic=event.topic, key=event.key)
        if newer.exists():  # the same news was recorded again while we ran; that row carries on
            _settle(event, state="done", finished_at=timezone.now(), last_error=error)
            return
        _settle(event, state="waiting", due_at=timezone.now() + timedelta(seconds=pause), last_error=error)
    bell.ring([(event.pk, event.queue)], delay=pause)


def replay(event: OutboxEvent) -> None:
    """Owe a failed event to its subscriber again, with all its attempts before it."""
    failed = OutboxEvent.objects.failed().filter(pk=event.pk)
    try:
        with transaction.atomic():
            failed.update(state="waiting", attempts=0, due_at=timezone.now(), finished_at=None)
    except IntegrityError:  # the same news is waiting already; that row carries on
        failed.delete()
    transaction.on_commit(lambda: bell.ring([(event.pk, event.queue)]), robust=True)
