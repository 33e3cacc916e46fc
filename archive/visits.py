"""One look at a page: fetch it, compare it with its newest copy, put on record how things stand.

A worker may be killed at any moment: each look is counted when it begins, and a copy and its news are one
transaction. What is left behind at most is a file that no copy names.
"""

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from archive import media, plaintext, warc
from archive.addresses import Refused, parse, refuse_port, require_public
from archive.connecting import Unreachable
from archive.events import PAGE_CHANGED, PAGE_DEAD, PAGE_KEPT, PAGE_REFUSED
from archive.fetching import Answer, Exchange, Fetcher, Known
from archive.manners import policy, wish
from archive.models import Copy, Page, digest_of
from outbox.models import OutboxEvent

State = Page.State
GONE = frozenset({404, 410})
BUSY = frozenset({408, 425, 429})  # with every 5xx: may be better soon
# After each look without an answer. A page that has none after the last is held for dead, three days on.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 6 * 60, 24 * 60, 48 * 60))
HELD = timedelta(days=1)  # a page in a worker's hands is handed out again after this, whatever became of it
SELDOM = 4  # dead and refused pages are looked at this many times less often
READ_AGAIN = 3  # times that a page whose text was read before is read, until it counts as one without text
SELF_HELP = "Save the page in a browser and attach it as a document."
ELSEWHERE = "Look for it under another address or in a public web archive. Copies made before are kept."


def never_asked(url: str) -> Refused | None:
    """Why an address is not worth a look, told from its spelling alone; None where only a look can tell."""
    try:
        address = parse(url)
        refuse_port(address, policy().ports)
        require_public(address.host, [address.ip] if address.ip else [], policy())
    except Refused as error:
        return error
    return None


def refuse(page: Page, error: Refused) -> None:
    """Put on record that an address is never asked. Within a transaction."""
    _settle(page, State.REFUSED, reason=error.reason, remedy=error.remedy, next_check_at=None)


def visit(page: Page, fetcher: Fetcher) -> Page:
    """Look at a page and put on record what came of it; the page as it is then."""
    began = timezone.now()
    # Counted now: a page that kills its worker each time must come to an end too.
    Page.objects.filter(pk=page.pk).update(attempts=F("attempts") + 1, next_check_at=began + HELD)
    page.refresh_from_db()
    if page.attempts > len(PAUSES) + 1:
        _note_dead(page, began, "Archiving it ended badly every time.")
    else:
        _look(page, fetcher, began)
    page.refresh_from_db()
    return page


def _look(page: Page, fetcher: Fetcher, began: datetime) -> None:
    newest = page.newest_copy
    known = Known(newest.final_url, page.etag, page.last_modified) if newest else None
    try:
        answer = fetcher.fetch(page.url, known)
    except Refused as error:
        _note_refused(page, began, error)
        return
    except Unreachable as error:
        _note_unanswered(page, began, error.reason)
        return
    if answer.has_page:
        _note_page(page, began, answer, fetcher.agent)
    elif answer.status == 304:
        with _ours(page, began) as ours:
            if ours:
                _note_well(ours, began)
    else:
        _note_status(page, began, answer.last)


def _note_status(page: Page, began: datetime, last: Exchange) -> None:
    """The server answered, but not with the page."""
    words = f"{last.status} {last.reason[:100]}".strip()
    if last.status in GONE:
        _note_dead(page, began, f"The server says that there is no such page ({words}).", answered=True)
    elif last.status in BUSY or last.status >= 500:
        _note_unanswered(page, began, f"The server is in trouble or busy ({words}).", wish(last))
    else:
        _note_refused(page, began, Refused(f"The server does not hand out the page ({words}).", SELF_HELP))


def _note_page(page: Page, began: datetime, answer: Answer, agent: str) -> None:
    """Keep a copy, unless the newest says the same already."""
    copy = _copy_of(page, began, answer)
    if copy.trouble and page.attempts < READ_AGAIN and page.copies.exclude(text_sha256="").exists():
        _note_unanswered(page, began, copy.trouble)  # on a busy machine, reading may only have been slow
        return
    if _is_news(page, copy):
        _write_file(copy, answer, agent)
    is_kept = False
    try:
        with _ours(page, began) as ours:
            if ours and copy.warc and _is_news(ours, copy):  # another worker may have kept it a moment ago
                copy.save(force_insert=True)
            if ours:
                _note_well(ours, began, answer, copy)
        is_kept = copy.pk is not None
    finally:
        if copy.warc and not is_kept:
            copy.warc.storage.delete(str(copy.warc.name))


def _is_news(page: Page, copy: Copy) -> bool:
    newest = page.newest_copy
    return newest is None or not newest.says_the_same(copy)


