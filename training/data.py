"""Turn annotated stories and openly licensed name corpora into windows with labels."""

from __future__ import annotations

import random
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extraction.labels import (
    CONTENT_TO_CUE,
    CONTENT_TO_SOURCE,
    KINDS,
    MODES,
    SOURCE_TO_CUE,
)
from extraction.paragraphs import legible, paragraphs_of
from extraction.quotes import find_quotes
from extraction.windows import Window, sentences_of, windows_of, words_of
from training.links import Link, Links, links_of, packed

IGNORED = -100

# Labels of other corpora -> our kinds. Any other teaches nothing of its words.
FOREIGN: dict[str, str] = {
    "per": "person", "person": "person", "politician": "person", "writer": "person", "scientist": "person",
    "researcher": "person", "musicalartist": "person",
    "org": "organisation", "organisation": "organisation", "politicalparty": "organisation",
    "university": "organisation", "corporation": "organisation", "band": "organisation",
    "loc": "place", "location": "place", "country": "place",
    "event": "event", "election": "event", "conference": "event",
    "book": "work", "album": "work", "song": "work", "poem": "work", "creative-work": "work",
    "magazine": "organisation", "academicjournal": "work",
}  # fmt: skip


@dataclass
class Example:
    """One window and what is true of it; pointers are (kind, from, to one of), in pieces, 0 for nowhere."""

    ids: list[int]
    features: list[int]
    heads: list[int]
    labels: dict[str, list[int]] = field(default_factory=dict)  # layer -> label of each word
    pointers: list[tuple[int, int, list[int]]] = field(default_factory=list)


@dataclass
class Lesson:
    """One story: its windows, and whom its sources stand for; in which window and piece each word begins."""

    windows: list[Example]
    links: Links | None = None
    places: list[tuple[int, int]] = field(default_factory=list)


def lesson_of(story: Mapping[str, Any], limit: int, links: Links | None = None) -> Lesson:
    """One story in windows of at most `limit` pieces, with what is true of them.

    A story in the corpus format; `masked` spans teach no names, and one with `names_only` nothing else.
    `links` are the story's as another call found them: they do not change with windows.
    """
    marked = _Marked(story)
    windows = list(windows_of(marked.text, marked.words, limit))
    places = [(0, 0)] * len(marked.words)
    for number, window in enumerate(windows):
        for word, head in zip(window.words, window.heads, strict=True):
            places[word] = number, head
    if links is None and not story.get("names_only"):
        links = packed(marked.stand_for())
    return Lesson([marked.example(window) for window in windows], links, places)


def links_in(story: Mapping[str, Any], slips: random.Random | None = None) -> list[Link]:
    """Whom the sources of a story stand for, in the order in which the reader meets them (`links_of`)."""
    return _Marked(story).stand_for(slips)


