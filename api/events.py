"""Server-sent events for open pages: what happens to one story, and in the queue of claims."""

from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from api.problems import InvalidParameters
from api.resources import Cached, refuse_unknown_parameters
from api.visibility import require_desk, viewer_of
from syndication import streams
from syndication.models import Change

MEDIA_TYPE = "text/event-stream"
LAST_SEEN = OpenApiParameter(
    "Last-Event-ID",
    str,
    OpenApiParameter.HEADER,
    description="The `id` of the last event that you saw; browsers send it by themselves.",
)
STREAM = {(200, MEDIA_TYPE): OpenApiTypes.STR}


class AnyType(BaseContentNegotiation):
    """Browsers ask for `text/event-stream`; problems are told in JSON all the same."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Events(Cached):
    """An event has an `id`, a type (`event`) and `data` in JSON: the `id`, `type`, `at` of a thing and more.
    `pause` ends a stream: it is opened again by itself. `reset`: too much was missed, load anew.
    """

    content_negotiation_class = AnyType

    def streamed(self, request: Request, wanted: streams.Wanted) -> Any:
        """The stream, or where there is no place a glance at what is new."""
        last_seen = _last_seen(request)
        response = StreamingHttpResponse(streams.stream(wanted, last_seen), content_type=MEDIA_TYPE)
        response["X-Accel-Buffering"] = "no"
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(response, Response):
            return super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


class ArticleEvents(Events):
    """What happens to one story while a page is open: saved (for its editors), published, taken back."""

    scopes = {"GET": "articles:read"}

    @extend_schema(
        summary="Follow one story", operation_id="follow_article", parameters=[LAST_SEEN], responses=STREAM
    )
    def get(self, request: Request, article: int) -> Any:
        """Its events from now on, or behind `Last-Event-ID`."""
        refuse_unknown_parameters(request, ())
        viewer = viewer_of(request)
        is_editor = viewer.may_edit(article)
        if not is_editor and not viewer.articles("published").filter(pk=article).exists():
            raise NotFound(f"There is no article {article} that you may see.")

        def wanted(change: Change) -> bool:
            of_it = change.subject == "article" and change.subject_id == article
            return of_it and (is_editor or change.is_public)

        return self.streamed(request, wanted)


class ClaimEvents(Events):
    """What happens in the queue of claims: new ones, and whatever is done with one. For the desk."""

    scopes = {"GET": "claims:read"}

    @extend_schema(
        summary="Follow the queue of claims",
        operation_id="follow_claims",
        parameters=[LAST_SEEN],
        responses=STREAM,
    )
    def get(self, request: Request) -> Any:
        """Its events from now on, or behind `Last-Event-ID`."""
        refuse_unknown_parameters(request, ())
        require_desk(request, "The queue’s events")
        return self.streamed(request, lambda change: change.subject == "claim")


def _last_seen(request: Request) -> int | None:
    given = request.headers.get("Last-Event-ID", "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise InvalidParameters({"Last-Event-ID": "Give the `id` of an event, or leave the header out."})
    return int(given)
