"""What an open editor hears: of others, of the lock, of the newest save; cheaply, and only who may."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from articles.models import ArticleRevision, Presence
from tests.conftest import person

WINDOW = "0123456789abcdef"


def ask(client: Client, article_id: int, *, etag: str = "", **said: str):
    address = reverse("article_presence", args=[article_id])
    headers = {"If-None-Match": etag} if etag else {}
    return client.get(address, {"window": WINDOW, **said}, headers=headers)


@pytest.fixture
def as_desk(client, desk):
    client.force_login(desk)
    return client


def seat(user: User, article, **said) -> None:
    said = {"place": "title", "seen_at": timezone.now(), **said}
    Presence.objects.create(article=article, person=user, window=f"window-of-{user.pk}", **said)


def test_it_tells_who_else_is_there_and_where(article, reporter, as_desk):
    seat(reporter, article, is_writing=True)
    told = ask(as_desk, article.pk).json()
    assert [(other["name"], other["place"], other["writing"]) for other in told["others"]] == [
        ("Rita", "title", True)
    ]
    assert told["lock"] is None
    assert (told["saved"]["by"], told["saved"]["mine"]) == ("Rita", False)


def test_nothing_new_is_304_and_costs_no_more_with_twenty_people_than_with_two(
    article, reporter, as_desk, newsroom
):
    def cost() -> int:
        ticket = ask(as_desk, article.pk).json()["ticket"]
        etag = ask(as_desk, article.pk, ticket=ticket)["ETag"]
        with CaptureQueriesContext(connection) as queries:
            assert ask(as_desk, article.pk, etag=etag, ticket=ticket).status_code == 304
        return len(queries)

    seat(reporter, article)
    few = cost()
    for number in range(20):
        seat(person(f"colleague-{number}"), article)
    assert cost() == few == 4  # session, user, standing, who is there


def test_asking_is_no_save(article, as_desk):
    before = (article.get_latest_revision().created_at, ArticleRevision.objects.count())
    ask(as_desk, article.pk, place="title", writing="1")
    assert (article.get_latest_revision().created_at, ArticleRevision.objects.count()) == before


def test_the_pause_is_long_alone_and_longest_in_a_hidden_window(article, reporter, as_desk):
    assert ask(as_desk, article.pk).json()["again"] == 30
    seat(reporter, article)
    assert ask(as_desk, article.pk).json()["again"] == 10
    assert ask(as_desk, article.pk, away="1").json()["again"] == 60


def test_whoever_is_logged_out_hears_so(article, client):
    answer = ask(client, article.pk)
    assert (answer.status_code, answer.json()["error"]) == (401, "You are logged out.")


def test_whoever_may_not_edit_hears_nothing_of_it(article, client, sport_desk):
    client.force_login(sport_desk)
    answer = ask(client, article.pk)
    assert answer.status_code == 403
    assert not Presence.objects.exists()
    assert ask(client, 10**9).status_code == 404


def test_a_ticket_is_good_for_one_person_and_one_story_for_a_while(
    article, write, client, desk, sport_desk, monkeypatch
):
    client.force_login(desk)
    ticket = ask(client, article.pk).json()["ticket"]
    assert "ticket" not in ask(client, article.pk, ticket=ticket).json()
    assert "ticket" in ask(client, write("Another").pk, ticket=ticket).json()
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 400)
    assert "ticket" in ask(client, article.pk, ticket=ticket).json()
    monkeypatch.undo()
    client.force_login(sport_desk)
    assert ask(client, article.pk, ticket=ticket).status_code == 403


@pytest.mark.parametrize("said", [{"window": ""}, {"window": "x" * 99}, {"window": "<script>"}])
def test_nonsense_is_refused_by_name(article, as_desk, said):
    answer = ask(as_desk, article.pk, **said)
    assert answer.status_code == 400
    assert "window" in answer.json()["error"]


def test_a_story_without_an_id_yet_has_nobody_in_it(as_desk):
    assert ask(as_desk, 0).json()["others"] == []
    assert not Presence.objects.exists()


def test_a_new_token_is_given_when_it_is_asked_for(article, as_desk):
    assert "csrf" not in ask(as_desk, article.pk).json()
    assert ask(as_desk, article.pk, renew="1").json()["csrf"]


def test_a_closed_window_is_gone_at_once(article, as_desk, desk):
    ask(as_desk, article.pk)
    assert as_desk.post(reverse("article_absence", args=[article.pk]), {"window": WINDOW}).status_code == 204
    assert not Presence.objects.exists()


def test_opening_an_editor_forgets_the_dead(article, as_desk, reporter):
    seat(reporter, article, seen_at=timezone.now() - timedelta(hours=1))
    page = as_desk.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    assert f'data-story="{article.pk}"' in page
    assert "w-session" not in page  # Wagtail's own is not there a second time
    assert not Presence.objects.exists()
