"""Pair the sentences of a passage with those of its edited form, in order.

A bead strings one or two old sentences to one or two new ones (a sentence may have been split or
two joined); sentences that resemble nothing enough stay off the string.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from anchoring.words import another_claim, facts_lost, kept, words

BAND = 60  # sentences that a long passage may shift before its sentences are given up


@dataclass(frozen=True, slots=True)
class Bead:
    """Old sentences `old` to `old_end` became new sentences `new` to `new_end` (ends exclusive)."""

    old: int
    old_end: int
    new: int
    new_end: int


def string(olds: Sequence[str], news: Sequence[str], *, threshold: float, strict: bool = False) -> list[Bead]:
    """The beads, in order, that keep most of the wording; every pair at least `threshold` alike.

    A strict string has no pair in which a name or number was lost.
    """
    worth = _worth(olds, news, threshold)
    if strict:
        worth = {pair: w for pair, w in worth.items() if not facts_lost(olds[pair[0]], news[pair[1]])}
    return _grown(_heaviest(worth, len(news)), olds, news) if worth else []


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


def _worth(olds: Sequence[str], news: Sequence[str], threshold: float) -> dict[tuple[int, int], float]:
    """What each pair would add to the string, for the pairs alike enough to be one sentence edited."""
    worth = {}
    sieve = threshold - 0.15
    codes: dict[str, str] = {}
    for k, j in _promising(_coded(olds, codes), _coded(news, codes), sieve):
        old = words(olds[k])
        weight = old.weight + words(news[j]).weight
        same = kept(olds[k], news[j])
        alike = 2 * same / weight
        # A clause put in, or a sentence joined on, makes the new one longer, not another.
        holds = same >= 0.85 * old.weight and len(old.keys) >= 5
        if (alike >= threshold or (holds and alike >= sieve)) and not another_claim(olds[k], news[j]):
            # Of two look-alikes the one with the same names and numbers is the sentence meant.
            worth[k, j] = max(alike - 0.4 - 0.15 * facts_lost(olds[k], news[j]), 0.05) * weight
    return worth


def _coded(texts: Sequence[str], codes: dict[str, str]) -> list[str]:
    """Every text with one character a word: characters are compared far faster than words."""
    return [
        "".join([codes.setdefault(key, chr(len(codes) + 1)) for key in words(text).keys]) for text in texts
    ]


def _promising(a: list[str], b: list[str], sieve: float) -> list[tuple[int, int]]:
    """The pairs that share words enough, and for whose both sides nothing far better is there."""
    narrow = len(a) * len(b) > 4 * BAND * BAND
    rough: dict[tuple[int, int], float] = {}
    rows, columns = [0.0] * len(a), [0.0] * len(b)
    for k, old in enumerate(a):
        middle = k * len(b) // len(a)
        for j in range(max(0, middle - BAND), min(len(b), middle + BAND)) if narrow else range(len(b)):
            if old and b[j] and (alike := Indel.normalized_similarity(old, b[j], score_cutoff=sieve)):
                rough[k, j] = alike
                rows[k], columns[j] = max(rows[k], alike), max(columns[j], alike)
    return [(k, j) for (k, j), alike in rough.items() if alike >= 0.65 * min(rows[k], columns[j])]


def _grown(pairs: list[tuple[int, int]], olds: Sequence[str], news: Sequence[str]) -> list[Bead]:
    """The pairs as beads, grown over neighbours off the string whose words they hold."""
    beads: list[Bead] = []
    for n, (k, j) in enumerate(pairs):
        k_from, j_from = (beads[-1].old_end, beads[-1].new_end) if beads else (0, 0)
        k_to, j_to = pairs[n + 1] if n + 1 < len(pairs) else (len(olds), len(news))
        k_end, j_end, old, new = k + 1, j + 1, olds[k], news[j]
        while k > k_from and _adds(olds[k - 1], old, new, joined=olds[k - 1] + " " + old):
            k, old = k - 1, olds[k - 1] + " " + old
        while k_end < k_to and _adds(olds[k_end], old, new, joined=old + " " + olds[k_end]):
            k_end, old = k_end + 1, old + " " + olds[k_end]
        while j > j_from and _adds(news[j - 1], new, old, joined=news[j - 1] + " " + new):
            j, new = j - 1, news[j - 1] + " " + new
        while j_end < j_to and _adds(news[j_end], new, old, joined=new + " " + news[j_end]):
            j_end, new = j_end + 1, new + " " + news[j_end]
        beads.append(Bead(k, k_end, j, j_end))
    return beads


def _adds(part: str, side: str, other: str, *, joined: str) -> bool:
    """Whether most words of `part` stand in `other` beyond those that `side` has there already."""
    return kept(joined, other) - kept(side, other) > 0.6 * words(part).weight
