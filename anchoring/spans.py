"""The nouns: a segment of a document's plain text, and an anchor on some of its words.

The whole text of a document is its segments joined by a blank line; an anchor's offsets are
relative to its segment, so that text added above it does not move it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

JOINT = "\n\n"
CONTEXT = 32


@dataclass(frozen=True, slots=True)
class Segment:
    """One run of text in a document: a paragraph of a StreamField block, or a headline."""

    block: str  # stable id of the block it stands in ("headline", a StreamField UUID, ...)
    key: str  # id of the paragraph inside the block (a Draft.js key), may be ""
    start: int  # offset of its first code point in the whole plain text
    text: str
    kind: str = "paragraph"

    @property
    def end(self) -> int:
        """Offset after its last code point in the whole plain text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A span of one segment, with the words and surroundings to know it by."""

    block: str
    key: str
    start: int  # relative to the segment's text, in code points
    end: int  # exclusive
    exact: str
    prefix: str  # up to 32 characters of the whole text before it
    suffix: str  # up to 32 characters of the whole text after it


@dataclass(slots=True)
class Page:
    """The segments of one document with what looking things up in them needs."""

    segments: Sequence[Segment]
    whole: str = field(init=False)
    starts: list[int] = field(init=False)
    by_id: dict[tuple[str, str], list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.whole = JOINT.join([segment.text for segment in self.segments])
        self.starts, self.by_id = [], {}
        at = 0
        for index, segment in enumerate(self.segments):
            self.starts.append(at)
            at += len(segment.text) + len(JOINT)
            self.by_id.setdefault((segment.block, segment.key), []).append(index)

    def context(self, index: int, start: int, end: int) -> tuple[str, str]:
        """The 32 characters before and after a span of a segment."""
        first, last = self.starts[index] + start, self.starts[index] + end
        return self.whole[max(0, first - CONTEXT) : first], self.whole[last : last + CONTEXT]

    def anchor(self, index: int, start: int, end: int) -> Anchor:
        """Describe a span of a segment, offsets relative to it."""
        segment = self.segments[index]
        prefix, suffix = self.context(index, start, end)
        return Anchor(segment.block, segment.key, start, end, segment.text[start:end], prefix, suffix)


def anchor(segments: Sequence[Segment], start: int, end: int) -> Anchor:
    """Describe the words from `start` to `end` of the whole text, exactly as given.

    A span that crosses segments is cut to the segment holding most of it (the first of equals).
    Raises ValueError when no code point of any segment is in the span.
    """
    best, size = -1, 0
    for index, segment in enumerate(segments):
        shared = min(end, segment.end) - max(start, segment.start)
        if shared > size:
            best, size = index, shared
    if best < 0 or start < 0:
        raise ValueError(f"no text between {start} and {end}")
    segment = segments[best]
    first = max(start, segment.start) - segment.start
    return Page(segments).anchor(best, first, first + size)
