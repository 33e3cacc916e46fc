"""Whom the sources of an annotated story stand for, as the linker learns it: clues, and the right answers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from extraction.clues import MENTIONS, Clues, Scene
from extraction.grouping import Group, Mention, gender_of
from extraction.labels import OF_PAIR
from extraction.names import honorific_before
from extraction.quotes import Quotes
from extraction.windows import Word

NO_NAME = -1
SLIPS = 0.12
Array = Any
Touched = Callable[[Sequence[int]], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Link:
    """Clues about one source; `right` are the rows of the candidates that it stands for, none for nobody."""

    clues: Clues
    right: list[int]


@dataclass(frozen=True, slots=True)
class Links:
    """The links of one story as arrays: sources, then candidates, then what is known of each."""

    firsts: Array  # the first word of each source
    itself: Array
    pairs: Array
    mentions: Array  # first words of each candidate's names, NO_NAME where there are fewer
    right: Array  # nobody, then each candidate


def packed(links: Sequence[Link]) -> Links | None:
    """All links of a story; None where it has no source."""
    if not links:
        return None
    most = max(len(link.clues.groups) for link in links)
    pairs = np.zeros((len(links), most, len(OF_PAIR)), dtype=np.float32)
    mentions = np.full((len(links), most, MENTIONS), NO_NAME)
    right = np.zeros((len(links), 1 + most), dtype=bool)
    for i, link in enumerate(links):
        pairs[i, : len(link.clues.groups)] = link.clues.pairs
        right[i, [row + 1 for row in link.right] or [0]] = True
        for j, words in enumerate(link.clues.mentions):
            mentions[i, j, : len(words)] = words
    firsts = np.array([link.clues.first for link in links])
    return Links(firsts, np.stack([link.clues.itself for link in links]), pairs, mentions, right)


def links_of(
    story: Mapping[str, Any],
    words: Sequence[Word],
    sentences: Sequence[int],
    quotes: Quotes,
    touched: Touched,
    slips: random.Random | None = None,
) -> Iterator[Link]:
    """Every source of the story in the order in which the reader meets them.

    With `slips` some earlier sources are remembered wrongly, as by a reader with only its own word for them.

    `touched` says which words a span of characters touches. A source whose entity is no candidate is left
    out.
    """
    groups, number_of = _groups(story, touched)
    scene = Scene(story["text"], words, sentences, quotes, groups)
    reports = sorted(
        story["attributions"],
        key=lambda r: (min(a for a, _ in r["content"] + r["cue"]), -r["content"][-1][1]),
    )
    told: list[tuple[Sequence[Sequence[int]], int | None]] = []
    for report in reports:
        entities = {number_of[key] for key in report["entities"] if key in number_of}
        for span in report["source"]:
            first, last = touched(span)
            if first >= last:
                continue
            around = next((who for content, who in reversed(told) if _holds(content, span[0])), None)
            clues = scene.clues(first, last, around)
            own = [g for g in entities if any(first <= m.first < last for m in groups[g].mentions)]
            wanted = set(own) or entities
            right = [row for row, group in enumerate(clues.groups) if group in wanted]
            if right or not report["entities"]:
                yield Link(clues, right)
            noted = min(wanted) if wanted else None
            if slips and slips.random() < SLIPS:
                noted = slips.choice([None, *clues.groups[:4]])
            scene.note(first, last, noted)
        told.append((report["content"], min(entities) if entities else None))


def _holds(content: Sequence[Sequence[int]], position: int) -> bool:
    return any(a <= position < b for a, b in content)


def _groups(story: Mapping[str, Any], touched: Touched) -> tuple[list[Group], dict[str, int]]:
    """The story's entities as the reader would group them, in the order of their first names."""
    groups: list[tuple[Group, str]] = []
    for entity in story["entities"]:
        group = Group(entity["name"], entity["kind"])
        for span in sorted(entity["mentions"]):
            first, last = touched(span)
            if first < last:
                name = story["text"][span[0] : span[1]]
                honorific = honorific_before(story["text"], span[0])
                group.add(Mention(first, last, entity["kind"], name, honorific))
        if group.mentions:
            if group.kind == "person" and " " in group.name:
                group.gender = group.gender or gender_of(group.name.split()[0].lower())
            groups.append((group, entity["id"]))
    groups.sort(key=lambda g: (g[0].mentions[0].first, g[0].mentions[0].last))
    return [group for group, _ in groups], {key: number for number, (_, key) in enumerate(groups)}
