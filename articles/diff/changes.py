"""The changes that lead from one state of an article to another, one for every element of either."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from anchoring import Segment
from articles.diff.elements import Element, elements
from articles.diff.pairs import Pairing
from articles.diff.tables import TableChange, compare_tables, is_changed
from articles.diff.words import WORD, Prose, Stretch, WordRun, runs, stretches
from articles.text import SEPARATOR

Kind = Literal["same", "changed", "retyped", "moved", "split", "merged", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Detail:
    """Something that no word tells: which picture, its credit, the address of an embed. None: nothing."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class BlockChange:
    """What became of one element. Whatever its kind, its words may be edited too.

    `split`: it is one part of an old paragraph, whose parts all name it as `old`. `merged`: `joined`
    are the old paragraphs that it was; their words, with a blank line between, are the removed and same
    runs. Of a picture, table or embed `details` and `table` tell; its segment has no words.
    """

    kind: Kind
    old: Segment | None
    new: Segment | None
    words: tuple[WordRun, ...] = ()
    is_moved: bool = False
    joined: tuple[Segment, ...] = ()
    details: tuple[Detail, ...] = ()
    table: TableChange | None = None

    @property
    def segment(self) -> Segment:
        """The segment as it is now or, where it was removed, as it was."""
        found = self.new or self.old
        assert found is not None  # noqa: S101  a change is of something
        return found

    @property
    def is_reworded(self) -> bool:
        """Whether words came or went; the space between two paragraphs is none."""
        return any(run.kind != "same" and run.text.strip() for run in self._runs)

    @property
    def is_restyled(self) -> bool:
        """Whether words that stayed are set otherwise, or lead elsewhere."""
        return any(run.was is not None for run in self._runs)

    @property
    def is_retyped(self) -> bool:
        """Whether a paragraph became a heading, or the like."""
        return bool(self.old and self.new and self.old.kind != self.new.kind)

    @property
    def changed_details(self) -> tuple[Detail, ...]:
        """The details that differ."""
        return tuple(detail for detail in self.details if detail.old != detail.new)

    @property
    def targets(self) -> set[str]:
        """Where its links lead and led."""
        return {mark.target for run in self._runs for mark in (*run.marks, *(run.was or ())) if mark.target}

    @property
    def _runs(self) -> Iterable[WordRun]:
        return self.table.words if self.table else self.words


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[BlockChange]:
    """The changes between two editorial contents: words, formatting, links, pictures, embeds, tables."""
    return _changes(elements(old), elements(new))


def diff(old: Sequence[Segment], new: Sequence[Segment]) -> list[BlockChange]:
    """The changes between two plain texts."""
    return _changes([Element(segment) for segment in old], [Element(segment) for segment in new])


def summary(changes: Iterable[BlockChange]) -> tuple[int, int]:
    """How many words were added, and how many removed."""
    count = {"added": 0, "removed": 0, "same": 0}
    for change in changes:
        for run in change.table.words if change.table else change.words:
            if run.kind != "same":
                count[run.kind] += len(WORD.findall(run.text))
    return count["added"], count["removed"]


def _changes(old: list[Element], new: list[Element]) -> list[BlockChange]:
    pairing = Pairing(old, new)
    steady = pairing.steady()
    parts: dict[int, Prose] = {}
    for i, images in pairing.images.items():
        if len(images) > 1:
            images.sort()
            cut = _cut(old[i].prose, [new[j].prose for j in images])
            parts |= dict(zip(images, cut, strict=True))
    changes = []
    for j, element in enumerate(new):
        olds = [old[i] for i in pairing.source.get(j, ())]
        changes.append(_change(olds, element, parts.get(j), is_moved=bool(olds) and j not in steady))
    place = {i: j for j in sorted(steady) for i in pairing.source[j]}
    gone = [(i, element) for i, element in enumerate(old) if i not in pairing.images]
    return _with_removed(changes, gone, place, len(old))


def _change(olds: list[Element], new: Element, part: Prose | None, *, is_moved: bool) -> BlockChange:
    if not olds:
        return _lone(new, "added")
    was = part or Prose.joined([one.prose for one in olds], SEPARATOR)
    table = compare_tables(olds[0].table, new.table) if olds[0].table or new.table else None
    change = BlockChange(
        kind="split" if part is not None else "merged" if len(olds) > 1 else "changed",
        old=olds[0].segment,
        new=new.segment,
        words=_runs(was, new.prose),
        is_moved=is_moved,
        joined=tuple(one.segment for one in olds) if len(olds) > 1 else (),
        details=_details(olds[0], new),
        table=table,
    )
    if change.kind != "changed":
        return change
    return _of_kind(change)


def _of_kind(change: BlockChange) -> BlockChange:
    kind: Kind = "same"
    if change.is_moved:
        kind = "moved"
    elif change.is_retyped:
        kind = "retyped"
    elif is_changed(change.words) or change.changed_details or (change.table and not change.table.is_same):
        kind = "changed"
    return BlockChange(
        kind,
        change.old,
        change.new,
        change.words,
        change.is_moved,
        details=change.details,
        table=change.table,
    )


def _lone(element: Element, kind: Literal["added", "removed"]) -> BlockChange:
    nothing, is_new = Prose(""), kind == "added"
    table = None
    if element.table:
        table = compare_tables(None, element.table) if is_new else compare_tables(element.table, None)
    return BlockChange(
        kind,
        None if is_new else element.segment,
        element.segment if is_new else None,
        runs(nothing, element.prose) if is_new else runs(element.prose, nothing),
        details=_details(None, element) if is_new else _details(element, None),
        table=table,
    )


def _runs(old: Prose, new: Prose) -> tuple[WordRun, ...]:
    if old == new and not old.styles:
        return (WordRun("same", new.text),) if new.text else ()
    return runs(old, new)


def _details(old: Element | None, new: Element | None) -> tuple[Detail, ...]:
    before, after = dict(old.details) if old else {}, dict(new.details) if new else {}
    names = dict.fromkeys([*before, *after])
    return tuple(Detail(name, before.get(name), after.get(name)) for name in names)


def _cut(old: Prose, parts: Sequence[Prose]) -> list[Prose]:
    """The old text in as many pieces as it became parts, cut where the new parts meet."""
    whole = SEPARATOR.join(part.text for part in parts)
    found = stretches(old.text, whole)
    pieces, at, end = [], 0, 0
    for part in parts[:-1]:
        end += len(part.text)
        cut = max(_old_place(found, end), at)
        cut += len(old.text[cut:]) - len(old.text[cut:].lstrip())
        pieces.append(old.cut(at, cut))
        at, end = cut, end + len(SEPARATOR)
    return [*pieces, old.cut(at, len(old.text))]


def _old_place(found: list[Stretch], place: int) -> int:
    """Where the old text goes on after what answers to the new text up to `place`."""
    at = 0
    for part in found:
        if part.is_same and part.new < place <= part.new_end:
            return part.old + place - part.new
        if part.new >= place and (part.is_same or part.new > place):
            break
        at = part.old_end
    return at


def _with_removed(
    changes: list[BlockChange], gone: list[tuple[int, Element]], place: dict[int, int], count: int
) -> list[BlockChange]:
    """The changes with each removed element after the nearest one above it that stayed in order."""
    after: dict[int, list[BlockChange]] = defaultdict(list)
    lost = dict(gone)
    last = -1
    for i in range(count):
        last = place.get(i, last)
        if i in lost:
            after[last].append(_lone(lost[i], "removed"))
    result = after[-1]
    for j, change in enumerate(changes):
        result += [change, *after[j]]
    return result
