"""Makes the plan of a merge from three editorial contents: what both began from, theirs and mine."""

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.text import slugify

from articles.content import FIELDS, canonical
from articles.merging import prose
from articles.merging.plan import (
    ABSENT,
    Block,
    Body,
    Follower,
    Leaf,
    Part,
    Path,
    Plan,
    Prose,
    Struct,
    Table,
    Take,
    Unit,
)
from articles.merging.prose import Origin
from articles.merging.sequences import Slot, contested, in_order, moved, pairs, regions, slots
from articles.text import project

Content = dict[str, Any]
RICH_FIELDS = frozenset({"standfirst", "lead_image_caption"})
VALUES = frozenset({"lead_image", "language", "urgency", "genre", "image"})  # chosen, not typed
RICH_BLOCKS = frozenset({"paragraph", "heading", "list"})
RICH_MEMBERS = frozenset(
    {("quote", "quote"), ("quote", "attribution"), ("image", "caption"), ("embed", "caption")}
)
KEYS = re.compile(r'\s+data-block-key="[^"]*"')
NAMESPACE = uuid.UUID("0f0c5a94-4b2c-4f1f-8f5e-0a1b7c1f9d35")


def weave(base: Content, theirs: Content, mine: Content) -> Plan:
    """The plan that merges `theirs` and `mine`, both of which began from `base`."""
    names = [name for name in FIELDS if name in base or name in theirs or name in mine]
    names += sorted({*base, *theirs, *mine} - {*FIELDS, "body", "bylines", "topics"})
    fields: dict[str, Part] = {}
    for name in names:
        versions = tuple(side.get(name, ABSENT) for side in (base, theirs, mine))
        fields[name] = _rich((name,), *versions) if name in RICH_FIELDS else _field((name,), *versions)
    if _is_led(fields, theirs, mine):
        slug = next(iter(fields["slug"].units()))
        fields["slug"] = Follower(replace(slug, is_conflict=False), "title")
    fields["bylines"] = _bylines(*(side.get("bylines") or [] for side in (base, theirs, mine)))
    fields["topics"] = _topics(*(side.get("topics") or [] for side in (base, theirs, mine)))
    return Plan(Struct(fields), _body(*(side.get("body") or [] for side in (base, theirs, mine))))


def _is_led(fields: dict[str, Part], theirs: Content, mine: Content) -> bool:
    """Whether the address is disputed only because the headline is, from which either was made."""
    asked = [
        name for name in ("title", "slug") if name in fields and next(iter(fields[name].units())).is_conflict
    ]
    return asked == ["title", "slug"] and all(
        side.get("slug") == slugify(side["title"], allow_unicode=True)
        or side.get("slug") == slugify(side["title"])
        for side in (theirs, mine)
        if "title" in side
    )


def _settled(base: Any, theirs: Any, mine: Any) -> tuple[Any, Origin, bool]:
    """The value that nobody disputes, whose it is, and whether it is disputed after all."""
    if theirs == mine:
        return theirs, "same" if theirs == base else "both", False
    if theirs == base:
        return mine, "mine", False
    return theirs, "theirs" if mine == base else "both", mine != base


def _unit(
    path: Path, form: Any, base: Any, theirs: Any, mine: Any, takes: tuple[Take, ...], **more: Any
) -> Unit:
    merged, origin, is_conflict = _settled(base, theirs, mine)
    return Unit(path, form, base, theirs, mine, merged, origin, is_conflict, takes, **more)


def _field(path: Path, base: Any, theirs: Any, mine: Any) -> Leaf:
    is_text = path[-1] not in VALUES and all(
        isinstance(side, str) for side in (base, theirs, mine) if side is not ABSENT
    )
    takes: tuple[Take, ...] = ("theirs", "mine", "edited") if is_text else ("theirs", "mine")
    rebuild = (lambda value: value or ABSENT) if len(path) == 1 else None
    return Leaf(_unit(path, "text" if is_text else "value", base, theirs, mine, takes, rebuild=rebuild))


