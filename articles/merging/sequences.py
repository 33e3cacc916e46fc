"""Merge two edits of one sequence: who is who, whose turn it is at each place, and in which order.

Sequences are of anything; positions count from nought.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

Item = TypeVar("Item")
ALIKE = 60.0  # per cent of characters in common from which two texts are one, edited
MANY = 40_000  # pairs of left-over items to compare; beyond, ids and identity decide


def pairs(
    old: Sequence[Item],
    new: Sequence[Item],
    *,
    keys: Sequence[Callable[[Item], Hashable | None]],
    words: Callable[[Item], str] | None = None,
) -> dict[int, int]:
    """Position in `old` -> position in `new` of the same item: by each key in turn, then by likeness.

    A key of None names nothing. Of two items with one key the first is meant first.
    """
    found: dict[int, int] = {}
    left_old, left_new = dict.fromkeys(range(len(old))), dict.fromkeys(range(len(new)))

    def marry(i: int, j: int) -> None:
        found[i] = j
        left_old.pop(i)
        left_new.pop(j)

    for key in keys:
        places: dict[Hashable, list[int]] = defaultdict(list)
        for j in left_new:
            if (name := key(new[j])) is not None:
                places[name].append(j)
        for i in list(left_old):
            if (name := key(old[i])) is not None and places.get(name):
                marry(i, places[name].pop(0))
    if words is not None and len(left_old) * len(left_new) <= MANY:
        for i, j in _alike(old, new, list(left_old), list(left_new), words):
            if i in left_old and j in left_new:
                marry(i, j)
    return found


def _alike(
    old: Sequence[Item],
    new: Sequence[Item],
    left_old: list[int],
    left_new: list[int],
    words: Callable[[Item], str],
) -> list[tuple[int, int]]:
    """Pairs of positions that are more alike than chance, the likest first."""
    before, after = {i: words(old[i]) for i in left_old}, {j: words(new[j]) for j in left_new}
    scores = []
    for i, text in before.items():
        for j, other in after.items():
            score = fuzz.ratio(text, other, score_cutoff=ALIKE)
            if score and LCSseq.normalized_similarity(text.split(), other.split()) >= 0.3:
                scores.append((-score, abs(i - j), i, j))
    return [(i, j) for _, _, i, j in sorted(scores)]


def steady(positions: Sequence[int]) -> set[int]:
    """The items of a reordered sequence that need not be called moved: the most that kept their order.

    `positions[n]` is where the n-th item stood before; the answer counts as `positions` does.
    """
    tails: list[int] = []
    lengths = []
    for position in positions:
        at = bisect_left(tails, position)
        tails[at : at + 1] = [position]
        lengths.append(at + 1)
    kept, wanted = set(), len(tails)
    for n in reversed(range(len(positions))):
        if lengths[n] == wanted:
            kept.add(n)
            wanted -= 1
    return kept


@dataclass(frozen=True, slots=True)
class Region:
    """One stretch of a merge. `same`: neither side touched it; `both`: both made the same of it."""

    kind: Literal["same", "theirs", "mine", "both", "conflict"]
    base: range
    theirs: range
    mine: range


def regions(
    base: Sequence[Hashable],
    theirs: Sequence[Hashable],
    mine: Sequence[Hashable],
    *,
    separates: Callable[[Hashable], bool] = lambda item: True,
) -> list[Region]:
    """Cut two edits of `base` into stretches, in order, that together are all of each sequence.

    Edits of the two sides that touch, or have between them nothing that `separates`, are one conflict.
    """
    return [
        Region(_judge(base, theirs, mine, gap), *gap) if is_gap else Region("same", *gap)
        for is_gap, gap in _joined(base, theirs, mine, _runs(base, theirs, mine), separates)
    ]


Gap = tuple[range, range, range]


def _runs(
    base: Sequence[Hashable], theirs: Sequence[Hashable], mine: Sequence[Hashable]
) -> Iterator[tuple[bool, Gap]]:
    """The stretches kept by both sides, and the gaps between them."""
    to_theirs, to_mine = _kept(base, theirs), _kept(base, mine)
    at = [0, 0, 0]
    i = 0
    while i < len(base):
        if i not in to_theirs or i not in to_mine:
            i += 1
            continue
        start = (i, to_theirs[i], to_mine[i])
        n = 1
        while to_theirs.get(i + n) == start[1] + n and to_mine.get(i + n) == start[2] + n:
            n += 1
        yield from _gap(at, start)
        yield False, (range(i, i + n), range(start[1], start[1] + n), range(start[2], start[2] + n))
        at = [place + n for place in start]
        i += n
    yield from _gap(at, (len(base), len(theirs), len(mine)))


def _gap(since: Sequence[int], until: Sequence[int]) -> Iterator[tuple[bool, Gap]]:
    gap = (range(since[0], until[0]), range(since[1], until[1]), range(since[2], until[2]))
    if any(gap):
        yield True, gap


def _kept(base: Sequence[Hashable], side: Sequence[Hashable]) -> dict[int, int]:
    """Position in base -> position in a side, of what the side kept in its place."""
    numbers: dict[Hashable, int] = {}
    coded = [[numbers.setdefault(item, len(numbers)) for item in sequence] for sequence in (base, side)]
    kept: dict[int, int] = {}
    for op in LCSseq.opcodes(*coded):
        if op.tag == "equal":
            kept |= zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True)
    return kept


def _judge(
    base: Sequence[Hashable], theirs: Sequence[Hashable], mine: Sequence[Hashable], gap: Gap
) -> Literal["same", "theirs", "mine", "both", "conflict"]:
    before, one, other = (list(s[r.start : r.stop]) for s, r in zip((base, theirs, mine), gap, strict=True))
    if one == other:
        return "same" if one == before else "both"
    if one == before:
        return "mine"
    return "theirs" if other == before else "conflict"


def _joined(
    base: Sequence[Hashable],
    theirs: Sequence[Hashable],
    mine: Sequence[Hashable],
    runs: Iterator[tuple[bool, Gap]],
    separates: Callable[[Hashable], bool],
) -> list[tuple[bool, Gap]]:
    """The runs, with gaps of two sides joined where what stands between does not separate them."""
    result: list[tuple[bool, Gap]] = []
    for is_gap, gap in runs:
        if is_gap and len(result) >= 2 and result[-2][0]:
            between = result[-1][1][0]
            whose = {_judge(base, theirs, mine, each) for each in (result[-2][1], gap)}
            if len(whose | {"both"}) > 2 and not any(map(separates, base[between.start : between.stop])):
                first = result[-2][1]
                result[-2:] = [
                    (True, tuple(range(a.start, b.stop) for a, b in zip(first, gap, strict=True)))  # type: ignore[list-item]
                ]
                continue
        result.append((is_gap, gap))
    return result


@dataclass(frozen=True, slots=True)
class Slot:
    """One item of a merge: where it stands in the base, in theirs and in mine; None where it does not."""

    base: int | None
    theirs: int | None
    mine: int | None


def slots(
    sizes: tuple[int, int, int],
    to_theirs: dict[int, int],
    to_mine: dict[int, int],
    added: dict[int, int],
) -> list[Slot]:
    """One slot for every item of the three sequences; `added`: new in theirs -> the same, new in mine."""
    found = [Slot(b, to_theirs.get(b), to_mine.get(b)) for b in range(sizes[0])]
    old_theirs, old_mine = set(to_theirs.values()), set(to_mine.values())
    found += [Slot(None, t, added.get(t)) for t in range(sizes[1]) if t not in old_theirs]
    taken = old_mine | set(added.values())
    return found + [Slot(None, None, m) for m in range(sizes[2]) if m not in taken]


def moved(all_slots: Sequence[Slot], side: str) -> set[int]:
    """The slots, by their number, that one side moved."""
    calm = _calm(all_slots, side)
    return {
        n
        for n, slot in enumerate(all_slots)
        if slot.base is not None and getattr(slot, side) is not None and n not in calm
    }


def contested(all_slots: Sequence[Slot]) -> dict[int, tuple[int | None, int | None]]:
    """The slots that both sides moved, each to another place: behind which one in theirs, and in mine.

    None stands for the very beginning. Only what neither side moved says where a place is.
    """
    shared = _calm(all_slots, "theirs") & _calm(all_slots, "mine")
    both = moved(all_slots, "theirs") & moved(all_slots, "mine")
    found = {
        n: (_behind(all_slots, shared, n, "theirs"), _behind(all_slots, shared, n, "mine")) for n in both
    }
    return {n: places for n, places in sorted(found.items()) if places[0] != places[1]}


def _behind(all_slots: Sequence[Slot], shared: set[int], n: int, side: str) -> int | None:
    before = [k for k in shared if getattr(all_slots[k], side) < getattr(all_slots[n], side)]
    return max(before, key=lambda k: getattr(all_slots[k], side), default=None)


def in_order(all_slots: Sequence[Slot], kept: set[int], by_mine: frozenset[int] = frozenset()) -> list[int]:
    """The numbers of the slots to keep in their merged order: the moves of both sides, and each new item
    behind the one that it was put behind.

    What both moved stands where theirs put it, but for those slots in `by_mine`.
    """
    calm_theirs, calm_mine = _calm(all_slots, "theirs"), _calm(all_slots, "mine")
    framed = [
        n
        for n in kept
        if all_slots[n].theirs is not None
        and n not in by_mine
        and (n in calm_mine or n not in calm_theirs or all_slots[n].mine is None or all_slots[n].base is None)
    ]
    result = sorted(framed, key=lambda n: all_slots[n].theirs or 0)
    row = sorted((n for n in range(len(all_slots)) if all_slots[n].mine is not None), key=_mine(all_slots))
    placed = set(result)
    last: int | None = None  # the nearest of mine before this one that has its place
    for n in row:
        if n in kept and n not in placed:
            at = 0 if last is None else result.index(last) + 1
            if all_slots[n].base is None:  # theirs first where both put something new
                while at < len(result) and _is_new_in_theirs(all_slots[result[at]]):
                    at += 1
            result.insert(at, n)
            placed.add(n)
        if n in placed:
            last = n
    return result


def _calm(all_slots: Sequence[Slot], side: str) -> set[int]:
    """The slots that one side neither moved nor added nor took out."""
    common = [n for n, s in enumerate(all_slots) if s.base is not None and getattr(s, side) is not None]
    common.sort(key=lambda n: getattr(all_slots[n], side))
    return {common[k] for k in steady([all_slots[n].base or 0 for n in common])}


def _mine(all_slots: Sequence[Slot]) -> Callable[[int], int]:
    return lambda n: all_slots[n].mine or 0


def _is_new_in_theirs(slot: Slot) -> bool:
    return slot.base is None and slot.mine is None
