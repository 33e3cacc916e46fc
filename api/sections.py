"""The sections that readers see."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from api.examples import example
from api.references import address, page_address
from api.resources import Resource
from articles.models import SectionPage


class SectionLinks(serializers.Serializer[Any]):
    """Where to go on from a section."""

    self = serializers.URLField()
    articles = serializers.URLField()


@extend_schema_serializer(examples=[OpenApiExample("A section", example("section"))])
class Section(serializers.Serializer[Any]):
    """A desk's part of the site."""

    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True, help_text="HTML.")
    url = serializers.URLField(allow_null=True)
    links = SectionLinks()


def section_values(request: Request, section: SectionPage) -> dict[str, Any]:
    """The values of a `Section`."""
    return {
        "slug": section.slug,
        "name": section.title,
        "description": section.description,
        "url": page_address(request, section),
        "links": {
            "self": address(request, "section", section.slug),
            "articles": f"{address(request, 'articles')}?section={section.slug}",
        },
    }


@extend_schema_view(
    list=extend_schema(summary="All sections", operation_id="list_sections"),
    retrieve=extend_schema(summary="One section", operation_id="get_section"),
)
class SectionResource(Resource):
    """The desks' parts of the site, in the order of their names."""

    queryset = SectionPage.objects.none()
    serializer_class = Section
    ordering = ("title", "pk")
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[SectionPage]:
        return self.viewer.sections()

    def present(self, rows: Sequence[SectionPage]) -> Sequence[dict[str, Any]]:
        return [section_values(self.request, section) for section in rows]
