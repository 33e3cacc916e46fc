"""Every error is a problem (RFC 9457) whose type leads to a page that explains it."""

import pytest
from django.utils.html import escape
from rest_framework.test import APIClient

from accounts.models import User
from api.problems import PROBLEMS
from api.visibility import Viewer
from articles.models import ArticlePage


@pytest.mark.parametrize(
    ("method", "path", "headers", "slug"),
    [
        ("get", "nowhere", {}, "not-found"),
        ("get", "articles/", {}, "not-found"),
        ("get", "articles/999", {}, "not-found"),
        ("get", "articles/99999999999999999999999", {}, "not-found"),
        ("get", "articles/abc", {}, "not-found"),
        ("get", "articles/1/revisions/1/diff/2", {}, "not-found"),
        ("get", "entities/999/attributions", {}, "not-found"),
        ("get", "sections/weather", {}, "not-found"),
        ("post", "nowhere", {}, "not-found"),
        ("post", "sections", {}, "method-not-allowed"),
        ("delete", "articles/1", {}, "method-not-allowed"),
        ("put", "", {}, "method-not-allowed"),
        ("get", "articles", {"accept": "text/csv"}, "not-acceptable"),
        ("get", "articles", {"authorization": "Token nonsense"}, "not-authenticated"),
        ("get", "articles", {"authorization": "Token"}, "not-authenticated"),
        ("get", "articles?colour=red", {}, "invalid-parameters"),
        ("get", "?colour=red", {}, "invalid-parameters"),
        ("get", "articles/1?page_size=3", {}, "invalid-parameters"),
    ],
)
def test_an_error_is_a_problem(
    reader: APIClient, newsroom: object, method: str, path: str, headers: dict[str, str], slug: str
) -> None:
    response = getattr(reader, method)(f"/api/v1/{path}", headers=headers)
    problem = response.json()
    assert response.status_code == problem["status"] == PROBLEMS[slug].status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert problem["type"] == f"http://testserver/api/v1/problems/{slug}"
    assert problem["title"] == PROBLEMS[slug].title
    assert problem["instance"] == f"/api/v1/{path}"
    page = reader.get(problem["type"])
    assert escape(problem["title"]) in page.content.decode()


def test_a_wrong_token_says_how_to_send_one(reader: APIClient, newsroom: object) -> None:
    response = reader.get("/api/v1/articles", headers={"authorization": "Token nonsense"})
    assert response["WWW-Authenticate"] == 'Bearer realm="Newsroom", error="invalid_token"'


def test_what_breaks_is_told_without_a_trace(
    newsroom: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(viewer: Viewer, state: str) -> None:
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr(Viewer, "articles", broken)
    client = APIClient(raise_request_exception=False)
    response = client.get("/api/v1/articles?q=bridge")
    assert response.status_code == 500
    assert response.json()["type"].endswith("/internal-error")
    assert "secret" not in response.content.decode()
    assert "a secret of ours" in caplog.text


def test_somebody_without_a_desk_may_not_ask_for_drafts(
    article: ArticlePage, django_user_model: type[User]
) -> None:
    client = APIClient()
    client.force_login(django_user_model.objects.create_user("visitor"))
    assert client.get("/api/v1/articles?state=draft").json()["type"].endswith("/permission-denied")
    assert client.get(f"/api/v1/articles/{article.pk}").status_code == 404


def test_all_problems_are_explained_on_one_page(reader: APIClient, db: None) -> None:
    page = reader.get("/api/v1/problems").content.decode()
    assert all(escape(problem.title) in page for problem in PROBLEMS.values())
    assert reader.get("/api/v1/problems/no-such").status_code == 404