def _rich(path: Path, base: Any, theirs: Any, mine: Any) -> Part:
    """Rich text by words; a page's field that is empty is absent, as `editorial_content` has it."""
    whole, origin, is_disputed = _settled(base, theirs, mine)
    texts = [side if isinstance(side, str) else "" for side in (base, theirs, mine)]
    if origin == "same":
        units = [_stretch((*path, "0"), prose.unchanged(texts[0]))]
    else:
        units = [_stretch((*path, str(n)), stretch) for n, stretch in enumerate(prose.merge(*texts))]
    merged = Prose(tuple(units), None if is_disputed else whole)
    return Filled(merged) if len(path) == 1 else merged


class Filled(Part):
    """A part of which nothing is left where it is empty."""

    def __init__(self, part: Part) -> None:
        self._part = part

    def units(self) -> Any:
        return self._part.units()

    def settle(self, choices: Any) -> Any:
        return self._part.settle(choices) or ABSENT


def _stretch(path: Path, found: prose.Stretch) -> Unit:
    return Unit(
        path,
        "rich",
        found.base,
        found.theirs,
        found.mine,
        found.merged,
        found.origin,
        found.merged is None,
        ("theirs", "mine", "both", "edited"),
        runs=found.runs,
        disputed=found.disputed,
        combine=lambda theirs, mine: prose.join([theirs, mine]),
    )


def _topics(base: list[str], theirs: list[str], mine: list[str]) -> Leaf:
    """What either put on stays on, what either took off stays off."""
    before, one, other = set(base), set(theirs), set(mine)
    merged = sorted((one & other) | ((one | other) - before))
    _, origin, _ = _settled(sorted(before), sorted(one), sorted(other))
    unit = Unit(("topics",), "list", base, theirs, mine, merged, origin, False, ("theirs", "mine"))
    return Leaf(unit)


def _bylines(base: list[Content], theirs: list[Content], mine: list[Content]) -> Leaf:
    """The additions, removals and moves of both; two views of one contributor's part are a conflict."""
    _, origin, _ = _settled(base, theirs, mine)
    keys: list[Callable[[Content], Any]] = [canonical, lambda byline: byline.get("contributor")]
    rows = _slots(base, theirs, mine, keys)
    kept: dict[int, Content] = {}
    is_conflict = False
    for n, slot in enumerate(rows):
        sides = (
            base[slot.base] if slot.base is not None else None,
            theirs[slot.theirs] if slot.theirs is not None else None,
            mine[slot.mine] if slot.mine is not None else None,
        )
        value, _, is_disputed = _settled(*sides)
        is_conflict |= is_disputed
        if value is not None:
            kept[n] = value
    merged = [kept[n] for n in in_order(rows, set(kept))]
    takes: tuple[Take, ...] = ("theirs", "mine", "both")
    unit = Unit(
        ("bylines",), "list", base, theirs, mine, merged, origin, is_conflict, takes, combine=_all_bylines
    )
    return Leaf(unit)


def _all_bylines(theirs: list[Content], mine: list[Content]) -> list[Content]:
    return [*theirs, *(byline for byline in mine if byline not in theirs)]


def _slots(base: list[Any], theirs: list[Any], mine: list[Any], keys: Any, words: Any = None) -> list[Slot]:
    to_theirs = pairs(base, theirs, keys=keys, words=words)
    to_mine = pairs(base, mine, keys=keys, words=words)
    new_theirs = [n for n in range(len(theirs)) if n not in set(to_theirs.values())]
    new_mine = [n for n in range(len(mine)) if n not in set(to_mine.values())]
    found = pairs([theirs[n] for n in new_theirs], [mine[n] for n in new_mine], keys=keys, words=words)
    added = {new_theirs[i]: new_mine[j] for i, j in found.items()}
    return slots((len(base), len(theirs), len(mine)), to_theirs, to_mine, added)


