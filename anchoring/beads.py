"""Pair the sentences of a passage with those of its edited form, in order.

A bead strings one or two old sentences to one or two new ones (a sentence may have been split or
two joined); sentences that resemble nothing enough stay off the string.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from anchoring.words import Words, kept, words

BAND = 60  # sentences that a long passage may shift before its sentences are given up


@dataclass(frozen=True, slots=True)
class Bead:
    """Old sentences `old` to `old_end` became new sentences `new` to `new_end` (ends exclusive)."""

    old: int
    old_end: int
    new: int
    new_end: int


def string(olds: Sequence[str], news: Sequence[str], *, threshold: float) -> list[Bead]:
    """The beads, in order, that keep most of the wording; every pair at least `threshold` alike."""
    a, b = [words(text) for text in olds], [words(text) for text in news]
    worth = _worth(a, b, threshold)
    if not worth:
        return []
    return _grown(_heaviest(worth, len(b)), a, b, olds, news)


def _heaviest(worth: dict[tuple[int, int], float], width: int) -> list[tuple[int, int]]:
    """The pairs worth most together among those in the same order on both sides.

    A Fenwick tree holds the best chain ending at or before each new sentence, so that long passages
    cost no table of all against all.
    """
    tree: list[tuple[float, int]] = [(0.0, -1)] * (width + 1)
    order = sorted(worth, key=lambda pair: (pair[0], -pair[1]))
    before = []
    for number, (_, j) in enumerate(order):
        best = max((tree[at] for at in _prefixes(j)), default=(0.0, -1))
        before.append(best[1])
        reached, at = (best[0] + worth[order[number]], number), j + 1
        while at <= width:
            tree[at], at = max(tree[at], reached), at + (at & -at)
    number = max(tree[at] for at in _prefixes(width))[1]
    chain = []
    while number >= 0:
        chain.append(order[number])
        number = before[number]
    return chain[::-1]


def _prefixes(at: int) -> list[int]:
    steps = []
    while at:
        steps.append(at)
        at &= at - 1
    return steps


def _worth(a: list[Words], b: list[Words], threshold: float) -> dict[tuple[int, int], float]:
    """What each pair would add to the string, for the pairs alike enough to be one sentence edited."""
    worth = {}
    narrow = len(a) * len(b) > 4 * BAND * BAND
    sieve = threshold - 0.15
    for k, old in enumerate(a):
        middle = k * len(b) // len(a)
        for j in range(max(0, middle - BAND), min(len(b), middle + BAND)) if narrow else range(len(b)):
            new = b[j]
            weight = old.weight + new.weight
            if not weight or not Indel.normalized_similarity(old.keys, new.keys, score_cutoff=sieve):
                continue
            same = kept(old, new)
            alike = 2 * same / weight
            # A clause put in, or a sentence joined on, makes the new one longer, not another.
            holds = same >= 0.85 * old.weight and len(old.keys) >= 5
            if alike >= threshold or (holds and alike >= sieve):
                worth[k, j] = max(alike - 0.4, 0.05) * weight
    return worth


def _grown(
    pairs: list[tuple[int, int]], a: list[Words], b: list[Words], olds: Sequence[str], news: Sequence[str]
) -> list[Bead]:
    """The pairs as beads, grown over neighbours off the string whose words they hold."""
    beads: list[Bead] = []
    for n, (k, j) in enumerate(pairs):
        k_from = beads[-1].old_end if beads else 0
        j_from = beads[-1].new_end if beads else 0
        k_to, j_to = pairs[n + 1] if n + 1 < len(pairs) else (len(a), len(b))
        k_end, j_end, held = k + 1, j + 1, kept(a[k], b[j])
        old, new = olds[k], news[j]
        while k > k_from and (more := kept(words(olds[k - 1] + " " + old), words(new))) > held + _most(
            a[k - 1]
        ):
            k, old, held = k - 1, olds[k - 1] + " " + old, more
        while k_end < k_to and (more := kept(words(old + " " + olds[k_end]), words(new))) > held + _most(
            a[k_end]
        ):
            k_end, old, held = k_end + 1, old + " " + olds[k_end], more
        while j > j_from and (more := kept(words(old), words(news[j - 1] + " " + new))) > held + _most(
            b[j - 1]
        ):
            j, new, held = j - 1, news[j - 1] + " " + new, more
        while j_end < j_to and (more := kept(words(old), words(new + " " + news[j_end]))) > held + _most(
            b[j_end]
        ):
            j_end, new, held = j_end + 1, new + " " + news[j_end], more
        beads.append(Bead(k, k_end, j, j_end))
    return beads


def _most(part: Words) -> float:
    return 0.6 * part.weight
