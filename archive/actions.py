"""Have pages archived and looked at again; what a worker does for it stands in `visits.py`."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from archive import permissions, visits
from archive.events import PAGE_WANTED
from archive.fetching import Fetcher
from archive.manners import newsroom_fetcher
from archive.models import Page, spelling_of
from outbox.models import OutboxEvent

FRESH = timedelta(hours=1)  # who points to a page again so soon needs no new look
CHECK_BATCH = 200


def keep(url: str, *, by: User | None) -> Page:
    """Have a page archived by a worker; the page of that address, made if need be. Raises PermissionDenied.

    An address that is never asked makes a page too, `refused`, with its reason and remedy in words.
    """
    permissions.require_keep(by)
    spelling = spelling_of(url)
    with transaction.atomic():
        page, is_new = Page.objects.get_or_create(
            digest=hashlib.sha256(spelling.encode()).hexdigest(), defaults={"url": spelling, "created_by": by}
        )
        if no := visits.never_asked(spelling):
            visits.refuse(page, no)
        elif is_new or (page.checked_at or page.created_at) < timezone.now() - FRESH:
            _want(page)
    return page


@transaction.atomic
def check_again(page: Page, *, by: User | None) -> None:
    """Have a page looked at now, whatever its state. Raises PermissionDenied."""
    permissions.require_keep(by)
    if not visits.never_asked(page.url):
        _want(page)


@transaction.atomic
def take_note(page: Page, *, by: User | None) -> Page:
    """Say that the change of a page was seen: it counts as kept again, by its newest copy."""
    permissions.require_keep(by)
    page = Page.objects.select_for_update().get(pk=page.pk)
    if page.state == Page.State.CHANGED:
        page.state = Page.State.KEPT
    page.changed_at = None
    page.save(update_fields=["state", "changed_at"])
    return page


def check_due() -> int:
    """Have workers look at the pages whose time has come, the longest overdue first; returns how many."""
    now = timezone.now()
    with transaction.atomic():
        due = Page.objects.due(now).select_for_update(skip_locked=True)
        pages = list(due.order_by("next_check_at")[:CHECK_BATCH])
        for page in pages:
            _want(page)
    return len(pages)


def fetch(page: Page, fetcher: Fetcher | None = None) -> Page:
    """Look at a page now, in this process, and keep a copy where it says something new; what became of it.

    For workers and commands: it takes as long as the page's server. Whatever the server does is put on the
    page in words; only what goes wrong on our own side is raised.
    """
    return visits.visit(page, fetcher or newsroom_fetcher())


def _want(page: Page) -> None:
    """Owe a look to the outbox. Were even that to fail for good, the sweep would hand the page out again."""
    Page.objects.filter(pk=page.pk).update(next_check_at=timezone.now() + visits.HELD)
    OutboxEvent.objects.record(PAGE_WANTED, page.pk)
