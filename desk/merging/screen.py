"""All of a merge as it is shown to whoever chooses: groups of units, their labels, notes and choices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString

from articles.changes import LABELS
from articles.merges import Merge
from articles.merging import ABSENT, Choice, Unit
from articles.merging.plan import Block, Follower, Part, Take
from articles.models import ArticlePage
from desk.merging.sides import Side, Sides

FIELD_LABELS = {**LABELS, "standfirst": "Standfirst", "lead_image_caption": "Lead image caption"}
KINDS = {"quote": "Block quote", "image": "Picture"}
MEMBERS = {
    "quote": "the words",
    "attribution": "who said it",
    "image": "the picture",
    "caption": "caption",
    "credit": "credit",
    "alt": "alternative text",
    "embed": "address",
    "columns": "columns",
    "rows": "rows",
    "place": "where it stands",
}
LONG = 3  # as many untouched paragraphs in a row are folded away


@dataclass(slots=True)
class Shown:
    """A unit on the screen, with what was chosen for it."""

    unit: Unit
    label: str
    note: str
    base: Side
    theirs: Side
    mine: Side
    merged: Side
    take: str  # "" where nothing was chosen
    options: list[tuple[Take, str]]
    edit: str | None = None  # the text of an edit
    editor: SafeString | str = ""
    error: str = ""
    is_changed: bool = False  # somebody changed it since it was chosen

    @property
    def key(self) -> str:
        """As in `Unit`."""
        return self.unit.key

    @property
    def anchor(self) -> str:
        """An id for the page."""
        return "merge-" + re.sub(r"[^A-Za-z0-9-]+", "-", self.key)

    @property
    def start(self) -> str:
        """What stands in its plain field: the edit, or else what is chosen, or this side's words."""
        if self.edit is not None:
            return self.edit
        chosen = self.unit.theirs if self.take == "theirs" else self.unit.mine
        value = self.unit.merged if not self.unit.is_conflict and not self.take else chosen
        return "" if value is ABSENT else str(value)

    @property
    def limit(self) -> int | None:
        """The most characters that its plain field takes."""
        if len(self.unit.path) > 1:
            return None
        limit: int | None = getattr(ArticlePage._meta.get_field(self.key), "max_length", None)
        return limit

    @property
    def is_rich(self) -> bool:
        """Whether an edit of it is rich text."""
        return self.unit.form in ("rich", "block")


@dataclass(slots=True)
class Group:
    """Consecutive units that belong together: a field, or one block."""

    label: str
    note: str
    shown: list[Shown]

    @property
    def is_untouched(self) -> bool:
        """Whether neither side did anything here."""
        return not self.note and all(each.unit.origin == "same" for each in self.shown)


@dataclass(slots=True)
class Fold:
    """Groups in a row; those that nobody touched are folded away where they are many."""

    is_folded: bool
    groups: list[Group] = field(default_factory=list)


