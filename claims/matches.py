"""What may have been checked already: proposed by a worker, ruled on by people, applied by nobody.

What a person ruled stays as it is: a rejected pair is never proposed again, a confirmed one never taken away.
"""

import hashlib
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from claims import permissions
from claims.acting import followers, perform, take
from claims.events import CLAIM_CHANGED, REVIEWS_IMPORTED
from claims.models import Claim, ImportedReview, Meaning, MeaningClock, ReviewImport, Suggestion
from claims.nearest import nearest
from claims.notices import tell
from claims.workflow import SETTLED, UNDECIDED
from matching import Match, pack, unpack, vector_of, version
from outbox.models import OutboxEvent

MOST = 5  # suggestions that wait for a person, of one claim
LEAST = 0.3  # of a score; docs/matching.md says what lies below
WORTH_TELLING = 0.5  # of a score; below, most are something else
LOOKED_AT = 40  # of the closest, lest those that people rejected leave no room
MOST_OPEN = 50  # open claims that are looked at again when one thing was checked
BATCH = 200  # reviews that are placed between two commits


def place(claim: Claim) -> None:
    """Put a claim among those looked for or looked among, and do what follows; again it changes nothing."""
    meaning = Meaning.objects.filter(claim=claim).first()
    if shelf_of(claim.status) == Meaning.Shelf.NONE and meaning is None:
        return
    [meaning] = _put([(claim, [claim.statement], meaning)])
    if meaning.is_matched:
        return
    if meaning.shelf == Meaning.Shelf.OPEN:
        suggest(claim, meaning)
    elif meaning.shelf == Meaning.Shelf.CHECKED:
        _suggest_to(_open_claims_near([(claim.statement, meaning)]))
    _note_matched([meaning])


def place_reviews(handed_in: ReviewImport) -> None:
    """Put a batch of imported reviews among what was checked; owes the next batch to the outbox."""
    undone = Q(meaning=None) | Q(meaning__is_matched=False) | ~Q(meaning__version=version())
    waiting = ImportedReview.objects.filter(undone, source=handed_in)
    reviews = list(waiting.select_related("meaning").defer("raw").order_by("pk")[: BATCH + 1])
    batch = reviews[:BATCH]
    if not batch:
        return
    meanings = _put(
        [
            (
                review,
                [text for text in (review.claim_reviewed, review.title) if text],
                getattr(review, "meaning", None),
            )
            for review in batch
        ]
    )
    _suggest_to(
        _open_claims_near(
            [(review.claim_reviewed, meaning) for review, meaning in zip(batch, meanings, strict=True)]
        )
    )
    _note_matched(meanings)
    if len(reviews) > BATCH:
        OutboxEvent.objects.record(REVIEWS_IMPORTED, handed_in.pk)


def shelf_of(status: str) -> Meaning.Shelf:
    """Whether claims of a state are looked for, looked among, or neither."""
    return (
        Meaning.Shelf.OPEN
        if status in UNDECIDED
        else Meaning.Shelf.CHECKED
        if status in SETTLED
        else Meaning.Shelf.NONE
    )


def _put(things: Sequence[tuple[Claim | ImportedReview, list[str], Meaning | None]]) -> list[Meaning]:
    """The meanings of claims and reviews, brought up to date; one whose place is new has not been matched."""
    now = version()
    fresh: list[tuple[str, bytes]] = []
    for _, texts, known in things:
        said = hashlib.sha256("\n".join(texts).encode()).hexdigest()
        is_known = known is not None and (known.said, known.version) == (said, now)
        fresh.append((said, bytes(known.packed) if known and is_known else pack(vector_of(texts))))
    with transaction.atomic():
        number = MeaningClock.tick(len(things))
        return [
            _put_one(thing, said, packed, number + n)
            for n, ((thing, _, _), (said, packed)) in enumerate(zip(things, fresh, strict=True))
        ]


def _put_one(thing: Claim | ImportedReview, said: str, packed: bytes, number: int) -> Meaning:
    """With the clock in our hands: as the thing stands now, whatever the caller last saw."""
    shelf = Meaning.Shelf.CHECKED
    if isinstance(thing, Claim):
        thing.status = Claim.objects.values_list("status", flat=True).get(pk=thing.pk)
        shelf = shelf_of(thing.status)
    name = "claim" if isinstance(thing, Claim) else "review"
    values = {"shelf": shelf, "packed": packed, "version": version(), "said": said}
    meaning = Meaning.objects.filter(**{name: thing}).first() or Meaning(**{name: thing})
    if meaning.pk and all(
        getattr(meaning, field) == value for field, value in values.items() if field != "packed"
    ):
        return meaning
    for field, value in (values | {"number": number, "is_matched": False}).items():
        setattr(meaning, field, value)
    meaning.save()
    return meaning


def _note_matched(meanings: Iterable[Meaning]) -> None:
    for meaning in meanings:  # one that changed its place meanwhile has more to come
        Meaning.objects.filter(pk=meaning.pk, number=meaning.number).update(is_matched=True)


