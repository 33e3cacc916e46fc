"""The plain text of an article's content, with the way back to its blocks.

The text is the segments joined by a blank line. Offsets count Unicode code points; every code point
of the text stands in one segment at one offset, or in a blank line between two.
"""

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

from anchoring import Segment
from articles.content import sha256

SEPARATOR = "\n\n"
PARAGRAPH_TAGS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre"})


class Paragraphs(HTMLParser):
    """Rich text to (Draft.js key, text) pairs, a pair for every paragraph, heading and list item."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[str]]] = []
        self._open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in PARAGRAPH_TAGS:
            self.found.append((dict(attrs).get("data-block-key") or "", []))
            self._open.append((tag, len(self.found) - 1))
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.add(self._open[-1][1], data)
        elif data.strip():
            self.found.append(("", []))
            self.add(len(self.found) - 1, data.strip())

    def add(self, number: int, text: str) -> None:
        """Put text at the end of a paragraph."""
        self.found[number][1].append(text)

    def paragraphs(self) -> list[tuple[str, str]]:
        """The paragraphs as (key, text), empty ones too.

        A paragraph that was never opened in the editor has no key yet; it is called "#0", "#1", … by
        its place, which is also how the editor's script finds it.
        """
        return [(key or f"#{index}", "".join(parts)) for index, (key, parts) in enumerate(self.found)]


def paragraphs(html: str) -> list[tuple[str, str]]:
    """The paragraphs of stored rich text as (key, text), empty ones left out."""
    parser = Paragraphs()
    parser.feed(html or "")
    parser.close()
    return [(key, text) for key, text in parser.paragraphs() if text.strip()]


@dataclass(frozen=True)
class ArticleText:
    """The plain-text projection of one content. Compare texts by `digest`."""

    segments: tuple[Segment, ...]

    @cached_property
    def plain(self) -> str:
        """The whole text."""
        return SEPARATOR.join(segment.text for segment in self.segments)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the UTF-8 bytes of the plain text."""
        return sha256(self.plain.encode())

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    def locate(self, offset: int) -> tuple[Segment, int] | None:
        """The segment that holds the code point at `offset` and the offset inside it.

        None for a code point of a blank line between segments. Raises IndexError outside the text.
        """
        if not 0 <= offset < len(self.plain):
            raise IndexError(f"Offset {offset} is outside a text of {len(self.plain)} characters.")
        segment = self.segments[bisect.bisect_right(self._starts, offset) - 1]
        inside = offset - segment.start
        return (segment, inside) if inside < len(segment.text) else None

    def cut(self, start: int, end: int) -> Iterator[tuple[Segment, int, int]]:
        """The parts of the span [start, end) segment by segment: (segment, start in it, end in it)."""
        first = max(bisect.bisect_right(self._starts, start) - 1, 0)
        for segment in self.segments[first:]:
            if segment.start >= end:
                return
            inner_start, inner_end = (
                max(start - segment.start, 0),
                min(end - segment.start, len(segment.text)),
            )
            if inner_start < inner_end:
                yield segment, inner_start, inner_end

    def offset(self, block: str, key: str, inside: int) -> int | None:
        """Where an offset inside a segment stands in the whole text; None without the segment."""
        segment = self._by_place.get((block, key))
        return None if segment is None else segment.start + inside

    @cached_property
    def _by_place(self) -> dict[tuple[str, str], Segment]:
        return {(segment.block, segment.key): segment for segment in self.segments}


def project(content: dict[str, Any]) -> ArticleText:
    """The plain-text projection of an editorial content (`articles.content.editorial_content`)."""
    segments: list[Segment] = []
    seen: set[tuple[str, str]] = set()
    start = 0
    for block, key, kind, text in _pieces(content):
        while (block, key) in seen:  # two keyless paragraphs, or a copied one: a place names one segment
            key += "'"
        seen.add((block, key))
        segments.append(Segment(block=block, key=key, start=start, text=text, kind=kind))
        start += len(text) + len(SEPARATOR)
    return ArticleText(tuple(segments))


Source = tuple[str, str, str, bool]  # block, kind, HTML or plain text, whether it is HTML


def _pieces(content: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for block, kind, text, is_rich in _sources(content):
        if is_rich:
            yield from ((block, key, kind, words) for key, words in paragraphs(text))
        else:
            yield block, "" if kind == "headline" else kind, kind, text


def _sources(content: dict[str, Any]) -> Iterator[Source]:
    yield from front_sources(content)
    for block in content.get("body") or []:
        yield from body_sources(block)


def front_sources(content: dict[str, Any]) -> Iterator[Source]:
    """What of the fields has words, in reading order."""
    if headline := (content.get("title") or "").strip():
        yield "headline", "headline", headline, False
    yield "standfirst", "standfirst", _html(content.get("standfirst")), True
    yield "lead_image_caption", "caption", _html(content.get("lead_image_caption")), True


def body_sources(block: dict[str, Any]) -> Iterator[Source]:
    """What of a block of the body has words, in reading order."""
    ident, kind, value = block.get("id") or "", block.get("type", ""), block.get("value")
    if kind in ("paragraph", "heading", "list"):
        yield ident, kind, _html(value), True
    elif kind == "quote" and isinstance(value, dict):
        yield ident, "quote", _html(value.get("quote")), True
        yield ident, "quote_source", _html(value.get("attribution")), True
    elif kind in ("image", "embed") and isinstance(value, dict):
        yield ident, "caption", _html(value.get("caption")), True
    elif kind == "table" and isinstance(value, dict):
        yield from _table_sources(ident, value)


def _html(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _table_sources(ident: str, table: dict[str, Any]) -> Iterator[Source]:
    if caption := (table.get("caption") or "").strip():
        yield ident, "caption", caption, False
    columns: Sequence[dict[str, Any]] = table.get("columns") or []
    for row in table.get("rows") or []:
        for column, cell in zip(columns, row.get("values") or [], strict=False):
            if column.get("type") == "text":
                yield ident, "cell", _html(cell), True
