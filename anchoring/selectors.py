"""Write an anchor in the words of the W3C Web Annotation Data Model (2017).

What leaves here validates against the published schemas; positions count code points of the whole
plain text, end exclusive.
"""

from collections.abc import Sequence
from typing import Any

from anchoring.spans import Anchor, Segment

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
