"""The closest claims, picked by PostgreSQL's index over vectors and by rare words, weighed as in memory.

`claims/nearest.py` chooses this where the database keeps vectors (`claims/vectors.py`). The index over them
may overlook one in a hundred; what it finds is scored as the index in memory scores it.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import transaction

from claims.models import Meaning, MeaningClock
from claims.vectors import catch_up, literal, rows
from matching import Index, Match, Whole, in_whole_numbers, terms, unpack, vector_of, version

PICKED = 200  # by meaning, and at most as many by words
COMMON = 1000  # claims with a word, from which on it is counted once in a while and not every time
READ = 3000  # claims that are looked at for their words, those with the rarest words first
SMALL = 5000  # claims up to which a shelf is counted every time
STALE = 50  # a larger one is counted again when a fiftieth of it has changed

BY_MEANING = """
SELECT id FROM claims_meaning WHERE shelf = %s AND version = %s ORDER BY vector <=> %s::halfvec LIMIT %s
"""
THOROUGHLY = """
SELECT set_config('hnsw.ef_search', %s, true), set_config('hnsw.iterative_scan', 'relaxed_order', true)
"""
BY_WORDS = """
SELECT id FROM claims_meaning WHERE shelf = %s AND version = %s AND terms && %s::text[]
ORDER BY (
    SELECT sum(asked.rarity) FROM unnest(%s::text[], %s::float[]) AS asked (term, rarity)
    WHERE asked.term = ANY (terms)
) DESC
LIMIT %s
"""
PICKED_ONES = """
SELECT claim_id, review_id, packed, terms FROM claims_meaning
WHERE shelf = %s AND id = ANY (%s) AND kept IS NOT NULL ORDER BY number
"""
CENSUS = """
SELECT count(*), coalesce(avg(cardinality(terms)), 0)::float FROM claims_meaning
WHERE shelf = %s AND version = %s
"""
COUNTS = """
SELECT term, (
    SELECT count(*) FROM (
        SELECT FROM claims_meaning WHERE shelf = %s AND terms @> ARRAY[term] LIMIT %s
    ) AS having_it
)
FROM unnest(%s::text[]) AS term
"""


@dataclass(slots=True)
class Census:
    """How many claims a shelf has, how long they are, and which words many of them have."""

    number: int  # of the clock, when they were counted
    size: int
    mean: float
    common: dict[str, int] = field(default_factory=dict)

    def holds(self, now: int) -> bool:
        """Whether it is near enough still."""
        return self.size > SMALL and abs(now - self.number) * STALE < self.size


class PickedShelf:
    """What was checked, or what is open: asked as an `Index` is. Safe to call from several threads."""

    def __init__(self, shelf: Meaning.Shelf) -> None:
        self._shelf = shelf
        self._lock = threading.Lock()
        self._census: Census | None = None

    def nearest(
        self, text: str, *, limit: int = 10, least: float = 0.0, vector: np.ndarray | None = None
    ) -> list[Match]:
        """The best claims for a text, best first; see `matching.Index.nearest`."""
        vector = vector_of([text]) if vector is None else vector
        asked = sorted(set(terms(text)))
        census = self._counted()
        whole = Whole(census.size, census.mean, self._counts(asked, census))
        ids = self._by_meaning(vector) | self._by_words(asked, whole)
        index = Index(whole)
        for claim_id, review_id, packed, words in self._ask(PICKED_ONES, list(ids)):
            index.put(
                f"claim:{claim_id}" if claim_id else f"review:{review_id}", words, unpack(bytes(packed))
            )
        return index.nearest(text, limit=limit, least=least, vector=vector)

    def _ask(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return rows(query, self._shelf.value, *parameters)

    def _by_meaning(self, vector: np.ndarray) -> set[int]:
        numbers, step = in_whole_numbers(vector)
        if not step:  # nothing was said that has a meaning, so nothing is near it
            return set()
        with transaction.atomic():
            rows(THOROUGHLY, str(PICKED))
            return {pk for (pk,) in self._ask(BY_MEANING, version(), literal(numbers), PICKED)}

    def _by_words(self, asked: list[str], whole: Whole) -> set[int]:
        """Those that share the rarest words, as far as not too many have them."""
        rare: list[str] = []
        room = READ
        for term in sorted(asked, key=whole.counts.__getitem__):
            room -= whole.counts[term]
            if whole.counts[term] and room >= 0:
                rare.append(term)
        if not rare:
            return set()
        weights = [whole.rarity(term) for term in rare]
        return {pk for (pk,) in self._ask(BY_WORDS, version(), rare, rare, weights, PICKED)}

    def _counted(self) -> Census:
        now = MeaningClock.objects.values_list("number", flat=True).first() or 0
        with self._lock:
            known = self._census
        if known is None or not known.holds(now):
            [(size, mean)] = self._ask(CENSUS, version())
            known = Census(now, size, mean)
            with self._lock:
                self._census = known
        return known

    def _counts(self, asked: list[str], census: Census) -> Mapping[str, int]:
        """How many claims have each word; exactly, or as it was at the census for common words."""
        counts = {term: census.common[term] for term in asked if term in census.common}
        unknown = [term for term in asked if term not in counts]
        if unknown:
            counts |= dict(self._ask(COUNTS, COMMON + 1, unknown))
            if common := [term for term in unknown if counts[term] > COMMON]:
                found = dict(self._ask(COUNTS, census.size + 1, common))
                census.common.update(found)
                counts |= found
        return counts


class Picking:
    """What was checked, and what is open, as the database has it at this moment."""

    def __init__(self) -> None:
        self.checked, self.open = PickedShelf(Meaning.Shelf.CHECKED), PickedShelf(Meaning.Shelf.OPEN)

    def follow(self) -> "Picking":
        """Have the database keep what changed since the last time; returns itself."""
        catch_up()
        return self
