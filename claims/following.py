"""Claims stay on their words: every appearance is found again in every later revision, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
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

    @property
    def place(self) -> Anchor:
        return Anchor(**{field: getattr(self.current, field) for field in PLACE})


@transaction.atomic
def follow_article(article_id: int) -> int:
    """Carry every appearance in an article up to its newest revision; returns the runs that began.

    Revisions are taken one after the other, whichever of them the news was about, so that it does
    not matter in what order or how often the bell rings.
    """
    wait_for_turn(article_id)
    trails = []
    for appearance in Appearance.objects.filter(article_id=article_id).prefetch_related("anchors__last"):
        anchors = sorted(appearance.anchors.all(), key=lambda anchor: anchor.pk)
        trails.append(_Trail(appearance, anchors[0], anchors[-1]))
    if not trails:
        return 0
    begun_at = min(trail.current.last.number for trail in trails)
    revisions = list(ArticleRevision.objects.of(article_id).filter(number__gte=begun_at))
    new_runs = 0
    for before, after in pairwise(revisions):
        behind = [trail for trail in trails if trail.current.last.number == before.number]
        new_runs += _step(behind, before, after)
    return new_runs


def _step(trails: Sequence[_Trail], before: ArticleRevision, after: ArticleRevision) -> int:
    """Carry appearances over one edit. Lost ones are looked for again from the last place known."""
    found = [trail for trail in trails if trail.current.is_found]
    lost = [trail for trail in trails if not trail.current.is_found]
    segments = after.text.segments
    resolved = [
        *resolve([trail.place for trail in found], segments, before=before.text.segments),
        *resolve([trail.place for trail in lost], segments),
    ]
    pairs = zip([*found, *lost], resolved, strict=True)
    return sum(_record(trail, resolution, after) for trail, resolution in pairs)


def _record(trail: _Trail, resolution: Resolution, revision: ArticleRevision) -> bool:
    """Lengthen the current run or begin a new one; True for a new one."""
    place = resolution.anchor or trail.place
    state = resolution.state if resolution.anchor is None else _state(trail, resolution.anchor)
    if state == trail.current.state and _spot(place) == _spot(trail.place):
        trail.current.last = revision
        trail.current.save(update_fields=["last"])
        return False
    trail.current = _anchor(trail.appearance, revision, place, state)
    return True


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
    return AppearanceAnchor.objects.create(
        appearance=appearance,
        first=revision,
        last=revision,
        state=state.value,
        **{field: getattr(place, field) for field in PLACE},
    )


@transaction.atomic
def appear(claim: Claim, revision: ArticleRevision, place: Anchor) -> Appearance:
    """Put on record that `claim` is made at `place` in `revision`'s text."""
    appearance = Appearance.objects.create(claim=claim, article_id=revision.article_id, wording=place.exact)
    _anchor(appearance, revision, place, State.EXACT)
    return appearance
