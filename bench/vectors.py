"""Compare the two ways of finding the closest claims among 200,000: in the process, and by pgvector.

    python -m tests.vectorserver 5433 shared_buffers=1GB maintenance_work_mem=1GB &
    DATABASE_URL=postgres://postgres@127.0.0.1:5433/postgres python -m bench vectors

Both are asked for the same claims in turns, from words and vector to what a claim's page needs. Vectors are
invented, but lie in topics as those of real claims do: in vectors without any order no index finds its way.
`CLAIMS` in the environment makes it smaller.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import django
import numpy as np

from bench.matching import invented
from bench.measure import clock, milliseconds, paired, percentile, shown
from bench.suggesting import fill, load
from claims.matches import LEAST, LOOKED_AT
from claims.nearest import Nearest
from claims.picking import PickedShelf, Picking
from claims.vectors import build, hindrance, rows
from matching import SIZE, Index

CLAIMS = int(os.environ.get("CLAIMS", "200000"))
TOPICS, SUBJECTS = 200, 20  # subjects of a topic
NEAR, NEARER = 0.8, 0.7  # how far a subject is from its topic, a claim from its subject
RETOLD = 0.45  # how far a claim told anew is from itself; about as far as tweets from the claims they repeat
QUERIES = 150
BEST = 10
PAIRED = 40
SEED = 7
SIZES = """
SELECT relname, (pg_table_size(oid) / 2^20)::int FROM pg_class
WHERE relname IN ('claims_meaning', 'meaning_near_checked', 'meaning_terms_checked')
"""


def in_topics(chance: np.random.Generator, size: int) -> np.ndarray:
    """Vectors of unit length, as unevenly spread over topics and their subjects as news is."""
    topics = _directions(chance, TOPICS)
    subjects = near(chance, np.repeat(topics, SUBJECTS, axis=0), NEAR)
    share = 1 / np.arange(10, 10 + len(subjects))
    return near(chance, subjects[chance.choice(len(subjects), size, p=share / share.sum())], NEARER)


def _directions(chance: np.random.Generator, size: int) -> np.ndarray:
    return _unit(chance.standard_normal((size, SIZE), dtype=np.float32))


def near(chance: np.random.Generator, vectors: np.ndarray, far: float) -> np.ndarray:
    return _unit(vectors + np.float32(far) * _directions(chance, len(vectors)))


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def main() -> None:
    """Print times, memory and agreement of both ways."""
    if why := hindrance():
        print(f"vectors: left out. {why}")
        return
    chance = np.random.default_rng(SEED)
    claims, vectors = invented(chance, CLAIMS), in_topics(chance, CLAIMS)
    fill(claims, vectors)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=django.setup) as worker:
        seconds, grown = worker.submit(load).result()
    print(f"in the process: {CLAIMS:,} claims read in {seconds:.0f} s, {grown:,.0f} MB in each worker")
    seconds, size = clock(build), dict(rows(SIZES))
    print(
        f"pgvector: made in {seconds:.0f} s; vectors' index {size['meaning_near_checked']:,.0f} MB, ", end=""
    )
    print(f"words' {size['meaning_terms_checked']:,.0f} MB, the rows {size['claims_meaning']:,.0f} MB")
    exact, picking = Nearest().follow().checked, Picking().checked
    asked = chance.integers(0, CLAIMS, QUERIES)
    told = near(chance, vectors[asked], RETOLD)
    queries = [(" ".join(reversed(claims[n].split()[:12])), v) for n, v in zip(asked, told, strict=True)]
    agreed = [_agreement(exact, picking, *query) for query in queries]
    print(f"  of the best {BEST} it finds {np.mean([share for share, _ in agreed]):.3f}, ", end="")
    print(f"by meaning alone {np.mean([share for _, share in agreed]):.3f}")
    for name, index in (("in the process", exact), ("pgvector", picking)):
        print(f"  {name}: {shown([milliseconds(lambda q=q, i=index: _ask(i, *q)) for q in queries])}")
    ratios = [
        paired(lambda q=q: _ask(picking, *q), lambda q=q: _ask(exact, *q), turns=2).ratio
        for q in queries[:PAIRED]
    ]
    print(f"  in turns, pgvector takes {percentile(ratios, 0.5):.2f} of the time of the process", end="")
    print(f" (p95 {percentile(ratios, 0.95):.2f})")


def _ask(index: Index | PickedShelf, text: str, vector: np.ndarray) -> None:
    index.nearest(text, limit=LOOKED_AT, least=LEAST, vector=vector)


def _agreement(exact: Index, picking: PickedShelf, text: str, vector: np.ndarray) -> tuple[float, float]:
    """How many of the best are found, with words and without."""
    shares = []
    for said in (text, ""):
        best = {each.key for each in exact.nearest(said, limit=BEST, vector=vector)}
        found = {each.key for each in picking.nearest(said, limit=BEST, vector=vector)}
        shares.append(len(best & found) / len(best))
    return shares[0], shares[1]
