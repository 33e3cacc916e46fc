"""Tell people what happens to claims: at the desk in the same transaction, by e-mail from a worker."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from claims.events import NOTICE_GIVEN
from claims.models import Claim, Evidence, Notice
from outbox.models import OutboxEvent

NAMED = re.compile(r"(?<![\w@.])@([\w.+-]*\w)")


def mentioned_in(text: str) -> set[User]:
    """The active colleagues whom a note names with @ and their user name, in whatever case."""
    found: set[User] = set()
    for name in set(NAMED.findall(text)):
        found.update(User.objects.filter(username__iexact=name, is_active=True))
    return found


def tell(people: Iterable[User], claim: Claim, words: str, *, but: User | None) -> None:
    """Give people a notice in the caller's transaction; nobody is told of what they did themselves."""
    told = [person for person in people if person != but and person.is_active]
    notices = Notice.objects.bulk_create(
        Notice(person=person, claim=claim, words=words) for person in sorted(told, key=lambda each: each.pk)
    )
    OutboxEvent.objects.record_new(NOTICE_GIVEN, [notice.pk for notice in notices])


@transaction.atomic
def send(notice_id: int) -> bool:
    """Send a notice by e-mail unless it was sent or read already, or the person has no address.

    A worker that dies between sending and noting it sends twice rather than never. Returns whether it sent.
    """
    notice = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("person", "claim")
        .filter(pk=notice_id, mailed_at=None, read_at=None)
        .first()
    )
    if notice is None or not notice.person.email:
        return False
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("claims:page", args=[notice.claim_id])
    send_mail(
        subject=Truncator(" ".join(f"{notice.words}: {notice.claim.statement}".split())).chars(120),
        message=f"{notice.words}\n\n“{notice.claim.statement}”\n\n{address}\n",
        from_email=None,
        recipient_list=[notice.person.email],
    )
    notice.mailed_at = timezone.now()
    notice.save(update_fields=["mailed_at"])
    return True


@transaction.atomic
def tell_of_page(page_id: int, words: str) -> int:
    """Tell whoever cited a page, has the claim in hand or follows it what became of the page; how many."""
    told = 0
    cited = Evidence.objects.filter(page=page_id).select_related("claim__assignee", "added_by")
    for evidence in cited.prefetch_related("claim__watchers"):
        claim = evidence.claim
        people = {evidence.added_by, *claim.watchers.all()} | ({claim.assignee} if claim.assignee else set())
        tell(people, claim, f"{words}: {evidence}", but=None)
        told += len(people)
    return told


def mark_read(person: User, claim: Claim | None = None) -> int:
    """A person has seen the notices about a claim, or all; returns how many were new."""
    unread = Notice.objects.filter(person=person, read_at=None)
    if claim is not None:
        unread = unread.filter(claim=claim)
    return unread.update(read_at=timezone.now())
