"""Which claims have which words, and BM25 over them, while claims come and go.

BM25 as S. Robertson, H. Zaragoza, “The Probabilistic Relevance Framework” (2009), give it, with the rarity of
words as Lucene counts it (never below zero) and its usual constants; a word that is asked for twice counts
once, for those who shout repeat themselves.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FREQUENCY = 1.2  # k1: how soon another of the same word counts little
LENGTH = 0.75  # b: how much a long claim must do more


@dataclass(frozen=True, slots=True)
class Whole:
    """What a few claims were picked from, so that their words weigh as they would among all of them."""

    size: int  # claims
    mean: float  # words of a claim
    counts: Mapping[str, int]  # claims that have each of the words that will be asked for

    def rarity(self, term: str) -> float:
        """As `Postings.rarity` among all of them."""
        return _rarity(min(self.counts.get(term, 0), self.size), self.size)


class Postings:
    """Claims are rows, numbered from 0 in the order in which they came; of a `whole`, if one is given."""

    def __init__(self, whole: Whole | None = None) -> None:
        self._whole = whole
        self._places: dict[str, tuple[array[int], array[int]]] = {}  # word -> rows, and how often in each
        self._lengths = array("I")
        self._words = 0

    def __len__(self) -> int:
        return len(self._lengths)

    def append(self, terms: Collection[str]) -> None:
        """The next row's words."""
        row = len(self._lengths)
        for term, count in Counter(terms).items():
            rows, counts = self._places.setdefault(term, (array("I"), array("B")))
            rows.append(row)
            counts.append(min(count, 255))
        self._lengths.append(len(terms))
        self._words += len(terms)

    def rarity(self, term: str) -> float:
        """From 0 (in every claim) to 1 and a little (in none): what one shared word is worth."""
        if self._whole:
            return self._whole.rarity(term)
        return _rarity(len(self._places[term][0]) if term in self._places else 0, len(self._lengths))

    def scores(self, terms: Iterable[str]) -> NDArray[np.float32]:
        """What every row shares with these words: about how many rare words."""
        total = np.zeros(len(self._lengths), dtype=np.float32)
        lengths = np.frombuffer(self._lengths, dtype=np.uint32)
        mean = (self._whole.mean if self._whole else self._words / max(len(lengths), 1)) or 1.0
        for term in dict.fromkeys(terms):
            if term in self._places:
                rows = np.frombuffer(self._places[term][0], dtype=np.uint32)
                counts = np.frombuffer(self._places[term][1], dtype=np.uint8).astype(np.float32)
                against = FREQUENCY * (1 - LENGTH + LENGTH / mean * lengths[rows])
                total[rows] += self.rarity(term) * (FREQUENCY + 1) * counts / (counts + against)
        return total

    def shared(self, row: int, terms: Iterable[str]) -> tuple[str, ...]:
        """Which of these words a row has, the rarest first."""
        found = []
        for term in dict.fromkeys(terms):
            rows = self._places[term][0] if term in self._places else ()
            at = bisect_left(rows, row)
            if at < len(rows) and rows[at] == row:
                found.append(term)
        return tuple(sorted(found, key=self.rarity, reverse=True))


def _rarity(found: int, size: int) -> float:
    return math.log(1 + (size - found + 0.5) / (found + 0.5)) / math.log(size + 2)
