"""Words stay found: whatever people point at in a text is found again in every later revision, in order.

A `Trail` is one such thing on its way; `follow` carries trails through the revisions, `store` writes what
became of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Generic, TypeVar

from anchoring import Anchor, Resolution, State, resolve
from articles.models import ArticleRevision
from articles.models.anchors import TextAnchor

PLACE = ("block", "key", "start", "end", "exact", "prefix", "suffix")
A = TypeVar("A", bound=TextAnchor)


@dataclass(slots=True)
class Trail(Generic[A]):
    """Some words on their way through the revisions: where they were found first and where they are now."""

    wording: str  # what they said when they were found first
    origin: A
    current: A
    begin: Callable[..., A]  # makes the anchor of a run that begins
    begun: list[A] = field(default_factory=list)  # runs that no row tells of yet
    lengthened: A | None = None  # the run whose row ends too early

    @property
    def place(self) -> Anchor:
        return place_of(self.current)

    def put(self, place: Anchor | None, revision: ArticleRevision) -> A:
        """Begin a run where a person says that the words stand; None: nowhere."""
        state = state_at(self, place) if place else State.DELETED
        return self.start(revision, place or self.place, state)

    def start(self, revision: ArticleRevision, place: Anchor, state: State) -> A:
        """Begin a run at a revision."""
        self.current = self.begin(**run_from(revision, place, state))
        self.begun.append(self.current)
        return self.current


def place_of(anchor: TextAnchor) -> Anchor:
    """A stored anchor as the anchoring room knows it."""
    return Anchor(**{field: getattr(anchor, field) for field in PLACE})


def run_from(revision: ArticleRevision, place: Anchor, state: State) -> dict[str, Any]:
    """The fields of an anchor whose run begins at a revision."""
    fields = {field: getattr(place, field) for field in PLACE}
    return {"first": revision, "last": revision, "state": state.value, **fields}


def follow(trails: Sequence[Trail[A]], article_id: int) -> None:
    """Carry the trails up to the newest revision, one after the other. Text that was let go has no say."""
    if not trails:
        return
    begun_at = min(trail.current.last.number for trail in trails)
    later = ArticleRevision.objects.of(article_id).filter(number__gte=begun_at)
    revisions = list(later.exclude(content=""))
    for before, after in pairwise(revisions):
        behind = [trail for trail in trails if trail.current.last.number == before.number]
        _step(behind, before, after)


def _step(trails: Sequence[Trail[A]], before: ArticleRevision, after: ArticleRevision) -> None:
    """Carry words over one edit. Deleted ones return with their very words, newly typed, or not at all.

    Of ambiguous ones it is not known where they stood before; they are looked for by their words alone, until
    a person chose their place (`Trail.put`): from there they are carried like any other.
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


def _record(trail: Trail[A], resolution: Resolution, revision: ArticleRevision) -> None:
    """Lengthen the current run or begin a new one."""
    place = resolution.anchor or trail.place
    state = resolution.state if resolution.anchor is None else state_at(trail, resolution.anchor)
    if state == trail.current.state and _spot(place) == _spot(trail.place):
        trail.current.last = revision
        if not trail.begun:
            trail.lengthened = trail.current
        return
    trail.start(revision, place, state)


def _spot(place: Anchor) -> tuple[str, str, int, str]:
    """What makes a run: the words and where they stand, not what stands around them."""
    return place.block, place.key, place.start, place.exact


def state_at(trail: Trail[A], place: Anchor) -> State:
    """Compare with the words and the place at which they were found, not with the last step."""
    if place.exact != trail.wording:
        return State.CHANGED
    origin = trail.origin
    stayed = (place.block, place.key, place.start) == (origin.block, origin.key, origin.start)
    return State.EXACT if stayed else State.MOVED


def store(trails: Sequence[Trail[A]], model: type[A]) -> int:
    """Write the runs that became longer and those that began; returns how many began."""
    rows = model._default_manager
    ends: dict[int, list[int]] = {}
    for trail in trails:
        if trail.lengthened:
            ends.setdefault(trail.lengthened.last_id, []).append(trail.lengthened.pk)
    for last_id, lengthened in ends.items():
        rows.filter(pk__in=lengthened).update(last=last_id)
    begun = [anchor for trail in trails for anchor in trail.begun]
    rows.bulk_create(begun)
    return len(begun)
