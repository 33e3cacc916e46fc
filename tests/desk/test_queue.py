"""The desk's queue: what awaits whom, in which order, with which counts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from articles.models import ArticlePage
from claims import actions
from claims.models import Claim
from desk.viewsets.claim_moves import moves_of
from tests.claims.deciding import second_person
from tests.desk.making import claim_in

COST = "The bridge will cost 40 million crowns"
TOLLS = "tolls would stay unchanged for ten years"


@pytest.fixture
def cost(article: ArticlePage) -> Claim:
    return claim_in(article, COST, claimant_name="Mara Lindqvist")


@pytest.fixture
def tolls(article: ArticlePage) -> Claim:
    return claim_in(article, TOLLS)


def listed(client: Client, **query: str) -> list[Claim]:
    response = client.get(reverse("claims:index"), query)
    assert response.status_code == 200
    return list(response.context["object_list"])


def counts(client: Client, **query: str) -> dict[str, str]:
    return client.get(reverse("claims:counts"), query).json()["counts"]


def schedule(article: ArticlePage, at: Any, by: User) -> None:
    article.go_live_at = at
    article.save_revision(user=by).publish(user=by)


def end_of_today() -> Any:
    now = timezone.localtime(timezone=timezone.get_default_timezone())
    return now.replace(hour=23, minute=59, second=59)


def test_a_verdict_waits_for_those_who_did_not_sign_it(client: Client, cost: Claim, checker: User) -> None:
    actions.issue_verdict(cost, "false", reason="It is 55.", by=checker)
    client.force_login(checker)
    assert (listed(client, show="confirm"), counts(client)["confirm"]) == ([], "0")
    assert listed(client, show="cross-check") == [cost]
    client.force_login(second_person())
    assert (listed(client, show="confirm"), counts(client)["confirm"]) == ([cost], "1")


@pytest.mark.parametrize(("days", "goes_out"), [(0, True), (1, False)])
def test_claims_in_stories_approved_for_today(
    client: Client, cost: Claim, article: ArticlePage, desk: User, days: int, goes_out: bool
) -> None:
    schedule(article, end_of_today() + timedelta(days=days), desk)
    client.force_login(desk)
    assert listed(client, show="today") == ([cost] if goes_out else [])
    assert counts(client)["today"] == ("1" if goes_out else "0")
    said = client.get(reverse("claims:index")).content.decode()
    assert ("goes out today" in said) is goes_out


@pytest.mark.parametrize(("days", "goes_out"), [(None, True), (0, True), (2, False)])
def test_claims_in_stories_handed_in_with_no_later_day_in_mind(
    client: Client, cost: Claim, article: ArticlePage, reporter: User, days: int | None, goes_out: bool
) -> None:
    article.go_live_at = None if days is None else end_of_today() + timedelta(days=days)
    article.save_revision(user=reporter)
    article.get_workflow().start(article, reporter)
    client.force_login(reporter)
    assert listed(client, show="today") == ([cost] if goes_out else [])


def test_the_queue_is_worked_from_the_most_urgent_and_soonest_due(
    client: Client, article: ArticlePage, desk: User
) -> None:
    now = timezone.now()
    kinds: list[dict[str, Any]] = [
        {"priority": 2, "worth": 0.9},
        {"priority": 2, "worth": 0.1},
        {"priority": 2, "due_at": now + timedelta(hours=3)},
        {"priority": 2, "due_at": now + timedelta(hours=1)},
        {"priority": 4},
    ]
    made = [claim_in(article, COST, **fields) for fields in kinds]
    client.force_login(desk)
    assert listed(client, show="undecided") == [made[place] for place in (4, 3, 2, 0, 1)]
    assert listed(client) == made[::-1]
    assert listed(client, show="undecided", ordering="-created_at") == made[::-1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"topic": "bridge"}, {COST}),
        ({"article": "BRIDGE bill"}, {COST, TOLLS}),
        ({"article": "ferry"}, set()),
        ({"article": "9" * 30}, set()),
        ({"show": "unassigned", "topic": "bridge", "section": "news"}, {COST}),
    ],
)
def test_claims_are_narrowed_by_topic_and_article(
    client: Client, article: ArticlePage, desk: User, query: dict[str, str], found: set[str]
) -> None:
    claim_in(article, COST, topic="bridge")
    claim_in(article, TOLLS, topic="tolls")
    client.force_login(desk)
    assert {claim.statement for claim in listed(client, **query)} == found
    assert {claim.statement for claim in listed(client, article=str(article.pk))} == {COST, TOLLS}


def test_counts_follow_what_others_do_and_are_sent_only_when_they_changed(
    client: Client, cost: Claim, tolls: Claim, checker: User, desk: User
) -> None:
    client.force_login(checker)
    first = client.get(reverse("claims:counts"))
    assert first.json()["counts"] == {
        "in-hand": "0",
        "unassigned": "2",
        "overdue": "0",
        "today": "0",
        "confirm": "0",
        "undecided": "2",
    }
    asked = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert client.get(reverse("claims:counts"), **asked).status_code == 304
    actions.assign(cost, checker, by=desk)
    actions.plan(cost, by=desk, priority=2, due_at=timezone.now() - timedelta(minutes=1))
    then = client.get(reverse("claims:counts"), **asked)
    assert {name: then.json()["counts"][name] for name in ("in-hand", "unassigned", "overdue")} == {
        "in-hand": "1",
        "unassigned": "1",
        "overdue": "1",
    }


def test_counts_keep_to_the_other_filters_and_stop_at_a_thousand(
    client: Client, cost: Claim, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(desk)
    assert counts(client, section="news")["unassigned"] == "1"
    assert counts(client, section="sport", show="overdue")["unassigned"] == "0"
    monkeypatch.setattr("desk.viewsets.claim_filters.MOST_COUNTED", 0)
    assert counts(client)["unassigned"] == "0+"


def test_whoever_may_not_see_claims_is_not_told_how_many(client: Client, cost: Claim) -> None:
    outsider = User.objects.create_user("olaf")
    client.force_login(outsider)
    assert client.get(reverse("claims:counts")).status_code in (302, 403)


@pytest.mark.parametrize("name", ["claims:index", "claims:board", "claims:counts"])
def test_queries_do_not_grow_with_the_queue(
    client: Client, article: ArticlePage, desk: User, write: Callable[..., ArticlePage], name: str
) -> None:
    client.force_login(desk)

    def fill(number: int) -> None:
        for _ in range(number):
            claim_in(article, COST, assignee=desk, due_at=timezone.now(), priority=4)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse(name), {"show": "in-hand"})
        return len(asked)

    fill(3)
    queries()  # the first request fills caches of content types and sites
    few = queries()
    fill(20)
    assert queries() == few


def board(client: Client, **query: str) -> dict[str, list[Claim]]:
    response = client.get(reverse("claims:board"), query)
    assert response.status_code == 200
    return {column["status"].value: column["cards"] for column in response.context["columns_shown"]} | {
        "html": response.content.decode()
    }  # type: ignore[dict-item]


def test_the_board_has_a_column_for_each_state_up_to_decided(
    client: Client, article: ArticlePage, checker: User
) -> None:
    made = {
        status: claim_in(article, COST, status=status)
        for status in ("new", "triaged", "assigned", "in_check", "cross_check", "decided", "published")
    }
    claim_in(article, COST, status="withdrawn")
    client.force_login(checker)
    shown = board(client)
    html = shown.pop("html")
    published = made.pop("published")
    assert shown == {status: [claim] for status, claim in made.items()}
    assert "1 published</a>, " in html
    assert "1 withdrawn</a>" in html
    assert reverse("claims:page", args=[published.pk]) not in html


def test_the_board_keeps_to_the_filters_and_leads_to_the_list_with_them(
    client: Client, article: ArticlePage, checker: User
) -> None:
    mine = claim_in(article, COST, status="in_check", assignee=checker, due_at=timezone.now())
    claim_in(article, TOLLS, status="in_check")
    client.force_login(checker)
    shown = board(client, show="in-hand", section="news")
    assert shown["in_check"] == [mine]
    assert f"{reverse('claims:index')}?show=in-hand&amp;section=news" in shown["html"]
    assert "Overdue by" in shown["html"]
    assert client.get(reverse("claims:board_results"), {"show": "zebra"}).status_code == 200
    assert board(client, q="nothing like it")["in_check"] == []


def test_a_long_column_is_cut_in_the_order_of_the_queue_and_says_so(
    client: Client, article: ArticlePage, checker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.viewsets.claim_queue.CARDS", 2)
    made = [claim_in(article, COST, worth=worth) for worth in (0.1, 0.9, 0.5)]
    client.force_login(checker)
    shown = board(client)
    assert shown["new"] == [made[1], made[2]]
    assert "2 of 3." in shown["html"]


def moves(claim: Claim, user: User) -> dict[str, tuple[str, str]]:
    return {move.act: (move.to, move.how) for move in moves_of(claim, user).all}


def test_a_card_may_go_where_workflow_and_rights_allow(cost: Claim, checker: User, reporter: User) -> None:
    assert moves(cost, checker) == {
        "triage": ("triaged", "act"),
        "assign": ("assigned", "assign"),
        "begin": ("in_check", "act"),
        "ask_second": ("cross_check", "page"),
        "decide": ("decided", "page"),
        "set_aside": ("not_checkable", "act"),
        "mark_duplicate": ("duplicate", "page"),
        "withdraw": ("withdrawn", "page"),
    }
    assert set(moves(cost, reporter)) == {"triage", "set_aside", "mark_duplicate", "withdraw"}
    actions.issue_verdict(cost, "false", reason="It is 55.", by=checker)
    assert moves(cost, checker)["decide"] == ("decided", "page")
    assert moves(cost, checker)["send_back"] == ("in_check", "page")


def test_every_move_that_is_offered_leads_to_a_form_that_is_there(
    client: Client, article: ArticlePage, checker: User
) -> None:
    original = claim_in(article, TOLLS)
    client.force_login(checker)
    for status in Claim.Status:
        fields = {"duplicate_of": original} if status == "duplicate" else {}
        claim = claim_in(article, COST, status=status, assignee=checker, **fields)
        page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
        urls = [move.url for move in moves_of(claim, checker).all if move.how == "page"]
        for form in {url.partition("#")[2] for url in urls} - {"second", "verdicts"}:
            assert f'name="act" value="{form}"' in page, (status, form)
