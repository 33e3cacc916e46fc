"""The panel's claims: verdicts beside the text, old and new wording, confirming and choosing in one act."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from articles.models import ArticlePage
from claims.following import follow_article
from claims.models import Claim
from tests.claims.deciding import find_out
from tests.conftest import edit, paragraph, work
from tests.desk.making import claim_in, rewrite

pytestmark = pytest.mark.django_db

LAND = "“Nobody will take the harbour from us,” the mayor said on Monday at the quay."
OTHERS = ("The ferries left at noon.", "Tolls stay unchanged.", "Two cranes stood idle.")
CLAIM = "Nobody will take the harbour from us"


def body(*texts: str, prefix: str) -> list[dict[str, Any]]:
    return [paragraph(text, block=f"{prefix}{n}", key=f"{prefix}{n}") for n, text in enumerate(texts)]


def ask(client: Client, article: ArticlePage, user: User) -> dict[str, Any]:
    client.force_login(user)
    response = client.get(reverse("desk_reading", args=[article.pk]))
    assert response.status_code == 200
    return response.json()


def do(client: Client, article: ArticlePage, claim: dict[str, Any], act: str, **fields: Any) -> Any:
    return client.post(reverse("desk_appearance", args=[article.pk, claim["appearance"], act]), fields)


def words(panel: dict[str, Any], place: list[int]) -> str:
    index, start, end = place
    return panel["segments"][index]["text"][start:end]


@pytest.fixture
def told(article: ArticlePage) -> ArticlePage:
    """A story that nobody read yet."""
    return rewrite(article, body(OTHERS[0], LAND, *OTHERS[1:], prefix="a"))


@pytest.fixture
def claim(told: ArticlePage) -> Claim:
    return claim_in(told, CLAIM)


def test_a_verdict_stands_beside_the_text_before_anything_was_read(
    client: Client, claim: Claim, told: ArticlePage, checker: User
) -> None:
    find_out(claim, "true", reason="So it is.", by=checker)
    panel = ask(client, told, checker)
    assert (panel["shown"], panel["attributions"]) == (None, [])
    [shown] = panel["claims"]
    assert (shown["verdict"], shown["is_listed"], shown["is_changed"]) == ("True", True, False)
    assert shown["url"] == reverse("claims:page", args=[claim.pk])
    assert [words(panel, place) for place in shown["places"]] == [CLAIM]


def test_a_proposal_is_told_of_beside_its_attribution_only(
    client: Client, article: ArticlePage, reporter: User
) -> None:
    work()
    panel = ask(client, article, reporter)
    assert panel["claims"]
    assert not any(claim["is_listed"] for claim in panel["claims"])
    Claim.objects.update(status="triaged")
    assert all(claim["is_listed"] for claim in ask(client, article, reporter)["claims"])


def test_changed_words_stand_side_by_side_until_a_checker_confirms_them(
    client: Client, article: ArticlePage, reporter: User, checker: User
) -> None:
    work()
    claim = Claim.objects.get(statement__contains="40 million")
    find_out(claim, "true", reason="The budget says so.", by=checker)
    edit(article, reporter, "40 million", "45 million")
    work()
    panel = ask(client, article, checker)
    [shown] = [each for each in panel["claims"] if each["id"] == claim.pk]
    assert (shown["is_changed"], shown["anchor_state"]) == (True, "changed")
    assert [run for run in shown["changes"] if run[0] != "same"] == [["removed", "40"], ["added", "45"]]
    beside = next(each for each in panel["attributions"] if each["claim"] and each["claim"]["id"] == claim.pk)
    assert beside["claim"]["is_changed"]
    client.force_login(reporter)
    refused = do(client, article, shown, "confirm", seen=shown["anchor"])
    assert (refused.status_code, "fact-checkers" in refused.json()["error"]) == (403, True)
    client.force_login(checker)
    late = do(client, article, shown, "confirm", seen=0)
    assert (late.status_code, "changed once more" in late.json()["error"]) == (400, True)
    etag = client.get(reverse("desk_reading", args=[article.pk]))["ETag"]
    done = do(client, article, shown, "confirm", seen=shown["anchor"])
    assert done.status_code == 200
    assert done["ETag"] != etag
    assert done.json()["said"].startswith("Confirmed")
    assert not any(each["is_changed"] for each in done.json()["claims"])
    again = do(client, article, shown, "confirm", seen=shown["anchor"])
    assert "nothing to confirm" in again.json()["error"]


def test_the_public_page_has_its_claimreview_again_once_confirmed(
    client: Client, article: ArticlePage, desk: User, checker: User
) -> None:
    article.save_revision(user=desk).publish(user=desk)
    work()
    claim = Claim.objects.get(statement__contains="40 million")
    find_out(claim, "true", reason="The budget says so.", by=checker)
    address = claim.get_absolute_url()
    assert "ClaimReview" in client.get(address).content.decode()
    edit(article, desk, "40 million", "45 million")
    ArticlePage.objects.get(pk=article.pk).get_latest_revision().publish(user=desk)
    work()
    text = client.get(address).content.decode()
    assert ("ClaimReview" in text, "text changed since it was checked" in text) == (False, True)
    story = client.get(ArticlePage.objects.get(pk=article.pk).url).content.decode()
    assert "The text changed since it was checked" in story
    [shown] = [each for each in ask(client, article, checker)["claims"] if each["id"] == claim.pk]
    assert do(client, article, shown, "confirm", seen=shown["anchor"]).status_code == 200
    client.logout()
    text = client.get(address).content.decode()
    assert ("ClaimReview" in text, "text changed since it was checked" in text) == (True, False)


def test_a_place_is_chosen_in_the_panel(
    client: Client, claim: Claim, told: ArticlePage, reporter: User
) -> None:
    rewrite(told, body(*OTHERS[:2], LAND, OTHERS[2], LAND, prefix="b"))
    follow_article(told.pk)
    panel = ask(client, told, reporter)
    [shown] = panel["claims"]
    assert (shown["anchor_state"], shown["is_listed"]) == ("ambiguous", True)
    options = shown["choices"]["options"]
    assert [option["where"] for option in options] == ["paragraph 3", "paragraph 5"]
    for option in options:
        assert option["before"] + option["exact"] + option["after"] == LAND
        assert [words(panel, place) for place in option["places"]] == [CLAIM]
    seen = shown["choices"]["revision"]
    for wrong in ({"choice": "2"}, {"choice": ""}, {"choice": "x"}, {"choice": "9" * 40}, {"seen": "9" * 40}):
        refused = do(client, told, shown, "choose", **{"seen": seen, "choice": "0", **wrong})
        assert refused.status_code == 400, wrong
        assert refused.json()["error"]
    done = do(client, told, shown, "choose", seen=seen, choice="1").json()
    assert "followed from there" in done["said"]
    [shown] = done["claims"]
    assert (shown["anchor_state"], shown["choices"]["chosen"], len(shown["places"])) == ("moved", 1, 1)
    gone = do(client, told, shown, "choose", seen=seen, choice="gone").json()
    assert gone["claims"] == []
    assert claim.appearances.get().anchor.state == "deleted"


def test_what_is_not_there_is_said_in_words(
    client: Client, claim: Claim, told: ArticlePage, reporter: User, write: Callable[..., ArticlePage]
) -> None:
    [shown] = ask(client, told, reporter)["claims"]
    assert do(client, told, shown, "burn").status_code == 404
    assert do(client, told, {"appearance": 10**18}, "confirm").status_code == 404
    assert do(client, write("Another"), shown, "confirm").status_code == 404


def test_the_cost_does_not_grow_with_the_claims(
    client: Client, told: ArticlePage, checker: User, claim: Claim
) -> None:
    def cost() -> int:
        ask(client, told, checker)
        with CaptureQueriesContext(connection) as queries:
            assert json.dumps(ask(client, told, checker))
        return len(queries)

    def change(other: str) -> None:
        for each in Claim.objects.exclude(status="published"):
            find_out(each, "true", reason="So it is.", by=checker)
        rewrite(told, body(OTHERS[0], LAND, *(text + other for text in OTHERS[1:]), prefix="a"))
        follow_article(told.pk)

    change(" Today.")
    few = cost()
    for words in (*OTHERS[1:], "the mayor said on Monday", "at the quay", "Nobody"):
        claim_in(told, words)
    change(" Tonight.")
    assert len(ask(client, told, checker)["claims"]) == 6
    assert cost() == few
