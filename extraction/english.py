"""Read English prose: names by the model and our rules, reported speech by grammar and marks.

`read` is a function of the text alone, accepts any string, takes time proportional to its length, and
raises nothing.
"""

from __future__ import annotations

from extraction.attributions import find_attributions, type_of
from extraction.entities import find_entities
from extraction.grouping import Group
from extraction.model import MODEL, model_version, parse, warm_up
from extraction.page import Page
from extraction.quotes import find_quotes
from extraction.result import Attribution, Entity, Reader, Reading, Span
from extraction.speakers import Speakers

RULES = "1"  # raise when a rule changes what is read
READER = Reader(name="newsroom-rules", version=f"{RULES}+{MODEL}-{model_version()}")

__all__ = ["READER", "read", "warm_up"]


def read(text: str) -> Reading:
    """Read one English text. Spans count code points of `text`; paragraphs stand between blank lines."""
    page = parse(text)
    quotes = find_quotes(text, page.paragraphs)
    groups = find_entities(page, quotes)
    speakers = Speakers(page, quotes, groups)
    attributions = []
    for draft in find_attributions(page, quotes):
        entity = speakers.entity_of(draft)
        attributions.append(
            Attribution(
                type=type_of(draft.content, quotes),
                source=(draft.source.span,) if draft.source else (),
                cue=tuple(draft.cue),
                content=tuple(draft.content),
                confidence=round(draft.confidence, 2),
                source_entity=entity,
            )
        )
    return Reading(READER, tuple(_entity(page, group) for group in groups), tuple(attributions))


def _entity(page: Page, group: Group) -> Entity:
    tokens = page.tokens
    return Entity(
        name=group.name,
        kind=group.kind,
        mentions=tuple(Span(tokens[m.first].start, tokens[m.last - 1].end) for m in group.mentions),
        pronouns=tuple(Span(tokens[i].start, tokens[i].end) for i in sorted(group.pronouns)),
    )
