"""How well check-worthy sentences come first: CLEF 2020 CheckThat! task 5, debates and speeches.

Average precision of each speech's sentences, as a mean over the speeches; the latest fifth of them is dev.
The n-grams are taught with the other speeches in the same run; ours has seen no text of the set.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from extraction.worth import worth

FOLDER = Path("data", "check-worthiness")
FETCHED = Path(__file__).parents[2] / ".eval"
COLUMNS = ("average precision",)
HELD_BACK = 0.2
Speech = list[tuple[str, bool]]  # sentences, and whether each is worth a check
Score = Callable[[Sequence[str]], Any]


def read(path: Path) -> Speech:
    """The sentences of one speech."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [("\t".join(row[2:-1]), row[-1] == "1") for row in rows if len(row) > 3]


def average_precision(scores: Any, right: Any) -> float:
    """Of one ranking; among equals the earlier sentence comes first."""
    hits = np.flatnonzero(right[np.argsort(-scores, kind="stable")]) + 1
    return float((np.arange(1, len(hits) + 1) / hits).mean())


def n_grams(taught: Sequence[Speech]) -> Score | None:
    """A linear support vector machine on words and pairs of words; None without scikit-learn."""
    if FETCHED.exists() and str(FETCHED) not in sys.path:
        sys.path.append(str(FETCHED))  # last, so that our own packages win
    try:
        text = import_module("sklearn.feature_extraction.text")
        svm = import_module("sklearn.svm")
    except ImportError:
        return None
    counted = text.TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    sentences = [words for speech in taught for words, _ in speech]
    model = svm.LinearSVC(C=0.1, class_weight="balanced", random_state=0)
    model.fit(counted.fit_transform(sentences), [is_worth for speech in taught for _, is_worth in speech])
    return lambda words: model.decision_function(counted.transform(words))


def tables(shared: Path) -> Iterator[tuple[str, dict[str, dict[str, float]]]]:
    """For each split: a title, and for each system its column. Raises FileNotFoundError without the data."""
    paths = sorted((shared / FOLDER).glob("*.tsv"))
    if not paths:
        raise FileNotFoundError(shared / FOLDER)
    speeches = [read(path) for path in paths]
    cut = len(speeches) - round(HELD_BACK * len(speeches))
    learnt = n_grams(speeches[:cut])
    ours: dict[str, Score] = {
        "length of the sentence": lambda words: np.array([len(w.split()) for w in words], dtype=float),
        "Newsroom": lambda words: np.array([worth(w) for w in words]),
    }
    peers = {"n-grams, taught with train": learnt} if learnt else {}
    for split, part in (("train", speeches[:cut]), ("dev", speeches[cut:])):
        asked = peers | ours if split == "dev" else ours
        rows = {name: {COLUMNS[0]: _mean(rank, part)} for name, rank in asked.items()}
        if split == "dev":
            rows = {"n-grams, as published": {COLUMNS[0]: 0.0946}, **rows}
        sentences = sum(map(len, part))
        right = sum(is_worth for speech in part for _, is_worth in speech)
        yield f"**{split}** ({len(part)} speeches, {right} of {sentences:,} sentences)", rows


def _mean(rank: Score, speeches: Sequence[Speech]) -> float:
    return float(
        np.mean(
            [
                average_precision(rank([words for words, _ in speech]), np.array([r for _, r in speech]))
                for speech in speeches
            ]
        )
    )
