"""What editors decide on entities. A decided entity is never changed by a reading."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from entities import permissions
from entities.events import ENTITY_DECIDED
from entities.models import Alias, Entity, alias_key
from outbox.models import OutboxEvent


def _decide(entity: Entity, by: User, **values: str) -> Entity:
    permissions.require_change(by)
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
