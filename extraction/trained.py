"""Read English with the trained tagger."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from extraction import tagger
from extraction.attributions import type_of
from extraction.grouping import Group
from extraction.model import paragraphs_of
from extraction.names import Names
from extraction.quotes import find_quotes
from extraction.reports import Report, Reports, Speakers
from extraction.result import Attribution, Entity, Kind, Reader, Reading, Span
from extraction.tagging import Run, decode, outside_names
from extraction.windows import Word, windows_of, words_of

RULES = "2"


def read(text: str, known: Mapping[str, Kind] | None = None, tag=tagger.tag, reach=None) -> Reading:
    paragraphs = paragraphs_of(text)
    quotes = find_quotes(text, paragraphs)
    words = words_of(text, paragraphs, quotes)
    reports = Reports(text, words, quotes)
    runs: list[Run] = []
    outside = np.ones(len(words))
    windows = list(windows_of(text, words))
    for window, (labels, pointers) in zip(windows, tag(windows), strict=True):
        found = decode(labels, pointers, window, reach or tagger.reach())
        outside[window.words] = outside_names(labels, window)
        reports.add(window, found)
        runs += [Run(window.words[r.first], window.words[r.last - 1] + 1, r.sure, r.kind, r.scores) for r in found.names]
    names = Names(text, words, runs, outside, known or {})
    finished = reports.finish()
    speakers = Speakers(text, words, quotes, names.groups, reports.named_by)
    attributions = tuple(_attribution(r, words, quotes, speakers) for r in finished)
    return Reading(Reader("newsroom", RULES), tuple(_entity(words, g) for g in names.groups), attributions)


def _attribution(report: Report, words, quotes, speakers) -> Attribution:
    entities = [speakers.entity_of(source) for source in report.sources]
    return Attribution(
        type=type_of(report.content, quotes),
        source=tuple(Span(words[s.first].start, words[s.last - 1].end) for s in report.sources),
        cue=tuple(report.cue),
        content=tuple(report.content),
        confidence=round(report.confidence, 2),
        source_entity=next((e for e in entities if e is not None), None),
    )


def _entity(words: list[Word], group: Group) -> Entity:
    return Entity(
        name=group.name,
        kind=group.kind,
        mentions=tuple(Span(words[m.first].start, words[m.last - 1].end) for m in group.mentions),
        pronouns=tuple(Span(words[i].start, words[i].end) for i in sorted(group.pronouns)),
    )
