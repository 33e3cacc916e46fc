"""Pair the sentences of a passage with those of its edited form, in order.

A bead strings one or two old sentences to one or two new ones (a sentence may have been split or
two joined); sentences that resemble nothing enough stay off the string.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from anchoring.words import align, shared, words

BAND = 60  # sentences that a long passage may shift before its sentences are given up


@dataclass(frozen=True, slots=True)
class Bead:
    """Old sentences `old` to `old_end` became new sentences `new` to `new_end` (ends exclusive)."""

    old: int
    old_end: int
    new: int
    new_end: int


Likeness = tuple[float, float, float]  # both ways, share of the old kept, share of the new that is old


def _likeness(old: str, new: str) -> Likeness:
    a, b = words(old), words(new)
    if not a.weight or not b.weight:
        return (1.0, 1.0, 1.0) if old == new else (0.0, 0.0, 0.0)
    kept = shared(a.keys, b.keys, align(a.keys, b.keys))
    return 2 * kept / (a.weight + b.weight), kept / a.weight, kept / b.weight


def _value(likeness: Likeness, threshold: float, weight: int, *, few: bool) -> float:
    """What a bead is worth; nothing when the sentences are too unlike to be one sentence edited."""
    both, old_kept, _ = likeness
    if both >= threshold or (old_kept >= 0.85 and both >= threshold - 0.15 and not few):
        return max(both - 0.4, 0.05) * weight
    return 0.0


def string(olds: Sequence[str], news: Sequence[str], *, threshold: float) -> list[Bead]:
    """The beads, in order, that keep most of the wording; every bead at least `threshold` alike."""
    n, m = len(olds), len(news)
    if not n or not m:
        return []
    bags = [frozenset(words(text).keys) for text in news]
    weights = [words(text).weight for text in olds], [words(text).weight for text in news]
    narrow = n * m > 4 * BAND * BAND
    like: dict[tuple[int, int], Likeness] = {}
    for k, text in enumerate(olds):
        bag = frozenset(words(text).keys)
        middle = k * m // n
        for j in range(max(0, middle - BAND), min(m, middle + BAND)) if narrow else range(m):
            # Typos hide words from the bag, so the sieve is coarser than the threshold.
            if len(bag & bags[j]) >= 0.3 * min(len(bag), len(bags[j])):
                like[k, j] = _likeness(text, news[j])

    best: list[list[float]] = [[0.0] * (m + 1) for _ in range(n + 1)]
    step: dict[tuple[int, int], tuple[int, int]] = {}
    for k in range(1, n + 1):
        above, row = best[k - 1], best[k]
        for j in range(1, m + 1):
            top, how = (above[j], (1, 0)) if above[j] >= row[j - 1] else (row[j - 1], (0, 1))
            here = like.get((k - 1, j - 1))
            if here:
                few = len(words(olds[k - 1]).keys) < 5
                value = _value(here, threshold, weights[0][k - 1] + weights[1][j - 1], few=few)
                if value and above[j - 1] + value > top:
                    top, how = above[j - 1] + value, (1, 1)
                joined = like.get((k - 2, j - 1))
                if joined and min(here[1], joined[1]) >= 0.6:
                    text = olds[k - 2] + " " + olds[k - 1]
                    weight = weights[0][k - 2] + weights[0][k - 1] + weights[1][j - 1]
                    value = _value(_likeness(text, news[j - 1]), threshold, weight, few=False)
                    if value and best[k - 2][j - 1] + value > top:
                        top, how = best[k - 2][j - 1] + value, (2, 1)
                split = like.get((k - 1, j - 2))
                if split and min(here[2], split[2]) >= 0.6:
                    text = news[j - 2] + " " + news[j - 1]
                    weight = weights[0][k - 1] + weights[1][j - 2] + weights[1][j - 1]
                    value = _value(_likeness(olds[k - 1], text), threshold, weight, few=False)
                    if value and above[j - 2] + value > top:
                        top, how = above[j - 2] + value, (1, 2)
            row[j] = top
            if how != (1, 0):
                step[k, j] = how
    beads, k, j = [], n, m
    while k and j:
        down, right = step.get((k, j), (1, 0))
        k, j = k - down, j - right
        if down and right:
            beads.append(Bead(k, k + down, j, j + right))
    return beads[::-1]
