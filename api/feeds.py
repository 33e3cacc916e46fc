"""Feeds that are read for a section, as its desk leads them: added, changed, switched off, read now."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.bodies import Body, NoBody, sent_in
from api.conditions import IF_SAME, logged, refuse_stale, token_of
from api.references import SectionRef, Signature, address, signature
from api.resources import Resource
from api.visibility import require_desk
from articles.models import SectionPage
from wires import feeds, permissions
from wires.models import Feed

CONDITIONAL = ("parse-error", "precondition-required", "stale")
EXAMPLE = {
    "id": 4,
    "url": "https://coast.example/news.xml",
    "name": "Coast Wire",
    "title": "Coast & Harbour",
    "section": {"slug": "news", "name": "News", "self": "https://news.example/api/v1/sections/news"},
    "language": "en",
    "minutes": 15,
    "is_active": True,
    "off_reason": "",
    "led_by": {"name": "Dana Ferris", "job_title": "News editor"},
    "created_at": "2026-03-03T14:05:00Z",
    "polled_at": "2026-03-03T15:05:00Z",
    "next_poll_at": "2026-03-03T15:19:00Z",
    "failing_since": None,
    "outcome": "New or changed entries: 2 of 30.",
    "ingest": "https://news.example/api/v1/ingest/12",
    "self": "https://news.example/api/v1/feeds/4",
}


@extend_schema_serializer(examples=[OpenApiExample("A feed", EXAMPLE)], component_name="Feed")
class FeedShown(serializers.Serializer[Any]):
    """A feed, and what came of reading it last."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    name = serializers.CharField(allow_blank=True, help_text="What you call it.")
    title = serializers.CharField(allow_blank=True, help_text="What it calls itself.")
    section = SectionRef(help_text="Where its stories go.")
    language = serializers.CharField()
    minutes = serializers.IntegerField(
        help_text="From one look to the next; more while it brings nothing new."
    )
    is_active = serializers.BooleanField()
    off_reason = serializers.CharField(allow_blank=True)
    led_by = Signature(allow_null=True, help_text="With whose rights its stories come in.")
    created_at = serializers.DateTimeField()
    polled_at = serializers.DateTimeField(allow_null=True, help_text="When it was read last.")
    next_poll_at = serializers.DateTimeField(allow_null=True, help_text="Null while it is switched off.")
    failing_since = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True, help_text="What came of the last look, in words.")
    ingest = serializers.URLField(allow_null=True, help_text="What it brought last, story by story.")
    self = serializers.URLField()


class FeedChanges(Body):
    """What is to be another; what is left out stays."""

    url = serializers.CharField(required=False, max_length=2000, help_text="Its entries keep their ids.")
    name = serializers.CharField(required=False, allow_blank=True, max_length=160)
    section = serializers.CharField(required=False, max_length=255, help_text="Slug of the section.")
    language = serializers.CharField(required=False, max_length=12, help_text="BCP 47 tag.")
    minutes = serializers.IntegerField(
        required=False,
        min_value=feeds.FASTEST,
        max_value=feeds.SLOWEST,
        help_text="From one look to the next.",
    )
    is_active = serializers.BooleanField(
        required=False, help_text="Whoever switches it on has its stories come in with his rights."
    )


class FeedSent(FeedChanges):
    """The address of a feed, and the section that its stories go to."""

    url = serializers.CharField(max_length=2000)
    section = serializers.CharField(max_length=255, help_text="Slug of the section.")
    is_active = None  # a new one is read


def feed_values(request: Request, feed: Feed) -> dict[str, Any]:
    """The values of a `FeedShown` whose section and people were fetched."""
    names = ("url", "name", "title", "language", "minutes", "is_active", "off_reason", "created_at")
    section = feed.section
    return {
        **{
            name: getattr(feed, name)
            for name in (*names, "polled_at", "next_poll_at", "failing_since", "outcome")
        },
        "id": feed.pk,
        "section": {
            "slug": section.slug,
            "name": section.title,
            "self": address(request, "section", section.slug),
        },
        "led_by": signature(feed.by),
        "ingest": address(request, "ingest-job", feed.job_id) if feed.job_id else None,
        "self": address(request, "feed", feed.pk),
    }


def members_of(feed: Feed) -> dict[str, Any]:
    """What people decide about a feed."""
    names = ("url", "name", "language", "minutes", "is_active")
    return {**{name: getattr(feed, name) for name in names}, "section": feed.section_id}


