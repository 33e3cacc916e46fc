"""Claims stay on their words: every appearance is found again in every later revision, in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.db import transaction

from anchoring import Anchor, Resolution, State, resolve
from articles.actions import wait_for_turn
from articles.models import ArticleRevision
from claims.models import Appearance, AppearanceAnchor, Claim

PLACE = ("block", "key", "start", "end", "exact", "prefix", "suffix")


@dataclass(slots=True)
class _Trail:
    """One appearance on its way through the revisions: where it was found first and where it is now."""

    appearance: Appearance
    origin: AppearanceAnchor
    current: AppearanceAnchor
    begun: list[AppearanceAnchor] = field(default_factory=list)  # runs that no row tells of yet
    lengthened: AppearanceAnchor | None = None  # the run whose row ends too early

    @property
    def place(self) -> Anchor:
        return place_of(self.current)


def place_of(anchor: AppearanceAnchor) -> Anchor:
    """An appearance's anchor as the anchoring room knows it."""
    return Anchor(**{field: getattr(anchor, field) for field in PLACE})


@transaction.atomic
def follow_article(article_id: int) -> int:
    """Carry every appearance in an article up to its newest revision; returns the runs that began.

    Revisions are taken one after the other, whichever of them the news was about, so that it does
    not matter in what order or how often the bell rings.
    """
    wait_for_turn(article_id)
    trails = []
    for appearance in Appearance.objects.filter(article_id=article_id).with_anchors():
        anchors = sorted(appearance.anchors.all(), key=lambda anchor: anchor.pk)
        trails.append(_Trail(appearance, anchors[0], anchors[-1]))
    if not trails:
        return 0
    begun_at = min(trail.current.last.number for trail in trails)
    revisions = list(ArticleRevision.objects.of(article_id).filter(number__gte=begun_at))
    for before, after in pairwise(revisions):
        behind = [trail for trail in trails if trail.current.last.number == before.number]
        _step(behind, before, after)
    return _store(trails)


def _step(trails: Sequence[_Trail], before: ArticleRevision, after: ArticleRevision) -> None:
    """Carry appearances over one edit. A deleted one returns with its very words, newly typed, or not at all.

    Of an ambiguous one it is not known where it stood before; it is looked for by its words alone, until
    a person chose its place (`put`): from there it is carried like any other.
    """
    gone = [trail for trail in trails if trail.current.state == State.DELETED]
    torn = [trail for trail in trails if trail.current.state == State.AMBIGUOUS]
    found = [trail for trail in trails if trail.current.state not in (State.DELETED, State.AMBIGUOUS)]
    was, segments = before.text.segments, after.text.segments
    resolved = [
        *resolve([trail.place for trail in found], segments, before=was),
        *resolve([trail.place for trail in gone], segments, before=was, lost=True),
        *resolve([trail.place for trail in torn], segments),
    ]
    for trail, resolution in zip([*found, *gone, *torn], resolved, strict=True):
        _record(trail, resolution, after)


def _record(trail: _Trail, resolution: Resolution, revision: ArticleRevision) -> None:
    """Lengthen the current run or begin a new one."""
    place = resolution.anchor or trail.place
    state = resolution.state if resolution.anchor is None else _state(trail, resolution.anchor)
    if state == trail.current.state and _spot(place) == _spot(trail.place):
        trail.current.last = revision
        if not trail.begun:
            trail.lengthened = trail.current
        return
    trail.current = _anchor(trail.appearance, revision, place, state)
    trail.begun.append(trail.current)


def _store(trails: Sequence[_Trail]) -> int:
    """Write the runs that became longer and those that began; returns how many began."""
    ends: dict[int, list[int]] = {}
    for trail in trails:
        if trail.lengthened:
            ends.setdefault(trail.lengthened.last_id, []).append(trail.lengthened.pk)
    for last_id, lengthened in ends.items():
        AppearanceAnchor.objects.filter(pk__in=lengthened).update(last=last_id)
    begun = [anchor for trail in trails for anchor in trail.begun]
    AppearanceAnchor.objects.bulk_create(begun)
    return len(begun)


def _spot(place: Anchor) -> tuple[str, str, int, str]:
    """What makes a run: the words and where they stand, not what stands around them."""
    return place.block, place.key, place.start, place.exact


def _state(trail: _Trail, place: Anchor) -> State:
    """Compare with the words and the place at which the claim was found, not with the last step."""
    if place.exact != trail.appearance.wording:
        return State.CHANGED
    origin = trail.origin
    stayed = (place.block, place.key, place.start) == (origin.block, origin.key, origin.start)
    return State.EXACT if stayed else State.MOVED


def _anchor(
    appearance: Appearance, revision: ArticleRevision, place: Anchor, state: State
) -> AppearanceAnchor:
    return AppearanceAnchor(
        appearance=appearance,
        first=revision,
        last=revision,
        state=state.value,
        **{field: getattr(place, field) for field in PLACE},
    )


@transaction.atomic
def put(appearance: Appearance, revision: ArticleRevision, place: Anchor | None) -> AppearanceAnchor:
    """Put on record where a person says that the words stand in a revision; None: nowhere."""
    anchors = sorted(appearance.anchors.all(), key=lambda anchor: anchor.pk)
    trail = _Trail(appearance, anchors[0], anchors[-1])
    state = _state(trail, place) if place else State.DELETED
    anchor = _anchor(appearance, revision, place or trail.place, state)
    anchor.save()
    return anchor


@transaction.atomic
def appear(claim: Claim, revision: ArticleRevision, place: Anchor) -> Appearance:
    """Put on record that `claim` is made at `place` in `revision`'s text."""
    return appear_all([(claim, place)], revision)[0]


@transaction.atomic
def appear_all(made: Sequence[tuple[Claim, Anchor]], revision: ArticleRevision) -> list[Appearance]:
    """Put on record that each claim is made at its place in `revision`'s text; two queries."""
    appearances = Appearance.objects.bulk_create(
        Appearance(claim=claim, article_id=revision.article_id, wording=place.exact) for claim, place in made
    )
    AppearanceAnchor.objects.bulk_create(
        _anchor(appearance, revision, place, State.EXACT)
        for appearance, (_, place) in zip(appearances, made, strict=True)
    )
    return appearances
