"""What is on file about one entity: what was done with it, whom it may be, which identifier it may have."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api.bodies import NoBody, sent_in
from api.claim_desk import PersonRef, person_ref
from api.entities import EntityDetail
from api.entity_acts import OfDeskEntity, entity_now
from api.references import EntityRef, address, entity_ref
from entities import actions, history
from entities.models import Answer, Candidate, Entity, EntityAct, Suggestion

HIDDEN = ("merged_into", "candidates")  # of a snapshot; `other` and the candidates' own list tell them


class MemberChanged(serializers.Serializer[Any]):
    """A member of the entity that the act made another."""

    member = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()


class EntityActShown(serializers.Serializer[Any]):
    """Something that was done with an entity."""

    id = serializers.IntegerField()
    act = serializers.ChoiceField(choices=EntityAct.Name.choices)
    changed = MemberChanged(many=True)
    other = EntityRef(allow_null=True, help_text="The other one of a merger or split.")
    undoes = serializers.IntegerField(allow_null=True, help_text="The id of the act that it took back.")
    at = serializers.DateTimeField()
    by = PersonRef(allow_null=True, help_text="Null where the machine did it.")


@extend_schema_view(
    list=extend_schema(summary="What was done with an entity, newest first", operation_id="list_entity_acts")
)
class EntityHistory(OfDeskEntity):
    """What was done with an entity, by whom and when. It stays on file, also what was taken back."""

    queryset = EntityAct.objects.none()
    serializer_class = EntityActShown

    def get_queryset(self) -> QuerySet[EntityAct]:
        return EntityAct.objects.filter(entity=self.entity()).select_related("by")

    def present(self, rows: Sequence[EntityAct]) -> Sequence[dict[str, Any]]:
        others = self.viewer.entities().in_bulk([row.other_id for row in rows if row.other_id])
        return [
            {
                "id": row.pk,
                "act": row.name,
                "changed": [
                    {"member": member, "before": row.before.get(member), "after": row.after.get(member)}
                    for member in history.changes(row)
                    if member not in HIDDEN
                ],
                "other": entity_ref(self.request, others[row.other_id]) if row.other_id in others else None,
                "undoes": row.undoes_id,
                "at": row.at,
                "by": person_ref(row.by),
            }
            for row in rows
        ]


class SuggestionShown(serializers.Serializer[Any]):
    """That an entity may be the same as another."""

    id = serializers.IntegerField()
    entity = EntityRef(help_text="Would go into the other.")
    other = EntityRef(help_text="A confirmed one.")
    score = serializers.FloatField(help_text="How alike they are, 0 to 1.")
    reason = serializers.CharField(help_text="What speaks for it.")


@extend_schema_view(
    list=extend_schema(
        summary="Whom an entity may be the same as, likeliest first", operation_id="list_entity_suggestions"
    )
)
class EntitySuggestions(OfDeskEntity):
    """What the machine asks: are they the same? A person answers; whichever it is, it is asked once."""

    queryset = Suggestion.objects.none()
    serializer_class = SuggestionShown
    ordering = ("-score", "pk")
    problems = {"POST": ("parse-error", "conflict")}

    def get_queryset(self) -> QuerySet[Suggestion]:
        seen = self.viewer.entities().order_by().values("pk")
        about = Suggestion.objects.open().about(self.entity()).select_related("entity", "other")
        return about.filter(entity__in=seen, other__in=seen)

    def present(self, rows: Sequence[Suggestion]) -> Sequence[dict[str, Any]]:
        return [
            {
                "id": row.pk,
                "entity": entity_ref(self.request, row.entity),
                "other": entity_ref(self.request, row.other),
                "score": row.score,
                "reason": row.reason,
            }
            for row in rows
        ]

    @extend_schema(
        summary="Say that both are the same",
        operation_id="accept_entity_suggestion",
        request=None,
        responses=EntityDetail,
    )
    def accept(self, request: Request, **kwargs: Any) -> Response:
        """One is merged into the other, as by `merge`. Answered already, it is a 409."""
        return self._answer(request, lambda asked: actions.accept_suggestion(asked, by=request.user))

    @extend_schema(
        summary="Say that both are not the same",
        operation_id="refuse_entity_suggestion",
        request=None,
        responses=EntityDetail,
    )
    def refuse(self, request: Request, **kwargs: Any) -> Response:
        """Nobody is asked again. Answered already, it is a 409."""
        return self._answer(request, lambda asked: actions.refuse_suggestion(asked, by=request.user))

    def _answer(self, request: Request, answer: Any) -> Response:
        entity = self.entity_to_change()
        sent_in(request, NoBody)
        number = self.kwargs["suggestion"]
        found = Suggestion.objects.about(entity).select_related("entity", "other").filter(pk=number).first()
        seen = self.viewer.entities().filter(pk__in=[found.entity_id, found.other_id]) if found else None
        if found is None or seen is None or seen.count() < 2:
            raise NotFound(f"Entity {entity.pk} has no suggestion {number}.")
        if found.state != Answer.PROPOSED:
            raise ValidationError(f"It is {found.get_state_display()} already.")
        with transaction.atomic():
            answer(found)
        return entity_now(request, entity.pk)


class CandidateShown(serializers.Serializer[Any]):
    """An identifier that may be the entity's."""

    wikidata_id = serializers.CharField()
    label = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    types = serializers.CharField(allow_blank=True)
    score = serializers.FloatField(help_text="As the service gives it, usually from 0 to 100.")
    is_match = serializers.BooleanField(help_text="The service itself is sure.")
    origin = serializers.ChoiceField(choices=Candidate.Origin.choices)
    state = serializers.ChoiceField(choices=Answer.choices)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = PersonRef(allow_null=True)


class LookUpBegun(serializers.Serializer[Any]):
    """That a worker looks it up, and where to see what it found."""

    candidates = serializers.URLField()


@extend_schema_view(
    list=extend_schema(
        summary="Which identifiers an entity may have, likeliest first", operation_id="list_entity_candidates"
    )
)
class EntityCandidates(OfDeskEntity):
    """What was found by name. `identify` says which it is, or that it is none."""

    queryset = Candidate.objects.none()
    serializer_class = CandidateShown
    ordering = ("-score", "pk")
    problems = {"POST": ("parse-error", "conflict")}

    def get_queryset(self) -> QuerySet[Candidate]:
        return Candidate.objects.filter(entity=self.entity()).select_related("decided_by")

    def present(self, rows: Sequence[Candidate]) -> Sequence[dict[str, Any]]:
        fields = ("label", "description", "types", "score", "is_match", "origin", "state", "decided_at")
        return [
            {
                "wikidata_id": row.identifier,
                "decided_by": person_ref(row.decided_by),
                **{name: getattr(row, name) for name in fields},
            }
            for row in rows
        ]

    @extend_schema(
        summary="Have a worker look up which identifier an entity may have",
        operation_id="look_up_entity",
        request=None,
        responses={202: LookUpBegun},
    )
    def look_up(self, request: Request, **kwargs: Any) -> Response:
        """`desk.identifiers` of the entity is `done` once it has. 409 where nobody can be asked."""
        entity: Entity = self.entity_to_change()
        sent_in(request, NoBody)
        actions.ask_for_identifiers(entity, by=request.user)
        candidates = address(request, "entity-candidates", entity.pk)
        return Response({"candidates": candidates}, status=202, headers={"Location": candidates})
