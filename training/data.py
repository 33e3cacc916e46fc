"""Turn annotated stories and openly licensed name corpora into windows with labels."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extraction.labels import (
    CONTENT_TO_CUE,
    CONTENT_TO_SOURCE,
    KINDS,
    MODES,
    SOURCE_TO_CUE,
    SOURCE_TO_NAME,
)
from extraction.model import paragraphs_of
from extraction.quotes import find_quotes
from extraction.windows import Word, windows_of, words_of

IGNORED = -100
LAYERS = ("names", "cue", "source", "content", "inner", "mode")
START = -1  # a pointer's target where there is none: the window's start

# Labels of other corpora -> our kinds; "" where they draw the line elsewhere, so that nothing is learnt there.
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
    """One window and what is true of it. Positions are pieces; pointers are (kind, from, targets)."""

    ids: list[int]
    features: list[int]
    heads: list[int]
    labels: dict[str, list[int]] = field(default_factory=dict)  # layer -> label of each word
    pointers: list[tuple[int, int, list[int]]] = field(default_factory=list)


def _first(words: list[Word], span: list[int], starts: list[int]) -> tuple[int, int]:
    """The words a span of characters touches: first, and after the last."""
    from bisect import bisect_left, bisect_right

    a = bisect_right(starts, span[0]) - 1
    a = max(a, 0)
    while a < len(words) and words[a].end <= span[0]:
        a += 1
    b = bisect_left(starts, span[1])
    return a, b


def _trim(text: str, words: list[Word], a: int, b: int) -> tuple[int, int]:
    """Leave marks at the edges out, so that the place of quotation marks and commas teaches nothing."""
    while a < b and not any(c.isalnum() for c in text[words[a].start : words[a].end]):
        a += 1
    while a < b and not any(c.isalnum() for c in text[words[b - 1].start : words[b - 1].end]):
        b -= 1
    return a, b


def examples_of(story: dict[str, Any], limit: int) -> Iterator[Example]:
    """The windows of one story. `masked` spans of foreign corpora teach no names."""
    text = story["text"]
    paragraphs = paragraphs_of(text)
    words = words_of(text, paragraphs, find_quotes(text, paragraphs))
    starts = [word.start for word in words]
    labels = {layer: [0] * len(words) for layer in LAYERS}
    labels["mode"] = [IGNORED] * len(words)

    def place(layer: str, span: list[int], begin: int = 1, inside: int = 2) -> int | None:
        a, b = _first(words, span, starts)
        if layer != "names":
            a, b = _trim(text, words, a, b)
        if a >= b:
            return None
        values = labels[layer]
        for i in range(a, b):
            values[i] = begin if i == a else inside
        return a

    mention_at: dict[str, list[int]] = {}
    for entity in story["entities"]:
        kind = KINDS.index(entity["kind"])
        for span in entity["mentions"]:
            at = place("names", span, 1 + 2 * kind, 2 + 2 * kind)
            if at is not None:
                mention_at.setdefault(entity["id"], []).append(at)
    for span in story.get("masked", ()):
        a, b = _first(words, span, starts)
        labels["names"][a:b] = [IGNORED] * (b - a)
    links: list[tuple[int, int, list[int]]] = []
    if story.get("names_only"):
        for layer in ("cue", "source", "content", "inner"):
            labels[layer] = [IGNORED] * len(words)
    else:
        links = _links(story, place, words, starts, mention_at)
    for window in windows_of(text, words, limit):
        where = dict(zip(window.words, window.heads, strict=True))
        example = Example(window.ids, window.features, window.heads)
        for layer in LAYERS:
            example.labels[layer] = [labels[layer][i] for i in window.words]
        for mode_at, mode in story.get("_modes", ()):
            if mode_at in where:
                example.labels["mode"][window.words.index(mode_at)] = mode
        for kind, source, targets in links:
            if source in where:
                seen = [where[t] for t in targets if t in where] or [0]
                example.pointers.append((kind, where[source], seen))
        yield example


def _links(story: dict[str, Any], place: Any, words: list[Word], starts: list[int], mention_at: Any) -> Any:
    links: list[tuple[int, int, list[int]]] = []
    reports = story["attributions"]
    modes: list[tuple[int, int]] = []

    def size(report: dict[str, Any]) -> int:
        return sum(b - a for a, b in report["content"])

    ordered = sorted(reports, key=size, reverse=True)
    taken: list[list[int]] = []
    for report in ordered:
        inner = any(
            a <= span[0] and span[1] <= b for span in report["content"][:1] for a, b in taken
        )
        taken += report["content"]
        contents = [place("inner" if inner else "content", span) for span in report["content"]]
        cues = [place("cue", span) for span in report["cue"]]
        sources = [place("source", span) for span in report["source"]]
        contents, cues, sources = ([x for x in xs if x is not None] for xs in (contents, cues, sources))
        for at in contents:
            links.append((CONTENT_TO_CUE, at, cues[:1]))
            links.append((CONTENT_TO_SOURCE, at, sources))
        for at, span in zip(sources, report["source"], strict=False):
            links.append((SOURCE_TO_CUE, at, cues[:1]))
            named = [m for e in report["entities"] for m in mention_at.get(e, ())]
            a, b = _first(words, span, starts)
            own = [m for m in named if a <= m < b]
            before = [m for m in named if m < a]
            links.append((SOURCE_TO_NAME, at, own or before[-3:] or named[:1]))
        if cues:
            modes.append((cues[0], MODES.index(report.get("mode", "said"))))
    story["_modes"] = modes
    merged: dict[tuple[int, int], list[int]] = {}
    for kind, at, targets in links:
        merged.setdefault((kind, at), []).extend(targets)
    return [(kind, at, sorted(set(targets))) for (kind, at), targets in merged.items()]


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
        kind = FOREIGN.get(label.lower(), "") if label else ""
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
    return {"doc": doc, "text": text, "entities": entities, "masked": masked, "attributions": [], "names_only": True}


CURLY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


def varied(story: dict[str, Any], chance: random.Random) -> dict[str, Any]:
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
