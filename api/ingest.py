"""Incoming copy: many stories sent at once, taken in as drafts by a job whose progress can be followed."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.filters import WordFilter
from api.incoming import JSON, JSON_LINES, KNOWN, MULTIPART, CopyParser, Files, ItemSent, Received
from api.problems import PROBLEMS, InvalidParameters
from api.references import SectionRef, address
from api.resources import Resource
from api.scopes import EMBARGO
from api.visibility import Viewer, require_desk
from articles.copy.fields import LANGUAGE
from articles.models import SectionPage
from wires.actions import begin_job
from wires.models import Item, Job

WIRE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
PROBLEM_OF = {
    **dict.fromkeys(("copy", "cancelled", "withheld"), "copy-refused"),
    "rights": "permission-denied",
    "broken": "internal-error",
}
STATES = [(word.value, str(word.label)) for word in Item.State]
EXAMPLE = {
    "id": 12,
    "is_finished": False,
    "created_at": "2026-03-03T14:05:00Z",
    "finished_at": None,
    "section": {"slug": "news", "name": "News", "self": "https://news.example/api/v1/sections/news"},
    "language": "en",
    "wire": "reuters",
    "total": 4000,
    "counts": {"waiting": 3100, "new": 880, "changed": 12, "unchanged": 5, "kept": 1, "refused": 2},
    "self": "https://news.example/api/v1/ingest/12",
    "items": "https://news.example/api/v1/ingest/12/items",
}


class Counts(serializers.Serializer[Any]):
    """How many items are in each state."""

    waiting = serializers.IntegerField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField(help_text="A known story’s next revision.")
    unchanged = serializers.IntegerField()
    kept = serializers.IntegerField(
        help_text="People changed or locked the story since: the copy is kept aside as a draft."
    )
    refused = serializers.IntegerField()


@extend_schema_serializer(examples=[OpenApiExample("A job", EXAMPLE)], component_name="IngestJob")
class JobShown(serializers.Serializer[Any]):
    """Copy that was sent at once."""

    id = serializers.IntegerField()
    is_finished = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    section = SectionRef(allow_null=True, help_text="Where stories go that name none.")
    language = serializers.CharField(help_text="Of stories that state none.")
    wire = serializers.CharField(allow_blank=True)
    total = serializers.IntegerField(help_text="Grows while files of several stories are read.")
    counts = Counts()
    self = serializers.URLField()
    items = serializers.URLField()


class Reason(serializers.Serializer[Any]):
    """Why it was not taken in, as a problem."""

    type = serializers.URLField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()


class ArticleTaken(serializers.Serializer[Any]):
    """The article that it is now."""

    id = serializers.IntegerField()
    self = serializers.URLField()


@extend_schema_serializer(component_name="IngestItem")
class ItemShown(serializers.Serializer[Any]):
    """One story that was sent, or a file until it is read."""

    position = serializers.IntegerField(help_text="Its file’s place among what was sent, from 1.")
    part = serializers.IntegerField(help_text="Its place in a file of several stories, from 1.")
    name = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=STATES)
    source_id = serializers.CharField(allow_blank=True, help_text="Empty until it is read.")
    article = ArticleTaken(allow_null=True, help_text="Null also where you may not edit it.")
    note = serializers.CharField(allow_blank=True)
    problem = Reason(allow_null=True, help_text="Where it was refused.")
    settled_at = serializers.DateTimeField(allow_null=True)


def job_values(request: Request, job: Job, counts: Counter[str]) -> dict[str, Any]:
    """The values of a `JobShown` whose section was fetched."""
    section = job.section
    return {
        **{name: getattr(job, name) for name in ("created_at", "finished_at", "language", "wire")},
        "id": job.pk,
        "is_finished": job.finished_at is not None,
        "section": section
        and {
            "slug": section.slug,
            "name": section.title,
            "self": address(request, "section", section.slug),
        },
        "total": sum(counts.values()),
        "counts": {word: counts[word] for word, _ in STATES},
        "self": address(request, "ingest-job", job.pk),
        "items": address(request, "ingest-items", job.pk),
    }


def item_values(request: Request, item: Item, editable: set[int]) -> dict[str, Any]:
    """The values of an `ItemShown`; `editable`: articles that the caller may edit."""
    names = ("position", "part", "name", "state", "source_id", "settled_at")
    article = item.article_id if item.article_id in editable else None
    is_refused = item.state == Item.State.REFUSED
    return {
        **{name: getattr(item, name) for name in names},
        "article": article and {"id": article, "self": address(request, "article", article)},
        "note": "" if is_refused else item.why,
        "problem": _problem(request, item) if is_refused else None,
    }


def _problem(request: Request, item: Item) -> dict[str, Any]:
    problem = PROBLEMS[PROBLEM_OF[item.cause]]
    return {
        "type": request.build_absolute_uri(reverse("api:problem", args=[problem.slug])),
        "title": problem.title,
        "status": int(problem.status),
        "detail": item.why,
    }


def jobs_seen_by(viewer: Viewer) -> QuerySet[Job]:
    """The jobs that somebody began, and those into sections that he may edit; as far as his token leads."""
    jobs = Job.objects.seen_by(viewer.user, viewer.editable).select_related("section")
    return jobs.filter(section__in=_reached(viewer)) if viewer.is_limited else jobs


def items_seen_by(viewer: Viewer, job: Job) -> QuerySet[Item]:
    """The items of such a job, as far as his token leads."""
    items = Item.objects.filter(job=job).seen_by(viewer.user, viewer.editable)
    return items.filter(Q(section=None) | Q(section__in=_reached(viewer))) if viewer.is_limited else items


def _reached(viewer: Viewer) -> QuerySet[Any]:
    return viewer.sections().order_by().values("pk")


class IngestResource(Resource):
    """What both share: all of it is for the desk."""

    scopes = {"GET": "articles:read", "POST": "articles:write"}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require_desk(request, "Jobs of incoming copy")


@extend_schema_view(
    list=extend_schema(summary="Jobs of incoming copy", operation_id="list_ingest_jobs"),
    retrieve=extend_schema(summary="One job, and how far it is", operation_id="get_ingest_job"),
)
class JobResource(IngestResource):
    """Copy that came in at once, newest first: yours, and what went into sections that you may edit."""

    queryset = Job.objects.none()
    serializer_class = JobShown
    parser_classes = [CopyParser]
    parameters = {"create": ("section", "language", "wire")}

    def get_queryset(self) -> QuerySet[Job]:
        return jobs_seen_by(self.viewer)

    def present(self, rows: Sequence[Job]) -> Sequence[dict[str, Any]]:
        counts = Item.objects.counts(job.pk for job in rows)
        return [job_values(self.request, job, counts[job.pk]) for job in rows]

    @extend_schema(
        summary="Take copy in",
        operation_id="ingest",
        request={
            **dict.fromkeys(KNOWN, OpenApiTypes.STR),
            MULTIPART: Files,
            JSON: ItemSent(many=True),
            **dict.fromkeys(JSON_LINES, OpenApiTypes.STR),
        },
        responses={202: JobShown},
        parameters=[
            OpenApiParameter("section", str, description="Slug: where stories go that name none."),
            OpenApiParameter(
                "language", str, description="BCP 47 tag, of stories that state none.", default="en"
            ),
            OpenApiParameter(
                "wire",
                str,
                description="Stands before every source id, so that those of two wires are never mixed up.",
                pattern=f"^{WIRE.pattern}$",
            ),
        ],
    )
    def create(self, request: Request) -> Response:
        """One item, or thousands; the answer comes before they are read. They become drafts, never more.

        A story is known by its source id, by default the digest of what it says. The same again changes
        nothing, a changed one is the next revision, and what people wrote here is never overwritten.
        """
        section, language, wire = self._section(), self._language(), self._wire()
        sent: Received = request.data if isinstance(request.data, Received) else Received()
        grant = self.viewer.grant
        limits = grant.sections if grant else None
        job = begin_job(
            sent,
            by=request.user,
            section=section,
            language=language,
            wire=wire,
            reach=None
            if limits is None
            else list(SectionPage.objects.filter(path__in=limits).values_list("pk", flat=True)),
            may_reach_embargoed=grant is None or grant.allows(EMBARGO),
        )
        told = JobShown(self.present([job])[0]).data
        response = Response(told, status=202)
        response["Location"] = told["self"]
        return response

    def _section(self) -> SectionPage:
        sections = {each.slug: each for each in self.viewer.sections().order_by("path")}
        slug = self.request.query_params.get("section") or (
            "news" if len(sections) != 1 else next(iter(sections))
        )
        if slug not in sections:
            raise InvalidParameters({"section": f"Say where it goes: one of {', '.join(sections)}."})
        return sections[slug]

    def _language(self) -> str:
        language = self.request.query_params.get("language", "en")
        if not LANGUAGE.fullmatch(language) or len(language) > 12:
            raise InvalidParameters({"language": "Give a language tag such as en or en-GB."})
        return language

    def _wire(self) -> str:
        wire = self.request.query_params.get("wire", "")
        if wire and not WIRE.fullmatch(wire):
            raise InvalidParameters(
                {"wire": "Give 1 to 60 letters, digits, dots, dashes or underscores, such as reuters."}
            )
        return wire


class ItemFilter(django_filters.FilterSet):
    """Filters of the items."""

    state = WordFilter(choices=STATES, help_text="In one state.")


@extend_schema_view(list=extend_schema(summary="The items of a job", operation_id="list_ingest_items"))
class ItemResource(IngestResource):
    """What became of each story of a job, in the order in which they were sent."""

    serializer_class = ItemShown
    filterset_class = ItemFilter
    ordering = ("position", "part")
    queryset = Item.objects.none()

    def get_queryset(self) -> QuerySet[Item]:
        job = get_object_or_404(jobs_seen_by(self.viewer), pk=self.kwargs["job"])
        return items_seen_by(self.viewer, job).defer("data", "story")

    def present(self, rows: Sequence[Item]) -> Sequence[dict[str, Any]]:
        articles = [item.article_id for item in rows if item.article_id]
        editable = set(self.viewer.editable.filter(pk__in=articles).values_list("pk", flat=True))
        return [item_values(self.request, item, editable) for item in rows]
