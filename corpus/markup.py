"""Read a marked-up story (GUIDELINES.md) into plain text and spans.

Spans are `[start, end)` in Unicode code points of the text, whose paragraphs stand between blank lines.
"""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

STORIES = Path(__file__).parent / "stories"
KINDS = ("person", "organisation", "place", "group", "event", "work", "law")
STYLES = (
    *("agency", "broadsheet", "tabloid", "local", "business", "science", "sport", "court"),
    *("interview", "live", "magazine", "opinion", "letter", "newsletter"),
)
VARIETIES = ("American", "British")
MODES = ("said", "thought", "withheld")
PERSONAL = "i me my we us our you your he him his she her it its they them their"
POINTING = "who whose which that this these those"
PRONOUNS = frozenset(f"{PERSONAL} {POINTING}".split())
Spans = list[list[int]]


class MarkupError(ValueError):
    """A story that breaks the format; the message names the story, the place and the remedy."""


@dataclass
class NamedThing:
    """One entity of a story."""

    id: str
    name: str
    kind: str
    mentions: Spans = field(default_factory=list)
    pronouns: Spans = field(default_factory=list)  # pronouns that stand for it as sources


@dataclass
class Report:
    """One attribution: several spans of one part are that part in pieces."""

    id: str
    source: Spans = field(default_factory=list)
    cue: Spans = field(default_factory=list)
    content: Spans = field(default_factory=list)
    entities: list[str] = field(default_factory=list)  # ids of the entities that the source stands for
    group: str | None = None  # the same words for the same unnamed people
    mode: str = "said"


@dataclass
class Story:
    """A story's text and all that is annotated in it."""

    id: str
    style: str
    variety: str
    origin: str
    text: str
    headings: Spans
    entities: list[NamedThing]
    attributions: list[Report]
    traps: Spans

    @property
    def split(self) -> str:
        """`test`, `dev` or `train`: fixed by the id for ever, so that no new story moves an old one.

        Lessons were written to teach what the reader got wrong elsewhere, so nothing is measured on them.
        """
        if self.id.startswith("lesson-"):
            return "train"
        share = int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 100
        return "test" if share < 15 else "dev" if share < 25 else "train"

    def as_dict(self) -> dict[str, object]:
        """The story as JSON values: the corpus format, which shared tools for attributions read too."""
        return {
            "doc": self.id,
            "split": self.split,
            "style": self.style,
            "variety": self.variety,
            "origin": self.origin,
            "text": self.text,
            "headings": self.headings,
            "entities": [vars(e) for e in self.entities],
            "attributions": [vars(a) for a in self.attributions],
            "traps": self.traps,
        }


def read_story(path: Path) -> Story:
    """Parse one file; raises `MarkupError` for anything that the guidelines do not allow."""
    try:
        root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - the project's own files
    except ET.ParseError as error:
        raise MarkupError(f"{path.name}: not well-formed XML ({error}); mind & and crossing tags") from error
    return _Reader(path.stem, root).story


def read_stories(folder: Path = STORIES) -> list[Story]:
    """All stories of a folder by id; raises `MarkupError` at the first that is broken."""
    return [read_story(path) for path in sorted(folder.glob("*.xml"))]


