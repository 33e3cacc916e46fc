"""What becomes of a story that two people changed at once: what merges by itself, what must be chosen.

A plan is a tree of parts whose leaves are units: a field, a paragraph, a cell, a whole block. A unit is
settled, or a conflict until somebody chooses; either way a choice for it counts. Nothing either side
wrote is left out unless the other side took it out unchanged or somebody chose so.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from articles.content import canonical, sha256
from articles.merging import prose
from articles.merging.prose import Origin, Run
from articles.merging.sequences import Slot, in_order

Form = Literal["rich", "text", "value", "block", "list", "place"]
Take = Literal["theirs", "mine", "both", "edited"]
Path = tuple[str, ...]


class _Absent:
    """Stands for what is not there, which is not the same as empty."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()


class Undecided(Exception):
    """Raised where a conflict has no choice yet; `keys` are those of all such units."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(f"{len(keys)} conflicts are not decided: {', '.join(keys)}")
        self.keys = list(keys)


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants of a unit; `value` is the text of an edit."""

    take: Take
    value: Any = None


Choices = Mapping[str, Choice]


@dataclass(frozen=True)
class Unit:
    """One thing that is settled as a whole. `merged` counts unless it is a conflict."""

    path: Path  # where in the story: ("title",) or ("body", slot, "caption", "0")
    form: Form
    base: Any
    theirs: Any
    mine: Any
    merged: Any
    origin: Origin
    is_conflict: bool
    takes: tuple[Take, ...]  # what may be chosen
    runs: tuple[Run, ...] = ()  # of settled rich text
    disputed: tuple[tuple[Run, ...], tuple[Run, ...]] = ((), ())  # of rich text in conflict: theirs, and mine
    combine: Callable[[Any, Any], Any] | None = field(default=None, compare=False)  # theirs and mine
    rebuild: Callable[[Any], Any] | None = field(default=None, compare=False)  # from an edit to the value

    @property
    def key(self) -> str:
        """Names the unit, also when the plan is made anew against a newer text."""
        return "/".join(self.path)

    @cached_property
    def fingerprint(self) -> str:
        """Changes when any of the three versions does: a choice made before does not count for it then."""
        said = [None if side is ABSENT else {"is": side} for side in (self.base, self.theirs, self.mine)]
        return sha256(canonical({"said": said}))[:16]

    def settle(self, choices: Choices) -> Any:
        """The value after the choice for it, if there is one. Raises Undecided."""
        choice = choices.get(self.key)
        if choice is None or choice.take not in self.takes:
            if self.is_conflict:
                raise Undecided([self.key])
            return self.merged
        if choice.take == "edited":
            return self.rebuild(choice.value) if self.rebuild else choice.value
        if choice.take == "both" and self.combine:
            return self.combine(self.theirs, self.mine)
        return self.theirs if choice.take == "theirs" else self.mine


class Part(ABC):
    """A part of a story that is made of units."""

    @abstractmethod
    def units(self) -> Iterator[Unit]:
        """The units in reading order."""

    @abstractmethod
    def settle(self, choices: Choices) -> Any:
        """The merged value. Raises Undecided."""


@dataclass(frozen=True)
class Leaf(Part):
    """A part that is one unit."""

    unit: Unit

    def units(self) -> Iterator[Unit]:
        yield self.unit

    def settle(self, choices: Choices) -> Any:
        return self.unit.settle(choices)


@dataclass(frozen=True)
class Follower(Part):
    """A disputed value that goes with what is chosen for another unit, unless somebody chooses for it."""

    unit: Unit
    leader: str  # the other's key

    def units(self) -> Iterator[Unit]:
        yield self.unit

    def settle(self, choices: Choices) -> Any:
        led = choices.get(self.leader)
        if self.unit.key not in choices and led and led.take == "mine":
            return self.unit.mine
        return self.unit.settle(choices)


