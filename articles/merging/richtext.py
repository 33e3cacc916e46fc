"""Stored rich text as words that know their formatting, and back.

A word is compared by its letters alone; space, bold, links and a paragraph's tag and Draft.js key are
its dress. So formatting merges as words do, and what is rendered is always well formed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from itertools import zip_longest

PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre"})
LISTS = frozenset({"ul", "ol"})
VOID = frozenset({"br", "hr", "img", "embed", "input", "wbr"})
KEY = re.compile(r'\s+data-block-key="([^"]*)"')
WORD = re.compile(r"(\w+|[^\w\s])(\s*)")
NAME = re.compile(r"<(\w+)")
INNERMOST = ("a", "b", "strong", "i", "em", "sub", "sup")  # outermost first, as the editor nests them
PARAGRAPH = "\N{PILCROW SIGN}"


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark with the space after it, a void element, or the beginning of a paragraph."""

    core: str  # what two tokens are compared by
    space: str = ""
    marks: tuple[str, ...] = ()  # start tags around it; of a paragraph: down to its own, outermost first
    key: str = ""  # of a paragraph: its Draft.js key
    is_paragraph: bool = False
    is_tag: bool = False

    @property
    def name(self) -> tuple[str, bool]:
        """What it is compared by."""
        return self.core, self.is_paragraph

    @property
    def text(self) -> str:
        """What a reader sees of it."""
        if self.is_paragraph:
            return ""
        return (
            "\n"
            if self.core.startswith("<br") and self.is_tag
            else ""
            if self.is_tag
            else self.core + self.space
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[Token] = []
        self._containers: list[str] = []
        self._inner: list[str] = []
        self._in_paragraph = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text() or f"<{tag}>"
        if tag in VOID:
            self._need_paragraph()
            self.tokens.append(Token(raw, marks=tuple(self._inner), is_tag=True))
        elif tag in PARAGRAPHS:
            key = KEY.search(raw)
            self._containers.append(KEY.sub("", raw))
            self._begin(key.group(1) if key else "")
        elif tag in LISTS or not self._in_paragraph:
            self._containers.append(raw)
            self._in_paragraph = False
        else:
            self._inner.append(raw)

    def handle_endtag(self, tag: str) -> None:
        for stack in (self._inner, self._containers):
            at = next((n for n in reversed(range(len(stack))) if _name(stack[n]) == tag), None)
            if at is not None:
                if stack is self._containers:
                    self._in_paragraph = False
                    self._inner.clear()
                del stack[at:]
                return

    def handle_data(self, data: str) -> None:
        if not self._in_paragraph and not data.strip():
            return
        self._need_paragraph()
        marks = tuple(self._inner)
        lead = len(data) - len(data.lstrip())
        if lead:
            self._add_space(data[:lead], marks)
        for match in WORD.finditer(data, lead):
            self.tokens.append(Token(match.group(1), match.group(2), marks))

    def _add_space(self, space: str, marks: tuple[str, ...]) -> None:
        last = self.tokens[-1]
        if last.is_paragraph or last.is_tag:
            self.tokens.append(Token("", space, marks))
        else:
            self.tokens[-1] = replace(last, space=last.space + space)

    def _need_paragraph(self) -> None:
        if not self._in_paragraph:
            self._begin("")

    def _begin(self, key: str) -> None:
        self._in_paragraph = True
        self._inner.clear()
        last = self.tokens[-1] if self.tokens else None
        if last and last.is_paragraph and not last.key and _is_within(last.marks, self._containers):
            self.tokens.pop()  # an item that is only there to hold a list
        self.tokens.append(Token(PARAGRAPH, marks=tuple(self._containers), key=key, is_paragraph=True))


def read(html: str) -> list[Token]:
    """The tokens of stored rich text; every word stands in a paragraph."""
    reader = _Reader()
    reader.feed(html or "")
    reader.close()
    return reader.tokens


def render(tokens: Iterable[Token]) -> str:
    """Stored rich text of tokens; tokens before the first paragraph get one of their own.

    The space between two words has the formatting that both have.

    No two paragraphs have one key: the editor would keep only the last of them.
    """
    parts: list[str] = []
    containers: list[str] = []
    inner: list[str] = []
    keys: set[str] = set()
    has_begun = False
    tokens = list(tokens)
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.is_paragraph:
            has_begun = True
            _close(parts, inner, 0)
            same = _common(containers, token.marks)
            _close(parts, containers, min(same, max(len(token.marks) - 1, 0)))
            for tag in token.marks[len(containers) :]:
                containers.append(tag)
                parts.append(tag)
            if token.key and token.marks:
                parts[-1] = f'{parts[-1][:-1]} data-block-key="{_fresh(token.key, keys)}">'
            continue
        if not has_begun:
            has_begun = True
            containers.append("<p>")
            parts.append("<p>")
        if token.marks != tuple(inner):
            _close(parts, inner, _common(inner, token.marks))
            for tag in token.marks[len(inner) :]:
                inner.append(tag)
                parts.append(tag)
        parts.append(token.core if token.is_tag else escape(token.core, quote=False))
        if token.space:
            if following and not following.is_paragraph and inner:
                _close(parts, inner, _common(inner, following.marks))
            parts.append(token.space)
    _close(parts, inner, 0)
    _close(parts, containers, 0)
    return "".join(parts)


def text(tokens: Iterable[Token]) -> str:
    """The words of tokens, a line for every paragraph."""
    return "".join("\n" if token.is_paragraph else token.text for token in tokens).strip("\n")


def is_plain_sailing(html: str) -> bool:
    """Whether reading and rendering lose nothing of this rich text."""
    tokens = read(html)
    return read(render(tokens)) == tokens


def ordered_marks(marks: Iterable[str]) -> tuple[str, ...]:
    """Start tags in the order in which the editor nests them."""

    def rank(tag: str) -> tuple[int, str]:
        name = _name(tag)
        return (INNERMOST.index(name) if name in INNERMOST else len(INNERMOST), tag)

    return tuple(sorted(marks, key=rank))


def is_link(tag: str) -> bool:
    """Whether a start tag begins a link."""
    return _name(tag) == "a"


def paragraphs(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens, paragraph by paragraph."""
    result: list[list[Token]] = []
    for token in tokens:
        if token.is_paragraph or not result:
            result.append([])
        result[-1].append(token)
    return result


def _name(tag: str) -> str:
    found = NAME.match(tag)
    return found.group(1).lower() if found else ""


def _is_within(outer: Sequence[str], inner: Sequence[str]) -> bool:
    return 0 < len(outer) < len(inner) and _common(outer, inner) == len(outer)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return n


def _close(parts: list[str], stack: list[str], until: int) -> None:
    while len(stack) > until:
        parts.append(f"</{_name(stack.pop())}>")


def _fresh(key: str, taken: set[str]) -> str:
    made, attempt = key, 0
    while made in taken:
        attempt += 1
        made = sha256(f"{key}\0{attempt}".encode()).hexdigest()[:5]
    taken.add(made)
    return made
