"""Vectors of meanings in a PostgreSQL that has pgvector, and the index over them; `claims/picking.py` asks.

Beside each `Meaning` stand its vector, its telling words and the `number` for which both hold, in columns
that only these two modules know. All can be computed anew. Whether they are there is seen in the database.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import connection, transaction

from claims.models import Meaning
from matching import SIZE, telling

LEAST_VERSION = (0, 8)  # of pgvector: from it on, a search goes on until enough are found that may count
CHUNK = 1000  # meanings that are written between two commits
SHELVES = (Meaning.Shelf.CHECKED.value, Meaning.Shelf.OPEN.value)
COLUMNS = {"vector": f"halfvec({SIZE})", "terms": "text[]", "kept": "bigint"}
INDEXES = {
    "meaning_unkept": "(number) WHERE kept IS DISTINCT FROM number",
    **{f"meaning_terms_{each}": f"USING gin (terms) WHERE shelf = '{each}'" for each in SHELVES},
    **{
        f"meaning_near_{each}": f"USING hnsw (vector halfvec_cosine_ops) WHERE shelf = '{each}'"
        for each in SHELVES
    },
}
LOCK = 0x6D65616E  # "mean": one builds at a time
EVERY = 0.5  # seconds between two looks at how far an index is

AVAILABLE = """
SELECT coalesce(installed_version, default_version) FROM pg_available_extensions WHERE name = 'vector'
"""
VALID = """
SELECT count(*) FROM pg_index WHERE indisvalid AND indrelid = to_regclass('claims_meaning')
AND indexrelid = ANY (SELECT to_regclass(name) FROM unnest(%s::text[]) AS name)
"""
HALF_MADE = "SELECT 1 FROM pg_index WHERE NOT indisvalid AND indexrelid = to_regclass(%s)"
HOW_FAR = """
SELECT blocks_done, blocks_total FROM pg_stat_progress_create_index
WHERE relid = to_regclass('claims_meaning') AND blocks_total > 0
"""
WAITING = "SELECT count(*) FROM claims_meaning WHERE kept IS DISTINCT FROM number"
CHANGED = """
SELECT m.id, m.number, m.packed, c.statement, r.claim_reviewed, r.title
FROM claims_meaning m
LEFT JOIN claims_claim c ON c.id = m.claim_id
LEFT JOIN claims_importedreview r ON r.id = m.review_id
WHERE m.kept IS DISTINCT FROM m.number ORDER BY m.number LIMIT %s FOR UPDATE OF m SKIP LOCKED
"""
KEEP = """
UPDATE claims_meaning m
SET vector = new.vector::halfvec, terms = string_to_array(new.terms, ' '), kept = new.number
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[]) AS new (id, number, vector, terms)
WHERE m.id = new.id
"""

Told = Callable[[str, int, int], None]


def hindrance() -> str:
    """Why this database can keep no vectors, with what to do about it; empty where it can."""
    if connection.vendor != "postgresql":
        return "Only PostgreSQL has pgvector; on this database meanings are compared in the process."
    found = rows(AVAILABLE)
    if not found:
        return (
            "This PostgreSQL server has no pgvector. Install its package on the server, then run this again."
        )
    if tuple(int(part) for part in found[0][0].split(".")[:2]) < LEAST_VERSION:
        least = ".".join(map(str, LEAST_VERSION))
        return f"pgvector {found[0][0]} is too old: install {least} and run ALTER EXTENSION vector UPDATE."
    return ""


def are_kept() -> bool:
    """Whether this database has all that `build` makes, whole and valid."""
    if connection.vendor != "postgresql":
        return False
    [(found,)] = rows(VALID, list(INDEXES))
    return bool(found == len(INDEXES))


def build(told: Told = lambda what, done, of: None) -> bool:
    """Make columns and indexes and fill them. What is there stays; killed at any time, it goes on when called
    again; False where somebody else is building.

    `told` hears what is being done, how much of it, and of how much. Outside a transaction claims are decided
    and compared as before meanwhile. Raises DatabaseError where the extension may not be created.
    """
    with connection.cursor() as cursor:
        [(is_ours,)] = rows("SELECT pg_try_advisory_lock(%s)", LOCK)
        if not is_ours:
            return False
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            for name, kind in COLUMNS.items():
                cursor.execute(f"ALTER TABLE claims_meaning ADD COLUMN IF NOT EXISTS {name} {kind}")
            _make_index("meaning_unkept", told)
            _fill(told)
            for name in INDEXES:
                _make_index(name, told)
            _fill(told)
            cursor.execute("ANALYZE claims_meaning")
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return True


def drop() -> None:
    """Take away what `build` made, but for the extension; meanings are compared in the process again."""
    with connection.cursor() as cursor:
        for name in INDEXES:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
        for name in COLUMNS:
            cursor.execute(f"ALTER TABLE claims_meaning DROP COLUMN IF EXISTS {name}")


def catch_up() -> None:
    """Keep the vectors and words of whatever changed; one query where nothing did."""
    while _catch_up_once() == CHUNK:
        pass


@transaction.atomic
def _catch_up_once() -> int:
    """Those that somebody else is changing or keeping at this moment are left to them, or to the next."""
    changed = rows(CHANGED, CHUNK)
    if changed:
        ids, numbers, vectors, words = [], [], [], []
        for pk, number, packed, *texts in changed:
            ids.append(pk)
            numbers.append(number)
            vectors.append(literal(np.frombuffer(bytes(packed), dtype=np.int8, offset=4)))
            words.append(" ".join(telling([text for text in texts if text])))
        with connection.cursor() as cursor:
            cursor.execute(KEEP, [ids, numbers, vectors, words])
    return len(changed)


def literal(numbers: np.ndarray) -> str:
    """A vector as pgvector reads it: whole numbers up to 127, so half precision loses nothing, and cosine
    asks for no scale."""
    return f"[{','.join(map(str, numbers.tolist()))}]"


def rows(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What the database answers."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def _fill(told: Told) -> None:
    [(waiting,)] = rows(WAITING)
    done = 0
    while written := _catch_up_once():
        done += written
        told("meanings", done, max(done, waiting))


def _make_index(name: str, told: Told) -> None:
    """The index, valid: one that a killed command left half made is made anew."""
    with connection.cursor() as cursor:
        if rows(HALF_MADE, name):
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        how = "" if connection.in_atomic_block else "CONCURRENTLY"
        with _watched(name, told):
            cursor.execute(f"CREATE INDEX {how} IF NOT EXISTS {name} ON claims_meaning {INDEXES[name]}")


@contextmanager
def _watched(name: str, told: Told) -> Iterator[None]:
    """Tell how far the index is, seen through a connection of its own, as long as it is being made."""
    done = threading.Event()

    def watch() -> None:
        try:
            while not done.wait(EVERY):
                for so_far, of in rows(HOW_FAR):
                    told(name, so_far, of)
        finally:
            connection.close()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
