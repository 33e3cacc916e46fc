"""What the desk alone is told of a claim, and how a claim is the answer to a change."""

from collections.abc import Sequence
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


def at_the_desk(claims: Sequence[Claim], user: User) -> dict[int, dict[str, Any] | None]:
    """The values of a `ClaimAtTheDesk` for each claim, by its id; one query."""
    watched = set(
        user.watched_claims.filter(pk__in=[claim.pk for claim in claims]).values_list("pk", flat=True)
    )
    return {
        claim.pk: {
            **{name: getattr(claim, name) for name in ("priority", "due_at", "topic", "worth")},
            "assignee": person_ref(claim.assignee),
            "duplicate_of": claim.duplicate_of_id,
            "is_watched": claim.pk in watched,
            "acts": [act.name for act in open_to(claim.status) if user.has_perm(f"claims.{act.right}")],
        }
        for claim in claims
    }
