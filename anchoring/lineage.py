"""Which sentence of an older text each sentence of a newer one comes from.

Follows sentences that were moved to another paragraph, paragraphs that were parted, joined or retyped,
and small edits, as anchors are followed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from anchoring.alignment import Alignment
from anchoring.spans import Page, Segment
from anchoring.words import likeness, sentences

ALIKE = 80.0  # per cent of letters that a reworded sentence keeps where it goes elsewhere
LONG = 30  # letters from which on it can be known by them
MANY = 40_000  # pairs of sentences to compare


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: in which segment, from where to where in it, and its words."""

    segment: int
    start: int
    end: int
    text: str


def cut(segments: Sequence[Segment]) -> list[Sentence]:
    """The sentences of a text in order."""
    return [
        Sentence(index, start, end, segment.text[start:end])
        for index, segment in enumerate(segments)
        for start, end in sentences(segment.text)
    ]


def descend(
    old: Sequence[Segment],
    new: Sequence[Segment],
    *,
    olds: Sequence[Sentence] | None = None,
    news: Sequence[Sentence] | None = None,
) -> list[int | None]:
    """For each sentence of `cut(new)` the number in `cut(old)` of the one it comes from; None: it is new.

    Of two that were run together it is the one that is more like it. `olds` and `news`: the sentences, for
    whoever has cut the texts already.
    """
    olds, news = olds if olds is not None else cut(old), news if news is not None else cut(new)
    alignment = Alignment(Page(old), Page(new))
    of_old, of_new = _units(alignment.olds, olds), _units(alignment.news, news)
    sources: list[int | None] = [None] * len(news)
    for unit, images in alignment.torn.items():  # pasted more than once: all of them come from there
        for image in images:
            _hand_down(of_old[unit], of_new[image], sources)
    for unit, (group, span) in alignment.edited.items():
        if unit != group[0]:
            continue
        parents = [number for each in group for number in of_old[each]]
        for number in (number for image in span for number in of_new[image]):
            text = news[number].text
            sources[number] = max(parents, key=lambda parent: likeness(olds[parent].text, text), default=None)
    for image, unit in alignment.back.items():
        _hand_down(of_old[unit], of_new[image], sources)
    _reworded_elsewhere(olds, news, sources)
    return sources


def _reworded_elsewhere(
    olds: Sequence[Sentence], news: Sequence[Sentence], sources: list[int | None]
) -> None:
    """Take what went away and what came for one sentence if nothing else is so like either.

    An anchor must not follow a sentence that lost a name or a number on its way; its history may.
    """
    used = set(sources)
    gone = [number for number, one in enumerate(olds) if number not in used and len(one.text) >= LONG]
    came = [number for number, one in enumerate(news) if sources[number] is None and len(one.text) >= LONG]
    if len(gone) * len(came) > MANY:
        return
    scores = [
        (score, old, new)
        for new in came
        for old in gone
        if (score := fuzz.ratio(olds[old].text, news[new].text, score_cutoff=ALIKE))
    ]
    for _, old, new in sorted(scores, key=lambda score: -score[0]):
        if old not in used and sources[new] is None:
            sources[new] = old
            used.add(old)


def _hand_down(olds: list[int], news: list[int], sources: list[int | None]) -> None:
    for old, new in zip(olds, news, strict=False):
        sources[new] = old


def _units(places: Sequence[tuple[int, int, int]], found: Sequence[Sentence]) -> list[list[int]]:
    """The sentences in each unit of an alignment: itself, or all of a paragraph that nobody touched."""
    units: list[list[int]] = []
    at = 0
    for segment, _, end in places:
        mine: list[int] = []
        while at < len(found) and (found[at].segment, found[at].end) <= (segment, end):
            if found[at].segment == segment:
                mine.append(at)
            at += 1
        units.append(mine)
    return units