def _open_claims_near(things: Iterable[tuple[str, Meaning]]) -> set[int]:
    """The open claims that may say what was checked. Words weigh otherwise this way round: ask generously."""
    index = nearest().open
    found: set[int] = set()
    for words, meaning in things:
        near = index.nearest(words, limit=MOST_OPEN, least=LEAST / 2, vector=unpack(bytes(meaning.packed)))
        found |= {int(match.key.removeprefix("claim:")) for match in near}
    return found


def _suggest_to(claim_ids: set[int]) -> None:
    meanings = Meaning.objects.filter(claim__in=claim_ids, shelf=Meaning.Shelf.OPEN).select_related("claim")
    for meaning in meanings.order_by("claim_id"):
        if meaning.claim:
            suggest(meaning.claim, meaning)


def suggest(claim: Claim, meaning: Meaning) -> list[Suggestion]:
    """Bring the suggestions that wait for a person up to date; those ruled on stay as they are."""
    found = nearest().checked.nearest(
        claim.statement, limit=LOOKED_AT, least=LEAST, vector=unpack(bytes(meaning.packed))
    )
    with transaction.atomic():
        take(claim)
        if claim.status not in UNDECIDED:
            return []
        known = {each.key: each for each in claim.suggestions.select_for_update()}
        ruled = {key for key, each in known.items() if each.state != Suggestion.State.PROPOSED}
        standing = _standing(claim, [match.key for match in found])
        best = [match for match in found if match.key in standing - ruled][:MOST]
        keys = {match.key for match in best}
        gone = [each.pk for key, each in known.items() if key not in keys | ruled]
        Suggestion.objects.filter(pk__in=gone).delete()
        proposed = [_propose(claim, match, known.get(match.key)) for match in best]
        _tell(claim, [each for each in proposed if each.key not in known])
        return proposed


def _tell(claim: Claim, new: Sequence[Suggestion]) -> None:
    """Whoever has the claim in hand or follows it hears of the best that came up, once of each."""
    best = max(new, key=lambda each: each.score, default=None)
    if best is None or best.score < WORTH_TELLING:
        return
    whose = best.review.publisher if best.review else "us"
    words = f"Perhaps checked already, by {whose}: {best.checked_claim or best.review}"
    tell(followers(claim), claim, words, but=None, occasion=f"suggested {best.key}")


def _standing(claim: Claim, keys: Iterable[str]) -> set[str]:
    """Of what an index names: what counts by now, and is neither the claim itself nor its duplicate."""
    ids: dict[str, list[int]] = {"claim": [], "review": []}
    for key in keys:
        kind, _, number = key.partition(":")
        ids[kind].append(int(number))
    decided = Claim.objects.decided().filter(pk__in=ids["claim"]).exclude(pk=claim.pk)
    reviews = ImportedReview.objects.filter(pk__in=ids["review"])
    return {f"claim:{pk}" for pk in decided.values_list("pk", flat=True)} | {
        f"review:{pk}" for pk in reviews.values_list("pk", flat=True)
    }


def _propose(claim: Claim, match: Match, known: Suggestion | None) -> Suggestion:
    kind, _, number = match.key.partition(":")
    suggestion = known or Suggestion(claim=claim)
    setattr(suggestion, "checked_claim_id" if kind == "claim" else "review_id", int(number))
    suggestion.score, suggestion.likeness = match.score, match.likeness
    suggestion.shared = ", ".join(match.shared[:8])[:255]
    suggestion.save()
    return suggestion


@transaction.atomic
def rule_on(suggestion: Suggestion, state: str, *, by: User) -> Suggestion:
    """Say that a claim was checked already, that it was not, or (`proposed`) take that back.

    Nothing else follows. Raises PermissionDenied without the right. What was said already changes nothing.
    """
    permissions.require(by, "add_evidence")
    take(suggestion.claim)
    fresh = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    fresh.claim = suggestion.claim
    if fresh.state == state:
        return fresh
    before, fresh.state = fresh.state, Suggestion.State(state)
    is_back = state == Suggestion.State.PROPOSED
    fresh.ruled_by, fresh.ruled_at = (None, None) if is_back else (by, timezone.now())
    fresh.save(update_fields=["state", "ruled_by", "ruled_at"])
    said = f"took back “{Suggestion.State(before).label}”" if is_back else Suggestion.State(state).label
    other = (
        f"claim {fresh.checked_claim_id}"
        if fresh.checked_claim_id
        else str(fresh.review and fresh.review.publisher)
    )
    perform(fresh.claim, "compare", by=by, about=f"{said}, {other}: {fresh.checked_claim or fresh.review}")
    return fresh


def place_all() -> int:
    """Owe a look to every claim and import that this encoder has not read; how many."""
    old = Q(meaning=None) | ~Q(meaning__version=version())
    claims = Claim.objects.filter(old, status__in=[*UNDECIDED, *SETTLED])
    imports = ReviewImport.objects.filter(
        pk__in=ImportedReview.objects.filter(old).values("source")
    ).values_list("pk", flat=True)
    ids = list(claims.values_list("pk", flat=True))
    for pk in ids:
        OutboxEvent.objects.record(CLAIM_CHANGED, pk)
    for pk in imports:
        OutboxEvent.objects.record(REVIEWS_IMPORTED, pk)
    return len(ids) + len(imports)
