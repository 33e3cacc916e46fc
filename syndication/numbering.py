"""Give changes their numbers: without gaps, and never one in front of a number that somebody has seen.

A sequence cannot do that, since transactions are not committed in the order in which they draw from it. So
numbers are given out after the commit, by one worker at a time, to what is committed by then. Whoever writes
about one thing waits for whoever did before (`recording`), so its changes are committed in their order.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from syndication.fanning import fan_out
from syndication.models import Change, Ledger, Webhook

AT_ONCE = 500
KEEP_DESK = timedelta(days=1)  # of what the desk's browsers may ask after


def number_changes() -> int:
    """Number all that is committed; returns how many changes got theirs."""
    numbered = 0
    while count := _number_some():
        numbered += count
    return numbered


@transaction.atomic
def _number_some() -> int:
    ledger = _held()
    # A statement of its own after the lock: it sees whatever the holder before had not seen yet.
    changes = list(Change.objects.unnumbered()[:AT_ONCE])
    for number, change in enumerate(changes, start=ledger.last + 1):
        change.number = number
    Change.objects.bulk_update(changes, ["number"], batch_size=AT_ONCE)
    if changes and (webhooks := list(Webhook.objects.in_use())):
        fan_out(changes, webhooks)
    ledger.last += len(changes)
    ledger.save(update_fields=["last"])
    return len(changes)


def _held() -> Ledger:
    """The ledger, ours until the transaction ends."""
    Ledger.objects.get_or_create(pk=1)
    return Ledger.objects.select_for_update().get(pk=1)


def last_number() -> int:
    """The number given out last."""
    return Ledger.objects.filter(pk=1).values_list("last", flat=True).first() or 0


def complete_from() -> int:
    """Whoever has seen this number, or none at all, is told all that came after."""
    return Ledger.objects.filter(pk=1).values_list("complete_from", flat=True).first() or 0


@transaction.atomic
def forget_old_changes() -> int:
    """Let go of changes that are older than is kept; returns how many. The newest of each thing stays.

    So whoever begins at the beginning still hears of everything, and whoever stopped too long ago is told.
    """
    now = timezone.now()
    ledger = _held()
    later = Change.objects.public().filter(
        subject=OuterRef("subject"), subject_id=OuterRef("subject_id"), pk__gt=OuterRef("pk")
    )
    old = Change.objects.public().filter(at__lt=now - timedelta(days=settings.NEWSROOM_KEEP_CHANGES_DAYS))
    old = old.filter(Exists(later), number__isnull=False)
    if last := old.aggregate(last=Max("number"))["last"]:
        ledger.complete_from = last
        ledger.save(update_fields=["complete_from"])
    forgotten = Change.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
    seen = Change.objects.filter(is_public=False, at__lt=now - KEEP_DESK, number__isnull=False)
    return forgotten + seen.delete()[0]
