"""Acts on one claim or many from list and board: done or refused one by one, told, and undone."""

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


def act(client: Client, user: User, name: str, *claims: Claim, **fields: Any) -> Any:
    client.force_login(user)
    sent = {"act": name, "claim": [claim.pk for claim in claims], **fields}
    return client.post(reverse("claims:acts"), sent, HTTP_ACCEPT="application/json")


def test_many_are_assigned_at_once_and_those_refused_are_named_with_the_reason(
    client: Client, cost: Claim, tolls: Claim, checker: User, desk: User
) -> None:
    actions.set_aside(tolls, by=desk)
    answer = act(client, desk, "assign", cost, tolls, assignee=checker.pk).json()
    assert (answer["done"], answer["said"]) == ([cost.pk], "The claim is in the hands of Chris.")
    assert [(row["claim"], row["statement"]) for row in answer["refused"]] == [(tolls.pk, TOLLS)]
    assert "not checkable" in answer["refused"][0]["why"]
    cost.refresh_from_db()
    tolls.refresh_from_db()
    assert (cost.assignee, cost.status, tolls.assignee) == (checker, "assigned", None)


@pytest.mark.parametrize(
    ("name", "fields", "changed"),
    [
        ("take", {}, {"assignee": "chris", "status": "assigned"}),
        ("triage", {}, {"status": "triaged"}),
        ("begin", {}, {"status": "in_check", "assignee": "chris"}),
        ("set_aside", {}, {"status": "not_checkable"}),
        ("plan", {"priority": "4"}, {"priority": 4, "topic": "bridge"}),
        ("plan", {"due": "none"}, {"due_at": None, "priority": 3}),
    ],
)
def test_an_act_changes_what_it_says_and_leaves_the_rest(
    client: Client, article: ArticlePage, checker: User, name: str, fields: Any, changed: dict[str, Any]
) -> None:
    claim = claim_in(article, COST, topic="bridge", priority=3, due_at=timezone.now())
    assert act(client, checker, name, claim, **fields).json()["done"] == [claim.pk]
    fresh = Claim.objects.select_related("assignee").get(pk=claim.pk)
    assert {field: getattr(fresh, field) for field in changed if field != "assignee"} == {
        field: value for field, value in changed.items() if field != "assignee"
    }
    assert fresh.assignee == (checker if "assignee" in changed else None)
    assert claim.acts.get().by == checker


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("assign", {}, "Choose who should check it."),
        ("assign", {"assignee": "999999"}, "valid choice"),
        ("plan", {}, "nothing would change"),
        ("plan", {"due": "at"}, "Give the day and hour"),
        ("plan", {"due": "at", "due_at": "soon"}, "valid date"),
        ("publish", {}, "cannot be done from here"),
    ],
)
def test_a_bad_act_is_refused_in_words_and_writes_nothing(
    client: Client, cost: Claim, checker: User, name: str, fields: dict[str, str], words: str
) -> None:
    answer = act(client, checker, name, cost, **fields)
    assert (answer.status_code, words in answer.json()["error"]) == (422, True), answer.content
    assert not cost.acts.exists()


def test_no_claims_too_many_and_those_that_are_gone_are_told(
    client: Client, cost: Claim, checker: User
) -> None:
    assert act(client, checker, "take").json() == {"error": "Choose a claim first."}
    client.force_login(checker)
    url = reverse("claims:acts")
    asked = {"act": "take", "claim": [*range(10**6, 10**6 + 101)]}
    assert client.post(url, asked, HTTP_ACCEPT="application/json").status_code == 422
    gone = client.post(
        url, {"act": "take", "claim": ["9" * 25, "x", "999999"]}, HTTP_ACCEPT="application/json"
    ).json()
    assert [row["why"] for row in gone["refused"]] == ["It is not there any more."]
    assert client.get(url).status_code == 405


