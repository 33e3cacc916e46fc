"""Names, sources, cues and contents as the trained tagger sees them: spans, and which belongs to which.

Everything here is arithmetic on the tagger's two outputs for a window (`labels.py`); the words' own meaning,
quotation marks and the rest of the document are for those who call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from extraction.labels import (
    CONTENT,
    CONTENT_TO_CUE,
    CONTENT_TO_SOURCE,
    CUE,
    DISTANCES,
    INNER,
    KINDS,
    MODE,
    MODES,
    NAMES,
    SOURCE,
    SOURCE_TO_CUE,
    SOURCE_TO_NAME,
    WIDTH,
)
from extraction.result import Kind, Mode
from extraction.windows import Window

Array = Any  # numpy arrays of floats
NEVER = -1e9
SURE = -0.02  # log probability of being outside that settles it
CUT = 0.5  # what it costs to end a run
JOIN = 0.5  # and to begin another at once
WITHIN = {
    SOURCE_TO_CUE: 3.0,
    CONTENT_TO_CUE: 4.0,
    CONTENT_TO_SOURCE: 1.0,
}  # what it costs a pointer to leave the sentence


@dataclass(slots=True)
class Run:
    """Words `first` up to, not including, `last`; how sure; for names what they are."""

    first: int
    last: int
    sure: float
    kind: Kind | None = None
    scores: Array = None  # of a name: how likely each kind

    def within(self, words: Sequence[int]) -> Run:
        """The run counted in the words of the whole text."""
        return Run(words[self.first], words[self.last - 1] + 1, self.sure, self.kind, self.scores)


@dataclass(slots=True)
class Cue:
    """Words that report, whose they are, and how."""

    run: Run
    mode: Mode
    sources: list[Run]


@dataclass(slots=True)
class Content:
    """Words reported, the cue they point to, and the source where no cue has one."""

    run: Run
    cue: Cue | None
    source: Run | None
    sure: float


@dataclass(slots=True)
class Found:
    """What one window holds, in words of the whole text."""

    names: list[Run]
    contents: list[Content]
    cues: list[Cue]
    sources: list[Run]


def softmax(scores: Array) -> Array:
    """Along the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def _runs(probabilities: Array) -> list[tuple[int, int, float]]:
    """The likeliest runs of one layer (outside, begin, inside), by Viterbi's algorithm.

    Ending a run or beginning one inside another costs, so that a doubtful word does not cut a span in two.
    """
    logs = np.log(probabilities + 1e-6)
    if (logs[:, 0] > SURE).all():
        return []
    outside, begin, inside = 0.0, NEVER, NEVER
    back: list[tuple[int, int, int]] = []
    for o, b, i in logs.tolist():
        ended = max(begin, inside) - CUT
        from_o = 0 if outside >= ended else (1 if begin >= inside else 2)
        start = max(outside, max(begin, inside) - CUT - JOIN)
        from_b = 0 if start == outside else (1 if begin >= inside else 2)
        from_i = 1 if begin >= inside else 2
        back.append((from_o, from_b, from_i))
        outside, begin, inside = max(outside, ended) + o, start + b, max(begin, inside) + i
    state = max(((outside, 0), (begin, 1), (inside, 2)))[1]
    states = [0] * len(back)
    for at in range(len(back) - 1, -1, -1):
        states[at] = state
        state = back[at][state]
    found: list[tuple[int, int, float]] = []
    first = -1
    for at, state in enumerate([*states, 0]):
        if first >= 0 and state != 2:
            found.append((first, at, float(1 - probabilities[first:at, 0].mean())))
            first = -1
        if state == 1:
            first = at
    return found


def _names(probabilities: Array) -> list[Run]:
    """Runs of names; all words of a run vote on its kind."""
    size = len(probabilities)
    kinds = probabilities[:, 1:].reshape(size, len(KINDS), 2)
    three = np.stack([probabilities[:, 0], kinds[:, :, 0].sum(axis=1), kinds[:, :, 1].sum(axis=1)], axis=1)
    by_kind = kinds.sum(axis=2)
    found = []
    for first, last, sure in _runs(three):
        scores = by_kind[first:last].mean(axis=0)
        scores = scores / max(float(scores.sum()), 1e-9)
        found.append(Run(first, last, sure, KINDS[int(scores.argmax())], scores))
    return found


