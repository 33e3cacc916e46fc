"""The pages where people make, replace and revoke the tokens of their programs."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Token, User
from accounts.tokens import find_token, make_token
from articles.models import SectionPage
from tests.conftest import person

OWN, ALL = "/desk/account/tokens/", "/desk/account/tokens/everybody/"


def given(**more: Any) -> dict[str, Any]:
    return {"name": "Harbour wire", "scopes": ["articles:read"], "last_day": timezone.localdate(), **more}


@pytest.fixture
def as_desk(client: Client, desk: User) -> Client:
    client.force_login(desk)
    return client


def secret_on(page: str) -> str:
    [secret] = set(re.findall(r"nrt_[0-9A-Za-z]{42}", page))
    return secret


def test_a_token_is_made_shown_once_replaced_and_revoked(
    as_desk: Client, desk: User, news: SectionPage
) -> None:
    made = as_desk.post(OWN, given(sections=[news.pk]))
    assert made.status_code == 201
    assert "no-store" in made["Cache-Control"]
    token = find_token(secret_on(made.content.decode()))
    assert token
    assert (token.user, token.created_by, token.scopes) == (desk, desk, ["articles:read"])
    assert list(token.sections.values_list("pk", flat=True)) == [news.pk]
    listed = as_desk.get(OWN).content.decode()
    assert f"nrt_…{token.hint}" in listed
    assert not re.search(r"nrt_[0-9A-Za-z]{42}", listed)
    assert "Read articles, their drafts, revisions and readings" in listed
    replaced = as_desk.post(f"{OWN}{token.pk}/replace/", {"overlap": "24"})
    successor = find_token(secret_on(replaced.content.decode()))
    assert successor
    assert "The one that it replaces works until" in replaced.content.decode()
    assert as_desk.get(f"{OWN}{successor.pk}/revoke/").status_code == 200
    assert Token.objects.in_force().count() == 2  # to look at the question revokes nothing
    as_desk.post(f"{OWN}{successor.pk}/revoke/")
    assert [t.pk for t in Token.objects.in_force()] == [token.pk]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"scopes": []}, "Choose what it may do"),
        ({"name": " "}, "Say what it is for."),
        ({"last_day": "2020-01-01"}, "That time has passed."),
        ({"last_day": "2199-01-01"}, "365 days at most"),
        ({"scopes": ["articles:sing"]}, "articles:sing is not one of"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(as_desk: Client, wrong: dict[str, Any], says: str) -> None:
    answer = as_desk.post(OWN, given(**wrong))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Token.objects.exists()


def test_the_tokens_of_others_are_for_administrators(
    as_desk: Client, desk: User, reporter: User, django_assert_num_queries: Any
) -> None:
    theirs, _ = make_token(reporter, "Rita’s own", scopes=["*"], by=reporter)
    assert "Rita’s own" not in as_desk.get(OWN).content.decode()
    assert as_desk.post(OWN, given(user=reporter.pk)).status_code == 201
    assert set(Token.objects.exclude(pk=theirs.pk).values_list("user", flat=True)) == {desk.pk}
    for address in (f"{OWN}{theirs.pk}/revoke/", f"{OWN}{theirs.pk}/replace/"):
        assert as_desk.post(address, {"overlap": "0"}).status_code == 404
    assert as_desk.get(ALL).status_code == 302  # Wagtail's refusal
    root = person("root", "Administrators")
    as_desk.force_login(root)
    assert "Rita’s own" in as_desk.get(ALL).content.decode()
    assert as_desk.post(ALL, given(user=desk.pk, name="Made for Dana")).status_code == 201
    assert Token.objects.get(name="Made for Dana").created_by == root
    as_desk.post(f"{OWN}{theirs.pk}/revoke/")
    assert not Token.objects.in_force().filter(pk=theirs.pk).exists()


def test_the_list_asks_as_often_for_many_as_for_few(as_desk: Client, desk: User, news: SectionPage) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _ in range(2):
        for number in range(3):
            make_token(desk, f"Wire {number}", scopes=["*"], sections=[news], by=desk)
        with CaptureQueriesContext(connection) as asked:
            as_desk.get(OWN)
        counts.append(len(asked))
    assert counts[0] == counts[1]
