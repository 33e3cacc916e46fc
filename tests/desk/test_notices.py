"""News for you: each sees their own, unread first, and marks it; the menu tells how much is unread."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from articles.models import ArticlePage
from claims import actions
from claims.models import Claim, Notice
from claims.notices import mark_read
from tests.desk.making import claim_in

COST = "The bridge will cost 40 million crowns"


@pytest.fixture
def claim(article: ArticlePage) -> Claim:
    return claim_in(article, COST)


def news(client: Client, **query: str) -> list[str]:
    response = client.get(reverse("notices:index"), query)
    assert response.status_code == 200
    return [notice.words for notice in response.context["object_list"]]


def unread(client: Client) -> str:
    return client.get(reverse("notices:unread")).json()["unread"]


def test_each_sees_their_own_unread_first(client: Client, claim: Claim, checker: User, desk: User) -> None:
    actions.add_note(claim, "One for @chris", by=desk)
    actions.add_note(claim, "Two for @chris", by=desk)
    mark_read(checker, notice=Notice.objects.filter(person=checker).latest("pk").pk)
    client.force_login(checker)
    one, two = "Dana named you: One for @chris", "Dana named you: Two for @chris"
    assert news(client) == [one, two]
    assert news(client, show="unread") == [one]
    assert news(client, q="two") == [two]
    client.force_login(desk)
    assert news(client) == []


def test_one_is_marked_as_read_or_all_but_nobody_elses(
    client: Client, claim: Claim, checker: User, desk: User, reporter: User
) -> None:
    for _ in range(3):
        actions.add_note(claim, "For @chris and @rita", by=desk)
    client.force_login(checker)
    first = Notice.objects.filter(person=checker).latest("pk")
    other = Notice.objects.filter(person=reporter).latest("pk")
    for number in (first.pk, other.pk):
        client.post(reverse("notices:index"), {"notice": str(number)})
    assert unread(client) == "2"
    said = client.post(reverse("notices:index"), {"notice": "all"}, follow=True).content.decode()
    assert "2 marked as read." in said
    assert unread(client) == "0"
    assert Notice.objects.filter(person=reporter, read_at=None).count() == 3


@pytest.mark.parametrize("sent", ["", "x", "9" * 30, "0"])
def test_a_strange_number_marks_nothing(
    client: Client, claim: Claim, checker: User, desk: User, sent: str
) -> None:
    actions.add_note(claim, "For @chris", by=desk)
    client.force_login(checker)
    assert client.post(reverse("notices:index"), {"notice": sent}, follow=True).status_code == 200
    assert unread(client) == "1"


def test_the_menu_tells_how_much_is_unread_and_the_home_page_leads_there(
    client: Client, claim: Claim, checker: User, desk: User
) -> None:
    actions.add_note(claim, "For @chris", by=desk)
    client.force_login(checker)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert '"data-unread": "1"' in home
    assert f'href="{reverse("notices:index")}"' in home
    asked = client.get(reverse("notices:unread"))
    again: dict[str, Any] = {"HTTP_IF_NONE_MATCH": asked["ETag"]}
    assert client.get(reverse("notices:unread"), **again).status_code == 304
    mark_read(checker)
    assert client.get(reverse("notices:unread"), **again).json() == {"unread": "0"}


def test_queries_do_not_grow_with_the_news(client: Client, claim: Claim, checker: User, desk: User) -> None:
    client.force_login(checker)

    def queries() -> int:
        actions.add_note(claim, "For @chris", by=desk)
        with CaptureQueriesContext(connection) as asked:
            news(client)
        return len(asked)

    queries()
    few = queries()
    for _ in range(8):
        actions.add_note(claim, "For @chris", by=desk)
    assert queries() == few


def test_no_news_says_what_would_be_told(client: Client, checker: User) -> None:
    client.force_login(checker)
    assert "No news yet." in client.get(reverse("notices:index")).content.decode()
