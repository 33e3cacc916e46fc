"""What changed in a table: its caption, columns, rows and cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from articles.diff.words import Fate, Prose, WordRun, runs

ALIKE = 50.0  # per cent of letters that two rows have in common to be one, edited
LineKind = Literal["same", "changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's caption, the heading and kind of each column, and its cells."""

    caption: Prose
    headings: tuple[Prose, ...]
    rows: tuple[tuple[Prose, ...], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All of its words."""
        return tuple(cell.text for row in (self.headings, *self.rows) for cell in row)


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one row or, of the heads, of the row of headings: a tuple of runs for every cell."""

    kind: LineKind
    cells: tuple[tuple[WordRun, ...], ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """What became of a table. `columns` says of every column shown whether it stayed, came or went."""

    caption: tuple[WordRun, ...]
    columns: tuple[Fate, ...]
    headings: tuple[tuple[WordRun, ...], ...]
    rows: tuple[Line, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        rest = (self.caption, *self.headings)
        return (
            all(kind == "same" for kind in self.columns)
            and all(row.kind == "same" for row in self.rows)
            and not any(is_changed(each) for each in rest)
        )

    @property
    def words(self) -> list[WordRun]:
        """The runs of all of it."""
        cells = [cell for row in self.rows for cell in row.cells]
        return [run for cell in (self.caption, *self.headings, *cells) for run in cell]


def is_changed(cell: Sequence[WordRun]) -> bool:
    """Whether a word or its setting changed."""
    return any(run.kind != "same" or run.was is not None for run in cell)


def table_of(value: dict[str, Any], styled: Callable[[str], Prose]) -> Table:
    """The table of a block; `styled` reads its rich text."""
    columns: list[dict[str, Any]] = value.get("columns") or []
    kinds = [column.get("type") for column in columns]
    rows = []
    for row in value.get("rows") or []:
        cells: list[Any] = (list(row.get("values") or []) + [None] * len(kinds))[: len(kinds)]
        rows.append(
            tuple(
                styled(cell or "") if kind == "text" else Prose("" if cell is None else str(cell))
                for kind, cell in zip(kinds, cells, strict=True)
            )
        )
    headings = tuple(Prose(str(column.get("heading") or "")) for column in columns)
    return Table(Prose((value.get("caption") or "").strip()), headings, tuple(rows))


EMPTY = Table(Prose(""), (), ())


def compare_tables(old: Table | None, new: Table | None) -> TableChange:
    """What leads from one table to the other; None: there was none, or is none any more."""
    old, new = old or EMPTY, new or EMPTY
    columns = _columns(old, new)
    pick = [(i, j) for _, i, j in columns]
    rows = []
    for i, j in _aligned(_row_keys(old, pick, 0), _row_keys(new, pick, 1)):
        was = old.rows[i] if i is not None else None
        now = new.rows[j] if j is not None else None
        cells = tuple(_cell(was, now, a, b) for a, b in pick)
        kind: LineKind = "added" if was is None else "removed" if now is None else "same"
        kept = [
            cell
            for cell, (fate, _, _) in zip(cells, columns, strict=True)
            if kind == "same" and fate == "same"
        ]
        rows.append(Line("changed" if any(map(is_changed, kept)) else kind, cells))
    return TableChange(
        runs(old.caption, new.caption),
        tuple(fate for fate, _, _ in columns),
        tuple(_cell(old.headings, new.headings, a, b) for a, b in pick),
        tuple(rows),
    )


def _cell(
    was: tuple[Prose, ...] | None, now: tuple[Prose, ...] | None, old: int | None, new: int | None
) -> tuple[WordRun, ...]:
    before = was[old] if was is not None and old is not None else Prose("")
    after = now[new] if now is not None and new is not None else Prose("")
    return runs(before, after)


def _columns(old: Table, new: Table) -> list[tuple[Fate, int | None, int | None]]:
    def keys(table: Table) -> list[str]:
        cells = ["\n".join(row[n].text for row in table.rows) for n in range(len(table.headings))]
        return [f"{heading.text}\n{below}" for heading, below in zip(table.headings, cells, strict=True)]

    before, after = keys(old), keys(new)
    if len(before) == len(after) and [h.text for h in old.headings] == [h.text for h in new.headings]:
        return [("same", n, n) for n in range(len(before))]
    pairs = _aligned(before, after)
    return [("added" if i is None else "removed" if j is None else "same", i, j) for i, j in pairs]


def _row_keys(table: Table, pick: list[tuple[int | None, int | None]], side: int) -> list[str]:
    """The rows as texts, of the columns that both tables have."""
    kept = [pair[side] for pair in pick if None not in pair]
    chosen = [n for n in kept if n is not None] or range(len(table.headings))
    return ["\t".join(row[n].text for n in chosen) for row in table.rows]


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Old and new numbers side by side in order; None where there is no counterpart."""
    pairs: list[tuple[int | None, int | None]] = []
    olds: list[int] = []
    news: list[int] = []
    for op in LCSseq.opcodes(old, new):
        gone, came = range(op.src_start, op.src_end), range(op.dest_start, op.dest_end)
        if op.tag == "equal":
            pairs += [*_edited(olds, news, old, new), *zip(gone, came, strict=True)]
            olds, news = [], []
        else:
            olds += gone
            news += came
    return pairs + _edited(olds, news, old, new)


def _edited(
    olds: list[int], news: list[int], old: Sequence[str], new: Sequence[str]
) -> list[tuple[int | None, int | None]]:
    """Lines between the same neighbours: where as many went as came they were edited, else the alike ones."""
    if len(olds) == len(news):
        return list(zip(olds, news, strict=True))
    pairs: list[tuple[int | None, int | None]] = []
    at = 0
    for j in news:
        like = next((n for n in range(at, len(olds)) if fuzz.ratio(old[olds[n]], new[j]) >= ALIKE), None)
        if like is not None:
            pairs += [(i, None) for i in olds[at:like]]
            at = like + 1
        pairs.append((olds[like] if like is not None else None, j))
    return pairs + [(i, None) for i in olds[at:]]
