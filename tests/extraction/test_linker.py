"""The linker's scores are those of the network that was taught, candidate by candidate."""

import numpy as np
import pytest

from extraction.clues import Clues
from extraction.labels import OF_PAIR, OF_SOURCE, WIDTH
from extraction.linker import FITS, Linker, Views

HIDDEN = 12


@pytest.fixture
def chance():
    return np.random.default_rng(7)


@pytest.fixture
def weights(chance):
    shapes = {
        "nobody": (WIDTH,),
        "pair.0.weight": (HIDDEN, len(OF_PAIR) + len(OF_SOURCE) + FITS),
        "pair.0.bias": (HIDDEN,),
        "pair.1.weight": (1, HIDDEN),
        "pair.1.bias": (1,),
        "none.0.weight": (HIDDEN, len(OF_SOURCE) + 1),
        "none.0.bias": (HIDDEN,),
        "none.1.weight": (1, HIDDEN),
        "none.1.bias": (1,),
    }
    return {name: chance.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture
def views(chance):
    return Views(*(chance.normal(0, 1, (30, WIDTH)).astype(np.float32) for _ in range(2)))


def clues(chance, mentions):
    """A source at word 5, and a candidate for each list of first words of names."""
    return Clues(
        5,
        chance.random(len(OF_SOURCE), dtype=np.float32),
        list(range(len(mentions))),
        chance.random((len(mentions), len(OF_PAIR)), dtype=np.float32),
        mentions,
    )


def by_hand(clues, views, weights):
    """Each candidate by itself, as `training/linking.py` writes the network down."""

    def network(row, name):
        hidden = np.maximum(weights[f"{name}.0.weight"] @ row + weights[f"{name}.0.bias"], 0)
        return float((weights[f"{name}.1.weight"] @ hidden + weights[f"{name}.1.bias"])[0])

    source = views.sources[clues.first]
    scores = [network([*clues.itself, source @ weights["nobody"] / WIDTH**0.5], "none")]
    for pair, words in zip(clues.pairs, clues.mentions, strict=True):
        fits = [float(views.names[word] @ source / WIDTH**0.5) for word in words]
        second = fits[1] if len(fits) > 1 else fits[0]
        scores.append(network([*pair, *clues.itself, fits[0], second, max(fits)], "pair"))
    odds = np.exp(np.array(scores) - max(scores))
    return odds / odds.sum()


@pytest.mark.parametrize("mentions", [[[3]], [[2, 9, 4], [1], [8, 0], [6]], [[7, 7]]])
def test_every_candidate_is_weighed_by_its_own_names(chance, weights, views, mentions):
    asked = clues(chance, mentions)
    assert Linker(weights).scores(asked, views) == pytest.approx(by_hand(asked, views, weights), abs=1e-5)


def test_with_no_name_in_the_text_a_source_stands_for_nobody(chance, weights, views):
    assert Linker(weights).scores(clues(chance, []), views).tolist() == [1.0]