def _body(base: list[Content], theirs: list[Content], mine: list[Content]) -> Body:
    rows = _slots(base, theirs, mine, [_block_id, _essence], _words)
    names = _slot_names(rows, base, theirs, mine)
    parts: dict[int, Part] = {}
    for n, slot in enumerate(rows):
        part = _slot(
            ("body", names[n]),
            base[slot.base] if slot.base is not None else None,
            theirs[slot.theirs] if slot.theirs is not None else None,
            mine[slot.mine] if slot.mine is not None else None,
        )
        if part is not None:
            parts[n] = part
    by_theirs, by_mine = moved(rows, "theirs"), moved(rows, "mine")
    origins: dict[int, Origin] = {
        n: "both" if n in by_theirs & by_mine else "theirs" if n in by_theirs else "mine"
        for n in by_theirs | by_mine
    }
    places = {
        n: _place(("body", names[n], "place"), *("" if at is None else names[at] for at in behind))
        for n, behind in contested(rows).items()
        if n in parts
    }
    return Body(tuple(rows), parts, places, origins, tuple(names))


def _place(path: Path, theirs: str, mine: str) -> Unit:
    return Unit(path, "place", ABSENT, theirs, mine, theirs, "both", True, ("theirs", "mine"))


def _slot_names(
    rows: list[Slot], base: list[Content], theirs: list[Content], mine: list[Content]
) -> list[str]:
    """A name for every slot that lasts as long as its block: the block's id where it has one."""
    names: list[str] = []
    taken: set[str] = set()
    for slot in rows:
        sides = ((base, slot.base), (theirs, slot.theirs), (mine, slot.mine))
        block = next(blocks[at] for blocks, at in sides if at is not None)
        name = stem = str(block.get("id") or block.get("type"))
        count = 1
        while name in taken:
            count += 1
            name = f"{stem}.{count}"
        taken.add(name)
        names.append(name)
    return names


def _block_id(block: Content) -> Any:
    return block.get("id") or None


def _essence(block: Content) -> Any:
    """What a block says, without ids."""
    return KEYS.sub(
        "", canonical({"type": block.get("type"), "value": block.get("value")}).decode().replace('\\"', '"')
    )


def _words(block: Content) -> str:
    return "\n".join(segment.text for segment in project({"body": [block]}).segments)


def _slot(path: Path, base: Content | None, theirs: Content | None, mine: Content | None) -> Part | None:
    if theirs is None and mine is None:
        return None
    if theirs is None or mine is None:
        return _presence(path, base, theirs, mine)
    frame = _frame(base, theirs, mine)
    value = None if frame is None else _value(path, frame.get("type", ""), base, theirs, mine)
    if frame is None or value is None:
        return _presence(path, base, theirs, mine)
    return Block(frame, value)


def _frame(base: Content | None, theirs: Content, mine: Content) -> Content | None:
    """Id and type of a block that both have; None where they disagree on what it is."""
    before = base or {}
    frame = {}
    for name in dict.fromkeys([*theirs, *mine]):
        if name != "value":
            value, _, is_disputed = _settled(*(side.get(name, ABSENT) for side in (before, theirs, mine)))
            if is_disputed and name != "id":
                return None
            if value is not ABSENT:
                frame[name] = value
    return frame


def _presence(path: Path, base: Content | None, theirs: Content | None, mine: Content | None) -> Leaf:
    """A block that is there or not there as a whole, or that the sides made different things of."""
    before, one, other = ([] if side is None else [side] for side in (base, theirs, mine))
    known = {_essence(side) for side in (base, theirs or mine) if side is not None}
    if base is not None and len(before + one + other) == 2 and len(known) == 1:
        before = one or other  # taken out by one; the other only moved it or gave it a new id
    takes: tuple[Take, ...] = ("theirs", "mine")
    if one and other:
        takes = (*takes, "both")
    block = theirs or mine or {}
    if block.get("type") in RICH_BLOCKS and (mine is None or mine.get("type") in RICH_BLOCKS):
        takes = (*takes, "edited")
    unit = _unit(
        path,
        "block",
        before,
        one,
        other,
        takes,
        combine=_one_after_the_other,
        rebuild=lambda html: [{**block, "value": html}] if html else [],
    )
    return Leaf(unit)


