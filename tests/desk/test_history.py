"""The history of an article and the comparison of any two of its revisions."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from articles.models import ArticlePage, Byline, Contributor
from desk.comparison import folded
from tests.conftest import STORY, paragraphs
from tests.desk.making import rewrite


def see(client: Client, name: str, *args: int, **query: str) -> Any:
    return client.get(reverse(name, args=args), query)


@pytest.fixture
def edited(article: ArticlePage, desk: User) -> ArticlePage:
    """Three revisions: as written, published unchanged, then one figure changed and a byline given."""
    article.get_latest_revision().publish(user=desk)
    body = [dict(block) for block in article.body.raw_data]
    body[1]["value"] = body[1]["value"].replace("40 million", "55 million")
    fresh = rewrite(article, body, user=desk, kicker="Harbour", slug="bridge-bill")
    working_copy = fresh.get_latest_revision_as_object()
    mara = Contributor.objects.create(name="Rita Holm", slug="rita-holm")
    working_copy.bylines.add(Byline(contributor=mara))
    working_copy.save_revision(user=desk)
    return fresh


def test_it_lists_every_revision_with_who_when_and_how_many_words(
    client: Client, edited: ArticlePage, desk: User
) -> None:
    client.force_login(desk)
    response = see(client, "article_history", edited.pk)
    rows = response.context["rows"]
    assert [(row.revision.number, row.added, row.removed) for row in rows] == [
        (3, 0, 0),
        (2, 1, 1),
        (1, rows[2].revision.word_count, 0),
    ]
    assert [row.is_live for row in rows] == [False, False, True]
    text = response.content.decode()
    assert "Published" in text
    assert "same words" in text
    assert "Rita" in text


def test_choosing_two_revisions_leads_to_their_comparison_whichever_is_older(
    client: Client, edited: ArticlePage, desk: User
) -> None:
    client.force_login(desk)
    response = see(client, "article_compare", edited.pk, **{"from": "3", "to": "1"})
    assert response.url == reverse("article_comparison", args=[edited.pk, 1, 3])


@pytest.mark.parametrize(
    "query", [{}, {"from": "2", "to": "2"}, {"from": "x", "to": "1"}, {"from": "9" * 40}]
)
def test_a_choice_that_cannot_be_compared_is_explained(
    client: Client, edited: ArticlePage, desk: User, query: dict[str, str]
) -> None:
    client.force_login(desk)
    response = client.get(reverse("article_compare", args=[edited.pk]), query, follow=True)
    assert "Choose two different revisions" in response.content.decode()


def test_the_comparison_marks_words_for_eyes_and_for_screen_readers(
    client: Client, edited: ArticlePage, desk: User
) -> None:
    client.force_login(desk)
    text = see(client, "article_comparison", edited.pk, 1, 2).content.decode()
    assert '<del><span class="w-sr-only">[removed: </span>40<span' in text
    assert '<ins><span class="w-sr-only">[added: </span>55<span' in text
    assert "Paragraph changed" in text
    assert "1 word added" in text


def test_the_comparison_tells_changed_fields_in_words(
    client: Client, edited: ArticlePage, desk: User
) -> None:
    client.force_login(desk)
    text = see(client, "article_comparison", edited.pk, 1, 3).content.decode()
    for words in (
        "Kicker",
        "<ins>Harbour</ins>",
        "Address (slug)",
        "<ins>bridge-bill</ins>",
        "Rita Holm (writing)",
    ):
        assert words in text


def test_markup_in_a_story_is_shown_not_run(
    client: Client, write: Callable[..., ArticlePage], desk: User
) -> None:
    article = write("<script>alert(1)</script>", "A <b>bold</b> word & another.")
    rewrite(article, paragraphs("A <i>slanted</i> word."))
    client.force_login(desk)
    text = see(client, "article_comparison", article.pk, 1, 2).content.decode()
    assert "<script>alert" not in text
    assert "<i>slanted" not in text


@pytest.mark.parametrize("number", [4, 0, 10**30])
def test_a_revision_that_is_not_there_is_said_to_be_missing(
    client: Client, edited: ArticlePage, desk: User, number: int
) -> None:
    client.force_login(desk)
    assert see(client, "article_revision", edited.pk, number).status_code == 404
    assert see(client, "article_comparison", edited.pk, 1, number).status_code == 404
    assert see(client, "article_history", 10**30).status_code == 404


def test_one_revision_can_be_read_as_it_stood(client: Client, edited: ArticlePage, desk: User) -> None:
    client.force_login(desk)
    text = see(client, "article_revision", edited.pk, 1).content.decode()
    assert "40 million" in text
    assert STORY[2] in text


def test_who_has_neither_right_is_turned_away(client: Client, edited: ArticlePage) -> None:
    outsider = User.objects.create_user("otto", password="otto")
    outsider.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(outsider)
    for url in (
        reverse("article_history", args=[edited.pk]),
        reverse("article_comparison", args=[edited.pk, 1, 2]),
        reverse("article_revision", args=[edited.pk, 1]),
    ):
        assert client.get(url).status_code == 302


def test_the_history_is_linked_from_the_editor_and_from_the_listing(
    client: Client, edited: ArticlePage, desk: User
) -> None:
    client.force_login(desk)
    url = reverse("article_history", args=[edited.pk])
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[edited.pk])).content.decode()
    assert url in editor
    assert f"{reverse('corrections:add')}?article={edited.pk}" in editor
    assert url in client.get(reverse("wagtailadmin_explore", args=[edited.get_parent().pk])).content.decode()


def test_a_longer_history_costs_no_more_queries_and_comes_in_pages(
    client: Client, edited: ArticlePage, desk: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert see(client, "article_history", edited.pk).status_code == 200
        return len(captured)

    client.force_login(desk)
    queries()
    few = queries()
    for number in range(20):
        rewrite(edited, paragraphs(f"Version {number} of the story."), user=desk)
    queries()  # at first sight the words are counted
    assert queries() == few
    second = see(client, "article_history", edited.pk, p="2").context["rows"]
    assert [row.revision.number for row in second] == [3, 2, 1]
    assert second[0].previous == 2


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ("", []),
        ("s", [(False, 1)]),
        ("ssss", [(True, 4)]),
        ("sssscss", [(True, 3), (False, 4)]),
        ("cssssssc", [(False, 2), (True, 4), (False, 2)]),
        ("csc", [(False, 3)]),
        ("cssss", [(False, 2), (True, 3)]),
    ],
)
def test_long_unchanged_stretches_are_folded_but_for_a_line_of_context(
    kinds: str, expected: list[tuple[bool, int]]
) -> None:
    name = {"s": "same", "c": "changed"}
    changes: list[Any] = [SimpleNamespace(kind=name[kind]) for kind in kinds]
    stretches = folded(changes)
    assert [(stretch.is_folded, len(stretch.changes)) for stretch in stretches] == expected
    assert [change for stretch in stretches for change in stretch.changes] == changes
