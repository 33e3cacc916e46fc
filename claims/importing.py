"""Take in what others checked, handed in by people or a command; each record is valid or listed as not taken.

The same file handed in again changes nothing; a review that was corrected there is corrected here.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from archive.addresses import Refused
from archive.connecting import Unreachable
from archive.fetching import Fetcher
from archive.manners import newsroom_fetcher
from claims import permissions
from claims.events import REVIEWS_HANDED_IN, REVIEWS_IMPORTED
from claims.models import ImportedReview, Meaning, ReviewImport
from claims.reviews import Faulty, Record, Unreadable, read
from claims.reviews.formats import MOST_BYTES
from claims.scales import Scale
from outbox.models import OutboxEvent

BATCH = 500
MOST_LISTED = 1000  # rejected records that are listed; all are counted
TAKEN = (
    "publisher",
    "publisher_url",
    "url",
    "claim_reviewed",
    "claimant",
    "title",
    "label",
    "language",
    "published_on",
    "raw",
)
NUMBERS = {"rating_value": "value", "best_rating": "best", "worst_rating": "worst"}


@transaction.atomic
def import_reviews(*, by: User | None, name: str = "", content: bytes = b"", url: str = "") -> ReviewImport:
    """Have a worker import a file, or what an address leads to. Raises PermissionDenied and ValidationError.

    `by` is None for commands only.
    """
    if by is not None:
        permissions.require(by, "import_review")
    if bool(content) == bool(url):
        raise ValidationError({"file": "Choose a file, or give an address: one of them."})
    if len(content) > MOST_BYTES:
        raise ValidationError({"file": f"The file is longer than {MOST_BYTES:,} bytes. Split it."})
    handed_in = ReviewImport.objects.create(name=(name or url)[:1000], url=url, content=content, by=by)
    OutboxEvent.objects.record(REVIEWS_HANDED_IN, handed_in.pk)
    return handed_in


def run(handed_in: ReviewImport, fetcher: Fetcher | None = None) -> ReviewImport:
    """Import what was handed in, now: all of it or, where it cannot be read, nothing.

    Once done it stays done. What a stranger's file or server does wrong is put on record in words.
    """
    if handed_in.state != ReviewImport.State.WAITING:
        return handed_in
    try:
        content = bytes(handed_in.content) or _fetched(handed_in.url, fetcher or newsroom_fetcher())
        found = list(read(content))
    except Unreadable as error:
        return _fail(handed_in, str(error))
    except Refused as error:
        return _fail(handed_in, f"{error.reason} {error.remedy}")
    except Unreachable as error:
        return _fail(handed_in, f"{error} Try again later.")
    with transaction.atomic():
        fresh = ReviewImport.objects.select_for_update().defer("content").get(pk=handed_in.pk)
        if fresh.state != ReviewImport.State.WAITING:
            return fresh
        _take_in(fresh, found)
        if fresh.added or fresh.updated:
            OutboxEvent.objects.record(REVIEWS_IMPORTED, fresh.pk)
    return fresh


def _fetched(url: str, fetcher: Fetcher) -> bytes:
    answer = fetcher.fetch(url)
    if not answer.has_page:
        raise Unreadable(f"The server answers {answer.status} instead of a page. Check the address.")
    return answer.body


def _fail(handed_in: ReviewImport, reason: str) -> ReviewImport:
    handed_in.state, handed_in.reason = ReviewImport.State.FAILED, reason.strip()
    handed_in.content, handed_in.finished_at = b"", timezone.now()
    handed_in.save(update_fields=["state", "reason", "content", "finished_at"])
    return handed_in


def _take_in(handed_in: ReviewImport, found: Sequence[Record | Faulty]) -> None:
    faulty = [each for each in found if isinstance(each, Faulty)]
    records = {each.digest: each for each in found if isinstance(each, Record)}  # told twice: the later one
    scale = Scale()
    unique = list(records.values())
    for start in range(0, len(unique), BATCH):
        _take_batch(handed_in, unique[start : start + BATCH], scale)
    handed_in.rejected = len(faulty)
    handed_in.faults = [{"where": each.where, "reason": each.reason} for each in faulty[:MOST_LISTED]]
    handed_in.state, handed_in.finished_at, handed_in.content = (
        ReviewImport.State.DONE,
        timezone.now(),
        b"",
    )
    handed_in.save()


def _take_batch(handed_in: ReviewImport, records: Iterable[Record], scale: Scale) -> None:
    wanted = {record.digest: record for record in records}
    known = {each.digest: each for each in ImportedReview.objects.filter(digest__in=wanted)}
    changed = []
    for digest, review in known.items():
        if review.raw != wanted[digest].raw:
            changed.append(_filled(review, wanted[digest], handed_in, scale))
    new = [
        _filled(ImportedReview(digest=digest), record, handed_in, scale)
        for digest, record in wanted.items()
        if digest not in known
    ]
    ImportedReview.objects.bulk_create(new)
    ImportedReview.objects.bulk_update(
        changed, [*TAKEN, *NUMBERS, "rating", "updated_at", "source"], batch_size=100
    )
    Meaning.objects.filter(review__in=[review.pk for review in changed]).update(is_matched=False)
    handed_in.added += len(new)
    handed_in.updated += len(changed)
    handed_in.unchanged += len(known) - len(changed)


def _filled(review: ImportedReview, record: Record, handed_in: ReviewImport, scale: Scale) -> ImportedReview:
    values: dict[str, Any] = {name: getattr(record, name) for name in TAKEN}
    values |= {field: getattr(record, name) for field, name in NUMBERS.items()}
    for field, value in values.items():
        setattr(review, field, value)
    review.rating, review.source, review.updated_at = scale.rating_of(review), handed_in, timezone.now()
    return review
