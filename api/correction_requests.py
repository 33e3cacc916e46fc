"""Readers' reports of errors, from programs: one address, which takes one report."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from api.bodies import Body, sent_in
from api.resources import Cached, refuse_unknown_parameters
from articles.models import ArticlePage
from articles.requests import LONGEST, SHORTEST, TooManyRequests, address_of, receive_request

EXAMPLE = {
    "article": 7,
    "wrong": "You write that the bridge costs 40 million crowns.",
    "right": "The council’s minutes of 3 March say 45 million.",
    "name": "Ida Holm",
    "email": "ida@example.org",
}


@extend_schema_serializer(examples=[OpenApiExample("A report", EXAMPLE, request_only=True)])
class CorrectionRequestGiven(Body):
    """What a reader says is wrong in a published story."""

    article = serializers.IntegerField(min_value=1, max_value=10**18 - 1, help_text="Number of the story.")
    wrong = serializers.CharField(min_length=SHORTEST, max_length=LONGEST, help_text="What is wrong.")
    right = serializers.CharField(
        max_length=LONGEST, required=False, allow_blank=True, help_text="What would be right, and the source."
    )
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    email = serializers.EmailField(
        required=False, allow_blank=True, help_text="For the answer alone; deleted some time after it."
    )


class CorrectionRequestTaken(serializers.Serializer[Any]):
    """That it arrived."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    due_at = serializers.DateTimeField(help_text="Until when the newsroom means to answer.")


class CorrectionRequestResource(Cached):
    """Takes reports; there is nothing to read here."""

    scopes = {"POST": None}  # as from any reader

    @extend_schema(
        summary="Report an error in a published story",
        operation_id="report_error",
        request=CorrectionRequestGiven,
        responses={201: OpenApiResponse(CorrectionRequestTaken, description="It arrived.")},
    )
    def post(self, request: Request) -> Response:
        """Take one report. From one address only some are taken in an hour (429)."""
        refuse_unknown_parameters(request, [])
        values = sent_in(request, CorrectionRequestGiven)
        article = ArticlePage.objects.visible().filter(pk=values.pop("article")).first()
        if article is None:
            raise serializers.ValidationError({"article": "There is no published story of this number."})
        try:
            taken = receive_request(article, **values, address=address_of(request.META), door="api")
        except TooManyRequests as error:
            raise Throttled(wait=error.wait, detail=" ".join(error.messages)) from error
        told = {"id": taken.pk, "state": taken.state, "due_at": taken.due_at}
        return Response(CorrectionRequestTaken(told).data, status=201)
