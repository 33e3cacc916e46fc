"""The OpenAPI document: the resources as drf-spectacular finds them, with every problem they answer with."""

import inspect
from typing import Any

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema_serializer,
)
from rest_framework import serializers

from api.deprecations import Deprecation
from api.links import links_of
from api.permissions import is_for_readers
from api.problems import MEDIA_TYPE, PROBLEMS
from api.scopes import scope_of
from api.selecting import described

CHANGING = (
    "parse-error",
    "content-too-large",
    "unsupported-media-type",
    "invalid-input",
    "precondition-required",
    "stale",
    "locked",
)
GIVING = (
    "parse-error",
    "content-too-large",
    "unsupported-media-type",
    "invalid-input",
    "key-unusable",
    "key-in-use",
    "key-for-another-request",
)
KILLABLE = ("/articles/{", "/claims/{")  # where a 410 may stand in the place of a 404
ANYWHERE = (
    "invalid-parameters",
    "not-authenticated",
    "permission-denied",
    "insufficient-scope",
    "method-not-allowed",
    "not-acceptable",
    "too-many-requests",
    "internal-error",
)


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    pattern=r'^"?[!#-~]{1,255}"?$',
    description="Sent again with the same key, the request is done once: send it whenever you do not know.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` of what you have: the answer is a 304 while it is still the same.",
)
ENTITY_TAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200, 201],
    description="Names the state shown: for `If-None-Match` and, where it can be changed, for `If-Match`.",
)

DEPRECATED = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, response=True, description=words)
    for name, words in (
        ("Deprecation", "Since when this is deprecated (RFC 9745): `@` and seconds since 1970."),
        ("Sunset", "From when on it may be gone (RFC 8594)."),
    )
]


class ApiTokenScheme(OpenApiAuthenticationExtension):
    """How the document names `ApiToken`."""

    target_class = "api.authentication.ApiToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "nrt_…",
            "description": "Made at the desk, under one’s account. Each operation names its scope.",
        }


class DeskSessionScheme(SessionScheme):
    """How the document names `DeskSession`."""

    target_class = "api.authentication.DeskSession"
    name = "session"


class BodyExtension(OpenApiSerializerExtension):
    """Says of everything that is sent that no other member is taken, and which words may not be empty."""

    target_class = "api.bodies.Body"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        for name, field in self.target.fields.items():
            shown = schema.get("properties", {}).get(name, {})
            if isinstance(field, serializers.CharField) and not field.allow_blank and "type" in shown:
                shown.setdefault("minLength", 1)
        return {**schema, "additionalProperties": False}


class ProblemError(serializers.Serializer[Any]):
    """One thing that is wrong with a request."""

    detail = serializers.CharField()
    pointer = serializers.CharField(
        help_text="JSON Pointer (RFC 6901) into the request's JSON, or into its query taken as an object."
    )
    parameter = serializers.CharField(
        required=False, help_text="The parameter, where it stands in the query."
    )


class KeptDraft(serializers.Serializer[Any]):
    """A text that was not saved and is kept."""

    id = serializers.IntegerField()
    url = serializers.URLField(help_text="Its page at the desk, where it can be merged.")
    diff = serializers.URLField(help_text="What it began from, what stands there now and it, side by side.")


class ObjectionShown(serializers.Serializer[Any]):
    """One thing that stands in the way of a publication, or that whoever publishes should know."""

    key = serializers.CharField(help_text="Names it for as long as the words it is about stand.")
    words = serializers.CharField()
    remedy = serializers.CharField()
    url = serializers.URLField(allow_null=True, help_text="Where to look into it, at the desk.")
    is_blocking = serializers.BooleanField()
    may_be_let_through = serializers.BooleanField(help_text="Whether the right to override it is enough.")
    let_through = serializers.CharField(
        allow_blank=True, help_text="By whom and why, where somebody overrode it."
    )


@extend_schema_serializer(component_name="Problem")
class ProblemShown(serializers.Serializer[Any]):
    """RFC 9457 problem details."""

    type = serializers.URLField(help_text="Address of a page that explains the problem; it never changes.")
    title = serializers.CharField(help_text="Always the same for one type.")
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What is wrong this time and what to do about it.")
    instance = serializers.CharField(help_text="The address that was asked for.")
    errors = ProblemError(many=True, required=False)
    scope = serializers.CharField(required=False, help_text="`insufficient-scope`: what the token lacks.")
    changed_by = serializers.CharField(required=False, allow_null=True, help_text="`stale`: who was faster.")
    changed_at = serializers.DateTimeField(required=False, allow_null=True, help_text="`stale`: when.")
    changed = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="`stale`: the members of the article that are others now than where you began.",
    )
    objections = ObjectionShown(many=True, required=False, help_text="`gate-closed`: what stands in the way.")
    draft = KeptDraft(
        required=False, allow_null=True, help_text="`stale`, `locked`: where your text is kept."
    )
    etag = serializers.CharField(required=False, help_text="`stale`, `locked`: of the newest state.")


