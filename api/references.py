"""How one resource names another: by id, by what a person calls it, and by its address."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import quote

from django.urls import get_urlconf, reverse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from wagtail.models import Site

from accounts.models import User
from articles.models import ArticlePage
from entities.models import Entity

MARK = 987_654_321_000  # an argument that stands in no path


class HasPath(Protocol):
    """A page, or a row of one."""

    url_path: str


def address(request: Request, name: str, *args: int | str) -> str:
    """The absolute address of a resource of the API."""
    return data_address(request, f"api:{name}", *args)


def data_address(request: Request, name: str, *args: int | str) -> str:
    """The absolute address of what readers' side gives out as data (`docs/open-data.md`)."""
    parts = _path(name, len(args), get_urlconf())
    filled = zip(parts[1:], args, strict=True)
    return _origin(request) + parts[0] + "".join(f"{quote(str(value))}{part}" for part, value in filled)


@lru_cache
def _path(name: str, count: int, urlconf: str | None) -> list[str]:
    """What stands before, between and after the arguments in a path, kept since `reverse` takes long."""
    marks = [str(MARK + number) for number in range(count)]
    return re.split("|".join(marks) or "$.", reverse(name, args=marks, urlconf=urlconf))


@lru_cache
def _front(urlconf: str | None) -> str:
    return reverse("wagtail_serve", args=("",), urlconf=urlconf)


def _origin(request: Request) -> str:
    """Scheme and host that the request came to."""
    if not hasattr(request, "_origin"):
        request._origin = request.build_absolute_uri("/")[:-1]
    return request._origin


def page_address(request: Request, page: HasPath) -> str | None:
    """Where readers find a page, given its `url_path`; None where no site shows it."""
    if not hasattr(request, "_roots"):
        request._roots = Site.get_site_root_paths()
    for root in request._roots:
        if page.url_path.startswith(root.root_path):
            path = _front(get_urlconf()) + quote(page.url_path.removeprefix(root.root_path))
            is_only_site = len({each.site_id for each in request._roots}) == 1
            return (_origin(request) if is_only_site else root.root_url) + path
    return None


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