class Screen:
    """All of a merge as it is shown; `them` and `me` say whose the two texts are ("Dana’s", "your")."""

    def __init__(
        self,
        merge: Merge,
        choices: Mapping[str, Choice],
        *,
        them: str,
        me: str,
        edits: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> None:
        self.merge, self.choices, self.them, self.me = merge, choices, them, me
        self.edits, self.errors = edits or {}, errors or {}
        self.sides = Sides(merge)

    @cached_property
    def fields(self) -> list[Group]:
        """The fields that somebody changed."""
        groups = []
        for name, part in self.merge.plan.fields.parts.items():
            shown = [self._shown(unit, FIELD_LABELS.get(name, name)) for unit in part.units()]
            if any(each.unit.origin != "same" for each in shown):
                groups.append(Group(FIELD_LABELS.get(name, name), "", shown))
        return groups

    @cached_property
    def body(self) -> list[Fold]:
        """The body from top to bottom."""
        body = self.merge.plan.body
        groups = []
        for n in body.row:
            part = body.parts[n]
            label = self._label(part)
            units = [body.places[n], *part.units()] if n in body.places else list(part.units())
            note = {"theirs": self.them, "mine": self.me}.get(body.moved.get(n, ""), "")
            moved = f"Moved here in {note} text" if note and not _is_taken_out(part) else ""
            shown = [self._shown(unit, self._member_label(label, unit)) for unit in units]
            groups.append(Group(label, moved, shown))
        return _folded(groups)

    @cached_property
    def conflicts(self) -> list[Shown]:
        """What must be chosen, in the order of the page."""
        groups = [*self.fields, *(group for fold in self.body for group in fold.groups)]
        return [each for group in groups for each in group.shown if each.unit.is_conflict]

    @property
    def left(self) -> int:
        """How many conflicts are not decided."""
        return sum(1 for each in self.conflicts if not each.take)

    def _label(self, part: Part) -> str:
        if isinstance(part, Block):
            kind = part.frame.get("type", "")
        else:
            unit = next(iter(part.units()))
            kind = next((b.get("type", "") for b in (*unit.theirs, *unit.mine, *unit.base)), "")
        return KINDS.get(kind, kind.replace("_", " ").capitalize() or "Block")

    def _member_label(self, label: str, unit: Unit) -> str:
        member = unit.path[2] if len(unit.path) > 2 else ""
        if len(unit.path) > 3 and member == "rows":
            row, _, column = unit.path[3].partition(".")
            return f"{label}: row {int(row) + 1}, column {int(column) + 1}"
        return f"{label}: {MEMBERS[member]}" if member in MEMBERS else label

    def _shown(self, unit: Unit, label: str) -> Shown:
        choice = self.choices.get(unit.key)
        is_touched = unit.origin != "same"
        return Shown(
            unit,
            label,
            self._note(unit),
            self.sides.of(unit, unit.base, "") if is_touched else Side(),
            self.sides.of(unit, unit.theirs, "theirs") if is_touched else Side(),
            self.sides.of(unit, unit.mine, "mine") if is_touched else Side(),
            self.sides.merged(unit),
            choice.take if choice else "",
            self._options(unit),
            self.edits.get(unit.key),
            error=self.errors.get(unit.key, ""),
        )

    def _options(self, unit: Unit) -> list[tuple[Take, str]]:
        names: dict[Take, str] = {
            "theirs": f"{_begun(self.them)} text",
            "mine": f"{_begun(self.me)} text",
            "both": "Both, one after the other",
            "edited": "Write it anew",
        }
        if unit.form == "list":
            names["both"] = "Both together"
        return [(take, names[take]) for take in unit.takes]

    def _note(self, unit: Unit) -> str:
        if unit.is_conflict:
            return self._question(unit)
        who = {"theirs": self.them, "mine": self.me}.get(unit.origin)
        if isinstance(self.merge.plan.fields.parts.get(unit.key), Follower):
            return "Goes with the headline that is chosen"
        if unit.form == "block":
            other = unit.theirs if unit.origin == "theirs" else unit.mine
            if who and not unit.base:
                return f"Added in {who} text"
            if who and not other:
                return f"Taken out in {who} text"
            return f"Changed in {who} text" if who else "Changed in both texts alike"
        if unit.origin == "same":
            return ""
        return f"Changed in {who} text" if who else f"{_begun(self.them)} and {self.me} words together"

    def _question(self, unit: Unit) -> str:
        if unit.form == "place":
            return "Both texts move it, each to another place."
        sides = [(self.them, unit.theirs), (self.me, unit.mine)]
        for (who, text), (other, kept) in (sides, sides[::-1]):
            if text in (ABSENT, "", []) and kept not in (ABSENT, "", []):
                return (
                    f"Taken out in {who} text, changed in {other} text."
                    if unit.base not in (ABSENT, [], "")
                    else ""
                )
        if unit.base in (ABSENT, [], ""):
            return "Both texts add something here."
        return "Both texts change the same words." if unit.form == "rich" else "Both texts change it."


def _is_taken_out(part: Part) -> bool:
    return not isinstance(part, Block) and any(unit.merged == [] for unit in part.units())


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _folded(groups: list[Group]) -> list[Fold]:
    """Groups in a row, long untouched stretches folded but for the one before and after a change."""
    folds: list[Fold] = []
    n = 0
    while n < len(groups):
        end = n
        while end < len(groups) and groups[end].is_untouched:
            end += 1
        start, stop = n + (n > 0), end - (end < len(groups))
        if stop - start >= LONG:
            folds += [
                Fold(False, groups[n:start]),
                Fold(True, groups[start:stop]),
                Fold(False, groups[stop:end]),
            ]
        else:
            folds.append(Fold(False, groups[n:end]))
        if end < len(groups):
            folds.append(Fold(False, [groups[end]]))
        n = end + 1
    return [fold for fold in folds if fold.groups]
