"""The peer: each quotation searched alone in the whole text, as the Hypothesis client does.

Exact matches first; else the window most like the quotation, with errors in up to half of its letters.
Matches are weighed by quotation (50), prefix and suffix (20 each) and position (2), as in the client's
`src/annotator/anchoring/match-quote.ts`. Its search through every window is left to one C++ call.
"""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from anchoring import Anchor, Resolution, Segment, State

QUOTE, CONTEXT, POSITION = 50, 20, 2


def search(
    anchors: Sequence[Anchor], segments: Sequence[Segment], before: Sequence[Segment]
) -> list[Resolution]:
    """Where each quotation is believed to stand; `before` tells only at which offset it stood."""
    whole = "\n\n".join(segment.text for segment in segments)
    starts = {(segment.block, segment.key): segment.start for segment in before}
    results = []
    for one in anchors:
        hint = starts[one.block, one.key] + one.start
        spans = list(_exact(one.exact, whole)) or _alike(one.exact, whole)
        best = max(spans, key=lambda span: _score(one, span, whole, hint), default=None)
        results.append(_resolution(one, best, segments))
    return results


def _exact(quote: str, whole: str) -> Iterator[tuple[int, int]]:
    at = whole.find(quote)
    while at >= 0:
        yield at, at + len(quote)
        at = whole.find(quote, at + 1)


def _alike(quote: str, whole: str) -> list[tuple[int, int]]:
    best = fuzz.partial_ratio_alignment(quote, whole)
    if best is None:
        return []
    errors = Levenshtein.distance(quote, whole[best.dest_start : best.dest_end])
    return [(best.dest_start, best.dest_end)] if errors <= min(256, len(quote) / 2) else []


def _score(one: Anchor, span: tuple[int, int], whole: str, hint: int) -> float:
    start, end = span
    before, after = whole[max(0, start - len(one.prefix)) : start], whole[end : end + len(one.suffix)]
    return (
        QUOTE * Levenshtein.normalized_similarity(one.exact, whole[start:end])
        + CONTEXT * Levenshtein.normalized_similarity(one.prefix, before)
        + CONTEXT * Levenshtein.normalized_similarity(one.suffix, after)
        + POSITION * (1 - abs(start - hint) / max(len(whole), 1))
    )


def _resolution(one: Anchor, span: tuple[int, int] | None, segments: Sequence[Segment]) -> Resolution:
    for segment in segments if span else ():
        if span and segment.start <= span[0] < segment.end:
            start, end = span[0] - segment.start, min(span[1], segment.end) - segment.start
            exact = segment.text[start:end]
            state = State.MOVED if exact == one.exact else State.CHANGED
            return Resolution(state, Anchor(segment.block, segment.key, start, end, exact, "", ""))
    return Resolution(State.DELETED, None)
