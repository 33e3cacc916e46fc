"""The home page of the desk tells each role what awaits it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from annotations.actions import READ_HANDLER
from articles.corrections import issue_correction
from articles.models import ArticlePage, ArticleRevision, FrontPage
from claims import actions
from claims.models import Claim
from desk.home import panels_of
from tests.conftest import person
from tests.desk.making import claim_in, give_up

COST = "The bridge will cost 40 million crowns"


@pytest.fixture
def managing(newsroom: FrontPage) -> User:
    return person("mona", "Managing editors")


def shown(user: User) -> dict[str, list[str]]:
    """The panels of a user with the lines in them."""
    return {panel.heading: [item.text for item in panel.items()] for panel in panels_of(user)}


def test_a_reporter_sees_own_drafts_failures_and_claims(
    write: Callable[..., ArticlePage], reporter: User
) -> None:
    mine, theirs = write("Bridge bill grows"), write("Somebody else’s story")
    ArticlePage.objects.filter(pk=theirs.pk).update(owner=None)
    claim_in(mine, COST)
    claim_in(theirs, "tolls would stay unchanged")
    give_up(READ_HANDLER, ArticleRevision.objects.latest_of(mine).pk)
    give_up(READ_HANDLER, ArticleRevision.objects.latest_of(theirs).pk)
    assert shown(reporter) == {
        "My drafts": ["Bridge bill grows"],
        "Readings of my stories that failed": ["Bridge bill grows"],
        "Claims in my stories": [COST],
    }


def test_a_desk_sees_its_own_sections_only(
    write: Callable[..., ArticlePage], desk: User, sport_desk: User
) -> None:
    claim_in(write(), COST)
    assert shown(desk) == {
        "Submitted in News": [],
        "Saved in News, not published": ["Bridge bill grows"],
        "Undecided claims in stories going out": [COST],
    }
    assert shown(sport_desk)["Saved in Sport, not published"] == []
    assert shown(sport_desk)["Undecided claims in stories going out"] == []


def test_a_fact_checker_sees_what_is_to_be_checked(article: ArticlePage, checker: User) -> None:
    claim_in(article, COST, status="triaged")
    decided = claim_in(article, "tolls would stay unchanged")
    actions.issue_verdict(decided, "true", reason="So the law says.", by=checker)
    assert shown(checker) == {
        "Claims to check": [COST],
        "Text changed since it was checked": [],
        "Two places fit": [],
    }


def test_a_managing_editor_sees_failures_verdicts_and_corrections(
    article: ArticlePage, desk: User, checker: User, managing: User
) -> None:
    give_up(READ_HANDLER, ArticleRevision.objects.latest_of(article).pk)
    actions.issue_verdict(claim_in(article, COST), "true", reason="The minutes say so.", by=checker)
    article.get_latest_revision().publish(user=desk)
    issue_correction(ArticlePage.objects.get(pk=article.pk), "The year was 1931.", by=desk, kind="update")
    panels = shown(managing)
    assert panels["Readings that failed"] == ["Bridge bill grows"]
    assert panels["Decided today"] == [COST]
    assert panels["Newest corrections"] == ["The year was 1931."]


@pytest.mark.parametrize("role", ["reporter", "desk", "checker", "managing"])
def test_every_panel_leads_to_a_listing_and_is_kind_when_empty(
    client: Client, role: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(role)
    client.force_login(user)
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    for panel in panels_of(user):
        assert panel.heading in text
        assert panel.empty in text.replace("&#x27;", "'")
        assert client.get(panel.more_url).status_code == 200


@pytest.mark.parametrize("role", ["reporter", "desk", "managing"])
def test_more_work_costs_no_more_queries(
    client: Client, write: Callable[..., ArticlePage], role: str, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(role)

    def add(number: int) -> None:
        article = write(f"Story {number}")
        claim_in(article, COST)
        give_up(READ_HANDLER, ArticleRevision.objects.latest_of(article).pk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("wagtailadmin_home")).status_code == 200
        return len(captured)

    client.force_login(user)
    add(1)
    add(2)
    queries()
    few = queries()
    for number in range(3, 12):
        add(number)
    assert queries() == few


def test_checkers_find_the_most_urgent_and_most_check_worthy_claims_first(client, checker, article):
    for words, fields in (
        ("tolls would stay unchanged", {"worth": 0.2}),
        ("The bridge will cost 40 million crowns", {"worth": 0.6}),
        ("the rising cost of the new bridge", {"priority": Claim.Priority.URGENT}),
        ("The harbour board of Eastmouth met", {"worth": 0.1}),
    ):
        claim_in(article, words, **fields)
    client.force_login(checker)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    order = ["the rising cost", "The bridge will cost", "tolls would stay", "The harbour board"]
    assert sorted(order, key=page.index) == order


@pytest.mark.parametrize("name", ["planning", "kept_drafts", "history_search", "notices:index"])
def test_pages_of_ours_say_in_their_header_where_one_is(client: Client, desk: User, name: str) -> None:
    client.force_login(desk)
    context = client.get(reverse(name)).context
    assert context["breadcrumbs_items"][-1]["label"] == context["view"].page_title
