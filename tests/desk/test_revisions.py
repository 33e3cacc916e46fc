"""The history page: what it folds, what it can be narrowed to, and what revisions are called."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from articles.labelling import label_revision
from articles.models import ArticlePage, ArticleRevision, RevisionCount
from articles.saving import saving_as
from desk import revisions
from desk.revisions import Row
from outbox.models import OutboxEvent
from tests.conftest import paragraph, work
from tests.desk.making import claim_in, rewrite


def rows(client: Client, article: ArticlePage, **query: Any) -> list[Row]:
    response = client.get(reverse("article_history", args=[article.pk]), query)
    assert response.status_code == 200
    found: list[Row] = response.context["rows"]
    return found


def numbers(client: Client, article: ArticlePage, **query: Any) -> list[int]:
    return [row.revision.number for row in rows(client, article, **query)]


def autosave(article: ArticlePage, user: User, *texts: str) -> None:
    for text in texts:
        body = [paragraph(text, block="first", key="a"), paragraph("It rained.", block="second", key="b")]
        with saving_as("autosave"):
            rewrite(article, body, user=user)
        OutboxEvent.objects.waiting().filter(topic="revision.saved").update(due_at=timezone.now())
        work()


@pytest.fixture
def typed(article: ArticlePage, reporter: User, desk: User) -> ArticlePage:
    """1 saved and published, 2–5 autosaved by the reporter, 6 autosaved and 7 saved by the desk."""
    article.get_latest_revision().publish(user=desk)
    autosave(article, reporter, "One.", "One two.", "One two three.", "One two three four.")
    autosave(article, desk, "One two three five.")
    body = [paragraph("One two three five.", block="first", key="a"), paragraph("It poured.", block="second")]
    rewrite(article, body, user=desk)
    assert list(ArticleRevision.objects.of(article).values_list("kind", flat=True)) == [
        "save", *["autosave"] * 5, "save",
    ]  # fmt: skip
    return ArticlePage.objects.get(pk=article.pk)


def test_autosaves_of_one_person_fold_into_a_row_that_opens(
    client: Client, typed: ArticlePage, desk: User
) -> None:
    client.force_login(desk)
    shown = rows(client, typed)
    assert [(row.first, row.revision.number, row.folded) for row in shown] == [
        (7, 7, 1), (6, 6, 1), (2, 5, 4), (1, 1, 1),
    ]  # fmt: skip
    counts = RevisionCount.objects.filter(revision__number__in=range(2, 6)).values_list("added", flat=True)
    assert len(counts) == 4
    assert shown[2].added == sum(counts) > 0
    assert shown[2].previous == 1
    opened = rows(client, typed, open="5")
    assert [row.revision.number for row in opened if row.is_member] == [5, 4, 3, 2]
    text = client.get(reverse("article_history", args=[typed.pk]), {"open": "5"}).content.decode()
    assert 'aria-expanded="true"' in text


def test_what_was_named_stands_for_itself(client: Client, typed: ArticlePage, desk: User) -> None:
    third = ArticleRevision.objects.of(typed).get(number=3)
    label_revision(third, name="Before the rewrite", note="", by=desk)
    client.force_login(desk)
    assert numbers(client, typed) == [7, 6, 5, 3, 2, 1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"published": "on"}, [1]),
        ({"named": "on"}, [7]),
        ({"kind": "autosave"}, [6, 5]),
        ({"by": "rita"}, [5, 1]),
        ({"by": "dana", "kind": "autosave"}, [6]),
        ({"block": "second"}, [7, 2]),
        ({"block": "second", "by": "dana"}, [7]),
        ({"named": "on", "published": "on"}, []),
        ({"claim": "only"}, [2, 1]),
    ],
)
def test_filters_stand_in_the_address_and_combine(
    client: Client, typed: ArticlePage, desk: User, query: dict[str, str], expected: list[int]
) -> None:
    newest = ArticleRevision.objects.latest_of(typed)
    assert newest
    label_revision(newest, name="As sent to the lawyers", note="", by=desk)
    if query.get("by"):
        query = {**query, "by": str(User.objects.get(username=query["by"]).pk)}
    if query.get("claim"):
        first, second = ArticleRevision.objects.of(typed).filter(number__lte=2)
        claim = claim_in(typed, "One two three five.")
        appearance = claim.appearances.get()
        appearance.anchors.update(first=second, last=newest)
        gone = appearance.anchors.get()
        gone.pk, gone.first, gone.last = None, first, first
        gone.save()
        query = {"claim": str(claim.pk)}
    client.force_login(desk)
    assert numbers(client, typed, **query) == expected
    page = client.get(reverse("article_history", args=[typed.pk]), query).content.decode()
    assert "of 7 revisions" in page
    assert ("No revision fits" in page) == (not expected)
    if "block" in query:
        assert "touching the paragraph “It poured.”" in page


def test_a_filter_that_cannot_be_is_explained(client: Client, typed: ArticlePage, desk: User) -> None:
    client.force_login(desk)
    page = client.get(reverse("article_history", args=[typed.pk]), {"kind": "guess", "by": "x", "p": "99"})
    assert "Kind: Select a valid choice" in page.content.decode()


def test_a_longer_history_costs_no_more_queries_also_when_it_is_narrowed_and_opened(
    client: Client, typed: ArticlePage, desk: User, reporter: User
) -> None:
    query = {"by": str(reporter.pk), "block": "first", "open": ["5", "25"]}

    def queries() -> int:
        rows(client, typed, **query)
        with CaptureQueriesContext(connection) as captured:
            assert rows(client, typed, **query)
        return len(captured)

    client.force_login(desk)
    few = queries()
    autosave(typed, reporter, *(f"Version {number}." for number in range(18)))
    assert queries() == few


def test_a_long_history_is_counted_by_a_worker(
    client: Client, typed: ArticlePage, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "COUNTED_AT_SIGHT", 2)
    client.force_login(desk)
    page = client.get(reverse("article_history", args=[typed.pk])).content.decode()
    assert "still counts the words of 5 older revisions" in page
    assert "not counted yet" in page
    work()
    assert RevisionCount.objects.count() == 7
    assert "not counted yet" not in client.get(reverse("article_history", args=[typed.pk])).content.decode()


def test_a_revision_is_named_after_the_fact_and_what_was_said_before_stays_readable(
    client: Client, typed: ArticlePage, reporter: User, desk: User, sport_desk: User
) -> None:
    address = reverse("article_revision", args=[typed.pk, 3])
    client.force_login(desk)
    client.post(address, {"name": "Rough cut", "note": "Rita’s first try."})
    client.post(address, {"name": "Final cut", "note": ""})
    page = client.get(address).content.decode()
    assert "<p><strong>Final cut</strong></p>" in page
    assert "Rough cut" in page
    assert "Rita’s first try." in page
    refused = client.post(address, {"name": "x" * 121})
    assert refused.status_code == 422
    assert "at most 120 characters" in refused.content.decode()
    client.force_login(sport_desk)
    assert "Name this revision" not in client.get(address).content.decode()
    client.post(address, {"name": "Mine"})
    assert ArticleRevision.objects.of(typed).named().get().shown_name == "Final cut"


def test_both_clocks_are_shown_where_they_differ(
    client: Client, typed: ArticlePage, desk: User, write: Callable[..., ArticlePage]
) -> None:
    from wagtail.users.models import UserProfile

    client.force_login(desk)
    address = reverse("article_history", args=[typed.pk])
    assert "newsroom time" not in client.get(address).content.decode()
    UserProfile.objects.update_or_create(user=desk, defaults={"current_time_zone": "Asia/Tokyo"})
    assert "newsroom time" in client.get(address).content.decode()