def _one_after_the_other(theirs: list[Content], mine: list[Content]) -> list[Content]:
    """Both blocks; where they share an id the second gets one of its own."""
    used = {block.get("id") for block in theirs}
    fresh = [
        {**block, "id": str(uuid.uuid5(NAMESPACE, str(block["id"])))} if block.get("id") in used else block
        for block in mine
    ]
    return [*theirs, *fresh]


def _value(path: Path, kind: str, base: Content | None, theirs: Content, mine: Content) -> Part | None:
    """The value of a block that both have, as far in detail as the three versions are of one make."""
    versions = tuple(side.get("value", ABSENT) if side else ABSENT for side in (base, theirs, mine))
    there = [side for side in versions if side is not ABSENT]
    if kind in RICH_BLOCKS and all(isinstance(side, str) for side in there):
        return _rich((*path, "text"), *versions)
    if kind == "table" and all(isinstance(side, dict) for side in there):
        return _table(path, *versions)
    if there and all(isinstance(side, dict) for side in there):
        return _struct(path, kind, *versions)
    return None


def _struct(
    path: Path, kind: str, base: Any, theirs: Any, mine: Any, but: frozenset[str] = frozenset()
) -> Struct:
    before = {} if base is ABSENT else base
    parts: dict[str, Part] = {}
    for name in dict.fromkeys([*theirs, *mine]):
        if name not in but:
            versions = tuple(side.get(name, ABSENT) for side in (before, theirs, mine))
            is_rich = (kind, name) in RICH_MEMBERS
            parts[name] = (_rich if is_rich else _field)((*path, name), *versions)
    return Struct(parts)


def _table(path: Path, base: Any, theirs: Any, mine: Any) -> Part | None:
    """Cell by cell where all versions have one shape, row by row where only rows came or went."""
    tables = [table for table in (base, theirs, mine) if table is not ABSENT]
    kinds = {tuple(column.get("type") for column in table.get("columns") or []) for table in tables}
    if base is ABSENT or len(kinds) != 1:
        return None
    rest = _struct(path, "table", base, theirs, mine, frozenset({"rows"}))
    rows = [table.get("rows") or [] for table in tables]
    if len({len(each) for each in rows}) == 1:
        columns = next(iter(kinds))
        return Table(
            rest, tuple(_row(path, n, columns, *three) for n, three in enumerate(zip(*rows, strict=True)))
        )
    merged: list[Content] = []
    for region in regions(*([canonical(row) for row in each] for each in rows)):
        if region.kind == "conflict":
            return None
        side = rows[2] if region.kind == "mine" else rows[1]
        where = region.mine if region.kind == "mine" else region.theirs
        merged += side[where.start : where.stop]
    _, origin, _ = _settled(*rows)
    before, one, other = rows
    unit = Unit((*path, "rows"), "value", before, one, other, merged, origin, False, ("theirs", "mine"))
    return Struct({**rest.parts, "rows": Leaf(unit)})


def _row(path: Path, n: int, columns: tuple[Any, ...], base: Content, theirs: Content, mine: Content) -> Any:
    cells = []
    for m, kind in enumerate(columns):
        versions = [(row.get("values") or [])[m : m + 1] for row in (base, theirs, mine)]
        at = (*path, "rows", f"{n}.{m}")
        sides = [side[0] if side else ABSENT for side in versions]
        cells.append(_rich(at, *sides) if kind == "text" else _field(at, *sides))
    return {**theirs}, tuple(cells)