class OfFeeds(Resource):
    """Whatever is about feeds: for the desks of the sections that they go to."""

    scopes = {"GET": "articles:read", **dict.fromkeys(("POST", "PATCH", "DELETE"), "articles:write")}
    serializer_class = FeedShown
    queryset = Feed.objects.none()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require_desk(request, "Feeds")
        try:
            permissions.require(request.user, "view_feed")
        except DjangoPermissionDenied as refusal:
            raise exceptions.PermissionDenied(str(refusal)) from refusal

    def get_queryset(self) -> QuerySet[Feed]:
        found = Feed.objects.into(permissions.sections_of(self.request.user))
        if self.viewer.is_limited:
            found = found.into(self.viewer.sections().order_by().values("pk"))
        return found.select_related("section", "by").defer("seen")

    def present(self, rows: Sequence[Feed]) -> Sequence[dict[str, Any]]:
        return [feed_values(self.request, feed) for feed in rows]

    def answer(self, number: int, status: int = 200) -> Response:
        """A feed as it stands, with its `ETag`."""
        feed = Feed.objects.select_related("section", "by").get(pk=number)
        response = Response(FeedShown(feed_values(self.request, feed)).data, status=status)
        response.version = token_of(members_of(feed))
        return response

    def values_sent(self, body: type[Body]) -> dict[str, Any]:
        """What was sent, with the section that it names."""
        values = sent_in(self.request, body)
        if "section" in values:
            values["section"] = self._section(values["section"])
        return values

    def _section(self, slug: str) -> SectionPage:
        sections = {each.slug: each for each in self.viewer.sections()}
        if slug not in sections:
            known = ", ".join(sorted(sections))
            raise exceptions.ValidationError({"section": f"There is no such section. Give one of: {known}."})
        return sections[slug]


@extend_schema_view(
    list=extend_schema(summary="The feeds that are read", operation_id="list_feeds"),
    retrieve=extend_schema(summary="One feed", operation_id="get_feed"),
)
class FeedResource(OfFeeds):
    """RSS, Atom and JSON feeds that are read again and again, into sections that you may write in."""

    ordering = ("pk",)
    problems = {"POST": ("parse-error",), "PATCH": CONDITIONAL, "DELETE": CONDITIONAL}

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.get_object().pk)

    @extend_schema(
        summary="Have a feed read", operation_id="add_feed", request=FeedSent, responses={201: FeedShown}
    )
    def create(self, request: Request) -> Response:
        """Its entries come in as drafts, with your rights. It is read for the first time at once."""
        feed = feeds.add_feed(by=request.user, **self.values_sent(FeedSent))
        response = self.answer(feed.pk, 201)
        response["Location"] = address(request, "feed", feed.pk)
        return response

    @extend_schema(
        summary="Change a feed",
        operation_id="change_feed",
        request=FeedChanges,
        responses=FeedShown,
        parameters=[IF_SAME],
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Also to switch it off and on; then it is read at once."""
        number, values = self.get_object().pk, self.values_sent(FeedChanges)
        with transaction.atomic():
            feed = get_object_or_404(Feed.objects.select_for_update(), pk=number)
            if problem := self.refusal(feed):
                return problem
            feeds.change_feed(feed, by=request.user, **values)
        return self.answer(number)

    @extend_schema(
        summary="Remove a feed", operation_id="delete_feed", responses={204: None}, parameters=[IF_SAME]
    )
    def destroy(self, request: Request, pk: int) -> Response:
        """What came from it stays."""
        number = self.get_object().pk
        with transaction.atomic():
            feed = get_object_or_404(Feed.objects.select_for_update(), pk=number)
            if problem := self.refusal(feed):
                return problem
            feeds.delete_feed(feed, by=request.user)
        return Response(status=204)

    def refusal(self, feed: Feed) -> Response | None:
        """Why it is not changed, where it is another than the request names."""
        return refuse_stale(self.request, members_of(feed), "feed", partial(logged, feed))


class FeedActs(OfFeeds):
    """What can be done with a feed."""

    problems = {"POST": ("conflict",)}

    @extend_schema(
        summary="Read a feed now", operation_id="poll_feed", request=NoBody, responses={202: FeedShown}
    )
    def poll(self, request: Request, pk: int) -> Response:
        """A worker does it at once; `polled_at` and `outcome` tell when it has."""
        sent_in(request, NoBody)
        feed = self.get_object()
        feeds.read_now(feed, by=request.user)
        return self.answer(feed.pk, 202)