class _Marked:
    """What is true of every word of one story."""

    def __init__(self, story: Mapping[str, Any]) -> None:
        self.text: str = story["text"]
        paragraphs = paragraphs_of(self.text)
        self.story = story
        self.quotes = find_quotes(self.text, paragraphs)
        self.words = words_of(legible(self.text), paragraphs, self.quotes)
        self.starts = [word.start for word in self.words]
        size = len(self.words)
        nothing = IGNORED if story.get("names_only") else 0
        self.labels = {layer: [nothing] * size for layer in ("cue", "source", "content", "inner")}
        self.labels["names"] = [0] * size
        self.labels["mode"] = [IGNORED] * size
        self.links: dict[tuple[int, int], set[int]] = {}
        for entity in story["entities"]:
            begin = 1 + 2 * KINDS.index(entity["kind"])
            for span in entity["mentions"]:
                self._mark("names", self._touched(span), begin)
        for span in story.get("masked", ()):
            a, b = self._touched(span)
            self.labels["names"][a:b] = [IGNORED] * (b - a)
        self._reports(story["attributions"])

    def stand_for(self, slips: random.Random | None = None) -> list[Link]:
        """Whom the sources stand for."""
        sentences = sentences_of(self.text, self.words)
        return list(links_of(self.story, self.words, sentences, self.quotes, self._touched, slips))

    def example(self, window: Window) -> Example:
        """One window's share."""
        example = Example(window.ids, window.features, window.heads)
        example.labels = {layer: [values[i] for i in window.words] for layer, values in self.labels.items()}
        where = dict(zip(window.words, window.heads, strict=True))
        for (kind, at), targets in self.links.items():
            if at in where:
                seen = [where[target] for target in sorted(targets) if target in where]
                example.pointers.append((kind, where[at], seen or [0]))
        return example

    def _touched(self, span: Sequence[int]) -> tuple[int, int]:
        """The words that a span of characters touches: the first, and after the last."""
        first = max(bisect_right(self.starts, span[0]) - 1, 0)
        while first < len(self.words) and self.words[first].end <= span[0]:
            first += 1
        return first, bisect_left(self.starts, span[1])

    def _part(self, layer: str, span: Sequence[int]) -> int | None:
        """Mark a part of an attribution, without the marks at its edges, which should teach nothing."""
        first, last = self._touched(span)
        while first < last and self._is_mark(first):
            first += 1
        while first < last and self._is_mark(last - 1):
            last -= 1
        return self._mark(layer, (first, last), 1)

    def _is_mark(self, i: int) -> bool:
        return not any(c.isalnum() for c in self.text[self.words[i].start : self.words[i].end])

    def _mark(self, layer: str, run: tuple[int, int], begin: int) -> int | None:
        """Label a run of words; its first word, None where there is none."""
        first, last = run
        if first >= last:
            return None
        self.labels[layer][first:last] = [begin] + [begin + 1] * (last - first - 1)
        return first

    def _reports(self, reports: Sequence[Mapping[str, Any]]) -> None:
        """Label attributions, the longest first: content inside another's has a layer of its own."""
        taken: list[Sequence[int]] = []
        for report in sorted(reports, key=lambda r: -sum(b - a for a, b in r["content"])):
            start, end = report["content"][0]
            layer = "inner" if any(a <= start and end <= b for a, b in taken) else "content"
            taken += report["content"]
            contents = [at for span in report["content"] if (at := self._part(layer, span)) is not None]
            cues = [at for span in report["cue"] if (at := self._part("cue", span)) is not None][:1]
            sources = [at for span in report["source"] if (at := self._part("source", span)) is not None]
            for at in contents:
                self._link(CONTENT_TO_CUE, at, cues)
                self._link(CONTENT_TO_SOURCE, at, sources)
            for at in sources:
                self._link(SOURCE_TO_CUE, at, cues)
            for at in cues:
                self.labels["mode"][at] = MODES.index(report["mode"])

    def _link(self, kind: int, at: int, targets: Iterable[int]) -> None:
        self.links.setdefault((kind, at), set()).update(targets)


NO_SPACE_BEFORE = re.compile(r"^[.,;:!?%)\]’”]|^'s$|^n't$|^'")
NO_SPACE_AFTER = frozenset(("(", "[", "“", "‘", "$", "£", "#", "@"))


def foreign_stories(path: Path, demonyms: Iterable[str] = ()) -> Iterator[dict[str, Any]]:
    """Sentences of a CoNLL file as stories that teach names only."""
    sentence: list[tuple[str, str]] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    peoples = frozenset(demonyms)
    for line in [*lines, ""]:
        if line.strip() and not line.startswith("-DOCSTART-"):
            parts = line.split()
            sentence.append((parts[0], parts[-1]))
        elif sentence:
            yield _foreign(f"{path.stem}", sentence, peoples)
            sentence = []


def _foreign(doc: str, sentence: list[tuple[str, str]], peoples: frozenset[str]) -> dict[str, Any]:
    text = ""
    spans: list[list[int]] = []
    straight = 0
    glue = False
    for word, _ in sentence:
        tight = glue or bool(NO_SPACE_BEFORE.match(word))
        if word in ('"', "``", "''"):
            straight += 1
            word = '"'
            tight = glue or straight % 2 == 0
            glue = straight % 2 == 1
        else:
            glue = word in NO_SPACE_AFTER
        if text and not tight:
            text += " "
        spans.append([len(text), len(text) + len(word)])
        text += word
    entities: list[dict[str, Any]] = []
    masked: list[list[int]] = []
    before = "O"
    for (word, tag), span in zip(sentence, spans, strict=True):
        mark, _, label = tag.partition("-")
        kind = FOREIGN.get(label.lower())
        goes_on = label and before == label and mark == "I"
        if label and not kind:
            masked.append(span)
        elif label and goes_on and entities:
            entities[-1]["mentions"][-1][1] = span[1]
        elif label:
            entities.append({"id": str(len(entities)), "kind": kind, "mentions": [list(span)]})
        elif word.lower() in peoples:
            masked.append(span)
        before = label
    return {
        "doc": doc,
        "text": text,
        "entities": entities,
        "masked": masked,
        "attributions": [],
        "names_only": True,
    }


CURLY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


def varied(story: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    """The story as another paper would set it: straight marks, or a headline's capitals. Offsets stay."""
    text = story["text"]
    if chance.random() < 0.35:
        text = text.translate(CURLY)
    if chance.random() < 0.3:
        for a, b in story.get("headings", ())[:1]:
            heading = text[a:b]
            other = heading.upper() if chance.random() < 0.3 else heading.title()
            if len(other) == len(heading):
                text = text[:a] + other + text[b:]
    return {**story, "text": text}
