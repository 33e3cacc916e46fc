"""One search over what the caller may see: articles, claims, entities, and past words for the desk.

Every kind is asked by its own rules and index; `more` of a kind is its list, which goes on in pages.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations import names
from api.problems import InvalidParameters
from api.references import address, page_address
from api.resources import Selective, refuse_unknown_parameters
from api.scopes import InsufficientScope, grant_of
from api.visibility import Viewer, require_desk, viewer_of
from articles.frontmatter import front_matters, front_of
from articles.models import ArticlePage, Passage
from articles.models.passages import terms_of

KINDS = {
    "article": "articles:read",
    "claim": "claims:read",
    "entity": "entities:read",
    "past": "articles:read",
}
USUAL = ("article", "claim", "entity")
MOST, LOOKED_AT = 20, 200  # of each kind: shown, and taken from the index before rights are asked
Found = dict[str, Any]


class SearchResult(serializers.Serializer[Any]):
    """One thing that was found."""

    type = serializers.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    id = serializers.IntegerField(
        help_text="Of the article, claim or entity; of past words, their article’s."
    )
    title = serializers.CharField(help_text="Headline, statement, name, or the words that stood there.")
    state = serializers.CharField(
        help_text="Of articles `published` or `draft`; of past words `gone` or `stands`."
    )
    revision = serializers.IntegerField(allow_null=True, help_text="Of past words: the first that had them.")
    self = serializers.URLField()
    url = serializers.URLField(allow_null=True, help_text="Where readers find it.")


class SearchAnswer(serializers.Serializer[Any]):
    """What was found, kind by kind, the best first."""

    query = serializers.CharField()
    results = SearchResult(many=True)
    more = serializers.DictField(child=serializers.URLField(), help_text="By kind: its whole list.")


QUERY = OpenApiParameter("q", required=True, description="Words to look for; 200 characters at most.")
TYPES = OpenApiParameter(
    "type",
    description="Kinds to look for, with commas: `article`, `claim`, `entity`, and for the desk `past`: what "
    "any revision said. By default the first three.",
)


class SearchResource(Selective):
    """One question to all that the caller may see. A token finds what its scopes cover."""

    scopes = {"GET": None}
    serializer_class = SearchResult
    is_list = True

    @extend_schema(summary="Search", operation_id="search", parameters=[QUERY, TYPES], responses=SearchAnswer)
    def get(self, request: Request) -> Response:
        refuse_unknown_parameters(request, ["q", "type", "fields"])
        words = request.query_params.get("q", "").replace("\x00", "").strip()
        if not words or len(words) > 200 or not terms_of(words):
            raise InvalidParameters({"q": "Give at least one word, and 200 characters at most."})
        results: list[Found] = []
        for kind in _kinds(request):
            results += FINDERS[kind](request, viewer_of(request), words)
        more = {
            kind: f"{address(request, name)}?{urlencode({'q': words})}"
            for kind, name in (("article", "articles"), ("claim", "claims"), ("entity", "entities"))
            if kind in _kinds(request)
        }
        return Response(SearchAnswer({"query": words, "results": results, "more": more}).data)


def _kinds(request: Request) -> list[str]:
    """The kinds that were asked for, or else those that the token covers."""
    asked = request.query_params.get("type")
    grant = grant_of(request)
    if asked is None:
        return [kind for kind in USUAL if grant is None or grant.allows(KINDS[kind])]
    kinds = list(dict.fromkeys(asked.split(",")))
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise InvalidParameters(
            {"type": f"There is no “{unknown[0][:40]}”. Give some of: {', '.join(KINDS)}."}
        )
    for kind in kinds:
        if grant and not grant.allows(KINDS[kind]):
            raise InsufficientScope(KINDS[kind])
    if "past" in kinds:
        require_desk(request, "Past words")
    return kinds


def _articles(request: Request, viewer: Viewer, words: str) -> list[Found]:
    """What readers see by its words, drafts by their headline."""
    live = ArticlePage.objects.live().search(words)[:LOOKED_AT]
    order = {page.pk: place for place, page in enumerate(live)}
    rows = list(viewer.articles("all").filter(pk__in=order))
    if viewer.has_desk:
        drafts = viewer.articles("draft").filter(shown_headline__icontains=words).exclude(pk__in=order)
        rows += list(drafts.order_by("-pk")[:MOST])
    rows = sorted(rows, key=lambda row: order.get(row.pk, LOOKED_AT))[:MOST]
    revisions = front_matters([row.shown_id for row in rows])
    return [
        _found(
            request,
            "article",
            row.pk,
            front_of(revisions[row.shown_id]).get("title", ""),
            "published" if row.is_published else "draft",
            url=page_address(request, row) if row.is_published else None,
        )
        for row in rows
    ]


def _claims(request: Request, viewer: Viewer, words: str) -> list[Found]:
    rows = viewer.claims().filter(statement__icontains=words).order_by("-pk")[:MOST]
    return [_found(request, "claim", row.pk, row.statement, row.status) for row in rows]


def _entities(request: Request, viewer: Viewer, words: str) -> list[Found]:
    rows = names.named_in_public(viewer.entities(), words) if not viewer.has_desk else None
    found = viewer.entities().filter(name__icontains=words) if rows is None else rows
    return [
        _found(request, "entity", row.pk, getattr(row, "shown_name", row.name), row.state)
        for row in found.order_by("name", "pk")[:MOST]
    ]


def _past(request: Request, viewer: Viewer, words: str) -> list[Found]:
    """Passages of any revision of the articles whose drafts the caller may see."""
    passages = Passage.objects.filter(article_id__in=viewer.editable).saying(words)
    rows = passages.select_related("came").defer("came__content").order_by("-came_id", "-pk")[:MOST]
    return [
        _found(
            request,
            "past",
            row.article_id,
            row.text,
            "gone" if row.went_id else "stands",
            revision=row.came.number,
            self_=address(request, "revision", row.article_id, row.came.number),
        )
        for row in rows
    ]


def _found(
    request: Request,
    kind: str,
    number: int,
    title: str,
    state: str,
    *,
    url: str | None = None,
    revision: int | None = None,
    self_: str = "",
) -> Found:
    return {
        "type": kind,
        "id": number,
        "title": title,
        "state": state,
        "revision": revision,
        "self": self_ or address(request, kind, number),
        "url": url,
    }


Finder = Callable[[Request, Viewer, str], list[Found]]
FINDERS: dict[str, Finder] = {"article": _articles, "claim": _claims, "entity": _entities, "past": _past}