class ApiSchema(AutoSchema):
    """Adds the problems to every operation."""

    def get_description(self) -> str:
        """The promise of the resource, and the scope that a token needs."""
        scope = scope_of(self.view, self.method, self.path)
        words = [str(self.deprecation or ""), inspect.getdoc(type(self.view)) or ""]
        return "\n\n".join(filter(None, [*words, f"A token needs the scope `{scope}`." if scope else ""]))

    @property
    def deprecation(self) -> Deprecation | None:
        """Until when there is the operation, if it will go."""
        return getattr(self.view, "deprecations", {}).get(self.method)

    def is_deprecated(self) -> bool:
        """As the view says."""
        return self.deprecation is not None

    def get_tags(self) -> list[str]:
        """The first word of the path."""
        return [self.path.strip("/").split("/")[0] or "root"]

    def get_auth(self) -> list[dict[str, Any]]:
        """How one says who one is; not at all, where readers get something."""
        return [*super().get_auth(), *([{}] if is_for_readers(self.method, self.path) else [])]

    def get_override_parameters(self) -> list[Any]:
        """The headers of reading and of making, which every view takes alike."""
        if self.path.endswith("/events"):
            return []  # a stream has no state of its own
        shared = {"GET": [IF_NONE_MATCH, ENTITY_TAG], "POST": [IDEMPOTENCY_KEY, ENTITY_TAG]}
        return [*shared.get(self.method, [ENTITY_TAG]), *(DEPRECATED if self.deprecation else [])]

    def _get_parameters(self) -> list[dict[str, Any]]:
        """With what a resource lets its callers choose (`api.selecting`)."""
        parameters = super()._get_parameters()
        view = self.view
        if self.method == "GET" and getattr(view, "is_selective", False):
            orderings = view.orderings if view.is_list else {}
            usual = next((word for word, keys in orderings.items() if keys == view.ordering), "")
            parameters += described(view.get_serializer_class(), list(view.may_include), orderings, usual)
        return sorted(parameters, key=lambda parameter: str(parameter["name"]))

    def map_renderers(self, attribute: str) -> list[Any]:
        """JSON; what a resource answers with besides has other schemas (`api.representations`)."""
        found = super().map_renderers(attribute)
        return found[:1] if hasattr(self.view, "other_media") else found

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        if self.method == "GET" and hasattr(self.view, "other_media"):
            bodies["200"]["content"] |= self.view.other_media()
        slugs = [*ANYWHERE, "not-found"] if "{" in self.path else list(ANYWHERE)
        if self.path.startswith(KILLABLE):
            slugs.append("gone")
        if self.method in ("PATCH", "PUT"):
            slugs += CHANGING
        if self.method == "POST":
            slugs += GIVING
        slugs += getattr(self.view, "problems", {}).get(self.method, ())
        by_code: dict[str, list[str]] = {}
        for slug in dict.fromkeys(slugs):
            by_code.setdefault(str(int(PROBLEMS[slug].status)), []).append(slug)
        for code, several in by_code.items():
            titles = ". ".join(PROBLEMS[slug].title for slug in several)
            examples = [OpenApiExample(slug, _example(slug, self.path)) for slug in several]
            response = OpenApiResponse(ProblemShown, titles, examples=examples)
            bodies[code] = self._get_response_for_code(response, code, [MEDIA_TYPE], direction)
        if links := links_of(self.get_operation_id()):
            bodies["201" if "201" in bodies else "200"]["links"] = links
        if self.method == "GET":
            bodies["304"] = {"description": "What you have, as `If-None-Match` names it, is still the same."}
        return bodies


def _example(slug: str, path: str) -> dict[str, Any]:
    problem = PROBLEMS[slug]
    example: dict[str, Any] = {
        "type": f"https://news.example/api/v1/problems/{slug}",
        "title": problem.title,
        "status": int(problem.status),
        "detail": problem.remedy,
        "instance": f"/api/v1{path}",
    }
    if slug == "invalid-parameters":
        example["errors"] = [
            {
                "detail": "Give a whole number from 1 to 100.",
                "pointer": "/page_size",
                "parameter": "page_size",
            }
        ]
    if slug == "invalid-input":
        example["errors"] = [{"detail": "There is no such member.", "pointer": "/headlin"}]
    return example