class _Reader:
    """Walks the elements of one story and collects its text, and the spans that the tags make in it."""

    def __init__(self, stem: str, root: ET.Element) -> None:
        self.stem = stem
        self.text: list[str] = []
        self.length = 0
        self.things: dict[str, NamedThing] = {}
        self.reports: dict[str, Report] = {}
        self.traps: Spans = []
        self.headings: Spans = []
        if root.tag != "story" or root.get("id") != stem:
            self.fail(f'the root must be <story id="{stem}"…>')
        if root.get("style") not in STYLES:
            self.fail(f"style {root.get('style')!r} is not one of {', '.join(STYLES)}")
        if root.get("variety") not in VARIETIES:
            self.fail(f"variety {root.get('variety')!r} is not one of {', '.join(VARIETIES)}")
        if not root.get("origin"):
            self.fail('origin is missing: write origin="invented", or where the prose is from')
        for child in root:
            if child.tag == "entity":
                self.declare(child)
            elif child.tag in ("h", "p"):
                self.block(child)
            else:
                self.fail(f"<{child.tag}> cannot stand here; use <entity>, <h> or <p>")
        self.story = Story(
            id=stem,
            style=str(root.get("style")),
            variety=str(root.get("variety")),
            origin=str(root.get("origin")),
            text="".join(self.text),
            headings=self.headings,
            entities=list(self.things.values()),
            attributions=sorted(self.reports.values(), key=lambda r: min(r.content + r.cue, default=[0, 0])),
            traps=self.traps,
        )
        self.complete()

    def fail(self, problem: str) -> NoReturn:
        near = "".join(self.text)[-40:].replace("\n", " ")
        raise MarkupError(f"{self.stem}: {problem}" + (f" (after “{near}”)" if near else ""))

    def declare(self, element: ET.Element) -> None:
        key, kind = element.get("id", ""), element.get("kind", "")
        name = " ".join((element.text or "").split())
        if not key or key in self.things or kind not in KINDS or not name:
            self.fail(f"entity {key!r} needs an id of its own, a name and a kind of {', '.join(KINDS)}")
        self.things[key] = NamedThing(key, name, kind)

    def add(self, words: str | None) -> None:
        """Append prose; any run of white space is one space."""
        words = re.sub(r"\s+", " ", words or "")
        if not self.text or self.text[-1][-1:] in ("\n", " "):
            words = words.removeprefix(" ")
        if words:
            self.text.append(words)
            self.length += len(words)

    def block(self, element: ET.Element) -> None:
        if self.text:
            if self.text[-1].endswith(" "):
                self.fail("a paragraph ends with a space inside a tag")
            self.text.append("\n\n")
            self.length += 2
        start = self.length
        self.inner(element, last=True)
        if element.tag == "h":
            self.headings.append([start, self.length])

    def inner(self, element: ET.Element, last: bool = False) -> None:
        children = list(element)
        self.add((element.text or "").rstrip() if last and not children else element.text)
        for child in children:
            start = self.length
            self.inner(child)
            self.tag(child, start)
            tail = child.tail or ""
            self.add(tail.rstrip() if last and child is children[-1] else tail)

    def tag(self, element: ET.Element, start: int) -> None:
        span = self.trimmed(start)
        if element.tag == "t":
            self.traps.append(span)
        elif element.tag == "e":
            self.thing(element.get("r", "")).mentions.append(span)
        elif element.tag in ("s", "q", "c"):
            keys = element.get("a", "").split()
            if not keys:
                self.fail(f"<{element.tag}> needs a number: a=…")
            for key in keys:
                self.part(element, key, span)
        else:
            self.fail(f"<{element.tag}> is no tag of ours")

    def trimmed(self, start: int) -> list[int]:
        """The span from `start` to here, without white space at its edges."""
        words = "".join(self.text)[start:]
        if not words.strip():
            self.fail("an empty tag")
        left = len(words) - len(words.lstrip())
        return [start + left, start + len(words.rstrip())]

    def thing(self, key: str) -> NamedThing:
        if key not in self.things:
            self.fail(f'r="{key}": no such <entity>')
        return self.things[key]

    def part(self, element: ET.Element, key: str, span: list[int]) -> None:
        report = self.reports.setdefault(key, Report(key))
        if element.tag == "c":
            report.content.append(span)
        elif element.tag == "q":
            report.cue.append(span)
            report.mode = element.get("mode", report.mode)
            if report.mode not in MODES:
                self.fail(f"mode {report.mode!r} is not one of {', '.join(MODES)}")
        else:
            report.source.append(span)
            for r in element.get("r", "").split():
                thing = self.thing(r)
                if r not in report.entities:
                    report.entities.append(r)
                words = "".join(self.text)[span[0] : span[1]]
                if words.lower() in PRONOUNS and span not in thing.pronouns:
                    thing.pronouns.append(span)
            if element.get("g"):
                report.group = element.get("g")
            elif not element.get("r"):
                self.fail(f'source of {key} needs r="entity" or g="who they are"')

    def complete(self) -> None:
        for report in self.reports.values():
            if not report.content:
                self.fail(f"attribution {report.id} has no content <c>")
        for thing in self.things.values():
            if not thing.mentions and not any(thing.id in r.entities for r in self.reports.values()):
                self.fail(f"entity {thing.id} is never mentioned")


QUOTED = re.compile(
    r"“[^”\n]*”|\"[^\"\n]*\"|«[^»\n]*»|„[^“”\n]*[“”]|(?<!\w)‘[^\n]*?’(?!\w)|(?<!\w)'[^\n]*?'(?!\w)"
)


def doubts(story: Story) -> Iterator[str]:
    """Places that a second look should be given: names left unmarked, quoted words that are nobody's."""
    yield from _unmarked_names(story)
    yield from _unclaimed_quotations(story)
    yield from _bare_contents(story)
    yield from _double_names(story)


def _touches(start: int, end: int, spans: Spans) -> bool:
    return any(a < end and start < b for a, b in spans)


def _unmarked_names(story: Story) -> Iterator[str]:
    marked = [span for thing in story.entities for span in thing.mentions]
    for thing in story.entities:
        for name in sorted({story.text[a:b] for a, b in thing.mentions} | {thing.name}):
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", story.text):
                if not _touches(*match.span(), marked):
                    near = story.text[max(0, match.start() - 25) : match.end() + 15]
                    yield f"“{name}” at {match.start()} is not marked: …{near!r}"


def _unclaimed_quotations(story: Story) -> Iterator[str]:
    spoken = [span for report in story.attributions for span in report.content] + story.traps
    for match in QUOTED.finditer(story.text):
        if not _touches(*match.span(), spoken):
            yield f"quoted words without <c> or <t> at {match.start()}: {match.group()[:60]}"


def _bare_contents(story: Story) -> Iterator[str]:
    for report in story.attributions:
        start, end = report.content[0]
        marks = QUOTED.search(story.text[max(0, start - 2) : end + 2])
        if not report.cue and not report.source and not marks:
            words = story.text[start:end][:60]
            yield f"attribution {report.id} has neither source nor cue: {words!r}"


def _double_names(story: Story) -> Iterator[str]:
    seen: set[tuple[int, int]] = set()
    for start, end in (span for thing in story.entities for span in thing.mentions):
        if (start, end) in seen:
            yield f"{story.text[start:end]!r} at {start} is marked as two entities"
        seen.add((start, end))
