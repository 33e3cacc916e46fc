"""Send what is due to webhooks: each message at least once, those about one thing in their order.

A message is a row until it has arrived or is given up. Whoever sends it holds it by a lease; a worker that
dies leaves it to the next. Times come from a clock that is passed in.
"""

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log

from archive.addresses import Policy, networks
from outbox.models import OutboxEvent
from syndication import signing
from syndication.events import DELIVERIES_DUE, WEBHOOK_DISABLED
from syndication.models import Attempt, Delivery, Webhook
from syndication.sending import Outcome, Sender

Clock = Callable[[], datetime]

# Seconds before each attempt, counted from the one before.
WAITS = (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
JITTER = 0.2
AT_A_TIME = 20.0  # seconds for which one worker sends to one webhook, before others get their turn
GONE = "It answered 410: it wants no more."


def sender() -> Sender:
    """Sends as the settings say."""
    policy = Policy(
        ports=frozenset(settings.NEWSROOM_WEBHOOK_PORTS),
        allowed=networks(settings.NEWSROOM_WEBHOOK_ALLOWED),
    )
    return Sender(
        agent=f"{settings.WAGTAIL_SITE_NAME} webhooks".encode("ascii", "replace").decode(),
        seconds=settings.NEWSROOM_WEBHOOK_TIMEOUT,
        policy=policy,
    )


def ring_due(now: datetime | None = None) -> int:
    """Have workers send to every webhook for which something is due; returns how many."""
    due = list(Webhook.objects.due(now or timezone.now()).values_list("pk", flat=True))
    for webhook_id in due:
        OutboxEvent.objects.record(DELIVERIES_DUE, webhook_id)
    return len(due)


def deliver_due(webhook_id: int, *, clock: Clock = timezone.now) -> int:
    """Send to one webhook what is due there; returns the attempts made."""
    until, sends, made = time.monotonic() + AT_A_TIME, sender(), 0
    while delivery := _take(webhook_id, clock()):
        _send(delivery, sends, clock)
        made += 1
        if time.monotonic() > until:
            OutboxEvent.objects.record(DELIVERIES_DUE, webhook_id)
            break
    return made


@transaction.atomic
def _take(webhook_id: int, now: datetime) -> Delivery | None:
    """The next message, ours for as long as sending it may last."""
    webhook = Webhook.objects.in_use().select_for_update().filter(pk=webhook_id).first()
    if webhook is None or (webhook.held_until and webhook.held_until > now):
        return None
    delivery = Delivery.objects.filter(webhook=webhook).due(now).order_by("pk").first()
    if delivery is None:
        return None
    delivery.webhook = webhook
    delivery.attempts += 1
    delivery.lease_until = now + 2 * timedelta(seconds=settings.NEWSROOM_WEBHOOK_TIMEOUT)
    delivery.save(update_fields=["attempts", "lease_until"])
    return delivery


def _send(delivery: Delivery, sends: Sender, clock: Clock) -> None:
    at, body = clock(), delivery.body.encode()
    holding = Q(expires_at=None) | Q(expires_at__gt=at)
    secrets = delivery.webhook.secrets.filter(holding).values_list("value", flat=True)
    headers = signing.headers(secrets, delivery.event, int(at.timestamp()), body)
    outcome = sends.post(delivery.webhook.url, body, headers)
    _settle(delivery, outcome, at, clock())


@transaction.atomic
def _settle(delivery: Delivery, outcome: Outcome, at: datetime, now: datetime) -> None:
    """Write down what came of an attempt, and what follows from it for the message and the webhook."""
    webhook = Webhook.objects.select_for_update().filter(pk=delivery.webhook_id).first()
    ours = Delivery.objects.open().filter(pk=delivery.pk, attempts=delivery.attempts)
    if webhook is None or not ours.exists():
        return  # removed meanwhile, or taken over by another worker
    Attempt.objects.create(
        delivery=delivery,
        at=at,
        seconds=outcome.seconds,
        status=outcome.status,
        answer=outcome.answer,
        error=outcome.error[:500],
        ip=outcome.ip,
    )
    if outcome.is_success:
        ours.update(state=Delivery.State.DONE, finished_at=now, lease_until=None)
        if webhook.failing_since or webhook.held_until:
            webhook.failing_since = webhook.held_until = None
            webhook.save(update_fields=["failing_since", "held_until"])
        return
    is_last = delivery.attempts >= len(WAITS) or outcome.status == 410
    wait = 0 if is_last else WAITS[delivery.attempts] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
    due_at = now + timedelta(seconds=wait)
    if is_last:
        ours.update(state=Delivery.State.FAILED, finished_at=now, lease_until=None)
    else:
        ours.update(due_at=due_at, lease_until=None)
    webhook.failing_since = webhook.failing_since or now
    # Whoever does not answer at all is not asked for every message anew.
    webhook.held_until = due_at if outcome.status is None and not is_last else None
    webhook.save(update_fields=["failing_since", "held_until"])
    if outcome.status == 410:
        disable(webhook, GONE)
    elif now - webhook.failing_since >= timedelta(days=settings.NEWSROOM_WEBHOOK_PATIENCE_DAYS):
        days = settings.NEWSROOM_WEBHOOK_PATIENCE_DAYS
        disable(webhook, f"Nothing arrived there for {days} days. The last time: {outcome.error}")


def disable(webhook: Webhook, reason: str) -> None:
    """Send nothing there any more, and tell whoever looks after it."""
    webhook.is_active, webhook.disabled_reason = False, reason[:255]
    webhook.held_until = None
    webhook.save(update_fields=["is_active", "disabled_reason", "held_until"])
    log(webhook, "wagtail.edit")
    OutboxEvent.objects.record(WEBHOOK_DISABLED, webhook.pk)


def forget_old_deliveries() -> int:
    """Let go of the log of what was settled long ago; returns how many messages."""
    old = timezone.now() - timedelta(days=settings.NEWSROOM_KEEP_DELIVERIES_DAYS)
    return Delivery.objects.exclude(state=Delivery.State.WAITING).filter(created_at__lt=old).delete()[0]
