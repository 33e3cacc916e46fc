"""How well the checked claim behind a new one is found: CLEF 2020 CheckThat! task 2, of tweets.

BM25 is SQLite's own (FTS5, its usual constants), over the same texts and the tweets as they stand. Ours are
what `matching/` ships; nothing was learnt from this set but the weight of words beside meaning (train only).
"""

from __future__ import annotations

import csv
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matching import Index, embed, terms
from matching.index import best_rows
from matching.postings import Postings
from matching.words import WORD

FOLDER = Path("data", "claim-matching")
COLUMNS = ("MAP", "MAP@5", "recall@5", "P@1", "ms/query")
DEPTH = 1000  # how far a ranking is read
SPLITS = ("train", "dev")
Rank = Callable[[str], Sequence[str]]  # a new claim -> keys of checked claims, best first


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked claim: its words and the headline over the check."""

    key: str
    texts: tuple[str, str]


def read(path: Path) -> list[list[str]]:
    """The rows of a table, without its head."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t"))[1:]


def right_keys(path: Path) -> dict[str, set[str]]:
    """Query -> the checked claims that it repeats."""
    found: dict[str, set[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        query, _, key, is_right = line.split()
        if int(is_right):
            found.setdefault(query, set()).add(key)
    return found


def full_text(claims: Sequence[Checked], tokenizer: str) -> Rank:
    """SQLite's BM25: any of the query's words."""
    table = sqlite3.connect(":memory:")
    table.execute(
        {
            "words": "CREATE VIRTUAL TABLE claims USING fts5(words, tokenize='unicode61')",
            "stems": "CREATE VIRTUAL TABLE claims USING fts5(words, tokenize='porter unicode61')",
        }[tokenizer]
    )
    table.executemany("INSERT INTO claims (words) VALUES (?)", [(" ".join(c.texts),) for c in claims])

    def rank(query: str) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in WORD.findall(query))
        found = table.execute(
            "SELECT rowid FROM claims WHERE claims MATCH ? ORDER BY rank, rowid LIMIT ?", (asked, DEPTH)
        )
        return [claims[row - 1].key for (row,) in found]

    return rank


def systems(claims: Sequence[Checked]) -> dict[str, Rank]:
    """The rankings that are compared."""
    keys = [claim.key for claim in claims]
    vectors = embed(claim.texts[0] for claim in claims) + embed(claim.texts[1] for claim in claims)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    postings, index = Postings(), Index()
    for claim, vector in zip(claims, vectors, strict=True):
        postings.append([term for text in claim.texts for term in terms(text)])
        index.add(claim.key, claim.texts, vector)

    def by(scores: Callable[[str], Any]) -> Rank:
        return lambda query: [keys[row] for row in best_rows(scores(query), DEPTH)]

    return {
        "BM25": full_text(claims, "words"),
        "BM25, Porter's stems": full_text(claims, "stems"),
        "BM25, our words": by(lambda query: postings.scores(terms(query))),
        "embeddings alone": by(lambda query: vectors @ embed([query])[0]),
        "Newsroom": lambda query: [match.key for match in index.nearest(query, limit=DEPTH)],
    }


def score(ranking: Sequence[str], right: set[str]) -> tuple[float, float, float, float]:
    """Average precision, the same of the first five, recall of the first five, whether the first is right."""
    places = [place for place, key in enumerate(ranking, 1) if key in right]
    precisions = [n / place for n, place in enumerate(places, 1)]
    early = sum(place <= 5 for place in places)
    return (
        sum(precisions) / len(right),
        sum(precisions[:early]) / len(right),
        early / len(right),
        float(bool(places) and places[0] == 1),
    )


def tables(shared: Path) -> Iterator[tuple[str, dict[str, dict[str, float]]]]:
    """For each split: a title, and for each system its columns. Raises FileNotFoundError without the data."""
    folder = shared / FOLDER
    claims = [Checked(key, (words, title)) for key, words, title in read(folder / "verified_claims.docs.tsv")]
    ranks = systems(claims)
    for split in SPLITS:
        queries = read(folder / f"{split}.queries.tsv")
        right = right_keys(folder / f"{split}.qrels")
        rows = {}
        for name, rank in ranks.items():
            began = time.process_time()
            scores = np.array([score(rank(text), right[number]) for number, text in queries])
            spent = (time.process_time() - began) / len(queries) * 1000
            values = [*map(float, scores.mean(axis=0)), spent]
            rows[name] = dict(zip(COLUMNS, values, strict=True))
        yield f"**{split}** ({len(queries)} tweets, {len(claims):,} checked claims)", rows