@dataclass(frozen=True, slots=True)
class Reach:
    """How far each pointer tends to point: learnt with the tagger."""

    distance: Array  # pointer, before or after, power of two
    nowhere: Array  # pointer


class _Pointers:
    """Which place each span of a window points to."""

    def __init__(self, projected: Array, heads: Array, reach: Reach, sentences: Array) -> None:
        self.heads = heads
        self.sentences = sentences
        self.reach = reach
        self.shaped = projected.reshape(len(projected), -1, 2, WIDTH)

    def scores(self, kind: int, word: int, targets: Sequence[int]) -> Array:
        """How likely each target word is, after the chance that there is none."""
        query = self.shaped[self.heads[word], kind, 0]
        places = np.concatenate([[0], self.heads[list(targets)]]).astype(int)
        away = places - self.heads[word]
        bucket = np.minimum(np.log2(np.abs(away) + 1).astype(int), DISTANCES - 1)
        far = self.reach.distance[kind, (away > 0).astype(int), bucket]
        far[0] = self.reach.nowhere[kind]
        if kind in WITHIN and len(targets):
            crossed = np.abs(self.sentences[list(targets)] - self.sentences[word])
            far[1:] -= WITHIN[kind] * np.minimum(crossed, 2)
        return softmax(self.shaped[places, kind, 1] @ query / WIDTH**0.5 + far)

    def best(self, kind: int, word: int, targets: Sequence[int]) -> tuple[int | None, float]:
        """Index of the target pointed to, None for none of them; and how sure."""
        scores = self.scores(kind, word, targets)
        at = int(scores.argmax())
        return (None if at == 0 else at - 1), float(scores[at])


def decode(labels: Array, projected: Array, window: Window, reach: Reach, sentences: Array) -> Found:
    """Read one window's outputs.

    `sentences` is the number of each word's sentence: what reports and who does stand in one.
    """
    heads = np.array(window.heads)
    chosen = labels[heads]
    pointers = _Pointers(projected, heads, reach, sentences)
    names = _names(softmax(chosen[:, NAMES]))
    sources = [Run(*r) for r in _runs(softmax(chosen[:, SOURCE]))]
    cues = []
    for first, last, sure in _runs(softmax(chosen[:, CUE])):
        cues.append(Cue(Run(first, last, sure), MODES[int(chosen[first, MODE].argmax())], []))
    starts = [cue.run.first for cue in cues]
    reporting: list[list[Run]] = [[] for _ in cues]
    for source in sources:
        at, _ = pointers.best(SOURCE_TO_CUE, source.first, starts)
        if at is not None:
            reporting[at].append(source)
    for cue, theirs in zip(cues, reporting, strict=True):
        own = [source for source in theirs if sentences[source.first] == sentences[cue.run.first]]
        cue.sources = [source.within(window.words) for source in own or theirs]
    contents = []
    for first, last, sure in _runs(softmax(chosen[:, CONTENT])) + _runs(softmax(chosen[:, INNER])):
        at, certain = pointers.best(CONTENT_TO_CUE, first, starts)
        near = at if at is None else sentences[starts[at]]
        mine = [s for s in sources if near is None or sentences[s.first] == near]
        by, _ = pointers.best(CONTENT_TO_SOURCE, first, [s.first for s in mine])
        speaker = None if by is None else mine[by].within(window.words)
        run = Run(first, last, sure).within(window.words)
        contents.append(Content(run, None if at is None else cues[at], speaker, sure * (0.5 + 0.5 * certain)))
    for cue in cues:
        cue.run = cue.run.within(window.words)
    return Found(
        [name.within(window.words) for name in names],
        sorted(contents, key=lambda c: c.run.first),
        cues,
        [source.within(window.words) for source in sources],
    )


def outside_names(labels: Array, window: Window) -> Array:
    """Of each word of a window: how likely it belongs to no name."""
    return softmax(labels[np.array(window.heads)][:, NAMES])[:, 0]


def views_of(projected: Array, window: Window) -> tuple[Array, Array]:
    """What the tagger makes of each word of a window as a source, and as a name to stand for."""
    shaped = projected.reshape(len(projected), -1, 2, WIDTH)[np.array(window.heads), SOURCE_TO_NAME]
    return shaped[:, 0], shaped[:, 1]
