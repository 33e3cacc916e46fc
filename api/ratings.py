"""The newsroom's scale of ratings: what verdicts say, in its order from the truest to the falsest."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework import serializers

from api.resources import Resource
from claims.models import Rating

COLOURS = [(label, label) for label in Rating.Colour.labels]


class RatingAtTheDesk(serializers.Serializer[Any]):
    """What whoever signs a verdict should know of a rating."""

    meaning = serializers.CharField(allow_blank=True, help_text="When it is given.")
    needs_second_person = serializers.BooleanField(
        help_text="Whether a verdict counts only once a second person has confirmed it."
    )


@extend_schema_serializer(component_name="Rating")
class RatingShown(serializers.Serializer[Any]):
    """One step of the scale. What verdicts were signed with keeps its words and value for ever."""

    code = serializers.CharField(help_text="Its name in claims and verdicts.")
    label = serializers.CharField(help_text="In words for readers.")
    order = serializers.IntegerField(help_text="From the truest to the falsest.")
    value = serializers.IntegerField(
        allow_null=True, help_text="From 1 (false) to 5 (true); null where it is none of them."
    )
    colour = serializers.ChoiceField(choices=COLOURS)
    is_retired = serializers.BooleanField(help_text="Whether no new verdict may say it.")
    desk = RatingAtTheDesk(allow_null=True, help_text="Null for readers.")


@extend_schema_view(list=extend_schema(summary="The scale of ratings", operation_id="list_ratings"))
class RatingResource(Resource):
    """The newsroom's own scale; administrators keep it at the desk."""

    queryset = Rating.objects.none()
    serializer_class = RatingShown
    ordering = ("order", "code")

    def get_queryset(self) -> QuerySet[Rating]:
        return Rating.objects.all()

    def present(self, rows: Sequence[Rating]) -> Sequence[dict[str, Any]]:
        fields, for_desk = (
            ("code", "label", "order", "value", "is_retired"),
            ("meaning", "needs_second_person"),
        )
        return [
            {
                **{name: getattr(row, name) for name in fields},
                "colour": row.get_colour_display(),
                "desk": {name: getattr(row, name) for name in for_desk} if self.viewer.has_desk else None,
            }
            for row in rows
        ]
