"""Programs sign in by OAuth: for themselves, or for a person who agreed."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client as Browser

from accounts.models import Client, User
from articles.models import ArticlePage
from tests.api.conftest import get
from tests.api.programs import BACK, VERIFIER, ask, let_in, made, token, with_bearer


def test_a_program_acts_for_its_account_with_client_credentials(
    client: Browser, desk: User, article: ArticlePage, capsys: pytest.CaptureFixture[str]
) -> None:
    known = made(capsys, "Wire", "--user", "dana", "--scope", "articles:*")
    given = token(client, grant_type="client_credentials", scope="articles:read", **known)
    assert re.fullmatch(r"nra_[0-9A-Za-z]{42}", given["access_token"])
    assert (given["expires_in"], given["scope"]) == (3600, "articles:read")
    program = with_bearer(given["access_token"])
    assert get(program, "articles?state=draft")["results"][0]["id"] == article.pk
    refused = program.patch(f"/api/v1/articles/{article.pk}", {"kicker": "No"}, format="json")
    assert refused.json()["scope"] == "articles:write"
    for scope in ("claims:read", "*"):
        error = token(client, 400, grant_type="client_credentials", scope=scope, **known)
        assert error["error"] == "invalid_scope"
    with connection.cursor() as cursor:  # kept as digests
        cursor.execute("SELECT * FROM oauth2_provider_accesstoken")
        assert given["access_token"] not in str(cursor.fetchall())
        cursor.execute("SELECT client_secret FROM accounts_client")
        assert known["client_secret"] not in str(cursor.fetchall())
    asked = {"token": given["access_token"], **known}
    assert client.post("/oauth/introspect", asked).json()["active"] is True
    assert client.post("/oauth/introspect", {"token": given["access_token"]}).status_code in (401, 403)
    assert client.post("/oauth/revoke", asked).status_code == 200
    assert client.post("/oauth/introspect", asked).json() == {"active": False}
    get(program, "articles?state=draft", 401)
    User.objects.filter(pk=desk.pk).update(is_active=False)
    later = token(client, grant_type="client_credentials", **known)
    get(with_bearer(later["access_token"]), "articles", 401)


def test_a_person_agrees_and_the_program_acts_for_him(
    client: Browser, desk: User, reporter: User, article: ArticlePage, capsys: pytest.CaptureFixture[str]
) -> None:
    known = made(
        capsys,
        "Reader’s app",
        "--user",
        "dana",
        "--scope",
        "articles:read",
        "--redirect-uri",
        BACK,
        "--public",
    )
    assert "client_secret" not in known
    address = ask(client_id=known["client_id"])
    assert client.get(address)["Location"].startswith("/desk/login/?next=/oauth/authorize")
    client.force_login(reporter)
    page = client.get(address).content.decode()
    assert "May “Reader’s app” act for you?" in page
    assert "Read articles, their drafts, revisions and readings" in page
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    hidden = {name: value.replace("&amp;", "&") for name, value in hidden.items()}
    refused = client.post(address, hidden)["Location"]
    assert parse_qs(urlsplit(refused).query)["error"] == ["access_denied"]
    back = client.post(address, {**hidden, "allow": "Authorize"})["Location"]
    assert back.startswith(BACK)
    answer = parse_qs(urlsplit(back).query)
    assert (answer["state"], answer["iss"]) == (["s"], ["http://testserver"])
    asked = {"grant_type": "authorization_code", "code": answer["code"][0], "redirect_uri": BACK, **known}
    given = token(client, code_verifier=VERIFIER, **asked)
    assert get(with_bearer(given["access_token"]), "articles?state=draft")["results"][0]["id"] == article.pk
    assert token(client, 400, code_verifier=VERIFIER, **asked)["error"] == "invalid_grant"  # once
    shown = client.get("/desk/account/tokens/").content.decode()
    assert "Programs that you let in" in shown
    again = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"], **known}
    newer = token(client, **again)
    get(with_bearer(given["access_token"]), "articles", 401)
    get(with_bearer(newer["access_token"]), "articles")
    assert token(client, 400, **again)["error"] == "invalid_grant"
    get(with_bearer(newer["access_token"]), "articles", 401)  # sent twice, it was stolen: all of them end


def test_a_person_shuts_a_program_out(
    client: Browser, desk: User, reporter: User, capsys: pytest.CaptureFixture[str]
) -> None:
    known = made(
        capsys, "App", "--user", "dana", "--scope", "articles:read", "--redirect-uri", BACK, "--public"
    )
    client.force_login(reporter)
    given = let_in(client, known)
    program = with_bearer(given["access_token"])
    get(program, "articles")
    number = str(Client.objects.get().pk)
    tokens = "/desk/account/tokens/"
    other = Browser()
    other.force_login(desk)
    other.post(tokens, {"act": "shut_out", "client": number})  # for himself alone
    get(program, "articles")
    client.post(tokens, {"act": "shut_out", "client": number})
    get(program, "articles", 401)
    again = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"], **known}
    assert token(client, 400, **again)["error"] == "invalid_grant"
    assert "Programs that you let in" not in client.get(tokens).content.decode()


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "articles:publish"}, "invalid_scope"),
        ({"redirect_uri": "https://program.example/back"}, None),
        ({"redirect_uri": BACK + "&more=1"}, None),
    ],
)
def test_what_is_unsafe_is_refused(
    client: Browser,
    desk: User,
    capsys: pytest.CaptureFixture[str],
    wrong: dict[str, str | None],
    error: str | None,
) -> None:
    known = made(capsys, "App", "--user", "dana", "--scope", "articles:read", "--redirect-uri", BACK)
    client.force_login(desk)
    answer = client.get(ask(**{"client_id": known["client_id"], **wrong}))
    if error is None:  # to an address that is not on file nobody is sent
        assert answer.status_code == 400
        assert "That did not work" in answer.content.decode()
    else:
        assert error in answer["Location"]


def test_no_password_buys_a_token_and_secrets_are_not_tried_at_leisure(
    client: Browser, desk: User, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    known = made(capsys, "App", "--user", "dana", "--scope", "articles:read")
    error = token(client, 400, grant_type="password", username="dana", password="dana", **known)
    assert error["error"] == "unsupported_grant_type"
    settings.NEWSROOM_API_RATES = {"readers": "2/hour", "tokens": "2/hour"}
    guess = {"grant_type": "client_credentials", "client_id": known["client_id"], "client_secret": "guess"}
    statuses = [client.post("/oauth/token", guess, REMOTE_ADDR="192.0.2.1").status_code for _ in range(3)]
    assert statuses == [401, 401, 429]


def test_the_metadata_tells_what_there_is(client: Browser, newsroom: object) -> None:
    told = client.get("/.well-known/oauth-authorization-server").json()
    assert told["issuer"] == "http://testserver"
    assert told["grant_types_supported"] == ["authorization_code", "client_credentials", "refresh_token"]
    assert told["response_types_supported"] == ["code"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["token_endpoint"] == "http://testserver/oauth/token"
    assert {"articles:read", "embargo:read"} <= set(told["scopes_supported"])
    for name in ("authorization", "revocation", "introspection"):
        assert told[f"{name}_endpoint"].startswith("http://testserver/oauth/")


def test_a_client_is_made_of_what_can_be_used(desk: User) -> None:
    for arguments, says in (
        (("X", "--user", "nobody", "--scope", "*"), "no active account “nobody”"),
        (("X", "--user", "dana", "--scope", "articles:sing"), "no scope “articles:sing”"),
        (("X", "--user", "dana", "--scope", "*", "--public"), "takes a --redirect-uri"),
        (("X", "--user", "dana", "--scope", "*", "--redirect-uri", "http://x.example/"), "http"),
    ):
        with pytest.raises(CommandError, match=says):
            call_command("create_oauth_client", *arguments)
