"""What people do about webhooks: give, change, remove, try and repeat."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from archive.addresses import Refused
from articles.models import SectionPage
from outbox.models import OutboxEvent
from syndication import permissions, signing
from syndication.delivering import sender
from syndication.events import DELIVERIES_DUE
from syndication.fanning import dumped, fan_out
from syndication.models import FAMILIES, PUBLIC, Change, Delivery, Secret, Webhook
from syndication.models.change import new_event_id

TEST = "webhook.test"
MOST_REPLAYED = 10_000
LONGEST_OVERLAP = 168  # hours for which an old secret may go on


@transaction.atomic
def add_webhook(
    url: str, *, by: User, types: Sequence[str] = (), sections: Sequence[str] = (), description: str = ""
) -> tuple[Webhook, str]:
    """Have an address told of news; returns it and the secret, which is shown this once.

    Raises PermissionDenied, and ValidationError naming the field for an address that would never be asked,
    or a type or a section that there is none of.
    """
    permissions.require(by, "add_webhook")
    values = _cleaned(url=url, types=types, sections=sections, description=description)
    webhook = Webhook.objects.create(created_by=by, **values)
    log(webhook, "wagtail.create", user=by)
    return webhook, _new_secret(webhook)


@transaction.atomic
def change_webhook(webhook: Webhook, *, by: User, **values: Any) -> Webhook:
    """Change the address, what it is told, or whether it is told anything (`is_active`)."""
    permissions.require(by, "change_webhook")
    webhook.refresh_from_db(from_queryset=Webhook.objects.select_for_update())
    is_active = values.pop("is_active", webhook.is_active)
    for field, value in _cleaned(**values).items():
        setattr(webhook, field, value)
    if is_active and not webhook.is_active:
        webhook.disabled_reason, webhook.failing_since = "", None
    if not is_active and webhook.is_active:
        webhook.disabled_reason = f"{by.display_name} switched it off."
    webhook.is_active, webhook.held_until = is_active, None
    webhook.save()
    log(webhook, "wagtail.edit", user=by)
    if is_active:
        OutboxEvent.objects.record(DELIVERIES_DUE, webhook.pk)
    return webhook


@transaction.atomic
def delete_webhook(webhook: Webhook, *, by: User) -> None:
    """Tell the address nothing any more, and drop the log of what it was told."""
    permissions.require(by, "delete_webhook")
    log(webhook, "wagtail.delete", user=by, deleted=True)
    webhook.delete()


@transaction.atomic
def rotate_secret(webhook: Webhook, *, by: User, keep_hours: int = 24) -> str:
    """Give it a new secret, which is returned; the ones before hold beside it for some hours more."""
    permissions.require(by, "change_webhook")
    if not 0 <= keep_hours <= LONGEST_OVERLAP:
        raise ValidationError({"keep_hours": f"Give whole hours from 0 to {LONGEST_OVERLAP}."})
    now = timezone.now()
    webhook.secrets.filter(expires_at__lte=now).delete()
    webhook.secrets.filter(expires_at=None).update(expires_at=now + timedelta(hours=keep_hours))
    return _new_secret(webhook)


@transaction.atomic
def send_test(webhook: Webhook, *, by: User) -> Delivery:
    """Send a message that tells of nothing, in the way that all go."""
    permissions.require(by, "change_webhook")
    _require_active(webhook)
    now = timezone.now()
    said = {"object": "webhook", "id": webhook.pk, "sent_by": by.display_name}
    event = new_event_id()
    news = {"id": event, "type": TEST, "timestamp": now.isoformat().replace("+00:00", "Z"), "data": said}
    delivery = Delivery.objects.create(
        webhook=webhook,
        event=event,
        kind=TEST,
        thing=f"test:{event}"[:40],
        body=dumped(news),
        due_at=now,
        created_at=now,
    )
    _hurry(webhook)
    return delivery


@transaction.atomic
def replay(delivery: Delivery, *, by: User) -> None:
    """Send a message once more, with the same id; one that waits is sent at once."""
    permissions.require(by, "change_webhook")
    _require_active(delivery.webhook)
    taken = Delivery.objects.select_for_update().filter(pk=delivery.pk)
    for _ in taken:
        taken.update(
            state=Delivery.State.WAITING,
            attempts=0,
            due_at=timezone.now(),
            lease_until=None,
            finished_at=None,
            is_replay=True,
        )
    _hurry(delivery.webhook)


@transaction.atomic
def replay_range(webhook: Webhook, *, since: Any, until: Any, by: User) -> int:
    """Send all again that it would have been told between two times; returns how many messages.

    Also of what it was never sent: because it was switched off, or was not there yet.
    """
    permissions.require(by, "change_webhook")
    _require_active(webhook)
    if until <= since:
        raise ValidationError({"until": "Give a time after the beginning."})
    between = Change.objects.public().numbered().filter(at__gte=since, at__lt=until)
    changes = list(between.of_types(webhook.types).in_sections(webhook.sections)[: MOST_REPLAYED + 1])
    if len(changes) > MOST_REPLAYED:
        raise ValidationError(
            {"until": f"That is more than {MOST_REPLAYED:,} messages. Ask for a shorter time."}
        )
    count = fan_out(changes, [webhook], is_replay=True)
    _hurry(webhook)
    return count


def _hurry(webhook: Webhook) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(held_until=None)
    OutboxEvent.objects.record(DELIVERIES_DUE, webhook.pk)


def _new_secret(webhook: Webhook) -> str:
    return Secret.objects.create(webhook=webhook, value=signing.new_secret()).value


def _require_active(webhook: Webhook) -> None:
    if not webhook.is_active:
        raise ValidationError("It is switched off. Switch it on first; then send.")


def _cleaned(**values: Any) -> dict[str, Any]:
    """The values as they are kept; ValidationError naming every field that is at fault."""
    errors: dict[str, str] = {}
    if "url" in values:
        try:
            values["url"] = sender().check(values["url"]).url
        except Refused as refused:
            errors["url"] = f"{refused.reason} {refused.remedy}"
    if unknown := _unknown(values.get("types", ()), (*PUBLIC, *FAMILIES)):
        errors["types"] = f"There is no type “{unknown}”. Give some of: {', '.join((*FAMILIES, *PUBLIC))}."
    if wanted := values.get("sections"):
        slugs = SectionPage.objects.order_by("slug").values_list("slug", flat=True)
        if unknown := _unknown(wanted, slugs):
            errors["sections"] = f"There is no section “{unknown}”. Give some of: {', '.join(slugs)}."
    if errors:
        raise ValidationError(errors)
    for name in ("types", "sections"):
        if name in values:
            values[name] = list(dict.fromkeys(values[name]))
    return values


def _unknown(given: Iterable[str], known: Iterable[str]) -> str:
    return next((each for each in given if each not in set(known)), "")
