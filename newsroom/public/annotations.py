"""Where published stories make checked claims, as W3C Web Annotations: one by one, by claim and by article.

Addresses behave as the Web Annotation Protocol (2017) says of reading: containers end in a slash, answer
with their first page, and name the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_safe

from articles.models import ArticlePage, ArticleRevision, Publication
from claims.models import Appearance, AppearanceAnchor, Claim, ClaimAct, Verdict
from claims.readers import for_readers, shown_verdicts
from claims.standing import changed_since
from claims.webannotation import CONTEXT, MEDIA_TYPE, Addresses, Spot, annotation, collection, page
from newsroom.public.data import serve, serve_bytes
from syndication.newsarticle import name_of_site

PER_PAGE = 50
LDP = "http://www.w3.org/ns/ldp#"
PROTOCOL = "http://www.w3.org/TR/annotation-protocol/"

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """An article as readers see it."""

    page: ArticlePage
    revision: ArticleRevision
    publication: Publication
    versions: int


def of_public_claims() -> "QuerySet[AppearanceAnchor]":
    """Where public claims stand in what readers see now, in the order in which they were found."""
    appearances = (
        Appearance.objects.select_related("claim__claimant")
        .prefetch_related(
            Prefetch("claim__verdicts", Verdict.objects.on_file()),
            Prefetch("claim__acts", ClaimAct.objects.filter(after=Claim.Status.PUBLISHED)),
        )
        .with_anchors()
    )
    return (
        AppearanceAnchor.objects.readers_see()
        .filter(appearance__claim__in=Claim.objects.public())
        .prefetch_related(Prefetch("appearance", appearances))
        .order_by("appearance_id")
    )


def annotations_of(anchors: Sequence[AppearanceAnchor], request: HttpRequest) -> list[Node]:
    """The annotations of anchors of `of_public_claims`; the queries do not grow with their number."""
    shown = _shown({anchor.appearance.article_id for anchor in anchors})
    newsroom = {
        "id": request.build_absolute_uri("/"),
        "type": "Organization",
        "name": name_of_site(request),
    }
    for_readers([anchor.appearance.claim for anchor in anchors])
    found = (_annotation(anchor, shown, newsroom, request) for anchor in anchors)
    return [node for node in found if node]


def _shown(ids: set[int]) -> dict[int, Shown]:
    """What readers see of the articles with these ids. Four queries."""
    pages = {page.pk: page for page in ArticlePage.objects.visible().filter(pk__in=ids).defer_streamfields()}
    revisions = {
        revision.article_id: revision
        for revision in ArticleRevision.objects.readers_see().filter(article_id__in=ids)
    }
    publications = Publication.objects.filter(article_id__in=ids)
    newest = {each.article_id: each for each in publications.order_by("published_at", "pk")}
    counted = publications.order_by().values_list("article_id").annotate(Count("pk"))
    return {
        pk: Shown(pages[pk], revisions[pk], newest[pk], count)
        for pk, count in counted
        if pk in pages and pk in revisions
    }


def _annotation(
    place: AppearanceAnchor, shown: Mapping[int, Shown], newsroom: Node, request: HttpRequest
) -> Node | None:
    appearance, claim = place.appearance, place.appearance.claim
    story, verdict = shown.get(appearance.article_id), claim.verdict
    if story is None or verdict is None:
        return None
    text = story.revision.text
    start = text.offset(place.block, place.key, place.start)
    if start is None:
        return None
    spot = Spot(
        segments=text.segments,
        start=start,
        end=start + place.end - place.start,
        published_at=story.publication.published_at,
        is_changed=changed_since(appearance, place, verdict.issued_at),
    )

    def absolute(path: str) -> str:
        return request.build_absolute_uri(path)

    at = Addresses(
        id=absolute(reverse("annotation", args=[appearance.pk])),
        claim=absolute(claim.get_absolute_url()),
        article=absolute(story.page.get_url(request) or "/"),
        text=absolute(reverse("article-text", args=[story.page.pk, story.versions])),
        review=absolute(reverse("claimreview", args=[claim.pk])),
    )
    return annotation(
        claim, verdict, spot, at=at, creator=newsroom, issued_at=shown_verdicts(claim)[-1].issued_at
    )


class Annotation(View):
    """One annotation; of words that no reader sees there is none."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        anchors = list(of_public_claims().filter(appearance_id=pk)[:1])
        found = annotations_of(anchors, request)
        if not found:
            raise Http404("No published story makes a checked claim there.")
        return _serve(request, found[0], f"{LDP}Resource")


