"""A token gives what its account may do and its scopes allow, in its sections alone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from accounts.scopes import FORMS, SCOPES
from api.scopes import scope_of
from articles.embargo import set_embargo
from articles.models import ArticlePage, SectionPage
from tests.api.conftest import get, publish, with_token
from tests.conftest import paragraphs, work

NO_OPERATIONS = {"schema", "docs", "problems", "problem", "nothing"}


def operations() -> list[tuple[str, str, Any]]:
    """Every method of every address: the path without the version, the method, a view."""
    found = []
    for pattern in get_resolver("api.urls").url_patterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name in NO_OPERATIONS:
            continue
        actions = getattr(pattern.callback, "actions", None)
        view = pattern.callback.cls(**pattern.callback.initkwargs)  # type: ignore[attr-defined]
        methods = actions or [m for m in view.http_method_names if m != "options" and hasattr(view, m)]
        # REST framework adds HEAD once an address was asked: it is a GET without its body.
        found += [(str(pattern.pattern), method.upper(), view) for method in methods if method != "head"]
    return found


def test_every_operation_states_a_scope_or_is_for_everybody_on_purpose() -> None:
    for_everybody = {
        ("", "GET"),
        ("search", "GET"),
        ("me", "GET"),
        ("correction-requests", "POST"),
    }
    for path, method, view in operations():
        scope = scope_of(view, method, path)
        assert (scope is None) == ((path, method) in for_everybody), (path, method)
        assert scope is None or scope in SCOPES, (path, scope)


def test_a_change_whose_scope_is_not_stated_is_for_nobody() -> None:
    with pytest.raises(LookupError, match="object must state in `scopes` what POST articles/7/sing takes"):
        scope_of(object(), "POST", "articles/7/sing")


def test_a_token_without_the_scope_is_refused_with_its_name(published: ArticlePage, desk: User) -> None:
    narrow = with_token(desk, "claims:*")
    assert get(narrow, "claims")["results"]
    response = narrow.get("/api/v1/articles")
    problem = response.json()
    assert (response.status_code, problem["scope"]) == (403, "articles:read")
    assert problem["type"].endswith("/problems/insufficient-scope")
    assert 'error="insufficient_scope", scope="articles:read"' in response["WWW-Authenticate"]
    reads = with_token(desk, "articles:read")
    assert reads.get("/api/v1/articles").status_code == 200
    changed = reads.patch(f"/api/v1/articles/{published.pk}", {"kicker": "No"}, format="json")
    assert (changed.status_code, changed.json()["scope"]) == (403, "articles:write")
    assert reads.get("/api/v1/").status_code == 200  # for everybody
    assert reads.delete("/api/v1/articles").status_code == 405


def test_scopes_add_no_rights(reporter: User, write: Callable[..., ArticlePage], sport_desk: User) -> None:
    story = write()
    stranger = with_token(sport_desk)
    get(stranger, f"articles/{story.pk}", 404)
    get(with_token(reporter), f"articles/{story.pk}")


def test_an_embargoed_text_takes_a_scope_of_its_own(write: Callable[..., ArticlePage], desk: User) -> None:
    story = publish(write(), desk)
    set_embargo(story, timezone.now() + timedelta(hours=1), by=desk)
    every_other = [scope for scope in SCOPES if scope != "embargo:read"]
    without, having = with_token(desk, *every_other), with_token(desk)
    story_path = f"articles/{story.pk}"
    assert get(having, "articles?state=draft")["results"]
    for path in (story_path, f"{story_path}/revisions", f"{story_path}/reading"):
        get(having, path)
        get(without, path, 404)
    for path in ("articles?state=all", "claims", "articles?state=draft"):
        assert get(without, path)["results"] == [], path
    change = without.patch(f"/api/v1/{story_path}", {"kicker": "No"}, format="json")
    assert change.status_code == 404


def test_a_token_of_sections_leads_nowhere_else(
    write: Callable[..., ArticlePage], checker: User, news: SectionPage, sport: SectionPage
) -> None:
    in_news = publish(write())
    in_sport = ArticlePage(title="Cup won", body=paragraphs("“We won,” said Ole Berg."), live=False)
    sport.add_child(instance=in_sport)
    in_sport.save_revision()
    work()
    token = with_token(checker, sections=[sport])
    everywhere = with_token(checker)
    assert len(get(everywhere, "articles?state=all")["results"]) == 2
    for state in ("all", "draft", "published"):
        shown = [row["id"] for row in get(token, f"articles?state={state}")["results"]]
        assert shown == ([] if state == "published" else [in_sport.pk]), state
    for path in ("", "/revisions", "/revisions/1", "/reading"):
        get(everywhere, f"articles/{in_news.pk}{path}")
        get(token, f"articles/{in_news.pk}{path}", 404)
        get(token, f"articles/{in_sport.pk}{path}")
    assert [row["slug"] for row in get(token, "sections")["results"]] == ["sport"]
    statements = [row["statement"] for row in get(token, "claims")["results"]]
    assert len(get(everywhere, "claims")["results"]) > len(statements)
    assert all("bridge" not in each and "tolls" not in each.lower() for each in statements)
    assert "Lindqvist" not in str(get(token, "entities"))
    assert get(everywhere, "changes")["results"]
    assert get(token, "changes")["results"] == []
    assert get(token, "changes?section=news")["results"] == []
    begun = {"headline": "Tide table", "section": "news"}
    refused = token.post("/api/v1/articles", begun, format="json")
    assert "There is no such section. Give one of: sport." in refused.json()["detail"]
    published = token.post(f"/api/v1/articles/{in_news.pk}/publish", {}, format="json")
    assert published.status_code == 404
    changed = token.patch(f"/api/v1/articles/{in_news.pk}", {"kicker": "No"}, format="json")
    assert changed.status_code == 404
    sport.delete()
    assert get(token, "articles?state=all")["results"] == []  # a limit without sections is no freedom


def test_both_words_are_taken_and_a_refusal_says_why(desk: User) -> None:
    client = APIClient()
    secret = with_token(desk)._credentials["HTTP_AUTHORIZATION"].split()[1]  # type: ignore[attr-defined]
    assert re.fullmatch(r"nrt_[0-9A-Za-z]{42}", secret)
    for word in ("Bearer", "bearer", "Token"):
        get(client, "articles?state=draft", authorization=f"{word} {secret}")
    for sent, error in ((None, None), ("Bearer nrt_no", "invalid_token"), ("Bearer", "invalid_request")):
        response = client.get("/api/v1/articles?state=draft", headers={"authorization": sent} if sent else {})
        assert response.status_code == 401
        header = 'Bearer realm="Newsroom"' + (f', error="{error}"' if error else "")
        assert response["WWW-Authenticate"] == header


def test_a_session_changes_nothing_without_the_csrf_token(published: ArticlePage, desk: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(desk)
    assert client.get("/api/v1/articles?state=all").status_code == 200
    refused = client.patch(f"/api/v1/articles/{published.pk}", {"kicker": "Bridge"}, format="json")
    assert refused.status_code == 403
    assert "`X-CSRFToken`" in refused.json()["detail"]
    client.cookies["csrftoken"] = "a" * 32
    taken = client.patch(
        f"/api/v1/articles/{published.pk}",
        {"kicker": "Bridge"},
        format="json",
        headers={"X-CSRFToken": "a" * 32},
    )
    assert taken.status_code == 428  # through to the article's own conditions


def test_every_form_is_named_in_words() -> None:
    assert len(set(FORMS)) == len(FORMS) == 1 + 7 + 13
