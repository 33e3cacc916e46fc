"""When did this sentence appear, who wrote it? Asked from a revision's page and from the editor."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from articles.models import ArticlePage, ArticleRevision
from articles.origins import sentence_at
from desk.history import may_see_history
from desk.sentences import origin_context, origins_at_sight, told_of

LONGEST = 20_000  # letters of a paragraph that are looked at


@require_safe
def origin(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """Of one sentence of a revision (`sentence`: its number)."""
    revision = _revision(request, article_id, number)
    return render(
        request, "desk/history/origin.html", origin_context(revision, request.GET.get("sentence", ""))
    )


@require_POST
def origin_now(request: HttpRequest, article_id: int) -> HttpResponse:
    """Of the sentence that the cursor is in, in the editor: what its paragraph says now, and where it is."""
    revision = _revision(request, article_id, None)
    found = origins_at_sight(revision) if revision else []
    context: dict[str, Any] = {"article_id": article_id, "revision": revision, "state": "waiting"}
    if found is not None:
        at = request.POST.get("at", "0")
        state, one = sentence_at(
            found,
            request.POST.get("block", ""),
            request.POST.get("key", ""),
            request.POST.get("text", "")[:LONGEST],
            int(at) if at.isdecimal() and len(at) < 9 else 0,
        )
        context |= {"state": state, **(told_of(one) if one else {})}
    return render(request, "desk/history/origin.html", context)


def _revision(request: HttpRequest, article_id: int, number: int | None) -> ArticleRevision | None:
    """One revision, or the newest, of an article whose history the person may see."""
    article = ArticlePage.objects.defer_streamfields().filter(id=article_id).first()
    if article is None:
        raise Http404("There is no such article, or it was deleted.")
    if not may_see_history(request.user, article):
        raise PermissionDenied
    history = ArticleRevision.objects.of(article)
    if number is None:
        return history.last()
    revision = history.filter(number=number).first()
    if revision is None:
        raise Http404(f"This article has no revision {number}.")
    return revision
