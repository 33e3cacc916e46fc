"""Find anchors again in a text that may have been edited since they were made.

An untouched sentence is always `exact` or `moved`; a deleted one is never taken for another that
merely resembles it. When in doubt the answer is `ambiguous` or `deleted`: a person decides then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from anchoring.alignment import Alignment
from anchoring.follow import follow, holding
from anchoring.quotes import Finder, Place, Taken
from anchoring.spans import Anchor, Page, Segment
from anchoring.words import fold

TYPOGRAPHY_ONLY = 0.99


class State(StrEnum):
    """What became of the words."""

    EXACT = "exact"  # the same words in the same place
    MOVED = "moved"  # the same words, elsewhere or at another offset
    CHANGED = "changed"  # the sentence stands there in other words, if only other quotation marks
    AMBIGUOUS = "ambiguous"  # the same words in two equally good places
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where an anchor stands now."""

    state: State
    anchor: Anchor | None  # with today's words and surroundings; None when deleted or ambiguous
    candidates: tuple[Anchor, ...] = ()  # when ambiguous
    score: float = 1.0  # likeness of the words: 0.99 when only typography changed


def resolve(
    anchors: Sequence[Anchor],
    segments: Sequence[Segment],
    *,
    before: Sequence[Segment] | None = None,
    lost: bool = False,
) -> list[Resolution]:
    """Say for each anchor, in order, where it stands in `segments`.

    `before` is the text the anchors were made in; with it, whole sentences are followed through the
    edit, which finds more and never confuses two that are alike. Anchors that do not stand in it, or
    are said to have been `lost` before it, return with their very words, newly typed, and no other
    way. Without `before` the quotations decide.
    """
    page = Page(segments)
    old, finder = Page(before) if before is not None else None, Finder(page)
    stood = [holding(anchor, old) if old and not lost else [] for anchor in anchors]
    results = [_in_place(anchor, finder, old, here) for anchor, here in zip(anchors, stood, strict=True)]
    if None not in results:
        return [result for result in results if result]
    alignment = Alignment(old, page) if old else None
    taken = {place for result in results if result and (place := _place(result, page))}
    quoted = []
    for n, anchor in enumerate(anchors):
        if results[n] is not None:
            continue
        if alignment:
            places, score = follow(anchor, stood[n], alignment, finder)
            results[n] = _resolution(anchor, places, score, page)
        elif places := finder.places(anchor, taken):
            results[n] = _resolution(anchor, places, 1.0, page)
        else:
            quoted.append(n)
    for n, resolution in _edited(quoted, anchors, results, finder).items():
        results[n] = resolution
    return [result for result in results if result]


def _in_place(anchor: Anchor, finder: Finder, old: Page | None, stood: list[int]) -> Resolution | None:
    """The same words at the same offset; not where a look-alike may have taken the place."""
    page, ident = finder.page, (anchor.block, anchor.key)
    was = {old.segments[index].text for index in stood} if old else set()
    if old and not was:
        return None
    for index in page.by_id.get(ident, ()):
        text = page.segments[index].text
        if text[anchor.start : anchor.end] != anchor.exact or (was and text not in was):
            continue
        prefix, suffix = page.context(index, anchor.start, anchor.end)
        if prefix == anchor.prefix and suffix == anchor.suffix:
            return Resolution(State.EXACT, anchor)
        if was or not finder.resembles(anchor, (index, anchor.start, anchor.end)):
            return Resolution(State.EXACT, page.anchor(index, anchor.start, anchor.end))
    return None


def _edited(
    lost: list[int], anchors: Sequence[Anchor], results: Sequence[Resolution | None], finder: Finder
) -> dict[int, Resolution]:
    """Look for the lost quotations in other words, between those that stand; the most alike first."""
    taken: Taken = {}
    for anchor, result in zip(anchors, results, strict=True):
        if lost and result and (place := _place(result, finder.page)):
            taken.setdefault(place[0], []).append((place, anchor))
    found = {n: finder.edited(anchors[n], taken) for n in lost}
    answers = {}
    for n in sorted(lost, key=lambda n: -(found[n] or (None, 0.0))[1]):
        best = found[n]
        if best and finder.blocked(anchors[n], best[0], taken):
            best = finder.edited(anchors[n], taken)
        if best:
            taken.setdefault(best[0][0], []).append((best[0], anchors[n]))
        places, score = ([best[0]], best[1]) if best else ([], 0.0)
        answers[n] = _resolution(anchors[n], places, score, finder.page)
    return answers


def _place(result: Resolution, page: Page) -> Place | None:
    """The place of a resolution with the same words."""
    if result.state not in (State.EXACT, State.MOVED) or result.anchor is None:
        return None
    found = result.anchor
    for index in page.by_id[found.block, found.key]:
        if page.segments[index].text[found.start : found.end] == found.exact:
            return index, found.start, found.end
    return None


def _resolution(old: Anchor, places: list[Place], score: float, page: Page) -> Resolution:
    if not places:
        return Resolution(State.DELETED, None, score=0.0)
    found = tuple(page.anchor(*place) for place in places)
    if len(found) > 1:
        return Resolution(State.AMBIGUOUS, None, found)
    new = found[0]
    if new.exact == old.exact:
        same = (old.block, old.key, old.start) == (new.block, new.key, new.start)
        return Resolution(State.EXACT if same else State.MOVED, new)
    if fold(new.exact) == fold(old.exact):
        return Resolution(State.CHANGED, new, score=TYPOGRAPHY_ONLY)
    return Resolution(State.CHANGED, new, score=round(min(score, TYPOGRAPHY_ONLY - 0.01), 3))
