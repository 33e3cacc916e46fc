"""What people do about feeds: have one read, change it, switch it off and on, have it read now, remove it."""

import hashlib
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from archive.addresses import Refused, parse
from archive.visits import never_asked
from articles.copy.fields import LANGUAGE
from articles.models import SectionPage
from outbox.models import OutboxEvent
from wires import permissions
from wires.events import FEED_DUE
from wires.models import Feed

FASTEST, SLOWEST = 5, 24 * 60  # minutes from one look to the next
LONGEST_URL = 2000


@transaction.atomic
def add_feed(
    url: str, *, section: SectionPage, by: User, name: str = "", language: str = "en", minutes: int = 15
) -> Feed:
    """Have a feed read again and again; its entries come in as drafts in a section, with the rights of `by`.

    Raises PermissionDenied, and ValidationError naming the field for an address that would never be asked or
    that is read already, a language or minutes that cannot be.
    """
    permissions.require(by, "add_feed", section)
    values = _cleaned(url=url, name=name, language=language, minutes=minutes)
    feed = Feed.objects.create(section=section, by=by, wire=_wire(values["url"]), **values)
    log(feed, "wagtail.create", user=by)
    _read_soon(feed)
    return feed


@transaction.atomic
def change_feed(feed: Feed, *, by: User, **values: Any) -> Feed:
    """Change its address, name, section, language or minutes, or whether it is read (`is_active`).

    Whoever switches it on gives it his rights. Entries keep their ids when it moves to another address.
    """
    feed = Feed.objects.select_for_update().get(pk=feed.pk)
    permissions.require(by, "change_feed", feed.section, *filter(None, [values.get("section")]))
    is_active = values.pop("is_active", feed.is_active)
    before = feed.url
    for field, value in _cleaned(feed, **values).items():
        setattr(feed, field, value)
    if feed.url != before:
        feed.found_at = feed.etag = feed.last_modified = ""
    if is_active and not feed.is_active:
        feed.by, feed.off_reason, feed.is_untold = by, "", False
        feed.failures, feed.failing_since = 0, None
    if not is_active and feed.is_active:
        feed.off_reason = f"{by.display_name} switched it off."
    feed.is_active, feed.next_poll_at = is_active, None
    feed.save()
    log(feed, "wagtail.edit", user=by)
    if is_active:
        _read_soon(feed)
    return feed


@transaction.atomic
def delete_feed(feed: Feed, *, by: User) -> None:
    """Read it no more. What came from it stays; added again, its entries are known by the same ids."""
    permissions.require(by, "delete_feed", feed.section)
    log(feed, "wagtail.delete", user=by, deleted=True)
    feed.delete()


@transaction.atomic
def read_now(feed: Feed, *, by: User) -> None:
    """Have it read now, whatever its time. Raises ValidationError for one that is switched off."""
    permissions.require(by, "change_feed", feed.section)
    if not feed.is_active:
        raise ValidationError("It is switched off. Switch it on first.")
    _read_soon(feed)


def _read_soon(feed: Feed) -> None:
    feed.next_poll_at = timezone.now()
    feed.save(update_fields=["next_poll_at"])
    OutboxEvent.objects.record(FEED_DUE, feed.pk)


def _wire(url: str) -> str:
    """Follows from the address, so that a feed that is added again brings nothing twice."""
    return f"feed:{hashlib.sha256(url.encode()).hexdigest()[:16]}"


def _cleaned(feed: Feed | None = None, **values: Any) -> dict[str, Any]:
    """The values as they are kept; ValidationError naming every field that is at fault."""
    errors: dict[str, str] = {}
    if "url" in values:
        try:
            values["url"] = _address(values["url"])
        except Refused as refused:
            errors["url"] = f"{refused.reason} Give the address of a feed on the public web."
        else:
            others = Feed.objects.exclude(pk=feed.pk) if feed else Feed.objects.all()
            if others.filter(url=values["url"]).exists():
                errors["url"] = "This feed is read already. Ask the desks whose section it goes to."
    language = values.get("language", "en")
    if not LANGUAGE.fullmatch(language) or len(language) > 12:
        errors["language"] = "Give a language tag such as en or en-GB."
    if not FASTEST <= values.get("minutes", FASTEST) <= SLOWEST:
        errors["minutes"] = f"Give {FASTEST} to {SLOWEST:,} minutes."
    if len(values.get("name", "")) > 160:
        errors["name"] = "A name has up to 160 characters. Shorten it."
    if errors:
        raise ValidationError(errors)
    if "name" in values:
        values["name"] = re.sub(r"[\x00-\x1f]+", " ", values["name"]).strip()
    return values


def _address(given: str) -> str:
    """The one spelling of an address. Raises Refused for what is never asked, as far as it can be told."""
    url = parse(given).url
    if no := never_asked(url):
        raise no
    if len(url) > LONGEST_URL:
        raise Refused(f"The address has {len(url):,} characters; {LONGEST_URL:,} are taken.")
    return url