class Container(View):
    """A collection of annotations: its description with the first page, or the page that `page` numbers."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        label, anchors = self.contents(request, pk)
        total = anchors.count()
        newest = max(total - 1, 0) // PER_PAGE
        address = request.build_absolute_uri(request.path)
        asked = request.GET.get("page")
        if asked is None:
            first = self._page(request, anchors, 0, newest, part_of=address) if total else None
            node = collection(
                id=address, label=label, total=total, first=first, last=f"{address}?page={newest}"
            )
            return _serve(request, node, f"{LDP}BasicContainer")
        if not (asked.isascii() and asked.isdigit() and len(asked) < 10 and int(asked) <= newest and total):
            raise Http404("There is no such page.")
        part_of = {"id": address, "type": "AnnotationCollection", "label": label, "total": total}
        node = self._page(request, anchors, int(asked), newest, part_of=part_of)
        return _serve(request, node, f"{LDP}Resource")

    def contents(self, request: HttpRequest, pk: int) -> tuple[str, "QuerySet[AppearanceAnchor]"]:
        """What the collection is called, and what is in it; Http404 where there is none."""
        raise NotImplementedError

    def _page(
        self,
        request: HttpRequest,
        anchors: "QuerySet[AppearanceAnchor]",
        number: int,
        newest: int,
        *,
        part_of: Node | str,
    ) -> Node:
        start = number * PER_PAGE
        address = request.build_absolute_uri(request.path)
        return page(
            annotations_of(list(anchors[start : start + PER_PAGE]), request),
            id=f"{address}?page={number}",
            part_of=part_of,
            start=start,
            next=f"{address}?page={number + 1}" if number < newest else "",
            previous=f"{address}?page={number - 1}" if number else "",
        )


class OfClaim(Container):
    """Every place in published stories that makes one claim."""

    def contents(self, request: HttpRequest, pk: int) -> tuple[str, "QuerySet[AppearanceAnchor]"]:
        claim = get_object_or_404(Claim.objects.public(), pk=pk)
        return f"Where claim {claim.pk} is made", of_public_claims().filter(appearance__claim=claim)


class OfArticle(Container):
    """Every checked claim in one article."""

    def contents(self, request: HttpRequest, pk: int) -> tuple[str, "QuerySet[AppearanceAnchor]"]:
        article = get_object_or_404(ArticlePage.objects.visible(), pk=pk)
        return f"Checked claims in “{article.title}”", of_public_claims().filter(
            appearance__article_id=article.pk
        )


def _serve(request: HttpRequest, node: Node, kind: str) -> HttpResponse:
    response = serve(request, {"@context": CONTEXT, **node}, MEDIA_TYPE)
    links = [f'<{kind}>; rel="type"']
    if kind.endswith("Container"):
        links.append(f'<{PROTOCOL}>; rel="{LDP}constrainedBy"')
    response["Link"] = ", ".join(links)
    response["Allow"] = "GET, HEAD, OPTIONS"
    return response


@require_safe
def article_text(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The plain text of published version `number` of an article: what positions count in."""
    article = get_object_or_404(ArticlePage.objects.visible(), pk=pk)
    found = list(Publication.objects.of(article).select_related("revision")[max(number - 1, 0) : number])
    if not found or number < 1:
        raise Http404("There is no such version.")
    story = request.build_absolute_uri(article.get_url(request) or "/")
    return serve_bytes(
        request,
        found[0].revision.text.plain.encode(),
        "text/plain; charset=utf-8",
        links={"canonical": story},
        modified=found[0].published_at,
    )
