"""How much a statement asks to be checked, as a score from 0 to 1, and why, in words an editor reads.

The signs and their weights (`signs.py`) are set by hand from what fact-checkers look for: figures, records,
deeds of named people count for a statement; questions, opinions, promises, courtesies against it. Nothing
was fitted. After F. Arslan et al., “A Benchmark Dataset of Check-worthy Factual Claims” (2020).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from extraction.signs import BREVITY, FOR_LENGTH, FULL_LENGTH, KNOWN_SOURCE, LONGEST, SIGNS, WORD

SourceKind = Literal["person", "organisation", "place", "group", ""]
BIAS = -3.2
FEW = 5  # words: shorter statements say little
MOST = 400  # words that are counted


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for checking a statement (`weight` above 0) or against it (below)."""

    words: str
    weight: float


def worth(words: str, source: SourceKind = "") -> float:
    """How much a statement asks to be checked, from 0 (a greeting) to 1 (figures, compared, of the past)."""
    total = BIAS + sum(reason.weight for reason in _weighed(words[:LONGEST], source))
    return round(1 / (1 + math.exp(-total)), 3)


def reasons(words: str, source: SourceKind = "") -> list[Reason]:
    """Why `worth` says so: what weighs most first. What has no words of its own (length) is left out."""
    together: dict[str, float] = {}
    for reason in _weighed(words[:LONGEST], source):
        if reason.words:
            together[reason.words] = together.get(reason.words, 0.0) + reason.weight
    told = [Reason(name, round(weight, 2)) for name, weight in together.items()]
    return sorted(told, key=lambda reason: -abs(reason.weight))


def _weighed(words: str, source: SourceKind) -> Iterator[Reason]:
    """Every sign that is there, with its share of the total."""
    for sign in SIGNS:
        found = sum(1 for _ in zip(range(sign.full), sign.pattern.finditer(words), strict=False))
        if found:
            yield Reason(sign.words, sign.weight * found / sign.full)
    count = sum(1 for _ in zip(range(MOST), WORD.finditer(words), strict=False))
    yield Reason("", FOR_LENGTH * min(count, FULL_LENGTH) / FULL_LENGTH)
    if count < FEW:
        yield Reason("very short", BREVITY)
    if source in ("person", "organisation"):
        yield Reason("a known source", KNOWN_SOURCE)
