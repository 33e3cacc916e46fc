"""Doorbells: each takes a key, calls an action and may ring twice."""

from entities import identifiers, merging, suggestions
from entities.models import Entity


def compare_entity(key: str) -> None:
    """An editor decided on an entity: see which proposed ones may be it, and which identifier it may have."""
    entity = (
        Entity.objects.filter(pk=int(key), state=Entity.State.CONFIRMED).prefetch_related("aliases").first()
    )
    if entity:
        suggestions.suggest_for(entity)
        identifiers.want([entity])


def complete_merger(key: str) -> None:
    """Take over what a reading under way still hung on an entity that went into another."""
    if entity := Entity.objects.filter(pk=int(key)).select_related("merged_into").first():
        merging.complete(entity)


def reconcile(key: str) -> None:
    """Find identifiers for the next entities that somebody wants them of."""
    identifiers.answer_next()
