"""Claims are led over the desk through the API: the same rows, the same rights, nobody overwritten."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage
from claims import actions
from claims.models import Claim, ClaimAct, Notice, Rating, Suggestion
from tests.api.conftest import get, with_token
from tests.archive.conftest import files  # noqa: F401 - where the tests' files lie
from tests.archive.papers import pdf
from tests.conftest import person
from tests.desk.making import claim_in

pytestmark = pytest.mark.django_db
WORDS = "The bridge will cost 40 million crowns"


@pytest.fixture
def claim(article: ArticlePage) -> Claim:
    return claim_in(article, WORDS)


@pytest.fixture
def program(checker: User) -> APIClient:
    """Works with the fact-checker's token."""
    return with_token(checker)


def post(client: APIClient, path: str, body: Any, tag: str = "", **more: Any) -> Any:
    headers = {"If-Match": tag} if tag else {}
    return client.post(f"/api/v1/{path}", body, format=more.get("format", "json"), headers=headers)


def act(client: APIClient, claim: Claim, name: str, tag: str = "", **sent: Any) -> Any:
    """POST an act, from the newest state unless `tag` names another."""
    tag = tag or client.get(f"/api/v1/claims/{claim.pk}")["ETag"]
    return post(client, f"claims/{claim.pk}/acts", {"act": name, **sent}, tag)


def done(client: APIClient, claim: Claim, name: str, **sent: Any) -> Any:
    response = act(client, claim, name, **sent)
    assert response.status_code == 200, response.content
    assert response["ETag"] == client.get(f"/api/v1/claims/{claim.pk}")["ETag"]
    return response.json()


def verdict(client: APIClient, claim: Claim, rating: str, reason: str = "The budget says so.") -> Any:
    tag = client.get(f"/api/v1/claims/{claim.pk}")["ETag"]
    return post(client, f"claims/{claim.pk}/verdicts", {"rating": rating, "reason": reason}, tag)


def rows(claim: Claim) -> list[tuple[Any, ...]]:
    return list(
        ClaimAct.objects.filter(claim=claim)
        .order_by("pk")
        .values_list("name", "before", "after", "why", "about", "by")
    )


def test_a_claim_goes_from_new_to_readers_and_leaves_the_rows_of_the_desk(
    article: ArticlePage, checker: User, claim: Claim, program: APIClient
) -> None:
    Rating.objects.filter(code="true").update(needs_second_person=True)
    second = person("second", "Fact-checkers")
    assert done(program, claim, "triage")["status"] == "triaged"
    shown = done(program, claim, "plan", priority=4, topic="harbour")["desk"]
    assert (shown["priority"], shown["topic"], "begin" in shown["acts"]) == (4, "harbour", True)
    assert done(program, claim, "take")["desk"]["assignee"]["id"] == checker.pk
    done(program, claim, "begin")
    signed = verdict(program, claim, "true")
    assert (signed.status_code, signed.json()["status"]) == (201, "cross_check"), signed.content
    assert signed["Location"].endswith(f"/api/v1/claims/{claim.pk}")
    own = act(program, claim, "confirm")
    assert own.status_code == 403
    assert "second person" in own.json()["detail"]
    assert done(with_token(second), claim, "confirm", note="So it is.")["status"] == "decided"
    assert done(program, claim, "publish")["status"] == "published"
    assert done(program, claim, "unpublish", why="Not yet.")["status"] == "decided"
    assert done(program, claim, "reopen", why="New figures.")["status"] == "in_check"

    twin = claim_in(article, "board")
    actions.triage(twin, by=checker)
    actions.plan(twin, by=checker, priority=4, topic="harbour")
    actions.assign(twin, checker, by=checker)
    actions.begin_check(twin, by=checker)
    actions.issue_verdict(twin, "true", reason="The budget says so.", by=checker)
    actions.cross_check(twin, agrees=True, note="So it is.", by=second)
    actions.publish_verdict(twin, by=checker)
    actions.unpublish_verdict(twin, by=checker, why="Not yet.")
    actions.reopen(twin, by=checker, why="New figures.")
    assert rows(claim) == rows(twin)
    history = get(program, f"claims/{claim.pk}/acts")["results"]
    assert [each["act"] for each in reversed(history)] == [row[0] for row in rows(twin)]
    assert history[0]["by"] == {"id": checker.pk, "name": "Chris"}


