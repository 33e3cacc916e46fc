"""Claims stay on their words: every appearance is found again in every later revision, in order."""

from collections.abc import Sequence

from django.db import transaction

from anchoring import Anchor, Resolution, State, resolve
from articles.actions import wait_for_turn
from articles.models import ArticleRevision
from claims.models import Appearance, AppearanceAnchor, Claim

PLACE = ("block", "key", "start", "end", "exact", "prefix", "suffix")


@transaction.atomic
def follow_article(article_id: int) -> int:
    """Carry every appearance in an article up to its newest revision; returns the anchors that began a new run.

    Revisions are taken one after the other, whichever of them the news was about, so that it does
    not matter in what order or how often the bell rings.
    """
    wait_for_turn(article_id)
    appearances = list(Appearance.objects.filter(article_id=article_id).prefetch_related("anchors__last"))
    if not appearances:
        return 0
    begun_at = min(appearance.anchor.last.number for appearance in appearances)
    revisions = list(ArticleRevision.objects.of(article_id).filter(number__gte=begun_at))
    new_runs = 0
    for before, after in zip(revisions, revisions[1:], strict=False):
        behind = [appearance for appearance in appearances if appearance.anchor.last.number == before.number]
        new_runs += _step(behind, before, after)
    return new_runs


def _step(appearances: Sequence[Appearance], before: ArticleRevision, after: ArticleRevision) -> int:
    """Carry appearances over one edit. Lost ones are looked for again from the last place known."""
    found_there = [appearance for appearance in appearances if appearance.anchor.is_found]
    lost_there = [appearance for appearance in appearances if not appearance.anchor.is_found]
    segments = after.text.segments
    resolved = [
        *zip(found_there, resolve(_places(found_there), segments, before=before.text.segments), strict=True),
        *zip(lost_there, resolve(_places(lost_there), segments), strict=True),
    ]
    return sum(_record(appearance, resolution, after) for appearance, resolution in resolved)


def _places(appearances: Sequence[Appearance]) -> list[Anchor]:
    return [
        Anchor(**{field: getattr(appearance.anchor, field) for field in PLACE}) for appearance in appearances
    ]


def _record(appearance: Appearance, resolution: Resolution, revision: ArticleRevision) -> bool:
    """Lengthen the current run or begin a new one; True for a new one."""
    current = appearance.anchor
    if resolution.anchor is None:
        state, place = resolution.state.value, {field: getattr(current, field) for field in PLACE}
    else:
        place = {field: getattr(resolution.anchor, field) for field in PLACE}
        state = _state(appearance, resolution.anchor)
    same = state == current.state and all(
        getattr(current, field) == place[field] for field in ("block", "key", "start", "end", "exact")
    )
    if same:
        current.last = revision
        current.save(update_fields=["last"])
        return False
    started = appearance.anchors.create(first=revision, last=revision, state=state, **place)
    _remember(appearance, started)
    return True


def _state(appearance: Appearance, place: Anchor) -> str:
    """Compare with the words and the place at which the claim was found, not with the last step."""
    if place.exact != appearance.wording:
        return State.CHANGED.value
    origin = min(appearance.anchors.all(), key=lambda anchor: anchor.pk)
    stayed = (place.block, place.key, place.start) == (origin.block, origin.key, origin.start)
    return State.EXACT.value if stayed else State.MOVED.value


def _remember(appearance: Appearance, anchor: AppearanceAnchor) -> None:
    """Add a new anchor to the prefetched ones, so that the next step sees it without a query."""
    cache = appearance._prefetched_objects_cache["anchors"]  # type: ignore[attr-defined]
    cache._result_cache.append(anchor)


@transaction.atomic
def appear(claim: Claim, revision: ArticleRevision, place: Anchor) -> Appearance:
    """Put on record that `claim` is made at `place` in `revision`'s text."""
    appearance = Appearance.objects.create(claim=claim, article_id=revision.article_id, wording=place.exact)
    appearance.anchors.create(
        first=revision,
        last=revision,
        state=State.EXACT.value,
        **{field: getattr(place, field) for field in PLACE},
    )
    return appearance
