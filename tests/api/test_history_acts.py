"""Restoring and naming revisions, and corrections from the question to the readers, through the API."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.corrections import ask_for_correction
from articles.models import ArticleRevision, Correction, CorrectionAct, CorrectionRules
from tests.api.conftest import get, with_token
from tests.api.test_acts import act
from tests.api.test_writing import save_as
from tests.conftest import person

pytestmark = pytest.mark.django_db


def test_a_revision_is_restored_whole_or_by_the_block_and_named(article, reporter, desk, sport_desk, reader):
    program = with_token(reporter)
    block = get(program, f"articles/{article.pk}/blocks?state=draft")["blocks"][0]["id"]
    save_as(desk, article, "Theirs")
    back = act(program, article, "revisions/1/restore", {"block": "headline"})
    assert (back.status_code, back.json()["headline"], back.json()["left_out"]) == (
        200,
        "Bridge bill grows",
        [],
    )
    newest = ArticleRevision.objects.latest_of(article)
    assert (newest.number, newest.kind, newest.created_by) == (3, "restore", reporter)
    assert act(program, article, "revisions/1/restore").status_code == 409  # says the same already
    for path, body, status in (
        ("revisions/1/restore", {"block": "gone"}, 409),
        ("revisions/1/restore", {"blok": block}, 422),
        ("revisions/9/restore", {}, 422),
        ("revisions/9/label", {"name": "x"}, 404),
        ("revisions/1/label", {"title": "x"}, 422),
        ("revisions/1/label", {"name": "x" * 121}, 422),
    ):
        assert act(program, article, path, body).status_code == status, (path, body)
    assert act(program, article, "revisions/2/restore", {}, tag='"x"').status_code == 412
    assert act(program, article, "revisions/2/restore", {}, tag=None).status_code == 428
    named = act(program, article, "revisions/1/label", {"name": "As filed", "note": "By phone."}, tag=None)
    assert (named.status_code, named.json()["name"]) == (200, "As filed")
    assert (
        act(program, article, "revisions/1/label", {"name": "First"}, tag=None).json()["note"] == "By phone."
    )
    shown = {
        row["number"]: row["name"] for row in get(program, f"articles/{article.pk}/revisions")["results"]
    }
    assert shown == {1: "First", 2: "", 3: ""}
    assert (
        act(with_token(sport_desk), article, "revisions/1/label", {"name": "x"}, tag=None).status_code == 404
    )
    assert act(reader, article, "revisions/1/label", {"name": "x"}, tag=None).status_code == 401


def send(client: Any, path: str, body: Any = None, tag: Any = "", method: str = "post") -> Any:
    if tag == "":
        tag = client.get("/api/v1/" + "/".join(path.split("/")[:2])).get("ETag")
    headers = {"If-Match": tag} if tag else {}
    return getattr(client, method)(f"/api/v1/{path}", body or {}, format="json", headers=headers)


def test_a_correction_goes_from_the_question_to_readers(published, write, reporter, desk, reader, checker):
    CorrectionRules.objects.create(section=None, needs_approval=True)
    program, editor = with_token(reporter), with_token(desk)
    chief = with_token(person("max", "Managing editors"))
    draft = write("A draft")
    words = {"article": published.pk, "wrong": "The sum.", "text": "It is 45 million."}
    for sent, pointer in (
        ({**words, "article": 10**15}, "/article"),
        ({**words, "article": draft.pk}, "/article"),
        ({**words, "revision": 99}, "/revision"),
        ({**words, "wrong": ""}, "/wrong"),
        ({**words, "kind": "apology"}, "/kind"),
        ({**words, "txt": "x"}, "/txt"),
    ):
        refused = send(program, "corrections", sent, tag=None)
        assert refused.status_code == 422, refused.content
        assert pointer in [error["pointer"] for error in refused.json()["errors"]]
    made = send(program, "corrections", words, tag=None)
    assert made.status_code == 201, made.content
    number, seen = made.json()["id"], made["ETag"]
    path = f"corrections/{number}"
    assert made["Location"].endswith(f"/api/v1/{path}")
    assert send(editor, path, {"text": "It is 46 million."}, method="patch").json()["wrong"] == "The sum."
    stale = send(chief, f"{path}/approve", tag=seen)  # other words by now
    assert (stale.status_code, stale.json()["changed_by"], stale.json()["changed"]) == (412, "Dana", ["text"])
    assert stale.json()["changed_at"]
    assert send(chief, f"{path}/approve", tag=None).status_code == 428
    assert send(program, f"{path}/approve").status_code == 403
    assert send(editor, f"{path}/publish").status_code == 409  # not approved
    assert send(chief, f"{path}/approve").json()["state"] == "approved"
    assert send(editor, f"{path}/publish", {"with_storm": True}).status_code == 422
    told = send(editor, f"{path}/publish")
    assert (told.status_code, told.json()["state"], told.json()["issued_by"]["name"]) == (
        200,
        "published",
        "Dana",
    )
    assert get(reader, f"articles/{published.pk}")["corrections"][0]["text"] == "It is 46 million."
    assert Correction.objects.get().issued_by == desk
    acts = CorrectionAct.objects.filter(proposed=number).values_list("name", "by__username")
    assert list(acts) == [("asked", "rita"), ("reworded", "dana"), ("approved", "max"), ("published", "dana")]
    assert send(program, f"{path}/withdraw", {"why": "Never mind."}).status_code == 409

    laid_aside = send(program, "corrections", words, tag=None).json()["id"]
    assert send(program, f"corrections/{laid_aside}/refuse", {"why": "No."}).status_code == 403
    assert send(editor, f"corrections/{laid_aside}/refuse", {"why": ""}).status_code == 422
    assert (
        send(editor, f"corrections/{laid_aside}/refuse", {"why": "It is right."}).json()["state"] == "refused"
    )
    assert [row["id"] for row in get(program, "corrections?state=refused")["results"]] == [laid_aside]
    assert send(reader, "corrections", words, tag=None).status_code == 401
    get(reader, "corrections", 401)
    get(with_token(desk, "claims:read"), "corrections", 403)
    with CaptureQueriesContext(
        connection,
    ) as few:
        get(program, "corrections")
    for _ in range(5):
        ask_for_correction(published, "It is 45 million.", wrong="The sum.", by=reporter)
    with CaptureQueriesContext(connection) as many:
        assert len(get(program, "corrections")["results"]) == 7
    assert len(many) == len(few)
