"""The feed of changes: whoever follows it misses nothing, and learns of what is gone."""

from typing import Any

from django.core import signing
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from api.examples import example
from api.problems import MEDIA_TYPE, InvalidParameters, respond
from api.resources import Selective, refuse_unknown_parameters
from api.schema import ProblemShown
from api.visibility import viewer_of
from syndication import numbering
from syndication.models import FAMILIES, PUBLIC, Change
from syndication.telling import told

LARGEST, DEFAULT = 500, 100
NOW = "now"
SIGNER_SALT = "api.changes"
PARAMETERS = ("since", "section", "type", "page_size", "fields")
BAD_CURSOR = "This cursor is none of ours. Use `cursor` of an answer as it is, or begin without `since`."


class ChangeData(serializers.Serializer[Any]):
    """What a change concerns. Which of the optional members there are depends on its type."""

    object = serializers.ChoiceField(choices=FAMILIES)
    id = serializers.IntegerField()
    self = serializers.URLField(help_text="Ask here for what stands now; 404 or 410 where it is gone.")
    is_gone = serializers.BooleanField(help_text="A tombstone: readers do not find it any more.")
    sections = serializers.ListField(child=serializers.CharField(), help_text="Slugs.")
    url = serializers.URLField(
        required=False, allow_null=True, help_text="Articles: where readers find it now; null while nowhere."
    )
    revision = serializers.IntegerField(required=False, help_text="Articles: the revision published then.")
    correction = serializers.IntegerField(required=False, help_text="`article.corrected`: which one.")
    notice = serializers.CharField(required=False, help_text="`article.killed`: what readers find instead.")
    verdict = serializers.IntegerField(required=False, allow_null=True, help_text="Claims: which one counts.")
    into = serializers.URLField(required=False, help_text="`entity.merged`: which entity it is now.")


@extend_schema_serializer(component_name="NewsOfChange")
class ChangeShown(serializers.Serializer[Any]):
    """One change."""

    id = serializers.CharField(help_text="The same in the feed and in webhooks, however often you meet it.")
    type = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in PUBLIC])
    timestamp = serializers.DateTimeField()
    data = ChangeData()


@extend_schema_serializer(examples=[OpenApiExample("One change", example("change"))])
class ChangePage(serializers.Serializer[Any]):
    """Changes in their order, and where to go on."""

    results = ChangeShown(many=True)
    cursor = serializers.CharField(help_text="Keep it: as `since` it goes on behind these changes.")
    has_more = serializers.BooleanField(help_text="False: you have all there is by now. Ask again later.")
    next = serializers.URLField(help_text="This address with that cursor.")


class ChangesResource(Selective):
    """What changed for readers, in order and without gaps: stories, verdicts on claims, entities.

    Begin without `since` to hear of everything that there is, keep `cursor`, ask with it again: as often as
    you like and as long after as you like, up to the days that changes are kept (410 after that). A page
    may be asked for twice; a change has the same `id` then. It says what changed, not how the thing looks:
    ask for that at `data.self`. What is gone has a tombstone, `is_gone`.
    """

    scopes = {"GET": "articles:read"}
    serializer_class = ChangeShown
    is_list = True

    @extend_schema(
        summary="What changed, in order",
        operation_id="list_changes",
        parameters=[
            OpenApiParameter("since", str, description="`cursor` of the answer before; `now` for its end."),
            OpenApiParameter("section", str, description="Slugs of sections, with commas between them."),
            OpenApiParameter(
                "type",
                str,
                description="Types (`article.killed`) or families (`claim`), with commas between them.",
            ),
            OpenApiParameter("page_size", int, description=f"1 to {LARGEST}; {DEFAULT} unless given."),
        ],
        responses={200: ChangePage, (410, MEDIA_TYPE): ProblemShown},
    )
    def get(self, request: Request) -> Response:
        """One page of changes behind a cursor."""
        refuse_unknown_parameters(request, PARAMETERS)
        types, size = types_of(request.query_params.get("type", "")), _size(request)
        sections = _words(request.query_params.get("section", ""))
        last = numbering.last_number()
        since = last if request.query_params.get("since") == NOW else _since(request)
        if since > last or 0 < since < numbering.complete_from():
            return respond(request, "cursor-too-old", TOO_OLD)
        viewer = viewer_of(request)
        if viewer.is_limited:
            reached = set(viewer.sections().values_list("slug", flat=True))
            # A slug that is none, where none is left: without any the feed would be that of all.
            sections = sorted(reached & set(sections) if sections else reached) or ["-"]
        changes = Change.objects.public().numbered().of_types(types).in_sections(sections)
        rows = list(changes.filter(number__gt=since, number__lte=last)[: size + 1])
        has_more, rows = len(rows) > size, rows[:size]
        # Behind what the filters leave out, too: nobody looks through that again.
        cursor = cursor_at(rows[-1].number if has_more else last)
        following = remove_query_param(request.build_absolute_uri(), "since")
        return Response(
            {
                "results": told(rows, request.build_absolute_uri),
                "cursor": cursor,
                "has_more": has_more,
                "next": replace_query_param(following, "since", cursor),
            }
        )


TOO_OLD = (
    "The changes right behind this cursor are not kept any more. Begin again without `since`: you get the "
    "newest change of every thing. Then drop whatever you hold of which you got none."
)


def cursor_at(number: int) -> str:
    """The cursor behind a number. Signed, so that nobody makes up one that skips changes."""
    return signing.Signer(salt=SIGNER_SALT).sign(str(number))


def types_of(text: str) -> list[str]:
    """The types and families of a parameter; InvalidParameters naming what is none."""
    types = _words(text)
    unknown = [each for each in types if each not in (*PUBLIC, *FAMILIES)]
    if unknown:
        known = ", ".join([*FAMILIES, *PUBLIC])
        raise InvalidParameters({"type": f"There is no type “{unknown[0]}”. Give some of: {known}."})
    return types


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _since(request: Request) -> int:
    given = request.query_params.get("since")
    if given is None:
        return 0
    try:
        return int(signing.Signer(salt=SIGNER_SALT).unsign(given))
    except (signing.BadSignature, ValueError) as error:
        raise InvalidParameters({"since": BAD_CURSOR}) from error


def _size(request: Request) -> int:
    given = request.query_params.get("page_size", str(DEFAULT))
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= LARGEST):
        raise InvalidParameters({"page_size": f"Give a whole number from 1 to {LARGEST}."})
    return int(given)
