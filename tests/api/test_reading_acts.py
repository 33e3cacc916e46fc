"""Readings, by programs: asked for again, followed, confirmed and dismissed as beside the editor's text."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

import extraction
from accounts.models import User
from annotations.models import Reading, Ruling
from articles.models import ArticlePage
from claims.models import Claim
from entities.actions import confirm_entity
from entities.models import Entity
from outbox.models import OutboxEvent
from tests.api.conftest import get, publish, with_token
from tests.conftest import edit, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(desk: User) -> APIClient:
    return with_token(desk)


def reading(client: APIClient, article: ArticlePage) -> tuple[dict[str, Any], str]:
    response = client.get(f"/api/v1/articles/{article.pk}/reading?state=draft")
    assert response.status_code == 200, response.content
    return response.json(), response["ETag"]


def direct(shown: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in shown["attributions"] if each["type"] == "direct")


def rule(client: APIClient, article: ArticlePage, place: str, word: str, tag: str) -> Any:
    headers = {"If-Match": tag} if tag else {}
    path = f"/api/v1/articles/{article.pk}/reading/attributions/{place}/{word}"
    return client.post(path, {}, format="json", headers=headers)


def test_attributions_are_confirmed_and_dismissed_and_it_is_told_by_whom(
    program: APIClient, article: ArticlePage, desk: User
) -> None:
    work()
    shown, tag = reading(program, article)
    place = direct(shown)["place"]
    assert direct(shown)["ruling"] is None
    for word, decision in (("confirm", "confirmed"), ("dismiss", "dismissed"), ("confirm", "confirmed")):
        answer = rule(program, article, place, word, tag)
        assert answer.status_code == 200, answer.content
        told = direct(answer.json())
        assert (told["status"], told["ruling"]["decision"]) == (decision, decision)
        assert told["ruling"]["by"] == {"id": desk.pk, "name": desk.display_name}
        assert told["ruling"]["at"]
        assert (told["ruling"]["anchor"], told["ruling"]["words"]) == ("exact", told["content"][0]["text"])
        again, tag = reading(program, article)
        assert (again, tag) == (answer.json(), answer["ETag"])
    taken_back = rule(program, article, place, "withdraw", tag).json()
    assert (direct(taken_back)["status"], direct(taken_back)["ruling"]) == ("proposed", None)
    assert [*Ruling.objects.order_by("pk").values_list("decision", flat=True)] == [
        "confirmed",
        "dismissed",
        "confirmed",
        "withdrawn",
    ]
    assert Ruling.objects.values("subject").distinct().count() == 1


def test_a_dismissed_attribution_takes_its_proposed_claim_along(
    program: APIClient, article: ArticlePage
) -> None:
    work()
    shown, tag = reading(program, article)
    rule(program, article, direct(shown)["place"], "dismiss", tag)
    work()
    assert Claim.objects.get(type="direct").status == "withdrawn"


def test_whoever_looked_at_an_older_reading_rules_on_nothing(
    program: APIClient, article: ArticlePage, reporter: User
) -> None:
    work()
    shown, tag = reading(program, article)
    place = direct(shown)["place"]
    assert rule(program, article, place, "confirm", "").status_code == 428
    assert rule(with_token(reporter), article, place, "dismiss", tag).status_code == 200
    stale = rule(program, article, place, "confirm", tag)
    problem = stale.json()
    assert (stale.status_code, problem["changed_by"]) == (412, reporter.display_name)
    assert (problem["changed"], problem["etag"]) == (["status"], stale["ETag"])
    assert problem["changed_at"]
    _, tag = reading(program, article)
    edit(article, reporter, "40 million", "45 million")
    saved = rule(program, article, place, "confirm", tag)
    assert (saved.status_code, saved.json()["changed"]) == (412, ["text"])
    shown, tag = reading(program, article)
    assert shown["state"] == "waiting"
    waiting = rule(program, article, place, "confirm", tag)
    assert waiting.status_code == 409
    assert "Wait until its `state` is `done`" in waiting.json()["detail"]
    work()
    _, tag = reading(program, article)
    assert rule(program, article, place, "confirm", tag).status_code == 404  # its words are others
    assert Ruling.objects.count() == 1


def test_a_ruling_tells_what_became_of_its_words(
    program: APIClient, article: ArticlePage, reporter: User
) -> None:
    work()
    shown, tag = reading(program, article)
    rule(program, article, direct(shown)["place"], "confirm", tag)
    edit(article, reporter, "40 million", "45 million")
    work()
    told = direct(reading(program, article)[0])
    assert (told["status"], told["ruling"]["anchor"]) == ("confirmed", "changed")
    assert "40 million" in told["ruling"]["words"]


def test_a_failed_reading_says_so_and_is_read_again(
    program: APIClient, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/api/v1/articles/{article.pk}/reading"

    def broken(*_: Any) -> None:
        raise RuntimeError("out of memory")

    with monkeypatch.context() as patch:
        patch.setattr(extraction, "read", broken)
        for _ in range(20):
            OutboxEvent.objects.waiting().update(due_at=article.latest_revision_created_at)
            work()
    shown, _ = reading(program, article)
    assert shown["state"] == "failed"
    assert "out of memory" in shown["error"]
    begun = program.post(path, {}, format="json")
    assert begun.status_code == 202
    told = begun.json()
    assert (told["state"], told["revision"]) == ("waiting", shown["revision"])
    assert begun["Location"] == told["reading"]
    assert program.get(told["reading"]).json()["state"] == "waiting"
    work()
    assert program.get(told["reading"]).json()["state"] == "done"
    assert Reading.objects.get().state == "done"
    assert program.post(path, {}, format="json").status_code == 202  # what was read is linked anew
    work()
    assert program.post(path, {"force": True}, format="json").json()["errors"][0]["pointer"] == "/force"


def test_a_request_to_read_again_that_is_sent_twice_is_done_once(
    program: APIClient, article: ArticlePage
) -> None:
    path = f"/api/v1/articles/{article.pk}/reading"
    first, again = (
        program.post(path, {}, format="json", headers={"Idempotency-Key": "read-1"}) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (202, 202)
    assert (again["Idempotent-Replayed"], again["Location"]) == ("true", first["Location"])


def test_editors_are_told_who_decided_on_whom_a_text_names(
    program: APIClient, reader: APIClient, published: ArticlePage, desk: User
) -> None:
    confirm_entity(Entity.objects.get(name="Mara Lindqvist"), by=desk)
    path = f"articles/{published.pk}/reading"
    shown = get(program, path)
    named = next(each for each in shown["entities"] if each["name"] == "Mara Lindqvist")
    assert (named["decision"]["state"], named["decision"]["by"]["id"]) == ("confirmed", desk.pk)
    place = direct(shown)["place"]
    tag = program.get(f"/api/v1/{path}")["ETag"]
    assert rule(program, published, place, "confirm", tag).status_code == 200
    told = get(reader, path)
    assert direct(told)["status"] == "confirmed"
    assert {each["ruling"] is None for each in told["attributions"]} == {True}
    assert {each["decision"] is None for each in told["entities"]} == {True}
    assert "." not in reader.get(f"/api/v1/{path}")["ETag"]


def test_only_who_may_edit_the_story_rules_in_it(
    reader: APIClient, reporter: User, sport_desk: User, write: Callable[..., ArticlePage]
) -> None:
    draft, out = write("Draft"), publish(write())
    work()
    place = direct(reading(with_token(reporter), draft)[0])["place"]
    for client, story, status in (
        (reader, draft, 401),
        (reader, out, 401),
        (with_token(sport_desk), draft, 404),
        (with_token(sport_desk), out, 403),
        (with_token(reporter, "articles:read"), draft, 403),
    ):
        assert rule(client, story, place, "confirm", '"r1-0"').status_code == status
        again = client.post(f"/api/v1/articles/{story.pk}/reading", {}, format="json")
        assert again.status_code == status
    assert not Ruling.objects.exists()


def test_a_reading_costs_the_same_however_much_was_ruled(
    program: APIClient, write: Callable[..., ArticlePage]
) -> None:
    said = [f"“The bridge number {n} will cost {n} million,” said Mara Lindqvist." for n in range(1, 9)]
    article = write("Many bridges", *said)
    work()

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            reading(program, article)
        return len(asked)

    shown, tag = reading(program, article)
    places = [each["place"] for each in shown["attributions"]]
    assert len(places) >= 8
    tag = rule(program, article, places[0], "confirm", tag)["ETag"]
    cost()
    few = cost()
    for place in places[1:]:
        tag = rule(program, article, place, "confirm", tag)["ETag"]
    assert cost() == few
