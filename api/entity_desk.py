"""What the desk alone is told of an entity, and how an entity is the answer to a change."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from api.claim_desk import PersonRef, person_ref
from api.references import EntityRef, entity_ref
from entities import history
from entities.models import Entity, EntityAct, Reconciliation

LOOKUPS = ("never", "waiting", "done")


class ActToUndo(serializers.Serializer[Any]):
    """What was done last and can be taken back."""

    id = serializers.IntegerField()
    act = serializers.ChoiceField(choices=EntityAct.Name.choices)
    at = serializers.DateTimeField()
    by = PersonRef(allow_null=True, help_text="Null where the machine did it.")


@extend_schema_serializer(component_name="EntityAtTheDesk")
class EntityAtTheDesk(serializers.Serializer[Any]):
    """Who decided on an entity, where it went, and what can be taken back."""

    decided_by = PersonRef(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    merged_into = EntityRef(allow_null=True, help_text="The entity that it is the same as.")
    identifiers = serializers.ChoiceField(
        choices=[(word, word) for word in LOOKUPS],
        help_text="Whether a worker looked up which identifier it may have; see its `candidates`.",
    )
    undo = ActToUndo(allow_null=True, help_text="The act that `undo` takes back.")


def at_the_desk(request: Request, entity: Entity) -> dict[str, Any]:
    """The values of an `EntityAtTheDesk`. Five queries at most."""
    act = history.undoable(entity)
    asked = Reconciliation.objects.filter(entity=entity).first()
    return {
        "decided_by": person_ref(entity.decided_by),
        "decided_at": entity.decided_at,
        "merged_into": entity_ref(request, entity.merged_into) if entity.merged_into else None,
        "identifiers": "never" if asked is None else "done" if asked.answered_at else "waiting",
        "undo": {"id": act.pk, "act": act.name, "at": act.at, "by": person_ref(act.by)} if act else None,
    }