@dataclass(frozen=True)
class Prose(Part):
    """Rich text in stretches of paragraphs. `whole` is its value where nobody chooses otherwise."""

    stretches: tuple[Unit, ...]
    whole: str | None

    def units(self) -> Iterator[Unit]:
        yield from self.stretches

    def settle(self, choices: Choices) -> Any:
        if self.whole is not None and not any(unit.key in choices for unit in self.stretches):
            return self.whole
        return prose.join(unit.settle(choices) for unit in self.stretches)


@dataclass(frozen=True)
class Struct(Part):
    """Named parts; those that are settled as ABSENT are left out."""

    parts: Mapping[str, Part]

    def units(self) -> Iterator[Unit]:
        for part in self.parts.values():
            yield from part.units()

    def settle(self, choices: Choices) -> Any:
        settled = ((name, part.settle(choices)) for name, part in self.parts.items())
        return {name: value for name, value in settled if value is not ABSENT}


@dataclass(frozen=True)
class Table(Part):
    """A table whose shape nobody disputes: its cells, row by row, and what else it has."""

    rest: Struct
    rows: tuple[tuple[dict[str, Any], tuple[Part, ...]], ...]

    def units(self) -> Iterator[Unit]:
        yield from self.rest.units()
        for _, cells in self.rows:
            for cell in cells:
                yield from cell.units()

    def settle(self, choices: Choices) -> Any:
        rows = [{**row, "values": [cell.settle(choices) for cell in cells]} for row, cells in self.rows]
        return {**self.rest.settle(choices), "rows": rows}


@dataclass(frozen=True)
class Block(Part):
    """One block of the body: its frame (id, type) and what is in it."""

    frame: dict[str, Any]
    value: Part

    def units(self) -> Iterator[Unit]:
        yield from self.value.units()

    def settle(self, choices: Choices) -> Any:
        return [{**self.frame, "value": self.value.settle(choices)}]


@dataclass(frozen=True)
class Body(Part):
    """The blocks of the body, one part for each slot that may be in it; `places` are disputed moves."""

    slots: tuple[Slot, ...]
    parts: Mapping[int, Part]  # by slot; each settles to a list of blocks
    places: Mapping[int, Unit]
    moved: Mapping[int, Origin]  # who moved it, where somebody did
    names: tuple[str, ...]  # of the slots, as they stand in the paths of units

    @cached_property
    def row(self) -> list[int]:
        """The slots that are shown, in the order they have as long as nobody moves one."""
        return in_order(self.slots, set(self.parts))

    def units(self) -> Iterator[Unit]:
        for n in self.row:
            if n in self.places:
                yield self.places[n]
            yield from self.parts[n].units()

    def settle(self, choices: Choices) -> Any:
        by_mine = frozenset(n for n, unit in self.places.items() if unit.settle(choices) == unit.mine)
        row = in_order(self.slots, set(self.parts), by_mine) if by_mine else self.row
        return [block for n in row for block in self.parts[n].settle(choices)]


@dataclass(frozen=True)
class Plan:
    """The merge of a story: its fields, its body, its bylines and topics."""

    fields: Struct
    body: Body

    def units(self) -> list[Unit]:
        """All units in the order of the screen: fields, then the body from top to bottom."""
        return [*self.fields.units(), *self.body.units()]

    @property
    def conflicts(self) -> list[Unit]:
        """The units that somebody must choose for."""
        return [unit for unit in self.units() if unit.is_conflict]

    def settle(self, choices: Choices) -> dict[str, Any]:
        """The merged editorial content. Raises Undecided naming every conflict without a choice."""
        undecided = [
            unit.key
            for unit in self.conflicts
            if unit.key not in choices or choices[unit.key].take not in unit.takes
        ]
        if undecided:
            raise Undecided(undecided)
        return {**self.fields.settle(choices), "body": self.body.settle(choices)}


def all_of(units: Iterable[Unit], take: Take) -> dict[str, Choice]:
    """One choice for all units that allow it."""
    return {unit.key: Choice(take) for unit in units if take in unit.takes}