def test_whoever_looked_at_an_older_state_changes_nothing(
    claim: Claim, program: APIClient, checker: User, desk: User
) -> None:
    before = program.get(f"/api/v1/claims/{claim.pk}")["ETag"]
    assert post(program, f"claims/{claim.pk}/acts", {"act": "triage"}).status_code == 428
    actions.plan(claim, by=desk, priority=3)
    for stale in (
        act(program, claim, "triage", tag=before),
        post(program, f"claims/{claim.pk}/verdicts", {"rating": "true", "reason": "So."}, before),
    ):
        problem = stale.json()
        assert (stale.status_code, problem["changed_by"]) == (412, "Dana")
        assert "planned it" in problem["detail"]
    assert [row[0] for row in rows(claim)] == ["plan"]
    assert not claim.verdicts.exists()


def test_what_cannot_be_done_is_refused_with_what_to_do(
    claim: Claim, program: APIClient, reporter: User, reader: APIClient
) -> None:
    for sent, status, pointer in (
        ({"act": "sing"}, 422, "/act"),
        ({"act": "triage", "why": "x"}, 422, "/why"),
        ({"act": "triage", "acr": "x"}, 422, "/acr"),
        ({"act": "assign"}, 422, "/assignee"),
        ({"act": "assign", "assignee": reporter.pk}, 422, "/assignee"),
        ({"act": "assign", "assignee": 10**9}, 422, "/assignee"),
        ({"act": "plan", "priority": 9}, 422, "/priority"),
        ({"act": "withdraw", "why": " "}, 422, "/why"),
        ({"act": "mark_duplicate", "original": claim.pk}, 422, "/original"),
        ({"act": "mark_duplicate", "original": 10**9}, 422, "/original"),
        ({"act": "place", "appearance": 10**9, "choice": 0, "seen": [1]}, 422, "/appearance"),
        ({"act": "publish"}, 409, None),
        ({"act": "confirm"}, 409, None),
        ({"act": "reaffirm", "seen": [1]}, 409, None),
        ([], 422, ""),
    ):
        tag = program.get(f"/api/v1/claims/{claim.pk}")["ETag"]
        response = post(program, f"claims/{claim.pk}/acts", sent, tag)
        assert response.status_code == status, (sent, response.content)
        if pointer is not None:
            assert pointer in [error["pointer"] for error in response.json()["errors"]], sent
    assert verdict(program, claim, "splendid").json()["errors"][0]["pointer"] == "/rating"
    writer = with_token(reporter)
    for refused in (act(writer, claim, "plan", priority=3), verdict(writer, claim, "true")):
        assert refused.status_code == 403
    assert with_token(reporter, "claims:read").post(f"/api/v1/claims/{claim.pk}/acts", {}).status_code == 403
    get(with_token(person("sam", "Reporters")), f"claims/{claim.pk}/acts", 404)
    get(reader, f"claims/{claim.pk}/notes", 401)
    assert rows(claim) == []


def test_many_at_once_are_done_or_refused_each_by_itself(
    article: ArticlePage, claim: Claim, program: APIClient, reporter: User, checker: User
) -> None:
    other = claim_in(article, "board", status="triaged")
    sent = {"act": "take", "claims": [claim.pk, other.pk, 10**9], "status": "new"}
    response = post(program, "claims/acts", sent)
    assert response.status_code == 200, response.content
    assert [each["status"] for each in response.json()["results"]] == [200, 412, 404]
    claim.refresh_from_db()
    assert claim.assignee == checker
    sent = {"act": "begin", "claims": [other.pk], "status": "triaged"}
    [refused] = post(with_token(reporter), "claims/acts", sent).json()["results"]
    assert (refused["status"], "fact-checkers" in refused["detail"]) == (403, True)
    for wrong in ({"claims": []}, {"claims": list(range(1, 102))}, {"act": "publish"}, {"status": "gone"}):
        assert post(program, "claims/acts", sent | wrong).status_code == 422


def test_notes_tell_whoever_they_name_and_a_claim_is_watched_or_not(
    claim: Claim, program: APIClient, desk: User
) -> None:
    made = post(program, f"claims/{claim.pk}/notes", {"text": f"Look, @{desk.username}."})
    assert made.status_code == 201, made.content
    assert Notice.objects.filter(person=desk, claim=claim).count() == 1
    assert get(program, f"claims/{claim.pk}/notes")["results"] == [made.json()]
    assert post(program, f"claims/{claim.pk}/notes", {"text": " "}).status_code == 422
    for word, is_watched in (("unwatch", False), ("watch", True), ("watch", True)):
        assert post(program, f"claims/{claim.pk}/{word}", {}).json()["desk"]["is_watched"] is is_watched


