"""The claims that come closest to a text, by meaning and words together; all are compared, none is skipped.

Vectors are kept and compared in whole numbers, a byte each, so equals stay equal; claims that score alike
come in the order in which they were added. Safe to call from several threads.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.postings import Postings, Whole
from matching.sentences import SIZE, Vectors, in_whole_numbers, vector_of
from matching.words import terms

WORDS = 0.14  # what one rare word in common weighs beside the likeness of meaning, which is at most 1
MIDDLE, SLOPE = 0.85, 6.0  # of the score, so that it spreads over 0 to 1 where people waver
BLOCK = 1024  # rows compared at once: they and their copy stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Match:
    """A claim that may say the same. `score` orders; `likeness` and `shared` say why."""

    key: str
    score: float  # 0 to 1, to order by; a guide, no probability
    likeness: float  # cosine of the meanings, -1 to 1
    shared: tuple[str, ...]  # words in common, the rarest first, in the form in which they are compared


class Index:
    """Claims under keys of the caller's, in memory; words weigh as among the `whole`, where one is given.

    What is removed, or added again, keeps its place until the index is built anew.
    """

    def __init__(self, whole: Whole | None = None) -> None:
        self._lock = threading.RLock()
        self._rows: dict[str, int] = {}
        self._keys: list[str] = []
        self._postings = Postings(whole)
        self._numbers = np.zeros((0, SIZE), dtype=np.int8)
        self._steps = np.zeros(0, dtype=np.float32)
        self._removed = np.zeros(0, dtype=np.bool_)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def add(self, key: str, texts: Sequence[str], vector: Vectors | None = None) -> None:
        """Put a claim in, told in one or several ways; instead of what stood under the key before.

        `vector` is `vector_of(texts)`, for callers who kept it.
        """
        self.put(key, telling(texts), vector_of(texts) if vector is None else vector)

    def put(self, key: str, words: Sequence[str], vector: Vectors) -> None:
        """As `add`, for callers who kept `telling(texts)` and `vector_of(texts)`."""
        numbers, step = in_whole_numbers(vector)
        with self._lock:
            self.remove(key)
            row = len(self._keys)
            self._make_room(row + 1)
            self._numbers[row], self._steps[row], self._removed[row] = numbers, step, False
            self._postings.append(words)
            self._keys.append(key)
            self._rows[key] = row

    def remove(self, key: str) -> None:
        """Take a claim out; nothing happens where there is none."""
        with self._lock:
            row = self._rows.pop(key, None)
            if row is not None:
                self._removed[row] = True

    def nearest(
        self, text: str, *, limit: int = 10, least: float = 0.0, vector: Vectors | None = None
    ) -> list[Match]:
        """The best claims for a text, best first: at most `limit`, none that scores below `least`.

        `vector` is `vector_of([text])`, for callers who have it.
        """
        asked = terms(text)
        numbers, step = in_whole_numbers(vector_of([text]) if vector is None else vector)
        with self._lock:
            likeness = self._likeness(numbers, step)
            total = likeness + np.float32(WORDS) * self._postings.scores(asked)
            total[self._removed[: len(total)]] = -np.inf
            found = [
                Match(self._keys[row], score_of(float(total[row])), float(likeness[row]), shared)
                for row in best_rows(total, min(limit, len(self._rows)))
                for shared in [self._postings.shared(row, asked)]
            ]
        return [match for match in found if match.score >= least]

    def _make_room(self, rows: int) -> None:
        """Room for so many rows; it doubles, so that adding one by one stays cheap."""
        if rows > len(self._steps):
            size = max(rows, 2 * len(self._steps), BLOCK)
            self._numbers = _grown(self._numbers, size)
            self._steps = _grown(self._steps, size)
            self._removed = _grown(self._removed, size)

    def _likeness(self, asked: NDArray[np.int8], step: float) -> NDArray[np.float32]:
        """The cosine of every row with what is asked."""
        size = len(self._keys)
        wanted = asked.astype(np.float32)
        products = np.empty(size, dtype=np.float32)
        copy = np.empty((BLOCK, SIZE), dtype=np.float32)
        for start in range(0, size, BLOCK):
            block = self._numbers[start : min(start + BLOCK, size)]
            np.copyto(copy[: len(block)], block)
            # Sums of 384 products of bytes stay below 2**24: exact in this type, in whatever order.
            np.dot(copy[: len(block)], wanted, out=products[start : start + len(block)])
        return products * (self._steps[:size] * np.float32(step))


def telling(texts: Sequence[str]) -> list[str]:
    """The words by which a claim, told in one or several ways, is found."""
    return [term for text in texts for term in terms(text)]


def score_of(total: float) -> float:
    """A weighed sum as a score from 0 to 1."""
    return round(1 / (1 + math.exp(-SLOPE * (total - MIDDLE))), 4)


def best_rows(total: NDArray[np.float32], limit: int) -> list[int]:
    """The rows with the highest totals, highest first, earlier rows first among equals."""
    limit = min(limit, len(total))
    if limit < 1:
        return []
    least = np.partition(total, len(total) - limit)[len(total) - limit]
    rows = np.flatnonzero(total >= least)
    return [int(row) for row in rows[np.argsort(-total[rows], kind="stable")][:limit]]


def _grown(rows: NDArray[Any], size: int) -> NDArray[Any]:
    grown = np.zeros((size, *rows.shape[1:]), dtype=rows.dtype)
    grown[: len(rows)] = rows
    return grown
