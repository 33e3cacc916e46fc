"""Set up texts for anchoring tests: paragraphs in, segments out, anchors by their words."""

from collections.abc import Sequence

from anchoring import Anchor, Resolution, Segment, anchor, resolve

Text = list[Segment]


def text_of(*paragraphs: str, ids: Sequence[str] = ()) -> Text:
    """One segment a paragraph; ids are p0, p1, ... unless given as "block" or "block/key"."""
    segments, at = [], 0
    for n, paragraph in enumerate(paragraphs):
        block, _, key = (ids[n] if ids else f"p{n}").partition("/")
        segments.append(Segment(block, key, at, paragraph))
        at += len(paragraph) + 2
    return segments


def whole(text: Text) -> str:
    return "\n\n".join(segment.text for segment in text)


def on(quote: str, text: Text, *, nth: int = 0) -> Anchor:
    """An anchor on the nth place of a quotation."""
    at = -1
    for _ in range(nth + 1):
        at = whole(text).index(quote, at + 1)
    return anchor(text, at, at + len(quote))


def became(quote: str, old: Text, new: Text, *, knowing_before: bool, nth: int = 0) -> Resolution:
    before = old if knowing_before else None
    return resolve([on(quote, old, nth=nth)], new, before=before)[0]
