"""What editors decide on entities. A decided entity is never changed by a reading."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from entities import identifiers, merging, permissions, suggestions
from entities.events import ENTITY_DECIDED, ENTITY_MERGED
from entities.models import Alias, Answer, Candidate, Entity, Suggestion, alias_key
from outbox.models import OutboxEvent


def _decide(entity: Entity, by: User, **values: str) -> Entity:
    permissions.require_change(by)
    if entity.merged_into is not None:
        raise ValidationError(f"It was merged into “{entity.merged_into}”. Decide on that one.")
    for field, value in values.items():
        setattr(entity, field, value)
    entity.decided_by, entity.decided_at = by, timezone.now()
    entity.full_clean()
    entity.save()
    OutboxEvent.objects.record(ENTITY_DECIDED, entity.pk)
    return entity


@transaction.atomic
def confirm_entity(entity: Entity, *, by: User) -> Entity:
    """Say that this is someone or something stories name."""
    return _decide(entity, by, state=Entity.State.CONFIRMED)


@transaction.atomic
def reject_entity(entity: Entity, *, by: User) -> Entity:
    """Say that this is no entity; later readings do not link to it and do not propose it again."""
    return _decide(entity, by, state=Entity.State.REJECTED)


@transaction.atomic
def rename_entity(entity: Entity, name: str, *, by: User) -> Entity:
    """Give the entity its right name and confirm it; the old name stays an alias.

    Raises ValidationError naming the field when the name is empty, too long or no text.
    """
    name, before = " ".join(name.split()), entity.name
    if not name:
        raise ValidationError({"name": "Give the entity a name."})
    if "\x00" in name:  # PostgreSQL has no place for it
        raise ValidationError({"name": "A name cannot hold null characters."})
    _decide(entity, by, name=name, state=Entity.State.CONFIRMED)
    for known in (before, name):
        Alias.objects.get_or_create(entity=entity, key=alias_key(known), defaults={"name": known})
    return entity


@transaction.atomic
def accept_suggestion(suggestion: Suggestion, *, by: User) -> Entity:
    """Say that both are the same: the suggested entity goes into the confirmed one, which is returned.

    Its names become aliases there, and stories that name it name the confirmed one from now on.
    """
    suggestion = _answer(suggestion, Answer.ACCEPTED, by)
    entity, into = suggestion.entity, suggestion.other
    if into.state != Entity.State.CONFIRMED:
        raise ValidationError(f"“{into}” is not confirmed any more. Confirm it first.")
    if entity.state not in (Entity.State.PROPOSED, Entity.State.CONFIRMED):
        raise ValidationError(f"“{entity}” is {entity.get_state_display()} by now.")
    merging.merge(entity, into)
    entity.decided_by, entity.decided_at = by, timezone.now()
    entity.save()
    # A reading under way may hang more on the merged one: once its lease is over, that is handed over too.
    OutboxEvent.objects.record(ENTITY_MERGED, entity.pk, delay=settings.NEWSROOM_LEASE)
    OutboxEvent.objects.record(ENTITY_DECIDED, into.pk)
    return into


@transaction.atomic
def refuse_suggestion(suggestion: Suggestion, *, by: User) -> Suggestion:
    """Say that both are not the same; the machine does not ask again."""
    return _answer(suggestion, Answer.REFUSED, by)


def _answer(suggestion: Suggestion, answer: Answer, by: User) -> Suggestion:
    permissions.require_change(by)
    waiting = Suggestion.objects.select_for_update(of=("self",)).select_related("entity", "other")
    found = waiting.filter(pk=suggestion.pk, state=Answer.PROPOSED).first()
    if found is None:
        raise ValidationError("Somebody has answered this already. Reload the page.")
    found.state, found.decided_by, found.decided_at = answer, by, timezone.now()
    found.save()
    return found


@transaction.atomic
def ask_for_identifiers(entity: Entity, *, by: User) -> None:
    """Have a worker look up which Wikidata identifier the entity may have.

    Raises ValidationError where neither a service nor an imported file could tell.
    """
    permissions.require_change(by)
    if not identifiers.is_on():
        raise ValidationError(identifiers.OFF)
    identifiers.want([entity], again=True)


@transaction.atomic
def confirm_candidate(candidate: Candidate, *, by: User) -> Entity:
    """Say which identifier is the entity's; the entity is confirmed with it, other candidates are refused."""
    entity = candidate.entity
    _decide(
        entity,
        by,
        state=Entity.State.CONFIRMED,
        wikidata_id=candidate.identifier,
        description=entity.description or candidate.description,
    )
    now = timezone.now()
    entity.candidates.exclude(pk=candidate.pk).exclude(state=Answer.REFUSED).update(
        state=Answer.REFUSED, decided_by=by, decided_at=now
    )
    entity.candidates.filter(pk=candidate.pk).update(state=Answer.ACCEPTED, decided_by=by, decided_at=now)
    suggestions.suggest_by_identifier(entity)
    return entity


@transaction.atomic
def refuse_candidates(entity: Entity, *, by: User) -> Entity:
    """Say that none of the identifiers found is the entity's, not even the one it has; none returns."""
    permissions.require_change(by)
    entity.candidates.exclude(state=Answer.REFUSED).update(
        state=Answer.REFUSED, decided_by=by, decided_at=timezone.now()
    )
    entity.wikidata_id = ""
    entity.save(update_fields=["wikidata_id"])
    return entity
