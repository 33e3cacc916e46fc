"""What the desk alone is told of a claim, and how a claim is the answer to a change."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.models import User
from claims.models import Claim
from claims.workflow import ACTS, open_to


class PersonRef(serializers.Serializer[Any]):
    """Somebody at the desk."""

    id = serializers.IntegerField()
    name = serializers.CharField()


def person_ref(user: User | None) -> dict[str, Any] | None:
    """The values of a `PersonRef`."""
    return {"id": user.pk, "name": user.display_name} if user else None


@extend_schema_serializer(component_name="ClaimAtTheDesk")
class ClaimAtTheDesk(serializers.Serializer[Any]):
    """Who has a claim in hand, how it is planned and what may be done with it."""

    assignee = PersonRef(allow_null=True)
    priority = serializers.ChoiceField(choices=Claim.Priority.choices, help_text="1 low to 4 urgent.")
    due_at = serializers.DateTimeField(allow_null=True)
    topic = serializers.CharField(allow_blank=True)
    duplicate_of = serializers.IntegerField(allow_null=True)
    worth = serializers.FloatField(help_text="How much it asks to be checked, 0 to 1; by the machine.")
    is_watched = serializers.BooleanField(help_text="Whether you are told of what is done with it.")
    acts = serializers.ListField(
        child=serializers.ChoiceField(choices=sorted(ACTS)),
        help_text="The acts that lead on from where it stands and that you have the right to.",
    )


def at_the_desk(claim: Claim, user: User) -> dict[str, Any]:
    """The values of a `ClaimAtTheDesk`; `status` is where the claim stands."""
    return {
        **{name: getattr(claim, name) for name in ("priority", "due_at", "topic", "worth")},
        "assignee": person_ref(claim.assignee),
        "duplicate_of": claim.duplicate_of_id,
        "is_watched": claim.watchers.filter(pk=user.pk).exists(),
        "acts": [act.name for act in open_to(claim.status) if user.has_perm(f"claims.{act.right}")],
    }
