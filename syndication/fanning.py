"""Make a message of every change for every webhook that wants it, in the transaction that numbers them."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils import timezone

from outbox.models import OutboxEvent
from syndication.events import DELIVERIES_DUE
from syndication.models import Change, Delivery, Webhook
from syndication.telling import told


def fan_out(changes: Sequence[Change], webhooks: Sequence[Webhook], *, is_replay: bool = False) -> int:
    """Owe each of these webhooks a message of each of these changes that it wants; returns how many."""
    changes = [change for change in changes if change.is_public]
    wanted = [(webhook, change) for change in changes for webhook in webhooks if webhook.wants(change)]
    if not wanted:
        return 0
    bodies = {change.pk: dumped(news) for change, news in zip(changes, told(changes, absolute), strict=True)}
    now = timezone.now()
    Delivery.objects.bulk_create(
        Delivery(
            webhook=webhook,
            event=change.event,
            kind=change.kind,
            thing=f"{change.subject}:{change.subject_id}",
            number=change.number,
            body=bodies[change.pk],
            due_at=now,
            created_at=now,
            is_replay=is_replay,
        )
        for webhook, change in wanted
    )
    for webhook_id in sorted({webhook.pk for webhook, _ in wanted}):
        OutboxEvent.objects.record(DELIVERIES_DUE, webhook_id)
    return len(wanted)


def absolute(path: str) -> str:
    """The address of a path of this newsroom, where nobody's request says it."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


def dumped(news: dict[str, Any]) -> str:
    """The body of a message: it is signed as it stands here, and never made anew."""
    return json.dumps(news, ensure_ascii=False, separators=(",", ":"))
