"""Between the editor's words for a place and ours.

Wagtail names a field or block by a path (`body.<block id>.quote`) and words in it by Draft.js key and UTF-16
units; an anchor names segments of the plain text and counts code points.
"""

import json
from typing import Any

from anchoring import Anchor, Segment
from anchoring import anchor as describe
from articles.text import ArticleText

RICH_FIELDS = ("standfirst", "lead_image_caption")
INSIDE = {"quote": "quote", "quote_source": "attribution", "caption": "caption"}  # members of a block


def place_in(text: ArticleText, contentpath: str, position: str) -> Anchor | None:
    """The words that a comment is on; None where it is on a whole field, or they are not in this text.

    Of a selection over several paragraphs it is the part in the one that holds most of it.
    """
    block = _block_of(contentpath)
    spans = [span for each in _ranges(position) if (span := _span(text, block, each))]
    if not spans:
        return None
    start, end = max(spans, key=lambda span: span[1] - span[0])
    return describe(text.segments, start, end)


def position_of(place: Anchor, text: ArticleText) -> str:
    """A place of this text as the editor's position; "" where it does not stand there."""
    segment = segment_of(place, text)
    if segment is None or segment.text[place.start : place.end] != place.exact:
        return ""
    start, end = _units(segment.text[: place.start]), _units(segment.text[: place.end])
    return json.dumps([{"key": place.key.rstrip("'"), "start": start, "end": end}], separators=(",", ":"))


def contentpath_of(place: Anchor, text: ArticleText) -> str:
    """The editor's path to the field or block that a place of this text is in; "" where it has none."""
    segment = segment_of(place, text)
    if segment is None or segment.kind in ("headline", "cell"):
        return ""
    if segment.block in RICH_FIELDS:
        return segment.block
    inside = INSIDE.get(segment.kind)
    return f"body.{segment.block}.{inside}" if inside else f"body.{segment.block}"


def segment_of(place: Anchor, text: ArticleText) -> Segment | None:
    """The segment that a place names."""
    named = (each for each in text.segments if (each.block, each.key) == (place.block, place.key))
    return next(named, None)


def _block_of(contentpath: str) -> str:
    field, _, inside = contentpath.partition(".")
    return inside.partition(".")[0] if field == "body" else field


def _ranges(position: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(position or "[]")
    except ValueError:
        return []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _span(text: ArticleText, block: str, named: dict[str, Any]) -> tuple[int, int] | None:
    """A range in the whole text; None for what is not there, or empty."""
    key, start, end = named.get("key"), named.get("start"), named.get("end")
    if not (isinstance(key, str) and isinstance(start, int) and isinstance(end, int)):
        return None
    for segment in text.segments:
        if (segment.block, segment.key) == (block, key):
            first, last = _points(segment.text, start), _points(segment.text, end)
            return (segment.start + first, segment.start + last) if first < last else None
    return None


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _points(text: str, units: int) -> int:
    """The code point at an offset in UTF-16 units; the end of the text for anything beyond."""
    return len(text.encode("utf-16-le")[: 2 * max(units, 0)].decode("utf-16-le", "ignore"))
