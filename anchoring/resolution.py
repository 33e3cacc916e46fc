"""Find anchors again in a text that may have been edited since they were made.

An untouched sentence is always `exact` or `moved`; a deleted one is never taken for another that
merely resembles it. When in doubt the answer is `ambiguous` or `deleted`: a person decides then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from anchoring.quotes import Finder, Place
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
    anchors: Sequence[Anchor], segments: Sequence[Segment], *, before: Sequence[Segment] | None = None
) -> list[Resolution]:
    """Say for each anchor, in order, where it stands in `segments`.

    `before` is the text the anchors were made in; with it, whole sentences are followed through the
    edit, which finds more and never confuses two that are alike. Without it the quotations decide.
    """
    page = Page(segments)
    results: list[Resolution | None] = [_in_place(anchor, page) for anchor in anchors]
    finder = Finder(page)
    taken: set[Place] = set()
    for result in results:
        if result and result.anchor:
            index = page.by_id[result.anchor.block, result.anchor.key][0]
            taken.add((index, result.anchor.start, result.anchor.end))
    for n, anchor in enumerate(anchors):
        if results[n] is None:
            results[n] = _by_quote(anchor, finder, taken)
    return [result or Resolution(State.DELETED, None, score=0.0) for result in results]


def _in_place(anchor: Anchor, page: Page) -> Resolution | None:
    for index in page.by_id.get((anchor.block, anchor.key), ()):
        if page.segments[index].text[anchor.start : anchor.end] == anchor.exact:
            prefix, suffix = page.context(index, anchor.start, anchor.end)
            if prefix != anchor.prefix or suffix != anchor.suffix:
                anchor = page.anchor(index, anchor.start, anchor.end)
            return Resolution(State.EXACT, anchor)
    return None


def _by_quote(anchor: Anchor, finder: Finder, taken: set[Place]) -> Resolution | None:
    places = [place for place in finder.occurrences(anchor) if place not in taken]
    best = finder.choose(anchor, places)
    if len(best) == 1:
        return Resolution(State.MOVED, finder.page.anchor(*best[0]))
    if best:
        candidates = tuple(finder.page.anchor(*place) for place in best)
        return Resolution(State.AMBIGUOUS, None, candidates)
    if found := finder.edited(anchor, taken):
        return _changed(anchor, finder.page.anchor(*found[0]), found[1])
    return None


def _changed(old: Anchor, new: Anchor, score: float) -> Resolution:
    """The new wording; never scored as if nothing had changed."""
    if new.exact == old.exact:
        place = (old.block, old.key, old.start) == (new.block, new.key, new.start)
        return Resolution(State.EXACT if place else State.MOVED, new)
    if fold(new.exact) == fold(old.exact):
        return Resolution(State.CHANGED, new, score=TYPOGRAPHY_ONLY)
    return Resolution(State.CHANGED, new, score=round(min(score, TYPOGRAPHY_ONLY - 0.01), 3))
