"""What every answer says on purpose: to caches, to browsers on other sites, and of times."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from rest_framework.test import APIClient

from accounts.models import User
from articles.corrections import issue_correction
from articles.models import ArticlePage
from claims.actions import add_evidence
from claims.models import Claim
from tests.api.conftest import with_token
from tests.claims.deciding import find_out
from tests.public.outputs import addresses

ELSEWHERE = "https://app.example"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
LIKE_A_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d")
TIMES = ("_at", "timestamp", "Created")


def readable() -> Iterator[str]:
    """All addresses of the API that can be read, for what there is."""
    stories = ArticlePage.objects.values_list("pk", flat=True)
    yield from (path for path in addresses(stories, []) if path.startswith("/api/v1/"))


def moments_without_offset(value: Any, name: str = "") -> Iterator[str]:
    """Whatever in an answer is a time, by its name or by its looks, and is none of RFC 3339."""
    if isinstance(value, dict):
        for inner_name, inner in value.items():
            yield from moments_without_offset(inner, inner_name)
    elif isinstance(value, list):
        for inner in value:
            yield from moments_without_offset(inner, name)
    elif value is not None and (name.endswith(TIMES) or LIKE_A_TIME.match(str(value))):
        yield from [] if RFC_3339.fullmatch(str(value)) else [f"{name}: {value}"]


def test_a_time_without_offset_is_found() -> None:
    wrong = {"a": [{"due_at": "2026-11-23", "b": "2026-11-23T08:00:00"}], "c_at": None}
    assert list(moments_without_offset(wrong)) == ["due_at: 2026-11-23", "b: 2026-11-23T08:00:00"]
    right = {"due_at": "2026-11-23T08:00:00.5+01:00", "d": "2026-11-23T08:00:00Z"}
    assert not list(moments_without_offset(right))


@override_settings(NEWSROOM_STREAMS=0)
def test_every_answer_says_who_may_keep_it_and_when_things_were(
    published: ArticlePage, desk: User, checker: User
) -> None:
    issue_correction(published, "It is 45 million.", wrong="The sum.", by=desk)
    for claim in Claim.objects.all():
        add_evidence(claim, "https://example.invalid", by=checker)
        find_out(claim, "true", reason="It is.", by=checker)
    kept = times = 0
    clients = [(APIClient(), "public"), (with_token(desk), "private")]
    for path in readable():
        for client, own in clients:
            response = client.get(path)
            if "json" in response["Content-Type"] and not path.endswith("/schema"):
                assert list(moments_without_offset(response.json())) == [], path
                times += len(RFC_3339.findall(response.content.decode()))
            told = response["Cache-Control"]
            if path.startswith("/api/v1/problems"):
                assert told == "public, max-age=300"  # pages for people, the same for all
            elif response.status_code != 200 or response.streaming:
                assert "no-store" in told, path
            else:
                assert told.startswith(own), path
                assert {"Authorization", "Cookie", "Accept"} <= set(response["Vary"].split(", ")), path
                assert response["ETag"], path
                kept += 1
    assert kept > 40
    assert times > 60


def test_pages_of_any_site_may_read(reader: APIClient, published: ArticlePage) -> None:
    response = reader.get("/api/v1/articles", headers={"origin": ELSEWHERE})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in response
    problem = reader.get("/api/v1/articles/0", headers={"origin": ELSEWHERE})
    assert (problem.status_code, problem["Access-Control-Allow-Origin"]) == (404, "*")
    asked = {"origin": ELSEWHERE, "access-control-request-method": "GET"}
    preflight = reader.options(
        "/api/v1/articles", headers={**asked, "access-control-request-headers": "authorization"}
    )
    assert preflight.status_code == 200
    assert "authorization" in preflight["Access-Control-Allow-Headers"]
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_other_sites_are_let_read_nothing_but_the_api(reader: APIClient, newsroom: object) -> None:
    for path in ("/desk/login/", "/oauth/authorize"):
        assert "Access-Control-Allow-Origin" not in reader.get(path, headers={"origin": ELSEWHERE})


@pytest.mark.parametrize(("origin", "may"), [(ELSEWHERE, True), ("https://other.example", False)])
@override_settings(CORS_ALLOW_ALL_ORIGINS=False, CORS_ALLOWED_ORIGINS=[ELSEWHERE])
def test_a_newsroom_may_name_the_sites(reader: APIClient, newsroom: object, origin: str, may: bool) -> None:
    response = reader.get("/api/v1/articles", headers={"origin": origin})
    assert response.get("Access-Control-Allow-Origin") == (origin if may else None)
    assert "origin" in response["Vary"]
