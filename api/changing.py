"""What all that changes an article shares: who may, from which state it began, and how it is refused.

Whoever is slower than somebody else changes nothing; the answer says who was faster, and what is another.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from api.arrangements import newest_told
from api.article_rows import PAGE_COLUMNS, at_desk, heads_of
from api.articles import ArticleDetail, ArticleResource
from api.bodies import Body, sent_in
from api.problems import respond
from api.references import address
from api.visibility import require_desk, viewer_of
from articles.content import editorial_content
from articles.editing import StoryLocked, base_of
from articles.models import ArticlePage, ArticleRevision, Draft, Publication
from articles.restoring import MovedOn
from articles.versions import (
    Beginning,
    StaleVersion,
    newest_of,
    require_stated,
    token_of,
    wait_for_turn,
    words_named,
)

ETAG = re.compile(r'(W/)?"([^"]*)"')
CONTENT_NAMES = {"title": "headline"}  # as the API calls members of a content
IF_MATCH = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    required=True,
    description="The `ETag` of the article as you got it: `GET` it with `state=draft` where it has a draft.",
)
CONDITIONAL = ("parse-error", "precondition-required", "stale", "locked", "conflict")
Act = Callable[[ArticlePage, dict[str, Any]], Any]


class ChangingResource(ArticleResource):
    """Whatever changes one article. Acts answer with its newest state and its `ETag`."""

    began_from = ""  # the token that `If-Match` named

    def sees_desk(self, article_id: int) -> bool:
        return True  # whoever may change it

    def article(self) -> ArticlePage:
        """The article of the address, which the caller may edit; 403 or 404 otherwise."""
        return article_to_change(self.request, self.kwargs.get("article") or self.kwargs.get("pk"))

    def act(self, request: Request, do: Act, *, body: type[Body], is_conditional: bool = True) -> Response:
        """Do something with the article, given what was sent; a problem where that cannot be."""
        article = self.article()
        token = began_from(request) if is_conditional else ""
        if isinstance(token, Response):
            return token
        self.began_from = token
        values = sent_in(request, body)
        try:
            with transaction.atomic():
                if is_conditional:
                    require_newest(article, token)
                done = do(article, values)
        except (StaleVersion, MovedOn) as stale:
            return refuse(request, article, "stale", str(stale), stale, token)
        except StoryLocked as locked:
            return refuse(request, article, "locked", f"Nothing was changed: {locked}", None, token)
        return done if isinstance(done, Response) else self.changed(article.pk)

    def changed(self, article_id: int, *, status: int = 200, **more: Any) -> Response:
        """The newest state of an article as the answer to a change, with its `ETag`."""
        row = self.newest(article_id)
        response = Response({**ArticleDetail(self.present([row])[0]).data, **more}, status=status)
        response.version = version_of(row)
        return response

    def newest(self, article_id: int) -> ArticlePage:
        """A row as `Viewer.articles` gives it, of the newest state."""
        row: ArticlePage = ArticlePage.objects.only(*PAGE_COLUMNS).get(pk=article_id)
        newest = ArticleRevision.objects.of(article_id).values_list("pk", flat=True).last()
        live = Publication.objects.filter(article=article_id).order_by("published_at", "pk").last()
        is_seen = ArticlePage.objects.visible().filter(pk=article_id).exists()
        row.shown_id, row.is_published = newest, bool(is_seen and live and live.revision_id == newest)
        return row


def article_to_change(request: Request, number: int | None) -> ArticlePage:
    """An article which the caller may edit; 401, 403 or 404 otherwise."""
    require_desk(request, "Changes")
    viewer = viewer_of(request)
    found: ArticlePage | None = ArticlePage.objects.filter(pk=number).first()
    # Whoever sees its drafts, and whoever it was given to or waits for at its stage.
    if found and (viewer.may_edit(found.pk) or found.permissions_for_user(request.user).can_edit()):
        return found
    if viewer.articles("all").filter(pk=number).exists():
        raise exceptions.PermissionDenied("You may not edit this article. Ask its desk.")
    raise exceptions.NotFound(f"There is no article {number} that you may see.")


def version_of(row: ArticlePage) -> str:
    """The token of the state that a row of `Viewer.articles` shows: the newest, or one that is so no more."""
    token = newest_told(at_desk(row.pk).content).token
    shown = heads_of([row.shown_id])[row.shown_id].content_digest
    return token if words_named(token) == shown else shown


def began_from(request: Request) -> str | Response:
    """The token that `If-Match` names; a problem (428) where it names no state."""
    stated = request.headers.get("If-Match", "").strip()
    tags = ETAG.findall(stated)
    if not tags:
        detail = "Send as If-Match the ETag of the article as you have it: of its draft, where it has one."
        return respond(request, "precondition-required", detail)
    strong = [tag for weak, tag in tags if not weak]
    return (strong[0] if strong else "").partition(".")[0]


def require_newest(article: ArticlePage, token: str) -> None:
    """Raise StaleVersion unless a token names the newest state, with everybody else waiting."""
    wait_for_turn(article.pk)
    require_stated(article.pk, Beginning(token), newest_of(article.pk))


def refuse(
    request: Request,
    article: ArticlePage,
    slug: str,
    words: str,
    stale: Exception | None,
    token: str,
    draft: Draft | None = None,
) -> Response:
    """That somebody was faster, or holds the lock: with who and when, what is another, where the text is."""
    etag = f'"{token_of(article)}"'
    newest = newest_of(article.pk) if stale else None
    kept = f" Your text is kept: {draft.get_absolute_url()}" if draft else ""
    told: dict[str, Any] = {
        "changed_by": newest.user.display_name if newest and newest.user else None,
        "changed_at": newest.created_at if newest else None,
        "changed": _changed(article, token, newest.content) if newest else [],
        "draft": draft_values(request, draft) if draft else None,
        "etag": etag,
    }
    return respond(request, slug, words + kept, headers={"ETag": etag}, more=told)


def draft_values(request: Request, draft: Draft) -> dict[str, Any]:
    """Where a kept text is."""
    return {
        "id": draft.pk,
        "url": request.build_absolute_uri(reverse("article_draft", args=[draft.article_id, draft.pk])),
        "diff": address(request, "draft-diff", draft.article_id, draft.pk),
    }


def _changed(article: ArticlePage, token: str, content: dict[str, Any]) -> list[str]:
    """The members that say something else now than in the state that a token names, if that was kept."""
    if not ArticleRevision.objects.of(article).filter(content_digest=words_named(token)).exists():
        return []
    before, now = base_of(article, token), editorial_content(content)
    names = {name for name in {*before, *now} if before.get(name) != now.get(name)}
    return sorted(CONTENT_NAMES.get(name, name) for name in names)
