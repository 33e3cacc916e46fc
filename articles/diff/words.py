"""Which words stayed, went and came between two wordings, and what became of their formatting.

`same` + `added` is the new text, `same` + `removed` the old one, to the last space.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from rapidfuzz.distance import LCSseq

_CJK = r"぀-ヿ㐀-鿿豈-﫿"
WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+(?:['’.,:‑-][^\W{_CJK}]+)*")
_TOKEN = re.compile(rf"({WORD.pattern}|[^\w\s]|^\s+)(\s*)")
HUGE = 400_000_000  # pairs of words; beyond, old and new are shown whole

Fate = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """How words are set: bold, italic, superscript, subscript, or a link, whose `target` is its address.

    A link to a page or document of ours has the target "page:7" or "document:7".
    """

    kind: str
    target: str = ""


Marks = tuple[Mark, ...]
Style = tuple[int, int, Marks]  # from, to, how it is set


@dataclass(frozen=True, slots=True)
class Prose:
    """A text and how its words are set; what `styles` does not cover is plain."""

    text: str
    styles: tuple[Style, ...] = ()

    def cut(self, start: int, end: int) -> Self:
        """The part from `start` to `end`."""
        styles = [
            (max(a, start) - start, min(b, end) - start, marks)
            for a, b, marks in self.styles
            if a < end and start < b
        ]
        return type(self)(self.text[start:end], tuple(styles))

    @classmethod
    def joined(cls, parts: Sequence["Prose"], joint: str) -> "Prose":
        """The parts one after the other."""
        styles: list[Style] = []
        at = 0
        for part in parts:
            styles += [(at + a, at + b, marks) for a, b, marks in part.styles]
            at += len(part.text) + len(joint)
        return cls(joint.join(part.text for part in parts), tuple(styles))


@dataclass(frozen=True, slots=True)
class WordRun:
    """Consecutive words, with the space after them, that share a fate and a setting.

    `marks` is how they are set now or, of removed words, how they were. `was` is how words that
    stayed were set before; None where that did not change.
    """

    kind: Fate
    text: str
    marks: Marks = ()
    was: Marks | None = None

    @property
    def gained(self) -> Marks:
        """The marks that words which stayed have now and had not."""
        return () if self.was is None else tuple(mark for mark in self.marks if mark not in self.was)

    @property
    def lost(self) -> Marks:
        """The marks that words which stayed had and have no more."""
        return tuple(mark for mark in self.was or () if mark not in self.marks)


@dataclass(slots=True)
class Stretch:
    """A stretch of the old text and the one of the new text that answers to it: the same, or in its place."""

    is_same: bool
    old: int
    old_end: int
    new: int
    new_end: int

    @property
    def is_replaced(self) -> bool:
        """Whether something went and something else came."""
        return not self.is_same and self.old < self.old_end and self.new < self.new_end

    @property
    def size(self) -> int:
        """Letters of the longer side."""
        return max(self.old_end - self.old, self.new_end - self.new)


class Codes(dict[str, str]):
    """One character for every different word: characters are compared far faster than words."""

    def __missing__(self, word: str) -> str:
        self[word] = code = chr(len(self) + 1)
        return code

    def of(self, text: str) -> str:
        """The words and marks of a text."""
        return "".join([self[word] for word, _ in _TOKEN.findall(text)])


def runs(old: Prose, new: Prose) -> tuple[WordRun, ...]:
    """The words of both in reading order: what was removed stands before what came in its place."""
    found: list[WordRun] = []
    for part in stretches(old.text, new.text):
        if part.is_same:
            found += _kept(old, new, part)
            continue
        gone, came = old.text[part.old : part.old_end], new.text[part.new : part.new_end]
        found += [WordRun("removed", text, marks) for text, marks in _pieces(gone, part.old, old.styles)]
        found += [WordRun("added", text, marks) for text, marks in _pieces(came, part.new, new.styles)]
    return tuple(found)


def stretches(old: str, new: str) -> list[Stretch]:
    """The two texts side by side, stretch by stretch, without gaps."""
    if old == new:
        return [Stretch(True, 0, len(old), 0, len(new))] if new else []
    a, b = list(_TOKEN.finditer(old)), list(_TOKEN.finditer(new))
    if not a or not b or len(a) * len(b) > HUGE:
        return [Stretch(False, 0, len(old), 0, len(new))]
    found: list[Stretch] = []
    codes = Codes()
    for op in LCSseq.opcodes("".join([codes[t[1]] for t in a]), "".join([codes[t[1]] for t in b])):
        if op.tag == "equal":
            kept = zip(a[op.src_start : op.src_end], b[op.dest_start : op.dest_end], strict=True)
            for was, now in kept:
                _extend(found, True, was.end(1), now.end(1))
                _extend(found, was[2] == now[2], was.end(), now.end())
        else:
            gone = a[op.src_end - 1].end() if op.src_end else 0
            came = b[op.dest_end - 1].end() if op.dest_end else 0
            _extend(found, False, gone, came)
    return _tidy(_readable(found, new), old, new)


def _extend(found: list[Stretch], is_same: bool, old_end: int, new_end: int) -> None:
    old, new = (found[-1].old_end, found[-1].new_end) if found else (0, 0)
    if found and found[-1].is_same == is_same:
        found[-1].old_end, found[-1].new_end = old_end, new_end
    elif old < old_end or new < new_end:
        found.append(Stretch(is_same, old, old_end, new, new_end))


def _readable(found: list[Stretch], new: str) -> list[Stretch]:
    """Stretches in which a rewritten phrase is not chopped up by a word that happens to stand in both.

    A lone mark, or a word short beside what was rewritten on either side of it, goes with these.
    """
    kept: list[Stretch] = []
    for n, part in enumerate(found):
        before, after = kept[-1] if kept else None, found[n + 1] if n + 1 < len(found) else None
        if part.is_same and before and after and before.is_replaced and after.is_replaced:
            text = new[part.new : part.new_end]
            if not any(map(str.isalnum, text)) or 2 * part.size <= min(before.size, after.size):
                before.old_end, before.new_end = part.old_end, part.new_end
                continue
        if before and not part.is_same and not before.is_same:
            before.old_end, before.new_end = part.old_end, part.new_end
            continue
        kept.append(part)
    return kept


def _tidy(found: list[Stretch], old: str, new: str) -> list[Stretch]:
    """The space that stands after a phrase, before and after it was replaced, has stayed."""
    tidied: list[Stretch] = []
    for part in found:
        spaces = 0
        while (
            part.is_replaced
            and part.size > spaces
            and part.old_end - spaces > part.old
            and part.new_end - spaces > part.new
            and (space := old[part.old_end - spaces - 1]).isspace()
            and space == new[part.new_end - spaces - 1]
        ):
            spaces += 1
        old_end, new_end = part.old_end - spaces, part.new_end - spaces
        _extend(tidied, part.is_same, old_end, new_end)
        _extend(tidied, True, part.old_end, part.new_end)
    return tidied


def _kept(old: Prose, new: Prose, part: Stretch) -> Iterator[WordRun]:
    text = new.text[part.new : part.new_end]
    if not old.styles and not new.styles:
        yield WordRun("same", text)
        return
    run: WordRun | None = None
    at = part.old
    for piece, marks in _pieces(text, part.new, new.styles):
        for bit, before in _pieces(piece, at, old.styles):
            was = before if before != marks else None
            if run and (run.marks, run.was) == (marks, was):
                run = WordRun("same", run.text + bit, marks, was)
            else:
                if run:
                    yield run
                run = WordRun("same", bit, marks, was)
        at += len(piece)
    if run:
        yield run


def _pieces(text: str, start: int, styles: Iterable[Style]) -> Iterator[tuple[str, Marks]]:
    """`text`, which begins at `start`, cut where its setting changes."""
    at, end = start, start + len(text)
    for first, last, marks in styles:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if at < first:
            yield text[at - start : first - start], ()
        yield text[first - start : last - start], marks
        at = last
    if at < end:
        yield text[at - start :], ()