def test_evidence_of_every_kind_is_added_and_retracted(claim: Claim, program: APIClient, desk: User) -> None:
    path = f"claims/{claim.pk}/evidence"
    letter = SimpleUploadedFile("a.pdf", pdf("52 million"))
    for sent, kind in (
        ({"url": "https://example.invalid/budget", "title": "A", "stance": "supports"}, "json"),
        ({"kind": "interview", "title": "A call", "interviewee": "Mara", "interviewed_by": "Chris"}, "json"),
        ({"kind": "data_set", "url": "https://example.invalid/t", "version": "2", "title": "T"}, "json"),
        (
            {"kind": "document", "file": letter, "page_number": 1, "title": "L"},
            "multipart",
        ),
    ):
        made = post(program, path, sent, format=kind)
        assert made.status_code == 201, made.content
    assert get(program, made["Location"].partition("/api/v1/")[2]) == made.json()
    assert made.json()["desk"]["file_name"] == "a.pdf"
    claim.refresh_from_db()
    assert claim.status == Claim.Status.IN_CHECK
    for wrong, pointer in (
        ({}, "/url"),
        ({"url": "nowhere"}, "/url"),
        ({"kind": "document", "page_number": 1}, "/file"),
        ({"url": "https://example.invalid/", "stanec": "supports"}, "/stanec"),
        ({"url": "https://example.invalid/", "accessed_at": "2999-01-01T00:00:00Z"}, "/accessed_at"),
    ):
        refused = post(program, path, wrong)
        assert refused.status_code == 422, (wrong, refused.content)
        assert pointer in [error["pointer"] for error in refused.json()["errors"]]
    assert post(with_token(desk), path, {"url": "https://example.invalid/"}).status_code == 403
    retract = f"{path}/{made.json()['id']}/retract"
    assert post(program, retract, {"why": "It is a forgery."}).json()["desk"]["retracted_why"]
    assert post(program, retract, {"why": "It is a forgery."}).status_code == 409
    assert post(program, f"{path}/{10**9}/retract", {"why": "It is."}).status_code == 404
    assert len(get(program, path)["results"]) == 4


def test_people_rule_on_what_may_have_been_checked(
    article: ArticlePage, claim: Claim, program: APIClient, checker: User, reporter: User
) -> None:
    checked = claim_in(article, "board")
    actions.issue_verdict(checked, "unproven", reason="Nobody knows.", by=checker)
    match = Suggestion.objects.create(claim=claim, checked_claim=checked, score=0.8, likeness=0.8)
    path = f"claims/{claim.pk}/matches"
    [shown] = get(program, path)["results"]
    assert (shown["id"], shown["claim"], shown["state"]) == (match.pk, checked.pk, "proposed")
    assert post(with_token(reporter), f"{path}/{match.pk}/confirm", {}).status_code == 403
    confirmed = post(program, f"{path}/{match.pk}/confirm", {})
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "confirmed"), confirmed.content
    assert confirmed.json()["ruled_by"]["id"] == checker.pk
    assert post(program, f"{path}/{match.pk}/dismiss", {}).status_code == 409
    taken_back = post(program, f"{path}/{match.pk}/withdraw", {}).json()
    assert (taken_back["state"], taken_back["ruled_by"]) == ("proposed", None)
    assert post(program, f"{path}/{match.pk}/dismiss", {}).json()["state"] == "rejected"
    assert post(program, f"{path}/{10**9}/dismiss", {}).status_code == 404


def test_long_lists_take_no_more_queries(claim: Claim, program: APIClient, checker: User) -> None:
    counts: list[int] = []
    get(program, f"claims/{claim.pk}/notes")  # once, what every process asks once
    for size in (2, 6):
        for number in range(size):
            actions.add_note(claim, f"{number}", by=checker)
            actions.plan(claim, by=checker, priority=3)
            actions.add_evidence(claim, "https://example.invalid/", title="A page", by=checker)
        for name in ("acts", "notes", "evidence"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                get(program, f"claims/{claim.pk}/{name}")
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
