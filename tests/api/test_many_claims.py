"""An act on many claims has a way back, and the scale says what verdicts may."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import signing
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage, ProposedCorrection
from claims import actions
from claims.models import Claim, Rating
from claims.restoring import Standing
from tests.api.conftest import get, publish, with_token
from tests.api.test_claim_acts import WORDS, post, rows
from tests.claims.deciding import find_out
from tests.desk.making import claim_in

pytestmark = pytest.mark.django_db
DUE = datetime(2030, 1, 2, 9, 0, 0, 123456, UTC)


@pytest.fixture
def claims(article: ArticlePage) -> list[Claim]:
    planned = {"priority": 3, "topic": "harbour", "due_at": DUE}
    return [claim_in(article, words, **planned) for words in (WORDS, "board", "ten years")]


def standings(claims: list[Claim]) -> list[Standing]:
    return [Standing.of(Claim.objects.get(pk=claim.pk)) for claim in claims]


def many(client: APIClient, claims: list[Claim], act: str, status: str = "new", **sent: Any) -> Any:
    sent |= {"act": act, "claims": [claim.pk for claim in claims], "status": status}
    response = post(client, "claims/acts", sent)
    assert response.status_code == 200, response.content
    return response.json()


def undo(client: APIClient, token: str) -> list[int]:
    response = post(client, "claims/acts/undo", {"undo": token})
    assert response.status_code == 200, response.content
    assert response.json()["undo"] is None
    return [each["status"] for each in response.json()["results"]]


@pytest.mark.parametrize(
    ("act", "sent"), [("take", {}), ("plan", {"priority": 4, "due_at": None}), ("set_aside", {})]
)
def test_what_was_done_with_many_is_undone_wholly(
    claims: list[Claim], checker: User, act: str, sent: dict[str, Any]
) -> None:
    program, before = with_token(checker), standings(claims)
    done = many(program, claims, act, **sent)
    assert standings(claims) != before
    assert undo(program, done["undo"]) == [200, 200, 200]
    assert standings(claims) == before
    assert [row[0] for row in rows(claims[0])][-1] == "restore"


def test_what_somebody_did_since_is_not_undone(claims: list[Claim], checker: User, desk: User) -> None:
    program = with_token(checker)
    done = many(program, claims, "take")
    actions.plan(claims[1], by=desk, priority=4)
    assert undo(program, done["undo"]) == [200, 409, 200]
    assert [each.status for each in standings(claims)] == ["new", "assigned", "new"]
    assert undo(program, done["undo"]) == [409, 409, 409]


def test_only_whoever_did_it_undoes_it_within_a_day(
    claims: list[Claim], checker: User, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = with_token(checker)
    token = many(program, claims, "take")["undo"]
    for client, sent in ((with_token(desk), token), (program, token[:-1]), (program, "")):
        refused = post(client, "claims/acts/undo", {"undo": sent})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/undo")
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 86_401)
    assert post(program, "claims/acts/undo", {"undo": token}).status_code == 422
    assert [each.status for each in standings(claims)] == ["assigned"] * 3


def test_what_has_no_way_back_says_so(claims: list[Claim], checker: User) -> None:
    program = with_token(checker)
    assert many(program, claims, "triage")["undo"] is None
    assert many(program, claims, "take")["undo"] is None  # none of them is new any more
    assert many(program, claims, "withdraw", status="triaged", why="It is said no longer.")["undo"] is None


def test_the_scale_is_told_in_its_order(reader: APIClient, checker: User) -> None:
    steps = list(Rating.objects.order_by("order", "code"))
    Rating.objects.filter(pk=steps[0].pk).update(is_retired=True, colour=Rating.Colour.AMBER)
    shown = get(reader, "ratings")["results"]
    assert [each["code"] for each in shown] == [step.code for step in steps]
    assert (shown[0]["label"], shown[0]["is_retired"], shown[0]["colour"], shown[0]["desk"]) == (
        steps[0].label,
        True,
        "amber",
        None,
    )
    for each, step in zip(get(with_token(checker), "ratings")["results"], steps, strict=True):
        told = {"meaning": step.meaning, "needs_second_person": step.needs_second_person}
        assert (each["value"], each["desk"]) == (step.value, told)


def test_a_correction_says_which_claim_it_is_of(article: ArticlePage, desk: User, checker: User) -> None:
    publish(article, desk)
    claim, other, program = claim_in(article, WORDS), claim_in(article, "board"), with_token(desk)
    find_out(claim, "false", reason="It is 45.", by=checker)
    sent = {"article": article.pk, "wrong": "The sum.", "text": "It is 45 million."}
    made = post(program, "corrections", {**sent, "claim": claim.pk})
    assert made.status_code == 201, made.content
    assert ProposedCorrection.objects.get(concerns__claim=claim).pk == made.json()["id"]
    assert len(get(program, f"corrections?claim={claim.pk}")["results"]) == 1
    assert get(program, f"corrections?claim={other.pk}")["results"] == []
    refused = post(program, "corrections", {**sent, "claim": 10**9})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/claim")