def test_whoever_may_not_assign_is_refused_claim_by_claim(
    client: Client, cost: Claim, reporter: User, checker: User
) -> None:
    answer = act(client, reporter, "assign", cost, assignee=checker.pk).json()
    assert (answer["done"], answer["said"], answer["can_undo"]) == ([], "Nothing was done.", False)
    assert "You may not assign claims" in answer["refused"][0]["why"]


def test_an_act_on_many_can_be_undone_once(
    client: Client, cost: Claim, tolls: Claim, checker: User, desk: User
) -> None:
    noor = second_person()
    actions.assign(tolls, noor, by=desk)
    assert act(client, desk, "assign", cost, tolls, assignee=checker.pk).json()["can_undo"]
    undone = act(client, desk, "undo").json()
    assert (undone["said"], undone["can_undo"]) == ("2 claims are as before.", False)
    cost.refresh_from_db()
    tolls.refresh_from_db()
    assert (cost.assignee, tolls.assignee) == (None, noor)
    assert act(client, desk, "undo").json() == {"error": "There is nothing to undo any more."}


@pytest.mark.parametrize(
    ("name", "fields"), [("plan", {"priority": "1", "due": "none"}), ("release", {}), ("set_aside", {})]
)
def test_undoing_puts_back_what_was_there(
    client: Client, article: ArticlePage, checker: User, name: str, fields: dict[str, str]
) -> None:
    due_at = timezone.now()
    former = {"status": "assigned", "assignee": checker, "due_at": due_at, "priority": 4, "topic": "Bridge"}
    claim = claim_in(article, COST, **former)
    act(client, checker, name, claim, **fields)
    claim.refresh_from_db()
    assert {field: getattr(claim, field) for field in former} != former
    act(client, checker, "undo")
    claim.refresh_from_db()
    assert {field: getattr(claim, field) for field in former} == former
    last = claim.acts.last()
    assert (last.name, last.by, last.after) == ("restore", checker, "assigned")


@pytest.mark.parametrize("status", ["new", "triaged", "in_check", "cross_check"])
@pytest.mark.parametrize("name", ["set_aside", "take"])
def test_undoing_leads_back_to_the_very_state(
    client: Client, article: ArticlePage, checker: User, status: str, name: str
) -> None:
    claim = claim_in(article, COST, status=status)
    assert act(client, checker, name, claim).json()["can_undo"]
    assert act(client, checker, "undo").json()["refused"] == []
    claim.refresh_from_db()
    assert (claim.status, claim.assignee) == (status, None)


def test_what_somebody_did_since_is_not_undone(
    client: Client, cost: Claim, checker: User, desk: User
) -> None:
    act(client, desk, "assign", cost, assignee=checker.pk)
    actions.begin_check(cost, by=checker)
    answer = act(client, desk, "undo").json()
    assert (answer["done"], "did something" in answer["refused"][0]["why"]) == ([], True)


def test_without_a_script_the_page_comes_back_with_what_was_done(
    client: Client, cost: Claim, tolls: Claim, checker: User, desk: User
) -> None:
    actions.set_aside(tolls, by=desk)
    client.force_login(checker)
    back = f"{reverse('claims:index')}?show=undecided"
    page = client.post(
        reverse("claims:acts"), {"act": "take", "claim": [cost.pk, tolls.pk], "next": back}, follow=True
    )
    assert page.redirect_chain == [(back, 302)]
    said = page.content.decode()
    assert "The claim is yours." in said
    assert TOLLS in said


def test_acts_on_many_cost_the_same_for_each(client: Client, article: ArticlePage, checker: User) -> None:
    def queries(number: int) -> int:
        claims = [claim_in(article, COST) for _ in range(number)]
        with CaptureQueriesContext(connection) as asked:
            assert len(act(client, checker, "take", *claims).json()["done"]) == number
        return len(asked)

    queries(1)
    one, five, nine = queries(1), queries(5), queries(9)
    assert nine - five == five - one <= 4 * 22
