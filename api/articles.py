"""Articles: what readers see, and drafts for those who may edit them.

What is shown of an article comes from one revision: the live one, or for drafts the newest.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.request import Request

from api.arrangements import Arrangements, arrangements_of
from api.article_rows import (
    COLUMNS,
    corrected,
    heads_of,
    published_one,
    published_page,
    sections_at,
    stages_of,
)
from api.corrections import CorrectionShown, corrections_of
from api.examples import example
from api.filters import MomentFilter, WordFilter, WordsFilter, section_named
from api.included import ArticleIncluded
from api.named import RightsShown, bylines_of, images_of, topics_of
from api.problems import InvalidParameters
from api.references import SectionRef, address, data_address, page_address
from api.representations import Represented
from api.resources import state_of
from api.richtext import with_addresses
from api.visibility import STATES, viewer_of
from articles.contents import content_of, fronts_of
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Byline,
    SectionPage,
    Stage,
)

STATE = OpenApiParameter(
    "state",
    enum=STATES,
    default="published",
    description="`published`: what readers see. `draft`: newest states that readers do not see yet and that "
    "you may edit. `all`: both, published where there is a published state. Drafts need a token.",
)
STATE_OF_ONE = OpenApiParameter(
    "state",
    enum=STATES,
    description="`published`: as readers see it. `draft`: the newest state, if readers do not see it. "
    "`all`, as without it: published where it is, or else the draft. To name it takes a token, as drafts do.",
)


class BylineShown(serializers.Serializer[Any]):
    """A contributor's part in an article."""

    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Byline.Role.choices)


class ArticleLinks(serializers.Serializer[Any]):
    """Where to go on from an article."""

    self = serializers.URLField()
    revisions = serializers.URLField()
    reading = serializers.URLField()
    claims = serializers.URLField()
    annotations = serializers.URLField(
        allow_null=True, help_text="Its checked claims as W3C Web Annotations; null for a draft."
    )


@extend_schema_serializer(examples=[OpenApiExample("An article in a list", example("article-in-list"))])
class ArticleSummary(serializers.Serializer[Any]):
    """An article as a list shows it."""

    id = serializers.IntegerField()
    headline = serializers.CharField()
    kicker = serializers.CharField(allow_blank=True)
    standfirst = serializers.CharField(allow_blank=True, help_text="HTML.")
    slug = serializers.CharField()
    section = SectionRef(allow_null=True)
    state = serializers.ChoiceField(choices=[("published", "published"), ("draft", "draft")])
    stage = serializers.ChoiceField(
        choices=Stage.choices,
        allow_null=True,
        help_text="How far it is on its way, for people with access to the desk; null for readers.",
    )
    revision = serializers.IntegerField(help_text="Number of the revision that is shown.")
    language = serializers.CharField(help_text="BCP 47 tag.")
    genre = serializers.ChoiceField(choices=ArticlePage.Genre.choices)
    urgency = serializers.IntegerField(help_text="1 is most urgent, 9 least (IPTC).")
    dateline = serializers.CharField(allow_blank=True)
    bylines = BylineShown(many=True)
    topics = serializers.ListField(child=serializers.CharField())
    published_at = serializers.DateTimeField(allow_null=True, help_text="First publication.")
    updated_at = serializers.DateTimeField(
        allow_null=True, help_text="Newest publication or correction; of a draft, when it was saved."
    )
    url = serializers.URLField(allow_null=True, help_text="Where readers find it; null for a draft.")
    links = ArticleLinks()
    included = ArticleIncluded(required=False)


