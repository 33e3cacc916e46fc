"""Webhooks through the API: made, changed, tried, repeated, and only by those with the right."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from syndication import recording
from syndication.delivering import disable
from syndication.models import Kind, Webhook
from tests.api.conftest import with_token
from tests.conftest import person, work
from tests.syndication.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def admin(newsroom: object) -> APIClient:
    return with_token(person("ada", "Administrators"))


def ask(client: APIClient, method: str, path: str, status: int, body: Any = None, **headers: str) -> Any:
    where = f"/api/v1/webhooks{path}"
    response = getattr(client, method)(where, body, format="json", headers=headers)
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def test_a_webhook_is_made_tried_repeated_and_removed(admin: APIClient, receiver: Receiver) -> None:
    document = admin.get("/api/v1/schema").json()
    began = timezone.now()
    made = ask(admin, "post", "", 201, {"url": receiver.url, "types": ["article"], "sections": ["news"]})
    receiver.secrets = [made["secret"]]
    path = f"/{made['webhook']['id']}"
    ask(admin, "post", f"{path}/test", 201, {})
    recording.record(Kind.ARTICLE_KILLED, [7], sections=["news"], notice="Gone.")
    recording.record(Kind.ARTICLE_KILLED, [8], sections=["sport"], notice="Gone.")
    work()
    assert [each["type"] for each in receiver.taken] == ["webhook.test", "article.killed"]
    log = ask(admin, "get", f"{path}/deliveries", 200)
    newest = log["results"][0]
    assert (newest["state"], newest["attempts"][0]["status"], newest["attempts"][0]["answer"]) == (
        *("done", 200),
        "thank you",
    )
    again = ask(admin, "post", f"{path}/replay", 200, {"delivery": newest["id"]})
    span = {"since": began.isoformat(), "until": timezone.now().isoformat()}
    assert again == ask(admin, "post", f"{path}/replay", 200, span) == {"messages": 1}
    work()
    assert receiver.taken[1:] == [receiver.taken[1]] * 3
    rotated = ask(admin, "post", f"{path}/secret/rotate", 200, {"keep_hours": 0})
    assert rotated["secret"] != made["secret"]
    receiver.secrets = [rotated["secret"]]
    ask(admin, "post", f"{path}/test", 201)
    work()
    assert receiver.forged == []
    for where, answer in (
        ("/webhooks", ask(admin, "get", "", 200)),
        ("/webhooks/{id}", ask(admin, "get", path, 200)),
        ("/webhooks/{id}/deliveries", ask(admin, "get", f"{path}/deliveries", 200)),
    ):
        operations = (
            document["paths"][where]
            if where in document["paths"]
            else document["paths"][where.replace("{id}", "{pk}")]
        )
        schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": document["components"]}).validate(answer)
        assert made["secret"] not in str(answer)
    state = admin.get(f"/api/v1/webhooks{path}")["ETag"]
    assert ask(admin, "patch", path, 428, {"is_active": False})["type"].endswith("/precondition-required")
    off = ask(admin, "patch", path, 200, {"is_active": False}, if_match=state)
    stale = ask(admin, "patch", path, 412, {"is_active": True}, if_match=state)
    assert stale["type"].endswith("/stale")
    assert (stale["changed_by"], stale["changed"]) == ("Ada", ["is_active"])
    assert datetime.fromisoformat(stale["changed_at"]) >= began
    assert off["disabled_reason"] == "Ada switched it off."
    assert ask(admin, "post", f"{path}/test", 409)["type"].endswith("/conflict")
    now = admin.get(f"/api/v1/webhooks{path}")["ETag"]
    assert ask(admin, "delete", path, 428)["type"].endswith("/precondition-required")
    assert ask(admin, "delete", path, 412, if_match=state)["changed"] == ["is_active"]
    assert ask(admin, "delete", path, 412, if_match='"made up"')["changed"] == []
    ask(admin, "delete", path, 204, if_match=now)
    ask(admin, "get", path, 404)


def test_what_the_machine_switched_off_is_another_webhook(admin: APIClient, receiver: Receiver) -> None:
    path = f"/{ask(admin, 'post', '', 201, {'url': receiver.url})['webhook']['id']}"
    state = admin.get(f"/api/v1/webhooks{path}")["ETag"]
    disable(Webhook.objects.get(), "It is gone.")
    stale = ask(admin, "patch", path, 412, {"description": "Ours"}, if_match=state)
    assert (stale["changed_by"], stale["changed"]) == (None, ["is_active"])
    assert stale["detail"].startswith("The machine changed this webhook")


def test_wrong_words_are_named_and_others_are_refused(
    admin: APIClient, desk: Any, receiver: Receiver
) -> None:
    for body, pointer in (
        ({}, "/url"),
        ({"url": "https://10.0.0.1/"}, "/url"),
        ({"url": receiver.url, "types": ["article.burnt"]}, "/types"),
        ({"url": receiver.url, "sections": ["weather"]}, "/sections"),
        ({"url": receiver.url, "secrets": []}, "/secrets"),
    ):
        problem = ask(admin, "post", "", 422, body)
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    path = f"/{ask(admin, 'post', '', 201, {'url': receiver.url})['webhook']['id']}"
    for body, pointer in (
        ({}, "/since"),
        ({"delivery": 99}, "/delivery"),
        ({"since": "2026-03-03T00:00:00Z", "until": "2026-03-02T00:00:00Z"}, "/until"),
    ):
        problem = ask(admin, "post", f"{path}/replay", 422, body)
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    problem = ask(admin, "post", f"{path}/secret/rotate", 422, {"keep_hours": 500})
    assert problem["errors"][0]["pointer"] == "/keep_hours"
    assert "administrator" in ask(with_token(desk), "get", "", 403)["detail"]
    ask(with_token(desk), "post", f"{path}/test", 403, {})
    ask(APIClient(), "get", path, 401)
