"""Write an anchor in the words of the W3C Web Annotation Data Model (2017), and read such words.

What leaves here validates against the published schemas; positions count code points of the whole
plain text, end exclusive.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from anchoring.spans import Anchor, Page, Segment

Selector = dict[str, Any]


def text_quote_selector(anchor: Anchor) -> Selector:
    """The anchor as the words it covers and 32 characters on both sides."""
    return {
        "type": "TextQuoteSelector",
        "exact": anchor.exact,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
    }


def text_position_selector(anchor: Anchor, segments: Sequence[Segment]) -> Selector:
    """The anchor as offsets in the whole text; ValueError when its segment or words are not there."""
    for segment in segments:
        if (segment.block, segment.key) != (anchor.block, anchor.key):
            continue
        if segment.text[anchor.start : anchor.end] == anchor.exact:
            return {
                "type": "TextPositionSelector",
                "start": segment.start + anchor.start,
                "end": segment.start + anchor.end,
            }
    raise ValueError("the anchor was not made in these segments; resolve it first")


def as_annotation_target(
    anchor: Anchor, segments: Sequence[Segment], source: str, source_date: str | None
) -> dict[str, Any]:
    """A SpecificResource: the span by quote and by position, of `source` as it stood on `source_date`.

    The two selectors are alternatives (a list): a client may use the one it understands, and the
    quote still works on a text that has changed since.
    """
    target: dict[str, Any] = {
        "type": "SpecificResource",
        "source": source,
        "selector": [text_quote_selector(anchor), text_position_selector(anchor, segments)],
    }
    if source_date is not None:
        target["state"] = {"type": "TimeState", "sourceDate": source_date}
    return target


def places_of(selectors: Sequence[Selector], segments: Sequence[Segment], *, block: str = "") -> list[Anchor]:
    """Where all of the selectors agree, in the order of the text; two places at most, for two are too many.

    A quotation has to stand there letter by letter, within one paragraph, between `prefix` and `suffix`
    where these are given. `block` names the only block to look in.
    """
    page, found = Page(segments), list[Anchor]()
    for index, segment in enumerate(segments):
        if block and segment.block != block:
            continue
        for start, end in _spans(selectors[0], segment):
            at = page.starts[index]
            if all(_fits(each, page.whole, at + start, at + end) for each in selectors):
                found.append(page.anchor(index, start, end))
            if len(found) > 1:
                return found
    return found


def _spans(selector: Selector, segment: Segment) -> Iterator[tuple[int, int]]:
    """The spans of a segment that a selector may mean, offsets relative to it."""
    if selector["type"] == "TextPositionSelector":
        if segment.start <= selector["start"] < selector["end"] <= segment.end:
            yield selector["start"] - segment.start, selector["end"] - segment.start
        return
    exact = selector["exact"]
    start = segment.text.find(exact)
    while start >= 0:
        yield start, start + len(exact)
        start = segment.text.find(exact, start + 1)


def _fits(selector: Selector, whole: str, start: int, end: int) -> bool:
    if selector["type"] == "TextPositionSelector":
        return (selector["start"], selector["end"]) == (start, end)
    prefix, suffix = selector.get("prefix", ""), selector.get("suffix", "")
    return (
        whole[start:end] == selector["exact"]
        and whole.endswith(prefix, 0, start)
        and whole.startswith(suffix, end)
    )
