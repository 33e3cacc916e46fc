"""410 and a notice wherever a killed story, or what was known from it alone, was found by readers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from wagtail.models import Site

from articles.models import Kill
from claims.kills import kill_on_appearance, kill_on_claim

OF_ARTICLE = frozenset({"article-history", "article-change", "article-text", "article-annotations"})
OF_CLAIM = frozenset({"claim", "claim-by-number", "claimreview", "claim-annotations"})
DATA = frozenset({"article-text", "article-annotations", "annotation", "claimreview", "claim-annotations"})
MAX_AGE = 60  # seconds, lest a lifted kill lasts in caches


class KilledMiddleware:
    """Looks, where nothing was found, whether it was killed. A page that is there costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        killed = kill_behind(request)
        return gone(request, killed) if killed else response


def kill_behind(request: HttpRequest) -> Kill | None:
    """The kill for which nothing is found at the address of a request."""
    match = request.resolver_match
    if match is None or match.app_name == "api":  # the API says it in its own way
        return None
    name, pk = match.url_name, match.kwargs.get("pk", 0)
    if name in OF_ARTICLE:
        return Kill.objects.standing_on([pk])
    if name in OF_CLAIM:
        return kill_on_claim(pk)
    if name == "annotation":
        return kill_on_appearance(pk)
    return _at_page(request) if name == "wagtail_serve" else None


def _at_page(request: HttpRequest) -> Kill | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    path = f"{site.root_page.url_path.rstrip('/')}/{request.path.strip('/')}/"
    return Kill.objects.standing().filter(addresses__url_path=path).order_by("-pk").first()


def gone(request: HttpRequest, killed: Kill) -> HttpResponse:
    """The notice: a page for people, plain words for programs."""
    match = request.resolver_match
    if match and match.url_name in DATA:
        response = HttpResponse(f"{killed.notice}\n", content_type="text/plain; charset=utf-8", status=410)
        response["Access-Control-Allow-Origin"] = "*"
    else:
        response = render(request, "public/killed.html", {"kill": killed}, status=410)
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response
