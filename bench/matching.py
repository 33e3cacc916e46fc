"""Time the search for checked claims among 200,000 invented ones.

    python -m bench matching

Ours includes reading the new claim (its embedding). The peer is the database's own full-text search for the
same words, ranked, ten best: PostgreSQL's where DATABASE_URL names one, else SQLite's BM25. On PostgreSQL
ours fetches the ten claims from there, too. Last comes the product's whole way for a new claim. Vectors are
random: the time does not depend on what they say.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence

import numpy as np
import psutil
from django.db import connection

from bench.measure import milliseconds, paired, percentile, shown
from bench.suggesting import measure
from matching import SIZE, Index, embed, pack, unpack

CLAIMS = 200_000
WORDS = 18  # of a claim
VOCABULARY = 60_000
QUERIES = 60
PAIRED = 8  # of them that the peer is asked, too
SEED = 7
BEST = 10
TABLE = """
CREATE TABLE bench_claims (
    id integer PRIMARY KEY, words text, vector bytea,
    searched tsvector GENERATED ALWAYS AS (to_tsvector('english', words)) STORED
)
"""
PUT_IN = "INSERT INTO bench_claims (id, words, vector) VALUES (%s, %s, %s)"
RANKED = """
SELECT id FROM bench_claims, to_tsquery('english', %s) AS asked
WHERE searched @@ asked
ORDER BY ts_rank(searched, asked) DESC LIMIT 10
"""


def invented(chance: np.random.Generator, size: int = CLAIMS) -> list[str]:
    """Claims whose words are as unevenly spread as those of real ones: Zipf's law."""
    share = 1 / np.arange(1, VOCABULARY + 1)
    picked = chance.choice(VOCABULARY, size=(size, WORDS), p=share / share.sum())
    return [" ".join(f"w{_letters(n)}" for n in row) for row in picked.tolist()]


def _letters(number: int) -> str:
    return "".join("bcdfghjklm"[int(figure)] for figure in str(number))


def in_database(claims: Sequence[str], vectors: np.ndarray) -> Callable[[str], list[object]]:
    """The claims in this installation's PostgreSQL, with an index on their words; its search."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.executemany(
            PUT_IN, ((n, c, pack(v)) for n, (c, v) in enumerate(zip(claims, vectors, strict=True)))
        )
        cursor.execute("CREATE INDEX ON bench_claims USING gin (searched)")
        cursor.execute("ANALYZE bench_claims")

    def search(query: str) -> list[object]:
        with connection.cursor() as cursor:
            cursor.execute(RANKED, [" | ".join(query.split())])
            return cursor.fetchall()

    return search


def in_sqlite(claims: Sequence[str]) -> Callable[[str], list[object]]:
    """SQLite's full-text search over the claims, in memory."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE claims USING fts5(words, tokenize='porter unicode61')")
    table.executemany("INSERT INTO claims (words) VALUES (?)", ((claim,) for claim in claims))

    def search(query: str) -> list[object]:
        asked = " OR ".join(query.split())
        ranked = "SELECT rowid FROM claims WHERE claims MATCH ? ORDER BY rank LIMIT 10"
        return table.execute(ranked, (asked,)).fetchall()

    return search


def built(claims: Sequence[str], vectors: np.ndarray) -> tuple[Index, float]:
    """Our index, from the database where it holds the claims, and the seconds that took."""
    began = time.perf_counter()
    index = Index()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, words, vector FROM bench_claims ORDER BY id")
            for number, words, packed in cursor:
                index.add(str(number), [words], unpack(bytes(packed)))
    else:
        for number, (words, vector) in enumerate(zip(claims, vectors, strict=True)):
            index.add(str(number), [words], vector)
    return index, time.perf_counter() - began


def fetched(keys: Sequence[str]) -> None:
    """The rows of the best claims, as a page would show them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, words FROM bench_claims WHERE id = ANY(%s)", [[int(key) for key in keys]]
            )
            cursor.fetchall()


def main() -> None:
    """Print times of a search, ours and the peer's, and what the index costs."""
    chance = np.random.default_rng(SEED)
    claims = invented(chance)
    vectors = chance.standard_normal((CLAIMS, SIZE), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    on_postgres = connection.vendor == "postgresql"
    peer = in_database(claims, vectors) if on_postgres else in_sqlite(claims)
    memory = psutil.Process().memory_info
    before = memory().rss
    index, seconds = built(claims, vectors)
    grown = (memory().rss - before) / 2**20
    print(f"{len(index):,} claims of {WORDS} words; index built in {seconds:.0f} s, {grown:,.0f} MB")
    queries = [claims[int(n)] for n in chance.integers(0, CLAIMS, QUERIES)]

    def ours(query: str) -> None:
        fetched([match.key for match in index.nearest(query, limit=BEST)])

    ours(queries[0])
    times = [milliseconds(lambda q=query: ours(q)) for query in queries]
    read = [milliseconds(lambda q=query: embed([q])) for query in queries]
    print(f"ours: {shown(times)}; of it reading the new claim: {shown(read)}; aim: p95 ≤ 100 ms")
    name = "PostgreSQL's full-text search" if on_postgres else "SQLite's full-text search"
    pairs = [paired(lambda q=q: ours(q), lambda q=q: peer(q), turns=1) for q in queries[:PAIRED]]
    print(f"{name}: median {percentile([p.peer * 1000 for p in pairs], 0.5):.0f} ms, ", end="")
    print(f"p95 {percentile([p.peer * 1000 for p in pairs], 0.95):.0f} ms; ", end="")
    print(f"ours takes {percentile([p.ratio for p in pairs], 0.5):.2f} of its time")
    measure(claims, vectors, [_retold(query) for query in queries])


def _retold(claim: str) -> str:
    """The claim in two thirds of its words, turned round."""
    return " ".join(reversed(claim.split()[: WORDS * 2 // 3]))
