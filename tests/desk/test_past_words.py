"""Search in past revisions, of one story and across the archive."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from articles.models import ArticlePage, SectionPage
from desk.past_words import lit
from tests.conftest import paragraphs, person, work
from tests.desk.making import rewrite

Write = Callable[..., ArticlePage]


@pytest.fixture
def stories(write: Write, desk: User, sport: SectionPage) -> list[ArticlePage]:
    """One in News that lost its secret, one in Sport that keeps it."""
    news = write("Bridge bill", "The secret contract costs 40 million.", "It rained.")
    rewrite(news, paragraphs("It rained."), user=desk)
    kept = ArticlePage(title="Cup final", body=paragraphs("A secret contract for the coach."), live=False)
    sport.add_child(instance=kept)
    kept.save_revision(user=desk)
    work()
    return [news, kept]


def found(client: Client, name: str = "history_search", *args: int, **query: Any) -> list[str]:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return [each.passage.text[:10] for each in response.context.get("findings", [])]


def test_one_story_tells_from_when_to_when_words_stood(
    client: Client, stories: list[ArticlePage], desk: User
) -> None:
    client.force_login(desk)
    history = client.get(reverse("article_history", args=[stories[0].pk])).content.decode()
    address = reverse("article_history_search", args=[stories[0].pk])
    assert f'action="{address}"' in history
    text = client.get(address, {"q": "secret CONTRACT"}).content.decode()
    assert "<mark>secret</mark> <mark>contract</mark>" in text
    assert "gone in revision 2" in text
    assert "Rita" in text
    assert "Nothing that was ever kept says so." in client.get(address, {"q": "moon"}).content.decode()
    assert "at least one word" in client.get(address, {"q": "…"}).content.decode()


def test_the_runs_of_revisions_that_had_the_words_are_joined(
    client: Client, write: Write, desk: User
) -> None:
    story = write("Bridge", "A dear bridge.")
    for text in ("A very dear bridge.", "It rained.", "Dear readers.", "Dear reader.", "It snowed."):
        rewrite(story, paragraphs(text), user=desk)
    client.force_login(desk)
    page = client.get(reverse("article_history_search", args=[story.pk]), {"q": "dear"})
    assert page.context["stood"] == [(1, 2), (4, 5)]
    assert "They stood in revisions 1 to 2, revisions 4 to 5." in page.content.decode()
    page = client.get(reverse("article_history_search", args=[story.pk]), {"q": "bridge"})
    assert "They stood in revision 1 and every one since." in page.content.decode()  # in the headline


def test_the_archive_is_searched_and_narrowed(
    client: Client, stories: list[ArticlePage], reporter: User, desk: User
) -> None:
    client.force_login(desk)
    assert found(client, q="secret") == ["A secret c", "The secret"]
    assert found(client, q="secret", gone="on") == ["The secret"]
    assert found(client, q="secret", section="sport") == ["A secret c"]
    assert found(client, q="secret", by=str(reporter.pk)) == ["The secret"]
    today = timezone.localdate()
    assert found(client, q="secret", until=str(today - timedelta(days=1))) == []
    assert found(client, q="secret", since=str(today + timedelta(days=1))) == ["A secret c"]
    wrong = client.get(
        reverse("history_search"),
        {"q": "secret", "since": str(today), "until": str(today - timedelta(days=1)), "by": "x"},
    )
    assert "before the first one" in wrong.content.decode()
    stories[0].delete()
    deleted = client.get(reverse("history_search"), {"q": "secret", "gone": "on"}).content.decode()
    assert "which was deleted" in deleted


def test_whose_right_ends_at_a_section_finds_what_stands_there(
    client: Client, stories: list[ArticlePage]
) -> None:
    guest = person("gil", "Sport editors")
    guest.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(guest)
    assert found(client, q="secret") == ["A secret c"]
    guest.groups.remove(Group.objects.get(name="Sport editors"))
    refused = client.get(reverse("history_search"), {"q": "secret"})
    assert refused.status_code == 302


def test_more_findings_cost_no_more_queries_and_come_in_pages(
    client: Client, stories: list[ArticlePage], write: Write, desk: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            found(client, q="secret")
        return len(captured)

    client.force_login(desk)
    queries()
    few = queries()
    write("Long", *(f"Secret number {number}." for number in range(25)))
    work()
    assert queries() == few
    page = client.get(reverse("history_search"), {"q": "secret", "p": "2"})
    assert len(page.context["findings"]) == 7
    assert "q=secret" in page.content.decode()


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        ("bridge", [("A ", False), ("Bridge", True), (" too far", False)]),
        ("“too far” a", [("A", True), (" Bridge ", False), ("too far", True)]),
    ],
)
def test_what_was_looked_for_is_lit(words: str, runs: list[tuple[str, bool]]) -> None:
    assert [run for run in lit("A Bridge too far", words) if run[0]] == runs
