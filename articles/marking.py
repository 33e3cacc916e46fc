"""Light up spans of an article's text in its stored rich text, exactly and without breaking the HTML.

Walks the HTML as `articles.text` does, so that a span of the plain-text projection lands on the very
same words. Only `<mark>` elements and links to notes are added; a block whose text is not the
projection's is left as it is.
"""

import copy
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

from articles.text import PARAGRAPH_TAGS, ArticleText

# A character reference as `html.unescape` sees it, or one character.
UNIT = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Note:
    """What a mark leads to: its number, the words a screen reader says, and its spans in the whole text."""

    number: int
    label: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One note's part of one segment. `is_end`: the note's last words, where its link stands."""

    start: int
    end: int
    note: Note
    is_end: bool


@dataclass(slots=True)
class _Run:
    """Text between two tags: where it stands in its paragraph and in the HTML (`edges`: None if nowhere)."""

    offset: int
    text: str
    edges: list[int] | None
    link: int | None  # number of the link it stands in


class _Walker(HTMLParser):
    """The paragraphs that `articles.text` finds in stored rich text, with the place of every character."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.found: list[tuple[str, list[_Run]]] = []
        self.link_ends: list[int] = []
        self._open: list[tuple[str, int]] = []
        self._link: int | None = None
        self._lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self.feed(html)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in PARAGRAPH_TAGS:
            self.found.append((dict(attrs).get("data-block-key") or "", []))
            self._open.append((tag, len(self.found) - 1))
        elif tag == "br" and self._open:
            self._add(self.found[self._open[-1][1]][1], "\n", None)
        elif tag == "a":
            self._link = len(self.link_ends)
            self.link_ends.append(len(self.html))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()
        elif tag == "a" and self._link is not None:
            self.link_ends[self._link] = self.html.index(">", self._at()) + 1
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self._add(self.found[self._open[-1][1]][1], data, _edges(self.html, self._at(), data))
        elif text := data.strip():
            edges = _edges(self.html, self._at(), data)
            lead = len(data) - len(data.lstrip())
            self.found.append(("", []))
            self._add(self.found[-1][1], text, edges and edges[lead : lead + len(text) + 1])

    def _add(self, runs: list[_Run], text: str, edges: list[int] | None) -> None:
        offset = runs[-1].offset + len(runs[-1].text) if runs else 0
        runs.append(_Run(offset, text, edges, self._link))


def _edges(html: str, at: int, data: str) -> list[int] | None:
    """Where each code point of `data` begins in the HTML, and where the last ends; None for no match."""
    edges: list[int] = []
    decoded = 0
    for unit in UNIT.finditer(html, at):
        if decoded >= len(data):
            break
        text = unescape(unit.group())
        if data[decoded : decoded + len(text)] != text:
            return None
        edges += [unit.start()] * len(text)
        decoded += len(text)
        at = unit.end()
    return [*edges, at] if decoded == len(data) else None


class Marker:
    """Marks one content. Give it the blocks in the order of the text, each once."""

    def __init__(self, text: ArticleText, notes: Iterable[Note]) -> None:
        self._texts = {(segment.block, segment.key): segment.text for segment in text.segments}
        self._marks: dict[tuple[str, str], list[Mark]] = defaultdict(list)
        self._seen: set[tuple[str, str]] = set()
        for note in notes:
            pieces = [piece for start, end in note.spans for piece in text.cut(start, end)]
            for number, (segment, start, end) in enumerate(pieces, 1):
                mark = Mark(start, end, note, is_end=number == len(pieces))
                self._marks[segment.block, segment.key].append(mark)

    def rich(self, block: str, html: Any) -> Any:
        """Stored rich text of one block, with its marks; what is no text comes back as it is."""
        if not isinstance(html, str) or not html:
            return html
        walker = _Walker(html)
        inserts: list[tuple[int, int, str]] = []
        for index, (given, runs) in enumerate(walker.found):
            text = "".join(run.text for run in runs)
            if not text.strip():
                continue
            key = self._name(block, given or f"#{index}")
            marks = self._marks.get((block, key))
            if marks and self._texts[block, key] == text:
                inserts += _inserts(runs, marks, walker.link_ends)
        for at, _, markup in sorted(inserts, key=lambda insert: insert[:2], reverse=True):
            html = html[:at] + markup + html[at:]
        return html

    def content(self, content: dict[str, Any]) -> dict[str, Any]:
        """A copy of an editorial content (standfirst, caption of the lead image, body) with its marks."""
        marked = copy.deepcopy(content)
        for field in ("standfirst", "lead_image_caption"):
            if field in marked:
                marked[field] = self.rich(field, marked[field])
        for block in marked.get("body") or []:
            block["value"] = self._value(block.get("id") or "", block.get("type", ""), block.get("value"))
        return marked

    def _name(self, block: str, key: str) -> str:
        while (block, key) in self._seen:
            key += "'"
        self._seen.add((block, key))
        return key

    def _value(self, block: str, kind: str, value: Any) -> Any:
        if kind in ("paragraph", "heading", "list"):
            return self.rich(block, value)
        if not isinstance(value, dict):
            return value
        for field in {"quote": ("quote", "attribution"), "image": ("caption",), "embed": ("caption",)}.get(
            kind, ()
        ):
            value[field] = self.rich(block, value.get(field))
        if kind == "table":
            if (value.get("caption") or "").strip():
                self._name(block, "caption")
            columns: Sequence[dict[str, Any]] = value.get("columns") or []
            for row in value.get("rows") or []:
                row["values"] = [
                    self.rich(block, cell) if column.get("type") == "text" else cell
                    for column, cell in zip(columns, row.get("values") or [], strict=False)
                ]
        return value


def _inserts(runs: list[_Run], marks: list[Mark], link_ends: list[int]) -> list[tuple[int, int, str]]:
    """What to put where: (place in the HTML, rank among what is put there, markup).

    Where they meet, an end comes before a link to a note, and that before a beginning; links are given
    last note first, since the splice works backwards.
    """
    inserts: list[tuple[int, int, str]] = []
    for run in runs:
        if run.edges is None:
            continue
        last = run.offset + len(run.text)
        points = {run.offset, last}
        for mark in marks:
            points |= {point for point in (mark.start, mark.end) if run.offset < point < last}
        steps = sorted(points)
        for start, end in pairwise(steps):
            over = [mark for mark in marks if mark.start < end and start < mark.end]
            first, beyond = run.edges[start - run.offset], run.edges[end - run.offset]
            if over and first < beyond:
                numbers = " ".join(str(mark.note.number) for mark in over)
                inserts += [(first, 2, f'<mark data-notes="{numbers}">'), (beyond, 0, "</mark>")]
    for mark in sorted(marks, key=lambda mark: -mark.note.number):
        for run in reversed(runs):
            if (
                mark.is_end
                and run.edges
                and run.offset < mark.end
                and mark.start < run.offset + len(run.text)
            ):
                at = run.edges[min(mark.end - run.offset, len(run.text))]
                # A link may not stand in a link.
                at = at if run.link is None else link_ends[run.link]
                inserts.append((at, 1, _reference(mark.note)))
                break
    return inserts


def _reference(note: Note) -> str:
    return (
        f'<a class="note-ref" id="ref-{note.number}" href="#note-{note.number}"'
        f' aria-label="{escape(note.label)}">{note.number}</a>'
    )
