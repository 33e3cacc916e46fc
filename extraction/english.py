"""Read English prose: the trained tagger says which words name and report; we make a whole of it.

`read` is a function of the text and of the names the newsroom has confirmed; it accepts any string, takes
time proportional to its length, and raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from extraction import gazetteer, tagger
from extraction.clues import Scene
from extraction.grouping import Group
from extraction.linker import Views
from extraction.names import Names
from extraction.paragraphs import legible, paragraphs_of
from extraction.quotes import Quotes, find_quotes, type_of
from extraction.reports import Report, Reports
from extraction.result import Attribution, AttributionType, Entity, Kind, Reader, Reading, Span
from extraction.speakers import Speakers
from extraction.tagging import Run, decode, outside_names, views_of
from extraction.windows import Word, sentences_of, windows_of, words_of

Array = Any
RULES = "5"  # raise when what is made of the tagger's findings changes
READER = Reader(name="newsroom", version=f"{RULES}+{tagger.version()}")
NOTHING_SEEN = Views(np.empty((0, 0)), np.empty((0, 0)))
DOUBTFUL = 0.65  # tuned on dev stories, where reports less sure than this are mostly wrong
DEEP = 8  # reports back that a source may stand in
NOTHING_KNOWN: Mapping[str, Kind] = MappingProxyType({})

__all__ = ["READER", "read", "warm_up"]


def warm_up() -> None:
    """Load the tagger and what the world knows of names."""
    tagger.warm_up()
    gazetteer.place_or_people("Ready")
    read("“Ready,” she said.")


def read(text: str, known: Mapping[str, Kind] = NOTHING_KNOWN) -> Reading:
    """Read one English text. Spans count code points of `text`; paragraphs stand between blank lines.

    `known` are names that an editor has confirmed, by `names.key_of`, with their kinds: they are found
    wherever they stand as names.
    """
    paragraphs = paragraphs_of(text)
    quotes = find_quotes(text, paragraphs)
    words = words_of(legible(text), paragraphs, quotes)
    sentences = np.array(sentences_of(text, words))
    reports = Reports(text, words, sentences.tolist(), quotes)
    runs: list[Run] = []
    outside = np.ones(len(words))
    windows = list(windows_of(text, words))
    views: list[tuple[Array, Array]] = []
    for window, (labels, pointers) in zip(windows, tagger.tag(windows), strict=True):
        found = decode(labels, pointers, window, tagger.reach(), sentences[window.words])
        outside[window.words] = outside_names(labels, window)
        views.append(views_of(pointers, window))
        reports.add(found)
        runs += found.names
    groups = Names(text, words, quotes, runs=runs, outside=outside, known=known).groups
    seen = Views(*(np.concatenate(side) for side in zip(*views, strict=True))) if views else NOTHING_SEEN
    speakers = Speakers(Scene(text, words, sentences.tolist(), quotes, groups), tagger.linker(), seen)
    attributions = tuple(_attributions(reports.finish(), words, quotes, speakers))
    return Reading(READER, tuple(_entity(words, group) for group in groups), attributions)


@dataclass(frozen=True, slots=True)
class _Speech:
    """Content read already, and who says it."""

    content: Sequence[Span]
    speaker: int | None

    def holds(self, position: int) -> bool:
        return any(span.start <= position < span.end for span in self.content)


def _attributions(
    reports: Sequence[Report], words: Sequence[Word], quotes: Quotes, speakers: Speakers
) -> Iterator[Attribution]:
    """Who says what, in text order. What speakers say of their own minds is in what they say already."""
    quoted = 0  # where the direct speech read last ends
    told: list[_Speech] = []
    for report in reports:
        kind = type_of(report.content, quotes)
        if report.confidence < DOUBTFUL and (report.cue or (report.sources and kind == "indirect")):
            continue
        end = report.content[-1].end
        inside = end <= quoted
        if inside and report.sources and all(speakers.is_first_person(source) for source in report.sources):
            continue
        entities = []
        for source in report.sources:
            start = words[source.first].start
            around = next((speech for speech in reversed(told[-DEEP:]) if speech.holds(start)), None)
            entities.append(speakers.entity_of(source, around.speaker if around else None))
        entity = next((entity for entity in entities if entity is not None), None)
        told.append(_Speech(report.content, entity))
        if inside and entity is None and report.mode == "thought":
            continue  # “these ships don’t indicate …”: the speaker's own thought of things
        if kind == "direct" and not inside:
            quoted = end
        yield _attribution(report, words, kind, entity)


def _attribution(
    report: Report, words: Sequence[Word], kind: AttributionType, entity: int | None
) -> Attribution:
    return Attribution(
        type=kind,
        source=tuple(Span(words[s.first].start, words[s.last - 1].end) for s in report.sources),
        cue=tuple(report.cue),
        content=tuple(report.content),
        confidence=round(report.confidence, 2),
        source_entity=entity,
        mode=report.mode,
    )


def _entity(words: Sequence[Word], group: Group) -> Entity:
    return Entity(
        name=group.name,
        kind=group.kind,
        mentions=tuple(Span(words[m.first].start, words[m.last - 1].end) for m in group.mentions),
        pronouns=tuple(Span(words[i].start, words[i].end) for i in sorted(group.pronouns)),
    )
