"""Published things in the formats of others, for whoever asks by `Accept`: ninjs 3.1 and JSON-LD.

They tell what readers see, and nothing else: of a draft there is JSON alone. A list has its pages in `Link`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.examples import example
from api.problems import InvalidParameters
from api.resources import Resource
from api.visibility import viewer_of
from claims.claimreview import CONTEXT, document
from claims.claimreview import MEDIA_TYPE as JSON_LD
from claims.readers import for_readers
from syndication.claimreviews import reviews_of
from syndication.newsarticle import news_article
from syndication.ninjs import MEDIA_TYPE as NINJS
from syndication.ninjs import item
from syndication.places import places_of, public_claims
from syndication.published import kept_of, published

Node = dict[str, Any]
# Of things with these ids, those that readers see, by id; whether it is one alone, with all its text.
Represent = Callable[[Request, Iterable[int], bool], Mapping[int, Node]]
# What is left out of an answer, added to it, or known of a claim by what is told of it as JSON.
ONLY_JSON = ("fields", "include", "claimant")


SCHEMAS: Mapping[str, Node] = {
    NINJS: {
        "type": "object",
        "required": ["uri", "standard", "type", "representationType", "pubStatus", "title", "headlines"],
        "description": "An item of IPTC ninjs 3.1, http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json. In a "
        "list without `bodies`.",
        "properties": {
            "uri": {"type": "string", "format": "uri"},
            "representationType": {"enum": ["full", "partial"]},
            "pubStatus": {"const": "usable"},
        },
    },
    JSON_LD: {
        "type": "object",
        "required": ["@context"],
        "description": "JSON-LD in the words of schema.org: a node with `@type`, or several in `@graph`.",
        "properties": {
            "@context": {"const": CONTEXT},
            "@graph": {"type": "array", "items": {"type": "object", "required": ["@type"]}},
        },
    },
}


@dataclass(frozen=True, slots=True)
class Representation:
    """How things are told in another format, and the example of it in the OpenAPI document."""

    of: Represent
    example: str


class NinjsRenderer(JSONRenderer):
    """IPTC ninjs 3.1: one item, or an array of them."""

    media_type = NINJS
    format = "ninjs"


class JsonLdRenderer(JSONRenderer):
    """JSON-LD in the words of schema.org: one node, or a graph of them."""

    media_type = JSON_LD
    format = "json-ld"


class Represented(Resource):
    """A resource that answers in other formats, too, where `Accept` asks for one."""

    representations: ClassVar[Mapping[type[JSONRenderer], Representation]] = {}

    def get_renderers(self) -> list[Any]:
        others = [kind() for kind in self.representations] if self.is_selective else []
        return [JSONRenderer(), *others]

    def other_media(self) -> dict[str, Any]:
        """What there is besides JSON, for the OpenAPI document."""
        found = {}
        for kind, each in self.representations.items() if self.is_selective else ():
            media: dict[str, Any] = {"schema": SCHEMAS[str(kind.media_type)]}
            if not self.is_list:
                media["examples"] = {each.example: {"value": example(each.example)}}
            elif kind is NinjsRenderer:
                media["schema"] = {"type": "array", "items": media["schema"]}
            found[str(kind.media_type)] = media
        return found

    def represent(self) -> Represent | None:
        """How what is asked for is told; None: as JSON."""
        found = self.representations.get(type(self.request.accepted_renderer))
        return found.of if found else None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.represent() is None:
            return
        words = "It goes with `Accept: application/json` alone."
        if given := [name for name in ONLY_JSON if name in request.query_params]:
            raise InvalidParameters(dict.fromkeys(given, words))
        if request.query_params.get("state", "published") != "published":
            raise InvalidParameters({"state": f"Only what is published is told so. {words}"})

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if (represent := self.represent()) is None:
            return super().list(request, *args, **kwargs)
        rows = self.paginate_queryset(self.page_of) or []
        nodes = represent(request, [row.pk for row in rows], False)
        told = [nodes[row.pk] for row in rows if row.pk in nodes]
        response = self.get_paginated_response([])
        is_graph = isinstance(request.accepted_renderer, JsonLdRenderer)
        response.data = {"@context": CONTEXT, "@graph": told} if is_graph else told
        return response

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if (represent := self.represent()) is None:
            return super().retrieve(request, *args, **kwargs)
        row = self.get_object()
        node = represent(request, [row.pk], True).get(row.pk)
        if node is None:
            kind = request.accepted_renderer.media_type
            raise NotFound(f"Of this there is no {kind} at present: ask for application/json.")
        return Response(document(node) if isinstance(request.accepted_renderer, JsonLdRenderer) else node)


def ninjs_items(request: Request, ids: Iterable[int], is_one: bool) -> Mapping[int, Node]:
    """Articles as ninjs. The queries do not grow with their number."""
    found = published(ids)
    kept = kept_of(list(found.values()))
    return {pk: item(article, request, kept[pk], is_full=is_one) for pk, article in found.items()}


def news_articles(request: Request, ids: Iterable[int], is_one: bool) -> Mapping[int, Node]:
    """Articles as NewsArticles. The queries do not grow with their number."""
    found = published(ids)
    kept = kept_of(list(found.values()))
    return {pk: news_article(article, request, kept[pk]) for pk, article in found.items()}


def claim_reviews(request: Request, ids: Iterable[int], is_one: bool) -> Mapping[int, Node]:
    """ClaimReviews of claims that have one. The queries do not grow with their number."""
    claims = list(public_claims().filter(pk__in=list(ids)))
    for_readers(claims)
    places = places_of(claims)
    viewer = viewer_of(request)
    if viewer.is_limited:
        made_in = {place.article.pk for of_claim in places.values() for place in of_claim}
        seen = set(viewer.articles("published").filter(pk__in=made_in).values_list("pk", flat=True))
        places = {pk: [each for each in found if each.article.pk in seen] for pk, found in places.items()}
    return reviews_of(claims, places, request)


ARTICLE_REPRESENTATIONS = {
    NinjsRenderer: Representation(ninjs_items, "ninjs"),
    JsonLdRenderer: Representation(news_articles, "newsarticle"),
}
CLAIM_REPRESENTATIONS = {JsonLdRenderer: Representation(claim_reviews, "claimreview")}
