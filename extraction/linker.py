"""Weigh clues: which entity a source stands for, learnt with the tagger.

A small network on each candidate's clues and on how well the tagger's view of the source fits its view of the
candidate's names. Pure arithmetic; `training/network.py` has the same in PyTorch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from extraction.clues import Clues
from extraction.labels import OF_PAIR, OF_SOURCE, WIDTH

Array = Any  # numpy arrays of floats
FITS = 3  # how the tagger's views fit: with the nearest name, the first, the best


@dataclass(frozen=True, slots=True)
class Views:
    """What the tagger makes of every word of a text, as a source and as a name."""

    sources: Array
    names: Array


class Linker:
    """Scores of candidates; the weights are as the tagger's card holds them."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self.weights = weights
        # In parts: what is alike for all candidates is multiplied once, and products this small stay on one
        # core. Larger ones NumPy spreads over all, where other workers read.
        first = np.ascontiguousarray(weights["pair.0.weight"].T)
        self.of_pair, self.of_source, self.of_fits = np.split(
            first, [len(OF_PAIR), len(OF_PAIR) + len(OF_SOURCE)]
        )

    def scores(self, clues: Clues, views: Views) -> Array:
        """How likely the source stands for nobody named, and for each candidate; they add up to one."""
        w = self.weights
        source = views.sources[clues.first]
        nobody = np.append(clues.itself, source @ w["nobody"] / WIDTH**0.5)
        hidden = w["none.0.weight"] @ nobody + w["none.0.bias"]
        scores = np.empty(1 + len(clues.groups), dtype=np.float32)
        scores[:1] = _output(hidden, w, "none")
        if clues.groups:
            alike = clues.itself @ self.of_source + w["pair.0.bias"]
            fits = self._fits(source, views.names, clues.mentions)
            scores[1:] = _output(clues.pairs @ self.of_pair + fits @ self.of_fits + alike, w, "pair")
        odds = np.exp(scores - scores.max())
        return odds / odds.sum()

    def _fits(self, source: Array, names: Array, mentions: Sequence[Sequence[int]]) -> Array:
        """Of each candidate: with the nearest name, the first of all, and the one that fits best."""
        sizes = np.fromiter((len(words) for words in mentions), dtype=int, count=len(mentions))
        starts = np.cumsum(sizes) - sizes
        fits = names[np.concatenate(mentions)] @ source / WIDTH**0.5
        seconds = fits[starts + np.minimum(1, sizes - 1)]
        return np.stack([fits[starts], seconds, np.maximum.reduceat(fits, starts)], axis=1)


def _output(hidden: Array, weights: dict[str, Array], name: str) -> Array:
    return np.maximum(hidden, 0) @ weights[f"{name}.1.weight"][0] + weights[f"{name}.1.bias"]
