"""Pair quotation marks: which runs of a text stand between them, and which of those can be speech.

Nested marks belong to the outermost pair. A pair may be left open at a paragraph's end, when the next
paragraph opens again (speech over several paragraphs).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.result import AttributionType, Span

CLOSERS = {"“": '”"', '"': '"”', "„": '“”"', "«": "»", "``": "''", "''": "''"}
MARKS = re.compile(r"``|''|[“”\"„«»‘’']")
ELISIONS = re.compile(
    r"['’‘](?:\d0s\b|\d\d\b|em\b|til\b|tis\b|twas\b|cause\b|n['’]|bout\b|round\b)", re.IGNORECASE
)
# A single word that may be all somebody said.
ANSWER = re.compile(r"(no|yes|never|absolutely|why|what|sure|maybe|nothing|stop|sorry|exactly)[,.?!]+$", re.I)
# What stands before words that are spoken of, not spoken.
NAMING = re.compile(
    r"\b(?:words?|phrase|term|slogan|catchphrase|motto|entitled|titled|headlined|nicknamed|dubbed|so-called"
    r"|known as|labell?ed|labels?|marked|stamped|headed|christened|(?:code-?)?named|(?:nick)?name of|goes? by"
    r"|answers to|under the headline|episode of|quotation from|refer(?:s|red|ring)? to (?:\S+ ){1,3}as"
    r"|(?:book|film|movie|song|novel|album|play|memoirs?|documentary|musical|single|program(?:me)?"
    r"|exhibition|show|series|poem|painting|essay|pamphlet|ballad|hymn|opera) called"
    r"|(?:book|film|movie|song|novel|album|memoirs?|documentary|musical|hymn|poem|painting)),?\s*\Z",
    re.IGNORECASE,
)
# “call the road “the Zipper””: who calls so, and a nickname.
CALLING = re.compile(r"\b(?:call(?:s|ed|ing)?|known)\s(?:[^\s.,;:“”\"]+\s){0,6}\Z")
NICKNAME = re.compile(r"(?:[Tt]he )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,4}[.,]?\Z")
SMALL = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)
SENTENCE_END = ".,?!…—–;:-"
WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Quote:
    """One run between quotation marks, the marks included."""

    start: int
    end: int
    paragraph: int
    closed: bool
    single: bool  # between single marks
    is_headline: bool  # fills the first paragraph, or stands between others as a heading: nobody's words
    words: int
    is_speech: bool  # reads as whole clauses, not as a borrowed word or a title
    is_name: bool  # a title, by its capitals or by the words before it

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class Quotes:
    """The quotes of one text, in order, and which of them a position stands in."""

    def __init__(self, quotes: list[Quote]) -> None:
        self.all = quotes
        self._starts = [quote.start for quote in quotes]

    def at(self, position: int) -> Quote | None:
        """The quote that covers this character."""
        i = bisect_right(self._starts, position) - 1
        return self.all[i] if i >= 0 and position < self.all[i].end else None

    def after(self, quote: Quote) -> Quote | None:
        i = bisect_right(self._starts, quote.start)
        return self.all[i] if i < len(self.all) else None

    def before(self, quote: Quote) -> Quote | None:
        i = bisect_right(self._starts, quote.start) - 2
        return self.all[i] if i >= 0 else None

    def within(self, start: int, end: int) -> list[Quote]:
        """Quotes that overlap this run."""
        i = max(bisect_right(self._starts, start) - 1, 0)
        found = []
        for quote in self.all[i:]:
            if quote.start >= end:
                break
            if quote.end > start:
                found.append(quote)
        return found


def find_quotes(text: str, paragraphs: list[tuple[int, int]]) -> Quotes:
    """All outermost quotes, paragraph by paragraph."""
    found: list[Quote] = []
    for number, (start, end) in enumerate(paragraphs):
        for opening, closing, closed in _pairs(text, start, end):
            found.append(_quote(text, (opening, closing), number, closed, (start, end)))
    return Quotes(found)


def _quote(text: str, span: tuple[int, int], number: int, closed: bool, paragraph: tuple[int, int]) -> Quote:
    start, end = span
    inner = text[start + 1 : end - 1 if closed else end].strip()
    # Counting stops early: what matters is a word, a phrase or more.
    words = sum(1 for _ in zip(WORD.finditer(inner[:2000]), range(400), strict=False))
    fills = not text[paragraph[0] : start].strip() and not text[end : paragraph[1]].strip(" .")
    ends_clause = inner[-1:] in tuple(SENTENCE_END) or text[end : end + 1] in (",", ":") or not closed
    is_name = 2 <= words <= 12 and _is_title(inner)
    is_name = is_name or (words <= 8 and bool(NAMING.search(text, max(paragraph[0], start - 30), start)))
    is_name = is_name or (
        closed and bool(NICKNAME.match(inner) and CALLING.search(text, max(paragraph[0], start - 50), start))
    )
    is_clause = words >= 2 or bool(ANSWER.match(inner))
    opens_clause = inner[:1].isupper() or inner[:1] in "[(…." or inner[:1].isdigit()
    return Quote(
        start=start,
        end=end,
        paragraph=number,
        closed=closed,
        single=text[start] in "‘'",
        is_headline=fills and closed and (number == 0 or (words <= 12 and _is_title(inner))),
        words=words,
        is_speech=is_clause and opens_clause and ends_clause and not is_name,
        is_name=is_name,
    )


def _is_title(inner: str) -> bool:
    """Most words capitalised: the name of a book or a song, not speech."""
    words = [w for w in WORD.findall(inner) if w.lower() not in SMALL]
    return len(words) > 1 and sum(not w[0].islower() for w in words) > 0.7 * len(words)


def _pairs(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """(start, end, closed) of each outermost pair in one paragraph."""
    pairs: list[tuple[int, int, bool]] = []
    opened = -1
    closers = ""
    depth = 0
    until = start
    for match in MARKS.finditer(text, start, end):
        mark, i = match.group(), match.start()
        if i < until:
            continue
        if opened < 0:
            if mark in CLOSERS and _can_open(text, i, match.end(), start, end):
                opened, closers, depth = i, CLOSERS[mark], 0
            elif mark in ("‘", "'") and (closing := _single_quote(text, i, start, end)):
                pairs.append((i, closing, True))
                until = closing
        elif mark in ("“", "„", "«") and mark not in closers:
            depth += 1  # a quote within the quote, marked otherwise than the outer one
        elif mark in ("”", "»", '"', "''", "“") and mark in closers and _can_close(text, i):
            if depth and mark in "”»":
                depth -= 1
            else:
                pairs.append((opened, match.end(), True))
                opened = -1
        elif depth and mark in "”»":
            depth -= 1
    if opened >= 0:
        pairs.append((opened, end, False))
    return pairs


def _can_open(text: str, i: int, after: int, start: int, end: int) -> bool:
    """Inches, seconds and marks before a space do not open, save the French one, which is set apart."""
    if after >= end or (text[after].isspace() and text[i] != "«"):
        return False
    before = text[i - 1] if i > start else " "
    return text[i] not in "\"'" or not before.isalnum()


def _can_close(text: str, i: int) -> bool:
    before = text[i - 1]
    return text[i] not in "\"'" or not before.isspace()


def _opens_single(text: str, i: int, start: int) -> bool:
    """A single mark opens before a word and after a space or bracket, unless it is an apostrophe."""
    if i + 1 >= len(text) or not (text[i + 1].isalnum() or text[i + 1] in "[…$"):
        return False
    before = text[i - 1] if i > start else " "
    return (before.isspace() or before in "([—–:/") and not ELISIONS.match(text, i)


def _single_quote(text: str, i: int, start: int, end: int) -> int:
    """End of a quote between single marks that opens at `i`, else 0."""
    # A bounded search keeps a hostile text's time linear.
    return _single_close(text, i, min(end, i + 600)) if _opens_single(text, i, start) else 0


def _single_close(text: str, i: int, end: int) -> int:
    """End of the single-marked quote opened at `i`; 0 where only apostrophes follow."""
    closer = "’" if text[i] == "‘" else "'"
    first = 0
    position = text.find(closer, i + 2, end)
    while position >= 0:
        following = text[position + 1] if position + 1 < len(text) else " "
        if not following.isalnum() and not text[position - 1].isspace():
            if text[position - 1] != "s" or not following.isspace():
                return position + 1  # "s’ " may be a plural's possessive: look for something surer
            first = first or position + 1
        position = text.find(closer, position + 1, end)
    return first


def type_of(content: Sequence[Span], quotes: Quotes) -> AttributionType:
    """Direct where all content is quoted, mixed where some is, else indirect."""
    inside = [quotes.within(span.start, span.end) for span in content]
    if not any(inside):
        return "indirect"
    if all(
        any(q.start <= span.start and span.end <= q.end + 1 for q in found)
        for span, found in zip(content, inside, strict=True)
    ):
        return "direct"
    return "mixed"
