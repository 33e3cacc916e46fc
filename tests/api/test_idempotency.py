"""A POST that is sent twice is done once, also when both are on their way at the same time."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient

from accounts.models import User
from api import urls
from api.bodies import Body
from api.models import KeptAnswer
from api.resources import Cached
from articles.models import Contributor
from tests.api.conftest import with_token

held = threading.Event()
go_on = threading.Event()


class Sent(Body):
    name = serializers.CharField()


class Making(Cached):
    """Makes a contributor, as any act makes something."""

    schema = None
    scopes = {"POST": "articles:write"}

    def post(self, request: Request) -> Response:
        sent = Sent(data=request.data)
        sent.is_valid(raise_exception=True)
        name = sent.validated_data["name"]
        made = Contributor.objects.create(name=name, slug=name)
        if name == "broken":
            raise RuntimeError("after the write")
        if name == "slow":
            held.set()
            assert go_on.wait(20)
        return Response({"id": made.pk}, status=201, headers={"Location": f"/made/{made.pk}"})


@pytest.fixture
def address(settings: object) -> Iterator[str]:
    urls.urlpatterns.insert(0, path("making", Making.as_view()))
    from django.urls import clear_url_caches

    clear_url_caches()
    yield "/api/v1/making"
    del urls.urlpatterns[0]
    clear_url_caches()


def send(client: APIClient, address: str, name: str, key: str | None = "k-1") -> Response:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return client.post(address, {"name": name}, format="json", headers=headers)


@pytest.mark.django_db
def test_the_same_again_is_answered_again_and_done_once(address: str, django_user_model: type[User]) -> None:
    admin = with_token(django_user_model.objects.create_superuser("ada"))
    first, second = send(admin, address, "rita"), send(admin, address, "rita")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second["Idempotent-Replayed"] == "true"
    assert second["Location"] == first["Location"]
    assert not first.has_header("Idempotent-Replayed")
    assert Contributor.objects.filter(name="rita").count() == 1
    other = send(admin, address, "noor")
    assert other.status_code == 422
    assert other.json()["type"].endswith("/key-for-another-request")
    assert send(admin, address, "noor", "k-2").status_code == 201
    # Quoted, as the draft writes it, it is the same key; another caller's is another.
    assert send(admin, address, "noor", '"k-2"')["Idempotent-Replayed"] == "true"
    bea = with_token(django_user_model.objects.create_superuser("bea"))
    assert send(bea, address, "bea").status_code == 201
    for bad in ("", "a b", "x" * 256, "ä", '"half', 'half"'):
        assert send(admin, address, "rita", bad).json()["type"].endswith("/key-unusable")
    # What did nothing is not remembered, and a write that broke is gone with its key.
    assert admin.post(address, {}, format="json", headers={"Idempotency-Key": "k-3"}).status_code == 422
    assert send(admin, address, "chris", "k-3").status_code == 201
    admin.raise_request_exception = False
    assert send(admin, address, "broken", "k-4").status_code == 500
    assert not Contributor.objects.filter(name="broken").exists()
    assert not KeptAnswer.objects.filter(key="k-4").exists()
    KeptAnswer.objects.update(kept_until=timezone.now() - timedelta(hours=1))
    assert send(admin, address, "late", "k-5").status_code == 201
    assert list(KeptAnswer.objects.values_list("key", flat=True)) == ["k-5"]


def form(content: bytes, boundary: str, name: str = "file") -> bytes:
    """One text file in a form, between boundaries as a client draws them."""
    head = f'Content-Disposition: form-data; name="{name}"; filename="notes.txt"\r\nContent-Type: text/plain'
    return f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + f"\r\n--{boundary}--\r\n".encode()


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("documents", 201), ("ingest", 202)])
@pytest.mark.parametrize("size", [40, 3 * 2**20])
def test_an_upload_is_known_by_what_is_in_it(
    newsroom: object, desk: User, settings: Any, path: str, status: int, size: int
) -> None:
    program = with_token(desk)

    def upload(content: bytes, boundary: str) -> Response:
        return program.post(
            f"/api/v1/{path}",
            form(content, boundary),
            content_type=f"multipart/form-data; boundary={boundary}",
            headers={"Idempotency-Key": f"{path}-{size}"},
        )

    words = b"Tolls stay.\n\n" + b"They stay. " * (size // 11)
    first = upload(words, "first-boundary")
    assert first.status_code == status, first.content
    again = upload(words, "other-boundary")
    assert again["Idempotent-Replayed"] == "true"
    assert again.content == first.content
    other = upload(words.replace(b"Tolls", b"Rules"), "first-boundary")  # as long
    assert other.status_code == 422
    assert other.json()["type"].endswith("/key-for-another-request")


@pytest.mark.django_db
def test_copy_of_many_lines_is_known_by_them_all(newsroom: object, desk: User, settings: Any) -> None:
    settings.API_MAX_BODY = 1000
    program = with_token(desk)

    def send_lines(word: str) -> Response:
        texts = [f"Tolls stay {number}\n\nThey stay. {word}." for number in range(40)]
        lines = [json.dumps({"type": "text/plain", "content": text}) for text in texts]
        return program.post(
            "/api/v1/ingest",
            "\n".join(lines).encode(),
            content_type="application/jsonl",
            headers={"Idempotency-Key": "lines"},
        )

    assert send_lines("Now").status_code == 202
    assert send_lines("Now")["Idempotent-Replayed"] == "true"
    assert send_lines("Yes").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_at_once_is_told_to_wait(address: str, django_user_model: type[User]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write after the other")
    admin = django_user_model.objects.create_superuser("ada")
    one, two = with_token(admin), with_token(admin)
    held.clear(), go_on.clear()
    answers: list[int] = []

    def first() -> None:
        answers.append(send(one, address, "slow").status_code)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert held.wait(20)
    waiting = send(two, address, "slow")
    go_on.set()
    thread.join()
    assert waiting.status_code == 409
    assert waiting.json()["type"].endswith("/key-in-use")
    assert answers == [201]
    assert send(two, address, "slow")["Idempotent-Replayed"] == "true"
    assert Contributor.objects.filter(name="slow").count() == 1
