"""One version of a part of a merge, as people see it: words marked by whose they are, and pictures."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.html import escape
from wagtail.images import get_image_model
from wagtail.models import Page

from articles.changes import Names
from articles.merges import Merge
from articles.merging import ABSENT, Run, Unit, told
from articles.text import project

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "sub": "subscript",
    "sup": "superscript",
}
PAGE_LINK = re.compile(r'linktype="page"[^>]*\bid="(\d+)"|\bid="(\d+)"[^>]*linktype="page"')
HREF = re.compile(r'href="([^"]*)"')


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run of words, and in words how it is formatted where that changed."""

    fate: str
    origin: str
    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Side:
    """One version of a unit: words as runs, pictures, or nothing at all."""

    runs: tuple[ShownRun, ...] = ()
    images: tuple[Any, ...] = ()
    is_gone: bool = False


class Sides:
    """Shows the versions of units. What they name by an id is looked up once for all of a merge."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge

    def merged(self, unit: Unit) -> Side:
        if unit.is_conflict:
            return Side()
        if unit.form == "rich":
            return Side(tuple(self._run(run) for run in unit.runs))
        if unit.origin != "same" and unit.form == "text":
            return self.of(unit, unit.merged, unit.origin)
        if unit.form == "block" and not unit.merged:
            return self.of(unit, unit.theirs or unit.mine or unit.base, "")
        return self.of(unit, unit.merged, unit.origin if unit.form == "block" and not unit.base else "")

    def of(self, unit: Unit, value: Any, origin: str) -> Side:
        """One version; `origin` marks what it changed."""
        if unit.form == "place":
            return _words(f"behind “{self._beginning(value)}”" if value else "at the very beginning")
        if value is ABSENT or value in ("", [], None):
            return Side(is_gone=True)
        if unit.form == "rich":
            if not origin:
                return Side(tuple(self._run(run) for run in told(value, value, "same")))
            runs = unit.disputed[origin == "mine"] or told(unit.base or "", value, origin)
            return Side(tuple(self._run(run) for run in runs))
        if unit.form == "text":
            old = "" if unit.base is ABSENT else unit.base
            if not origin:
                return _words(value)
            runs = told(_as_html(old), _as_html(value), origin)
            return Side(tuple(self._run(run) for run in runs))
        if unit.form == "block":
            return self._blocks(unit, value, origin)
        if unit.path[-1] in ("lead_image", "image"):
            image = self.images.get(value)
            return Side((_run_of(str(image) if image else "a deleted image"),), (image,) if image else ())
        return _words(self._phrase(unit, value))

    def _blocks(self, unit: Unit, blocks: list[dict[str, Any]], origin: str) -> Side:
        before = [block["value"] for block in unit.base]
        after = [block["value"] for block in blocks]
        if origin and before and all(isinstance(value, str) for value in (*before, *after)):
            runs = told("".join(before), "".join(after), "theirs" if origin == "theirs" else "mine")
            return Side(tuple(self._run(run) for run in runs))
        origin = "" if unit.base else origin
        text = "\n".join(segment.text for segment in project({"body": blocks}).segments)
        fate = "added" if origin else "kept"
        found = [self.images.get(number) for number in _image_ids(blocks)]
        runs = (ShownRun(fate, origin or "same", text, ""),) if text else ()
        return Side(runs, tuple(image for image in found if image))

    def _phrase(self, unit: Unit, value: Any) -> str:
        name = unit.path[-1]
        if name in ("bylines", "topics", "genre"):
            return self.names.words(name, {name: value})
        if name == "columns":
            return ", ".join(str(column.get("heading") or "(no heading)") for column in value)
        if name == "rows":
            table = {"type": "table", "value": {"columns": [{"type": "text"}] * 50, "rows": value}}
            return "\n".join(segment.text for segment in project({"body": [table]}).segments)
        return str(value)

    def _beginning(self, name: str) -> str:
        body = self.merge.plan.body
        for n, each in enumerate(body.names):
            if each == name and (slot := body.slots[n]).theirs is not None:
                block = self.merge.theirs["body"][slot.theirs]
                words = " ".join(segment.text for segment in project({"body": [block]}).segments).split()
                return " ".join(words[:8]) + ("…" if len(words) > 8 else "")
        return "another block"

    def _run(self, run: Run) -> ShownRun:
        style = ""
        if run.fate == "restyled":
            style = ", ".join(self._style(tag) for tag in run.marks) or "no formatting"
        return ShownRun(run.fate, run.origin, run.text, style)

    def _style(self, tag: str) -> str:
        name = tag.strip("<>").split()[0]
        if name != "a":
            return STYLES.get(name, name)
        if found := PAGE_LINK.search(tag):
            number = int(found.group(1) or found.group(2))
            page = self.pages.get(number)
            return f"link to “{page.title}”" if page else "link to another page"
        href = HREF.search(tag)
        return f"link to {href.group(1)}" if href else "link to a file"

    @cached_property
    def pages(self) -> dict[int, Page]:
        """The pages that links of the two texts lead to; one query."""
        tags = [tag for unit in self._touched() for run in unit.runs for tag in run.marks]
        tags += [side for unit in self._touched() if unit.form == "rich" for side in (unit.theirs, unit.mine)]
        numbers = {int(one or other) for tag in tags for one, other in PAGE_LINK.findall(tag)}
        return Page.objects.in_bulk(numbers) if numbers else {}

    @cached_property
    def images(self) -> dict[int, Any]:
        """The pictures that differ; two queries."""
        wanted: set[int] = set()
        for unit in self._touched():
            for side in (unit.base, unit.theirs, unit.mine):
                if unit.form == "block":
                    wanted |= set(_image_ids(side))
                elif unit.path[-1] in ("lead_image", "image") and isinstance(side, int):
                    wanted.add(side)
        found = get_image_model().objects.prefetch_renditions("max-320x240")
        return found.in_bulk(wanted) if wanted else {}

    @cached_property
    def names(self) -> Names:
        """Of contributors, topics and the like."""
        base = self.merge.draft.base.data if self.merge.draft.base else {}
        return Names((base, self.merge.theirs, self.merge.draft.data))

    def _touched(self) -> Iterable[Unit]:
        return (unit for unit in self.merge.plan.units() if unit.origin != "same")


def _words(text: str) -> Side:
    return Side((_run_of(text),))


def _run_of(text: str) -> ShownRun:
    return ShownRun("kept", "same", text, "")


def _as_html(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _image_ids(blocks: Any) -> list[int]:
    if not isinstance(blocks, list):
        return []
    values = [
        block.get("value") for block in blocks if isinstance(block, dict) and block.get("type") == "image"
    ]
    return [
        value["image"] for value in values if isinstance(value, dict) and isinstance(value.get("image"), int)
    ]
