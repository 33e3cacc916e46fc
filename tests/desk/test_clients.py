"""The pages where administrators make programs known that sign in by OAuth, change and remove them."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.clients import make_client
from accounts.models import Client, User
from articles.models import SectionPage
from tests.conftest import person

LIST, ADD = "/desk/programs/", "/desk/programs/add/"
BACK = "https://app.example/back"


@pytest.fixture
def as_root(client: Browser, newsroom: object) -> Browser:
    client.force_login(person("root", "Administrators"))
    return client


def given(owner: User, **more: Any) -> dict[str, Any]:
    sent = {"name": "Harbour wire", "user": owner.pk, "kind": "itself", "scopes": ["articles:read"]}
    return {**sent, "where": "everywhere", **more}


def secret_on(page: str) -> str:
    return re.findall(r'id="client-secret"[^>]* value="(\w+)"', page)[0]


def seen(browser: Browser, client: Client) -> str:
    page = browser.get(f"{LIST}{client.pk}/").content.decode()
    return re.findall(r'name="seen" value="([^"]+)"', page)[0]


def works(browser: Browser, client: Client, secret: str) -> bool:
    asked = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
    return browser.post("/oauth/token", asked).status_code == 200


def test_a_program_is_added_shown_once_changed_given_a_secret_and_removed(
    as_root: Browser, desk: User, news: SectionPage, caplog: pytest.LogCaptureFixture
) -> None:
    assert "No programs yet." in as_root.get(LIST).content.decode()
    made = as_root.post(ADD, given(desk, where="chosen", sections=[news.pk]))
    assert made.status_code == 201
    assert "no-store" in made["Cache-Control"]
    assert made["Referrer-Policy"] == "no-referrer"
    client = Client.objects.get()
    secret = secret_on(made.content.decode())
    assert works(as_root, client, secret)
    assert (client.user, client.is_limited, list(client.sections.all())) == (desk, True, [news.page_ptr])
    for address in (LIST, f"{LIST}{client.pk}/", f"{LIST}{client.pk}/secret/", f"{LIST}{client.pk}/remove/"):
        page = as_root.get(address).content.decode()
        assert "Harbour wire" in page
        assert secret not in page
        assert client.client_secret not in page
    listed = as_root.get(LIST).content.decode()
    for told in (
        "acts for itself",
        "(dana)",
        "Only in <strong>News</strong>",
        "Known since",
        client.client_id,
    ):
        assert told in listed

    changed = {
        "name": "Wire",
        "scopes": ["claims:read"],
        "where": "everywhere",
        "seen": seen(as_root, client),
    }
    assert as_root.post(f"{LIST}{client.pk}/", changed).status_code == 302
    client.refresh_from_db()
    assert (client.name, client.scopes, client.is_limited) == ("Wire", ["claims:read"], False)
    late = as_root.post(f"{LIST}{client.pk}/", changed)
    assert late.status_code == 422
    assert "Somebody else changed it meanwhile" in late.content.decode()

    assert works(as_root, client, secret)  # to look at the question changes nothing
    answer = as_root.post(f"{LIST}{client.pk}/secret/", {"given": "stays"})
    assert (answer.status_code, answer["Referrer-Policy"]) == (201, "no-referrer")
    newer = secret_on(answer.content.decode())
    assert works(as_root, client, newer)
    assert not works(as_root, client, secret)

    question = as_root.get(f"{LIST}{client.pk}/remove/").content.decode()
    assert "<strong>3 tokens are</strong> in force" in question
    assert as_root.post(f"{LIST}{client.pk}/remove/").status_code == 302
    assert not Client.objects.exists()
    assert not works(as_root, client, newer)
    assert not {each for each in (secret, newer) if each in caplog.text}


def test_a_program_that_asks_people_is_of_their_kind(as_root: Browser, desk: User) -> None:
    made = as_root.post(ADD, given(desk, kind="public", redirect_uris=f"{BACK}\n{BACK}/2"))
    assert made.status_code == 201
    assert "client-secret" not in made.content.decode()
    client = Client.objects.get()
    assert (client.acts_for_itself, client.keeps_a_secret) == (False, False)
    assert client.redirect_uris.split() == [BACK, f"{BACK}/2"]
    assert "acts for whoever agrees and keeps no secret" in as_root.get(LIST).content.decode()
    assert as_root.get(f"{LIST}{client.pk}/secret/").status_code == 404
    assert (
        "<strong>0 people</strong> had agreed" in as_root.get(f"{LIST}{client.pk}/remove/").content.decode()
    )
    server = as_root.post(ADD, given(desk, kind="server", redirect_uris=BACK))
    assert secret_on(server.content.decode())


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"name": " "}, "name", "Give it the name by which people are asked about it."),
        ({"user": ""}, "user", "Choose an account."),
        ({"scopes": []}, "scopes", "Choose what it may do"),
        ({"scopes": ["articles:sing"]}, "scopes", "articles:sing is not one of"),
        ({"where": "chosen"}, "sections", "Choose at least one section, or do not limit it."),
        ({"kind": "server"}, "redirect_uris", "Give the address to which people are sent"),
        ({"redirect_uris": BACK}, "redirect_uris", "sends nobody back: leave it empty"),
        ({"kind": "server", "redirect_uris": "http://x/"}, "redirect_uris", "Nobody can be sent back to"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    as_root: Browser, desk: User, wrong: dict[str, Any], field: str, says: str
) -> None:
    answer = as_root.post(ADD, given(desk, **wrong))
    assert answer.status_code == 422
    [told] = answer.context["form"].errors[field]
    assert says in told
    assert list(answer.context["form"].errors) == [field]
    assert not Client.objects.exists()


def test_a_limit_is_never_lifted_by_oversight(
    as_root: Browser, desk: User, news: SectionPage, sport: SectionPage
) -> None:
    answer = as_root.post(ADD, given(desk, sections=[news.pk]))
    assert answer.status_code == 422
    assert "You chose sections" in answer.context["form"].errors["where"][0]
    client, _ = make_client(desk, "Wire", scopes=["*"], sections=[sport], by=None)
    sport.delete()
    assert "sections that are gone: it leads nowhere" in as_root.get(LIST).content.decode()
    sent = {"name": "New name", "scopes": ["*"], "where": "chosen", "seen": seen(as_root, client)}
    answer = as_root.post(f"{LIST}{client.pk}/", sent)
    assert "Choose at least one section" in answer.context["form"].errors["sections"][0]
    assert Client.objects.get().is_limited


@pytest.mark.parametrize("sent", ["", "yesterday", "2026-99-99T00:00:00"])
def test_a_change_says_what_it_was_made_from(as_root: Browser, desk: User, sent: str) -> None:
    client, _ = make_client(desk, "Wire", scopes=["*"], by=None)
    changed = {"name": "Other", "scopes": ["*"], "where": "everywhere", "seen": sent}
    assert as_root.post(f"{LIST}{client.pk}/", changed).status_code == 422
    assert Client.objects.get().name == "Wire"


def test_programs_are_for_administrators(client: Browser, desk: User) -> None:
    program, _ = make_client(desk, "Wire", scopes=["*"], by=None)
    client.force_login(desk)
    before = Client.objects.values().get()
    addresses = [LIST, ADD, *(f"{LIST}{program.pk}/{act}" for act in ("", "secret/", "remove/"))]
    for address in [*addresses, f"{LIST}999/"]:
        assert client.get(address).status_code == 302  # Wagtail's refusal
        for sent in (given(desk), {"given": "ends"}):
            assert client.post(address, sent).status_code == 302
            refused = client.post(address, sent, headers={"X-Requested-With": "XMLHttpRequest"})
            assert refused.status_code == 403
    assert Client.objects.values().get() == before
    assert "/desk/programs/" not in client.get("/desk/").content.decode()


def test_there_is_a_way_to_it_from_the_settings_and_the_tokens(as_root: Browser) -> None:
    assert "/desk/programs/" in as_root.get("/desk/").content.decode()
    assert 'href="/desk/programs/"' in as_root.get("/desk/account/tokens/everybody/").content.decode()


def test_the_list_asks_as_often_for_many_as_for_few(as_root: Browser, desk: User, news: SectionPage) -> None:
    counts = []
    for _ in range(2):
        for number in range(3):
            make_client(desk, f"Wire {number}", scopes=["*"], sections=[news], by=None)
        with CaptureQueriesContext(connection) as asked:
            as_root.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]
