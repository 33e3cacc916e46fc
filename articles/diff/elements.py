"""What an article's content is made of for whoever compares: paragraphs with their formatting, pictures,
addresses elsewhere and tables, in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anchoring import Segment
from articles.content import canonical
from articles.diff.tables import Table, table_of
from articles.diff.words import Mark, Prose, Style
from articles.text import SEPARATOR, Paragraphs, body_sources, front_sources

MARKS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "sup": "superscript",
    "sub": "subscript",
}
LISTS = {"ul": "bulleted", "ol": "numbered"}
# What of a block is not told in words, and which part makes it the one it is.
DETAILS = {"image": ("image", "credit", "alt"), "embed": ("embed",)}


@dataclass(frozen=True, slots=True)
class Element:
    """One paragraph with its formatting, or one picture, address or table. Compare by `likeness`."""

    segment: Segment
    styles: tuple[Style, ...] = ()
    details: tuple[tuple[str, Any], ...] = ()
    table: Table | None = None

    @property
    def text(self) -> str:
        """Its words; none of a picture or a table, which say them in captions and cells."""
        return self.segment.text

    @property
    def prose(self) -> Prose:
        """Its words as they are set."""
        return Prose(self.segment.text, self.styles)

    @property
    def ident(self) -> tuple[str, str, str]:
        """Its place in the editor; a picture and its caption share a block."""
        return self.segment.block, self.segment.key, "" if self.segment.text else self.segment.kind

    @property
    def likeness(self) -> object:
        """What two elements share that are the same one."""
        if self.segment.text:
            return self.segment.text
        return self.segment.kind, self.table.words if self.table else self.details[:1]


class _Styled(Paragraphs):
    """Stored rich text to paragraphs, each with its styles and the kind of list it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.styles: list[list[Style]] = []
        self.lists: list[str] = []
        self._marks: list[tuple[str, Mark]] = []
        self._lists: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag in MARKS:
            self._marks.append((tag, Mark(MARKS[tag])))
        elif tag == "a":
            self._marks.append((tag, Mark("link", _target(dict(attrs)))))
        elif tag in LISTS:
            self._lists.append(LISTS[tag])

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        for number in range(len(self._marks) - 1, -1, -1):
            if self._marks[number][0] == tag:
                del self._marks[number]
                break
        if tag in LISTS and self._lists:
            self._lists.pop()

    def add(self, number: int, text: str) -> None:
        while len(self.styles) <= number:
            self.styles.append([])
            self.lists.append(self._lists[-1] if self._lists else "")
        if self._marks and text:
            start = sum(map(len, self.found[number][1]))
            marks = tuple(sorted({mark for _, mark in self._marks}))
            self.styles[number].append((start, start + len(text), marks))
        super().add(number, text)


def _target(attrs: dict[str, str | None]) -> str:
    if attrs.get("linktype"):
        return f"{attrs['linktype']}:{attrs.get('id') or ''}"
    return attrs.get("href") or ""


def elements(content: dict[str, Any]) -> list[Element]:
    """The elements of an editorial content. Their paragraphs are those of `articles.text`, cells apart."""
    found: list[Element] = []
    seen: set[tuple[str, str]] = set()
    start = 0
    for one in _all(content):
        segment = one.segment
        key = segment.key
        while segment.text and (segment.block, key) in seen:
            key += "'"
        seen.add((segment.block, key))
        placed = Segment(segment.block, key, start, segment.text, segment.kind)
        found.append(Element(placed, one.styles, one.details, one.table))
        if segment.text:
            start += len(segment.text) + len(SEPARATOR)
    return found


def _all(content: dict[str, Any]) -> Iterator[Element]:
    for source in front_sources(content):
        yield from _paragraphs(*source)
    for block in content.get("body") or []:
        ident, kind, value = block.get("id") or "", block.get("type", ""), block.get("value")
        if kind == "table" and isinstance(value, dict):
            yield Element(Segment(ident, "", 0, "", kind), table=table_of(value, styled))
            continue
        sources = list(body_sources(block))
        if kind in DETAILS and isinstance(value, dict):
            details = tuple((name, value.get(name) or None) for name in DETAILS[kind])
            yield Element(Segment(ident, "", 0, "", kind), details=details)
        elif not sources:
            yield Element(Segment(ident, "", 0, "", kind), details=(("content", _shown(value)),))
        for source in sources:
            yield from _paragraphs(*source)


def _shown(value: Any) -> str:
    """The content of a block that this version of Newsroom does not know."""
    return canonical({"": value}).decode()[4:-1]


def _paragraphs(block: str, kind: str, html: str, is_rich: bool) -> Iterator[Element]:
    if not is_rich:
        yield Element(Segment(block, "", 0, html, kind))
        return
    parser = _parsed(html)
    for index, (key, text) in enumerate(parser.paragraphs()):
        if text.strip():
            details = (("numbering", parser.lists[index]),) if parser.lists[index] else ()
            yield Element(Segment(block, key, 0, text, kind), tuple(parser.styles[index]), details)


def styled(html: str) -> Prose:
    """The paragraphs of rich text as one text, line by line, with its styles."""
    parser = _parsed(html)
    parts = [
        Prose(text, tuple(parser.styles[index]))
        for index, (_, text) in enumerate(parser.paragraphs())
        if text.strip()
    ]
    return Prose.joined(parts, "\n")


def _parsed(html: str) -> _Styled:
    parser = _Styled()
    parser.feed(html)
    parser.close()
    for number in range(len(parser.found)):
        parser.add(number, "")
    return parser
