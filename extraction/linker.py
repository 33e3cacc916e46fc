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
from extraction.labels import WIDTH

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

    def scores(self, clues: Clues, views: Views) -> Array:
        """How likely the source stands for nobody named, and for each candidate; they add up to one."""
        w = self.weights
        source = views.sources[clues.first]
        nobody = np.concatenate([clues.itself, [source @ w["nobody"] / WIDTH**0.5]])
        scores = np.empty(1 + len(clues.groups))
        scores[0] = _network(nobody, w, "none")
        if clues.groups:
            fits = np.array([self._fits(source, views.names[mentions]) for mentions in clues.mentions])
            alike = np.broadcast_to(clues.itself, (len(fits), len(clues.itself)))
            scores[1:] = _network(np.concatenate([clues.pairs, alike, fits], axis=1), w, "pair")
        odds = np.exp(scores - scores.max())
        return odds / odds.sum()

    def _fits(self, source: Array, names: Array) -> Sequence[float]:
        """With the nearest name, the first of all, and the one that fits best."""
        fits = names @ source / WIDTH**0.5
        return float(fits[0]), float(fits[min(1, len(fits) - 1)]), float(fits.max())


def _network(row: Array, weights: dict[str, Array], name: str) -> Array:
    hidden = np.maximum(row @ weights[f"{name}.0.weight"].T + weights[f"{name}.0.bias"], 0)
    return (hidden @ weights[f"{name}.1.weight"].T + weights[f"{name}.1.bias"])[..., 0]
