"""The sentences of a revision as its page and the editor's panel show them, with where each comes from."""

from dataclasses import dataclass
from typing import Any

from anchoring.lineage import cut
from articles.events import HISTORY_UNTRACED
from articles.models import ArticleRevision
from articles.origins import SentenceOrigin, origins_of, trace, untraced
from articles.text import ArticleText
from desk.words import word_changes
from outbox.models import OutboxEvent

TRACED_AT_SIGHT = 60  # revisions that are looked at while somebody waits; a worker looks at more


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a paragraph: a sentence with its number, or what stands between two."""

    text: str
    number: int | None = None


def origin_context(revision: ArticleRevision | None, sentence: str) -> dict[str, Any]:
    """What is shown of one sentence of a revision; nothing is chosen where there is no such sentence."""
    context: dict[str, Any] = {"revision": revision, "state": "none"}
    if revision is None or not sentence.isdecimal() or len(sentence) > 6:
        return context
    found = origins_at_sight(revision)
    if found is None:
        return context | {"state": "waiting"}
    if int(sentence) >= len(found):
        return context
    return context | {"state": "same", "chosen": int(sentence), **told_of(found[int(sentence)])}


def pieces_of(text: ArticleText) -> list[tuple[Any, list[Piece]]]:
    """Every paragraph with its parts."""
    cuts: dict[int, list[tuple[int, Any]]] = {}
    for number, sentence in enumerate(cut(text.segments)):
        cuts.setdefault(sentence.segment, []).append((number, sentence))
    shown = []
    for index, segment in enumerate(text.segments):
        pieces, at = [], 0
        for number, sentence in cuts.get(index, []):
            if at < sentence.start:
                pieces.append(Piece(segment.text[at : sentence.start]))
            pieces.append(Piece(sentence.text, number))
            at = sentence.end
        if at < len(segment.text):
            pieces.append(Piece(segment.text[at:]))
        shown.append((segment, pieces))
    return shown


def told_of(one: SentenceOrigin) -> dict[str, Any]:
    later = [(now, word_changes(before.text, now.text)) for now, before in one.later]
    return {"origin": one, "later": later[::-1]}


def origins_at_sight(revision: ArticleRevision) -> list[SentenceOrigin] | None:
    """None where so much is still to be looked at that a worker is asked for it."""
    missing = untraced(revision)
    if missing > TRACED_AT_SIGHT:
        OutboxEvent.objects.record(HISTORY_UNTRACED, revision.article_id)
        return None
    if missing:
        trace(revision.article_id, upto=revision.number)
    return origins_of(revision)
