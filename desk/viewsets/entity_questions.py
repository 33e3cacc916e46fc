"""What the machine asks editors about an entity: is it the same as another, which identifier is its own?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from entities import actions, identifiers
from entities.events import RECONCILIATION_WANTED
from entities.models import Answer, Candidate, Entity, Reconciliation, Suggestion
from outbox.models import OutboxEvent

MOST = 20  # suggestions on one page


def suggestions_of(entity: Entity) -> list[Suggestion]:
    """The open suggestions about an entity, each with the other one as `twin`."""
    found = list(Suggestion.objects.open().about(entity).select_related("entity", "other")[:MOST])
    for suggestion in found:
        suggestion.twin = suggestion.other if suggestion.entity_id == entity.pk else suggestion.entity
        suggestion.percent = round(suggestion.score * 100)
    return found


def suggestion_acts(page: Any) -> dict[str, Callable[[], str]]:
    """A button for either answer to each suggestion."""

    def accept(suggestion: Suggestion) -> str:
        into = actions.accept_suggestion(suggestion, by=page.request.user)
        return f"“{suggestion.entity}” and “{into}” are one entity now."

    def refuse(suggestion: Suggestion) -> str:
        actions.refuse_suggestion(suggestion, by=page.request.user)
        return f"“{suggestion.entity}” and “{suggestion.other}” stay two. Nobody will be asked again."

    return {
        f"{word}-{suggestion.pk}": partial(act, suggestion)
        for suggestion in suggestions_of(page.object)
        for word, act in (("accept", accept), ("refuse", refuse))
    }


@dataclass(frozen=True, slots=True)
class Identifiers:
    """An entity's candidates for an identifier, and in words how far the search is."""

    candidates: list[Candidate]
    said: str
    is_on: bool
    was_asked: bool

    @classmethod
    def of(cls, entity: Entity) -> "Identifiers":
        """Four queries at most."""
        candidates = list(
            entity.candidates.exclude(state=Answer.REFUSED)
            .select_related("decided_by")
            .order_by("-score", "pk")
        )
        asked = Reconciliation.objects.filter(entity=entity).first()
        is_on = identifiers.is_on()
        return cls(candidates, _said(candidates, asked, is_on), is_on, asked is not None)


def _said(candidates: list[Candidate], asked: Reconciliation | None, is_on: bool) -> str:
    if not is_on:
        return identifiers.OFF
    if asked is None:
        return "Nobody has looked it up. It is done by itself once the entity is confirmed."
    if asked.answered_at is None:
        failed = (
            OutboxEvent.objects.failed().filter(topic=RECONCILIATION_WANTED).order_by("-finished_at").first()
        )
        owed = OutboxEvent.objects.undone().filter(topic=RECONCILIATION_WANTED).exists()
        if failed and not owed:
            return f"The search failed: {failed.reason} Look it up again, or wait for the next search."
        return "The search is under way."
    if not candidates:
        return "Nothing was found, or nothing that nobody has refused."
    if any(candidate.state == Answer.ACCEPTED for candidate in candidates):
        return ""
    return "Confirm the one that it is, or say that it is none of these."


def identifier_acts(page: Any) -> dict[str, Callable[[], str]]:
    """A button for each candidate, one for none of them, one for another search."""
    entity, by = page.object, page.request.user

    def confirm(candidate: Candidate) -> str:
        actions.confirm_candidate(candidate, by=by)
        return f"“{entity}” is {candidate.identifier} at Wikidata, and confirmed."

    def refuse() -> str:
        actions.refuse_candidates(entity, by=by)
        return "It is none of these. They will not be shown again."

    def look_up() -> str:
        actions.ask_for_identifiers(entity, by=by)
        return "A worker looks it up. Come back in a moment."

    proposed = Candidate.objects.filter(entity=entity, state=Answer.PROPOSED).select_related("entity")
    found = {f"identifier-{candidate.pk}": partial(confirm, candidate) for candidate in proposed}
    return {**found, "none": refuse, "lookup": look_up}
