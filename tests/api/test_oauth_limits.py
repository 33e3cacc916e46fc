"""A program has the sections and scopes that are on file for it, from the moment of a change."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.clients import change_client, make_client, new_secret, remove_client
from accounts.models import Client, User
from articles.models import ArticlePage, SectionPage
from tests.api.conftest import get, publish, with_token
from tests.api.programs import BACK, agree, ask, let_in, token, with_bearer
from tests.conftest import paragraphs, work

READ = ["articles:*", "claims:read"]


def known(user: User, **more: Any) -> tuple[Client, dict[str, str]]:
    """A program and its credentials."""
    client, secret = make_client(user, "Wire", **{"scopes": READ, "by": None, **more})
    credentials = {"client_id": client.client_id}
    return client, credentials | ({"client_secret": secret} if secret else {})


def signed_in(browser: Browser, credentials: dict[str, str], **more: str) -> APIClient:
    given = token(browser, grant_type="client_credentials", **more, **credentials)
    return with_bearer(given["access_token"])


@pytest.fixture
def in_sport(sport: SectionPage) -> ArticlePage:
    """A draft in Sport."""
    story = ArticlePage(
        title="Cup won", body=paragraphs("“We won the bridge cup,” said Ole Berg."), live=False
    )
    sport.add_child(instance=story)
    story.save_revision()
    work()
    return story


@pytest.mark.parametrize("flow", ["client credentials", "code"])
def test_a_limited_program_leads_to_its_sections_alone(
    client: Browser,
    checker: User,
    write: Callable[..., ArticlePage],
    in_sport: ArticlePage,
    sport: SectionPage,
    flow: str,
) -> None:
    in_news = publish(write())
    if flow == "code":
        app, credentials = known(checker, sections=[sport], redirect_uris=[BACK])
        client.force_login(checker)
        asked = client.get(ask(client_id=app.client_id)).content.decode()
        assert "Only in <strong>Sport</strong>." in asked
        program = with_bearer(let_in(client, credentials, scope=" ".join(READ))["access_token"])
    else:
        app, credentials = known(checker, sections=[sport])
        program = signed_in(client, credentials)
    for state, shown in (("all", [in_sport.pk]), ("draft", [in_sport.pk]), ("published", [])):
        assert [row["id"] for row in get(program, f"articles?state={state}")["results"]] == shown
    for path in ("", "/revisions", "/revisions/1", "/reading"):
        get(program, f"articles/{in_news.pk}{path}", 404)
        get(program, f"articles/{in_sport.pk}{path}")
    assert "Bridge bill" in str(get(with_token(checker), "search?q=bridge"))
    assert "Bridge bill" not in str(get(program, "search?q=bridge"))
    assert [row["slug"] for row in get(program, "sections")["results"]] == ["sport"]
    assert "Lindqvist" not in str(get(program, "claims"))
    assert get(program, "changes")["results"] == []
    begun = program.post("/api/v1/articles", {"headline": "Tides", "section": "news"}, format="json")
    assert "There is no such section. Give one of: sport." in begun.json()["detail"]
    for change in (
        program.post(f"/api/v1/articles/{in_news.pk}/publish", {}, format="json"),
        program.patch(f"/api/v1/articles/{in_news.pk}", {"kicker": "No"}, format="json"),
    ):
        assert change.status_code == 404
    sport.delete()
    assert get(program, "articles?state=all")["results"] == []  # a limit without sections is no freedom
    get(program, f"articles/{in_news.pk}", 404)


def test_a_limit_holds_for_tokens_that_were_given_before(
    client: Browser, checker: User, published: ArticlePage, in_sport: ArticlePage, sport: SectionPage
) -> None:
    wire, credentials = known(checker)
    program = signed_in(client, credentials)
    get(program, f"articles/{published.pk}")
    with CaptureQueriesContext(connection) as without:
        get(program, f"articles/{in_sport.pk}")
    change_client(wire, "Wire", scopes=READ, sections=[sport], by=None)
    get(program, f"articles/{published.pk}", 404)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            get(program, f"articles/{in_sport.pk}")
        counts.append(len(asked))
        wire.sections.add(*SectionPage.objects.all())
    assert counts[0] == counts[1]
    assert counts[0] <= len(without) + 2  # its sections, and whether the article stands in them


def test_a_scope_that_is_taken_is_gone_at_once(client: Browser, desk: User, article: ArticlePage) -> None:
    wire, credentials = known(desk)
    given = token(client, grant_type="client_credentials", **credentials)
    program = with_bearer(given["access_token"])
    get(program, "claims")
    change_client(wire, "Wire", scopes=["articles:read"], by=None)
    get(program, "claims", 403)
    get(program, "articles?state=draft")
    refused = program.patch(f"/api/v1/articles/{article.pk}", {"kicker": "No"}, format="json")
    assert refused.json()["scope"] == "articles:write"
    told = client.post("/oauth/introspect", {"token": given["access_token"], **credentials}).json()
    assert (told["active"], told["scope"]) == (True, "articles:read")
    Client.objects.update(scopes=["claims:read"])  # by whatever hand
    get(program, "articles?state=draft", 403)
    get(program, "claims", 403)


def test_what_is_renewed_has_no_more_than_what_is_on_file(
    client: Browser, desk: User, reporter: User
) -> None:
    app, credentials = known(desk, redirect_uris=[BACK])
    client.force_login(reporter)
    given = let_in(client, credentials, scope=" ".join(READ))
    change_client(app, "Wire", scopes=["articles:read"], redirect_uris=[BACK], by=None)
    again = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"], **credentials}
    newer = token(client, **again)
    assert newer["scope"] == "articles:read"
    get(with_bearer(newer["access_token"]), "claims", 403)


def test_who_agreed_to_less_is_asked_anew(
    client: Browser, desk: User, reporter: User, sport: SectionPage
) -> None:
    app, credentials = known(desk, redirect_uris=[BACK], sections=[sport])
    client.force_login(reporter)
    given = let_in(client, credentials)
    assert change_client(app, "Wire", scopes=READ, redirect_uris=[BACK], by=None)
    get(with_bearer(given["access_token"]), "articles", 401)
    again = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"], **credentials}
    assert token(client, 400, **again)["error"] == "invalid_grant"


def test_nobody_agrees_to_what_changed_while_he_read(
    client: Browser, desk: User, reporter: User, sport: SectionPage
) -> None:
    app, _ = known(desk, redirect_uris=[BACK], sections=[sport])
    client.force_login(reporter)
    address = ask(client_id=app.client_id)
    sent = {"allow": "Authorize", "client_id": app.client_id, "redirect_uri": BACK, "response_type": "code"}
    sent |= {"scope": "articles:read", "reach": sport.path}
    change_client(app, "Wire", scopes=READ, redirect_uris=[BACK], by=None)
    assert client.post(address, sent)["Location"] == address
    assert "code" in parse_qs(urlsplit(agree(client, address)).query)
    remove_client(app, by=None)
    assert client.post(address, sent)["Location"] == address
    assert client.get(address).status_code == 400


def test_a_secret_and_a_program_end_at_once(client: Browser, desk: User) -> None:
    wire, credentials = known(desk)
    program = signed_in(client, credentials)
    newer = {**credentials, "client_secret": new_secret(wire, by=None)}
    assert token(client, 401, grant_type="client_credentials", **credentials)["error"] == "invalid_client"
    get(program, "articles")  # what it got lives on for its hour
    latest = signed_in(client, newer)
    remove_client(wire, by=None)
    for each in (program, latest):
        get(each, "articles", 401)
    assert token(client, 401, grant_type="client_credentials", **newer)["error"] == "invalid_client"
