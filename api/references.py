"""How one resource names another: by id, by what a person calls it, and by its address."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import User
from articles.models import ArticlePage
from entities.models import Entity


def address(request: Request, name: str, *args: Any) -> str:
    """The absolute address of a resource of the API."""
    return request.build_absolute_uri(reverse(f"api:{name}", args=args))


def data_address(request: Request, name: str, *args: Any) -> str:
    """The absolute address of what readers' side gives out as data (`docs/open-data.md`)."""
    return request.build_absolute_uri(reverse(name, args=args))


def page_address(request: Request, page: ArticlePage) -> str | None:
    """Where readers find a page; None where no site shows it."""
    path = page.get_url(request)
    return request.build_absolute_uri(path) if path else None


def pages(article_ids: Iterable[int]) -> dict[int, ArticlePage]:
    """Article pages by id with no more than their address needs. One query."""
    columns = ("pk", "path", "depth", "url_path", "first_published_at", "live", "title", "draft_title")
    return {page.pk: page for page in ArticlePage.objects.filter(pk__in=set(article_ids)).only(*columns)}


class ArticleRef(serializers.Serializer[Any]):
    """An article, named."""

    id = serializers.IntegerField()
    headline = serializers.CharField()
    self = serializers.URLField(help_text="Its address in this API.")
    url = serializers.URLField(allow_null=True, help_text="Where readers find it; null for a draft.")


def article_ref(request: Request, page: ArticlePage, headline: str, *, is_published: bool) -> dict[str, Any]:
    """The values of an `ArticleRef`."""
    return {
        "id": page.pk,
        "headline": headline,
        "self": address(request, "article", page.pk),
        "url": page_address(request, page) if is_published else None,
    }


class SectionRef(serializers.Serializer[Any]):
    """A section, named."""

    slug = serializers.CharField()
    name = serializers.CharField()
    self = serializers.URLField()


class EntityRef(serializers.Serializer[Any]):
    """An entity, named."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Entity.Kind.choices)
    self = serializers.URLField()


def entity_ref(request: Request, entity: Entity) -> dict[str, Any]:
    """The values of an `EntityRef`."""
    return {
        "id": entity.pk,
        "name": entity.name,
        "kind": entity.kind,
        "self": address(request, "entity", entity.pk),
    }


class Signature(serializers.Serializer[Any]):
    """Who signed something."""

    name = serializers.CharField()
    job_title = serializers.CharField(allow_blank=True)


def signature(user: User | None) -> dict[str, str] | None:
    """The values of a `Signature`."""
    return {"name": user.display_name, "job_title": user.job_title} if user else None


@extend_schema_serializer(component_name="Span")
class SpanShown(serializers.Serializer[Any]):
    """A run of the text: `text[start:end]`, counted in Unicode code points."""

    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=0, help_text="Not included.")
    text = serializers.CharField(trim_whitespace=False)


def span(text: str, start: int, end: int) -> dict[str, Any]:
    """The values of a `Span`."""
    return {"start": start, "end": end, "text": text[start:end]}
