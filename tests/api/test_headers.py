"""What the headers of answers say on purpose: to caches, and to browsers on pages of other sites."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage
from tests.api.conftest import with_token
from tests.public.outputs import addresses

ELSEWHERE = "https://app.example"


def readable() -> Iterator[str]:
    """All addresses of the API that can be read, for what there is."""
    stories = ArticlePage.objects.values_list("pk", flat=True)
    yield from (path for path in addresses(stories, []) if path.startswith("/api/v1/"))


@override_settings(NEWSROOM_STREAMS=0)
def test_every_answer_says_who_may_keep_it(published: ArticlePage, desk: User) -> None:
    kept = 0
    for path in readable():
        for client, own in ((APIClient(), "public"), (with_token(desk), "private")):
            response = client.get(path)
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