class ImageShown(serializers.Serializer[Any]):
    """A picture that the article uses."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.URLField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    rights = RightsShown(help_text="As the owner of the picture states them.")


class LeadImage(serializers.Serializer[Any]):
    """The picture over the article; `id` leads to one of `images`."""

    id = serializers.IntegerField()
    caption = serializers.CharField(allow_blank=True, help_text="HTML.")
    credit = serializers.CharField(allow_blank=True)
    alt = serializers.CharField(allow_blank=True)


class Block(serializers.Serializer[Any]):
    """One block of the body."""

    id = serializers.CharField()
    type = serializers.ChoiceField(
        choices=[(t, t) for t in ("paragraph", "heading", "quote", "list", "image", "embed", "table")]
    )
    value = serializers.JSONField(
        help_text="HTML for paragraph, heading and list; an object for the others, HTML in its prose."
    )


@extend_schema_serializer(examples=[OpenApiExample("An article", example("article"))])
class ArticleDetail(ArticleSummary):
    """An article with its body."""

    lead_image = LeadImage(allow_null=True)
    images = ImageShown(many=True)
    body = Block(many=True)
    text = serializers.CharField(
        trim_whitespace=False, help_text="The plain text that all offsets count in, in code points."
    )
    word_count = serializers.IntegerField()
    source = serializers.CharField(allow_blank=True, help_text="The agency or person it came from.")
    source_url = serializers.CharField(allow_blank=True)
    corrections = CorrectionShown(many=True)
    desk = Arrangements(
        allow_null=True, help_text="How it stands at the desk, for whoever may edit it; null for readers."
    )


class ArticleFilter(django_filters.FilterSet):
    """Filters of the list; they look at the words that are shown."""

    section = django_filters.CharFilter(method="in_section", help_text="Slug of a section.", max_length=255)
    genre = WordFilter(field_name="shown_genre", choices=ArticlePage.Genre.choices, help_text="Genre.")
    language = django_filters.CharFilter(
        field_name="shown_language",
        lookup_expr="iexact",
        max_length=12,
        help_text="BCP 47 tag, such as `en`.",
    )
    published_after = MomentFilter(
        field_name="first_published_at", lookup_expr="gte", help_text="First published then or later."
    )
    published_before = MomentFilter(
        field_name="first_published_at", lookup_expr="lt", help_text="First published before then."
    )
    q = WordsFilter(field_name="shown_headline", help_text="Words in the headline.")

    def in_section(self, queryset: QuerySet[ArticlePage], name: str, slug: str) -> QuerySet[ArticlePage]:
        """Articles anywhere under the section."""
        section = section_named(slug, name)
        return queryset.filter(path__startswith=section.path, depth__gt=section.depth)


@extend_schema_view(
    list=extend_schema(summary="Articles, newest first", operation_id="list_articles", parameters=[STATE]),
)
class ArticleResource(Represented):
    """Stories, newest first: by first publication, drafts by when they were begun."""

    queryset = ArticlePage.objects.none()
    filterset_class = ArticleFilter
    parameters = {"list": ["state"], "retrieve": ["state"]}
    ordering: Sequence[str] = ("-first_published_at", "-pk")
    orderings: Mapping[str, Sequence[str]] = {
        "-published_at": ordering,
        "published_at": ("first_published_at", "pk"),
        "-last_published_at": ("-last_published_at", "-pk"),
        "last_published_at": ("last_published_at", "pk"),
    }

    def get_serializer_class(self) -> type[ArticleSummary]:
        return ArticleSummary if self.action == "list" else ArticleDetail

    def get_ordering(self) -> Sequence[str]:
        if self.state == "published":
            return super().get_ordering()
        if "ordering" in self.request.query_params:
            raise InvalidParameters({"ordering": "It goes with state=published; drafts have no such times."})
        return ("-pk",)

    def get_queryset(self) -> QuerySet[ArticlePage]:
        return self.viewer.articles(self._state).values_list(*COLUMNS, named=True)

    @property
    def _state(self) -> str:
        return state_of(self.request, default="published" if self.action == "list" else "all")

    def page_of(self, ordering: Sequence[str], position: Sequence[Any] | None, count: int) -> list[Any]:
        filters = set(self.request.query_params) & set(self.filterset_class.base_filters)
        if self._state == "published" and not filters and not self.viewer.is_limited:
            return published_page(ordering, position, count)
        return super().page_of(ordering, position, count)

    def get_object(self) -> Any:
        """One article as `state` asks for it; the question that most come with is asked first."""
        pk = int(self.kwargs["pk"]) if "pk" in self.kwargs else None
        if pk and self._state != "draft" and (row := published_one(pk)) and self.viewer.reaches(row):
            return row
        return super().get_object()

    def told(self, values: Any, *, many: bool = False) -> Any:
        """As the serializer would tell it, which would take longer than all else of an answer."""
        return super().told(values, many=many) if self.selection.included else values

    def present(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        heads = heads_of(row.shown_id for row in rows)
        if self.action != "list":
            return [self._in_full(rows[0], heads[rows[0].shown_id])]
        fronts = fronts_of((head.pk, head.content_digest) for head in heads.values())
        shown = [(row, heads[row.shown_id]) for row in rows]
        corrected_at = corrected(row.pk for row in rows)
        stories = [(row, head, fronts[head.content_digest]) for row, head in shown]
        return summaries(self.request, stories, corrected_at)

    def sees_desk(self, article_id: int) -> bool:
        """Whether to tell the caller how an article stands at the desk."""
        return self.viewer.may_edit(article_id)

    def _in_full(self, row: Any, revision: Any) -> dict[str, Any]:
        digest, parsed = revision.content_digest, None
        if self.wants("body", "images", "text"):
            parsed = content_of(revision.pk, digest)
        front = parsed.data if parsed else fronts_of([(revision.pk, digest)])[digest]
        content = with_addresses(front, self.request)
        lead = content.get("lead_image")
        corrected_at = corrected([row.pk])
        members: dict[str, Callable[[], Any]] = {
            "lead_image": lambda: {"id": lead, **_about_lead_image(content)} if lead else None,
            "images": lambda: images_of(self.request, content),
            "body": lambda: content.get("body") or [],
            "text": lambda: parsed.plain if parsed else "",
            "word_count": lambda: revision.word_count,
            "source": lambda: content.get("source", ""),
            "source_url": lambda: content.get("source_url", ""),
            "corrections": lambda: _corrections(self.request, row) if corrected_at else [],
            "desk": lambda: _desk(row.pk) if self.sees_desk(row.pk) else None,
        }
        return {
            **summaries(self.request, [(row, revision, content)], corrected_at)[0],
            **{name: make() for name, make in members.items() if self.wants(name)},
        }


def _corrections(request: Request, row: Any) -> Any:
    return CorrectionShown(corrections_of(request, row), many=True).data


def _desk(article_id: int) -> Any:
    return Arrangements(arrangements_of(article_id)).data


Shown = tuple[ArticlePage, ArticleRevision, dict[str, Any]]


def summaries(
    request: Request, shown: Sequence[Shown], corrected_at: dict[int, datetime]
) -> list[dict[str, Any]]:
    """The values of `ArticleSummary` for rows of `Viewer.articles`, the revision to show and its content."""
    sections = sections_at(_parent(row) for row, _, _ in shown)
    names = bylines_of([content for _, _, content in shown])
    topics_of_each = topics_of([content for _, _, content in shown])
    stages = stages_of(row.pk for row, _, _ in shown) if viewer_of(request).has_desk else {}
    linked = with_addresses([content.get("standfirst", "") for _, _, content in shown], request)
    return [
        {
            "id": row.pk,
            "headline": content.get("title", ""),
            "kicker": content.get("kicker", ""),
            "standfirst": standfirst,
            "slug": content.get("slug", ""),
            "section": _section_ref(request, sections.get(_parent(row))),
            "state": "published" if row.is_published else "draft",
            "stage": stages.get(row.pk),
            "revision": revision.number,
            "language": content.get("language", ""),
            "genre": content.get("genre", ArticlePage.Genre.NEWS),
            "urgency": content.get("urgency", 5),
            "dateline": content.get("dateline", ""),
            "bylines": bylines,
            "topics": topics,
            **_times(request, row, revision, corrected_at.get(row.pk)),
            "links": {
                "self": address(request, "article", row.pk),
                "revisions": address(request, "revisions", row.pk),
                "reading": address(request, "reading", row.pk),
                "claims": f"{address(request, 'claims')}?article={row.pk}",
                "annotations": data_address(request, "article-annotations", row.pk)
                if row.is_published
                else None,
            },
        }
        for (row, revision, content), bylines, topics, standfirst in zip(
            shown, names, topics_of_each, linked, strict=True
        )
    ]


def _times(
    request: Request, row: ArticlePage, revision: ArticleRevision, corrected_at: datetime | None
) -> dict[str, Any]:
    if row.is_published:
        url = page_address(request, row)
        updated_at = max(filter(None, [row.last_published_at, corrected_at]), default=None)
        return {
            "published_at": _local(row.first_published_at),
            "updated_at": _local(updated_at),
            "url": url,
        }
    return {"published_at": None, "updated_at": _local(revision.created_at), "url": None}


def _local(moment: datetime | None) -> datetime | None:
    return moment and timezone.localtime(moment)


def _parent(row: Any) -> str:
    return row.path[: -ArticlePage.steplen]


def _section_ref(request: Request, section: SectionPage | None) -> dict[str, str] | None:
    if section is None:
        return None
    return {
        "slug": section.slug,
        "name": section.title,
        "self": address(request, "section", section.slug),
    }


def _about_lead_image(content: dict[str, Any]) -> dict[str, str]:
    return {name: content.get(f"lead_image_{name}", "") for name in ("caption", "credit", "alt")}