def _copy_of(page: Page, began: datetime, answer: Answer) -> Copy:
    """An unsaved copy of what came, with its text read."""
    kind, named = answer.content_type, answer.last.header("content-type")
    readable = plaintext.Readable()
    if kind not in media.PICTURES:
        how = "html" if kind in media.HTML else "pdf" if kind == media.PDF else "text"
        readable = plaintext.read(answer.body, how, media.charset(named))
    # A page that is all script has no text, and its bytes differ each time: its title must do.
    words = readable.text or (readable.title if kind in media.HTML else "")
    is_told_by_words = bool(words) or (kind in media.HTML and not readable.trouble)
    return Copy(
        page=page,
        fetched_at=began,
        final_url=answer.url,
        status=answer.status,
        headers=[list(header) for header in answer.last.headers],
        content_type=kind,
        charset=readable.charset,
        size=len(answer.body),
        sha256=hashlib.sha256(answer.body).hexdigest(),
        text_sha256=digest_of(words) if is_told_by_words else "",
        title=readable.title,
        text=readable.text,
        trouble=readable.trouble,
    )


def _write_file(copy: Copy, answer: Answer, agent: str) -> None:
    """Write the WARC file, before the transaction: compressing must hold no lock."""
    name = f"{copy.page.digest[:2]}/{copy.page.digest[2:16]}-{copy.fetched_at:%Y%m%dT%H%M%S}.warc.gz"
    file = warc.write(answer, copy.text, name=name.rpartition("/")[2], agent=agent)
    copy.warc_sha256, copy.warc_size = hashlib.sha256(file).hexdigest(), len(file)
    copy.warc.save(name, ContentFile(file), save=False)


def _note_well(page: Page, began: datetime, answer: Answer | None = None, copy: Copy | None = None) -> None:
    """The page is there: with a new copy of it, or saying what the newest copy says."""
    copies = list(page.copies.order_by("-pk").values_list("pk", flat=True)[:2])
    is_new = copy is not None and copy.pk is not None
    is_change = is_new and len(copies) > 1
    is_back = page.state in (State.DEAD, State.REFUSED)
    if is_change:
        page.changed_at = page.changed_at or began
    if answer:
        page.etag = answer.last.header("etag")[:500]
        page.last_modified = answer.last.header("last-modified")[:100]
    _settle(
        page, State.CHANGED if page.changed_at else State.KEPT, checked_at=began, next_check_at=_next_week()
    )
    if is_new or is_back:
        OutboxEvent.objects.record(PAGE_CHANGED if is_change else PAGE_KEPT, copies[0])


def _note_dead(page: Page, began: datetime, reason: str, *, answered: bool = False) -> None:
    with _ours(page, began) as ours:
        if ours:
            checked_at = began if answered else ours.checked_at
            _settle(
                ours, State.DEAD, reason, ELSEWHERE, checked_at=checked_at, next_check_at=_next_week(SELDOM)
            )


def _note_refused(page: Page, began: datetime, error: Refused) -> None:
    with _ours(page, began) as ours:
        if ours:
            next_check_at = None if never_asked(ours.url) else _next_week(SELDOM)
            _settle(ours, State.REFUSED, error.reason, error.remedy, next_check_at=next_check_at)


def _note_unanswered(page: Page, began: datetime, reason: str, wish: timedelta = timedelta()) -> None:
    """No answer this time. What was known of the page stays, until it has been tried for days."""
    if page.state == State.DEAD or page.attempts > len(PAUSES):
        _note_dead(page, began, f"It could not be reached for days. {reason}")
        return
    with _ours(page, began) as ours:
        if ours:
            ours.reason, ours.remedy = reason, "Nothing to do: it will be tried again."
            ours.next_check_at = timezone.now() + max(PAUSES[page.attempts - 1], wish)
            ours.save(update_fields=["reason", "remedy", "next_check_at"])


@contextmanager
def _ours(page: Page, began: datetime) -> Iterator[Page | None]:
    """A transaction with the page locked; None where a look that began later has ended before this one."""
    with transaction.atomic():
        ours = Page.objects.select_for_update().get(pk=page.pk)
        yield None if ours.checked_at and ours.checked_at > began else ours


def _settle(
    page: Page,
    state: str,
    reason: str = "",
    remedy: str = "",
    *,
    next_check_at: datetime | None,
    checked_at: datetime | None = None,
) -> None:
    """Put a state on record, and the news of it where it is new and bad."""
    is_new = page.state != state
    page.state, page.reason, page.remedy = state, reason, remedy
    page.attempts, page.next_check_at = 0, next_check_at
    page.checked_at = checked_at or page.checked_at
    page.save()
    if is_new and state == State.DEAD:
        OutboxEvent.objects.record(PAGE_DEAD, page.pk)
    if is_new and state == State.REFUSED:
        OutboxEvent.objects.record(PAGE_REFUSED, page.pk)


def _next_week(times: int = 1) -> datetime:
    """When to look again; a little at random, so that what was kept together is not asked for together."""
    days = settings.NEWSROOM_ARCHIVE_RECHECK * times * random.uniform(0.9, 1.1)  # noqa: S311
    return timezone.now() + timedelta(days=days)
