"""What each part of our reader is worth: the reader as it is, and without the part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from unittest.mock import patch

import numpy as np

import extraction
from extraction import Reading, clues, english, grouping, linker, names, reports, tagging

Part = tuple[Any, str, Any]  # where, which name, what stands there instead


def _without(parts: list[Part], text: str) -> Reading:
    patches = [patch.object(where, name, instead) for where, name, instead in parts]
    for each in patches:
        each.start()
    try:
        return extraction.read(text, language="en")
    finally:
        for each in patches:
            each.stop()


def _nothing(*_: object) -> None:
    """Instead of a step that may be left out."""


def _named_inside(_: object, source: Any) -> list[int]:
    """Instead of every name that a source may stand for."""
    return list(source.inside)


PARTS: Mapping[str, list[Part]] = {
    "quotations framed by the words beside them": [(reports.Reports, "_frame", _nothing)],
    "whole quotations": [(reports, "MINE", 9.0)],
    "sources and cues kept in one sentence": [(tagging, "WITHIN", {})],
    "Viterbi's algorithm": [(tagging, "CUT", 0.0), (tagging, "JOIN", 0.0)],
    "the tagger's view of sources and names": [
        (linker.Linker, "_fits", lambda *_: np.zeros((1, linker.FITS)))
    ],
    "who spoke before": [(clues.Scene, "_history", _nothing)],
    "what descriptions recall": [(clues.Scene, "_likeness", _nothing)],
    "sources that stand for names elsewhere": [(clues.Scene, "_candidates", _named_inside)],
    "first names of the world": [(grouping, "first_names", lambda: (frozenset(), frozenset()))],
    "doubtful reports left out": [(english, "DOUBTFUL", 0.0)],
    "names looked for everywhere": [(names.Names, "_missed", lambda *_: [])],
    "countries, capitals and peoples": [(names, "place_or_people", lambda _: None)],
    "nouns and datelines beside names": [(names, "is_called_a_body", lambda *_: False)],
    "first words of bodies": [(names.Names, "_shortened", lambda _: set())],
    "products known by their versions": [(names.Names, "_without_products", lambda _, mentions: mentions)],
    "whole titles": [(names.Names, "_title", lambda _, first, last: (first, last))],
    "labels of interviews": [(names, "is_label", lambda *_: False)],
    "full names that speak for surnames": [(names, "_surname", lambda key: f"{key} ")],
}
VARIANTS: dict[str, Callable[[str], Reading]] = {
    "product": partial(extraction.read, language="en"),
    **{f"without {name}": partial(_without, parts) for name, parts in PARTS.items()},
}
