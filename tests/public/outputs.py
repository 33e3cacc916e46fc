"""Everything that anybody without an account can fetch, found in the URL configuration itself."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.test import Client
from django.test.utils import override_settings
from django.urls import URLPattern, get_resolver
from wagtail.documents.models import Document
from wagtail.images.models import Image

from accounts.models import User
from articles.models import ArticlePage, ProposedCorrection
from claims.models import Appearance, Claim, Rating
from entities.models import Entity

# What is not fetched, and why.
ELSEWHERE = {
    "desk/": "needs an account",
    "documents/": "files that somebody uploaded, with addresses of their own",
    "^media/": "likewise, pictures",
    "_util/": "asks for the password of a private page",
    "api/v1/^.*$": "whatever is no address",
}
VERSIONS = range(1, 4)
# How a public address may answer: some are for whoever signs in, some take what is sent and show nothing.
ANSWERS = frozenset({200, 400, 401, 403, 404, 405})
LISTS = ("claims", "articles", "entities")


def addresses(articles: Iterable[int], paths: Iterable[str]) -> Iterator[str]:
    """All public addresses for all that there is, published or not.

    `articles`: the ids of all that ever were; `paths`: where pages stand or stood. A new kind of address
    is a KeyError here: say what to fill into it.
    """
    stories = [*articles]
    claims = [*Claim.objects.values_list("pk", flat=True)]
    fill: dict[str, Sequence[Any]] = {
        "claims/": claims,
        "entities/": [*Entity.objects.values_list("pk", flat=True)],
        "history/": stories,
        "report/": stories,
        "annotations/": [*Appearance.objects.values_list("pk", flat=True)],
        "annotations/claims/": claims,
        "annotations/articles/": stories,
        "articles/": stories,
        "sections/": ["news", "sport"],
        "problems/": ["not-found"],
        "corrections/": [*ProposedCorrection.objects.values_list("pk", flat=True)],
        "documents/": [*Document.objects.values_list("pk", flat=True)],
        "images/": [*Image.objects.values_list("pk", flat=True)],
        "users/": [*User.objects.values_list("pk", flat=True)],
        "webhooks/": VERSIONS,
        "feeds/": VERSIONS,
        "ingest/": VERSIONS,
        "sitemap-": ["sections", "articles", "claims"],
    }
    for route in routes():
        if route.startswith("^("):  # Wagtail's pages
            yield from itertools.chain.from_iterable((path, f"{path}?marks=1") for path in paths)
            continue
        noun, *rest = re.split(r"<\w+:\w+>|<\w+>", route)
        if not rest:
            yield f"/{route}"
            continue
        if rest[-1].endswith("/") and route.endswith("<str:slug>/"):
            continue  # the address without it leads there
        choices = [fill[noun.removeprefix("api/v1/")], *[VERSIONS] * (len(rest) - 1)]
        for values in itertools.product(*choices):
            yield f"/{noun}" + "".join(f"{value}{tail}" for value, tail in zip(values, rest, strict=True))
    yield from (f"/api/v1/{name}?page_size=100" for name in LISTS)
    yield from (f"/api/v1/claims?rating={code}" for code in Rating.objects.values_list("code", flat=True))
    yield from (f"/api/v1/claims?article={pk}" for pk in stories)
    for claim, pk in Appearance.objects.values_list("claim_id", "pk"):
        place = f"/api/v1/claims/{claim}/appearances/{pk}"
        yield from (place, f"{place}/anchors")


def routes() -> Iterator[str]:
    """The routes that lead to views, those of ELSEWHERE left out."""

    def walk(patterns: Iterable[Any], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if any(route.startswith(start) for start in ELSEWHERE):
                continue
            if isinstance(pattern, URLPattern):
                if "get" in (
                    getattr(pattern.callback, "actions", None) or ("get",)
                ):  # or it takes acts alone
                    yield route
            else:
                yield from walk(pattern.url_patterns, route)

    return walk(get_resolver().url_patterns, "")


def fetch(client: Client, path: str) -> tuple[int, str]:
    """The status of what an address leads to, and all that was told on the way, headers too."""
    with override_settings(NEWSROOM_STREAMS=0):  # a stream that has no place tells what is new, and ends
        response = client.get(path, follow=True)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    told = [url for url, _ in response.redirect_chain]
    told += [f"{name}: {value}" for name, value in response.items()]
    text = "\n".join([*told, body.decode()])
    if response.status_code != 200 or "/_util/login/" in told[0]:
        text = text.replace(path.partition("?")[0], "")  # what was asked for may be said back
    return response.status_code, text


def all_paths() -> set[str]:
    """Where pages stand now, drafts too."""
    return {page.url or "/" for page in ArticlePage.objects.all()} | {"/", "/news/", "/sport/"}
