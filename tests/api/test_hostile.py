"""Nothing that is sent breaks any address: it is refused, in bounded time and memory."""

import logging
import re
import time
import tracemalloc
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from rest_framework.exceptions import APIException

from api.parsing import StrictJSON
from articles.models import SectionPage
from tests.api.house import House, conditions
from tests.api.test_parsing import HOSTILE
from tests.api.test_scopes import operations

PROBLEM = "application/problem+json"
SECONDS = 2.0  # of this process, for one request
MEMORY = 64 * 2**20  # bytes at once, for one body of at most API_MAX_BODY
NAMES = ("open brackets", "a number of a million figures", "NaN", "half a pair", "U+0000", "UTF-16", "a word")
BODIES = {name: HOSTILE[name][0] for name in NAMES} | {
    "a member given twice": b'{"a": 1, "a": 2}',
    "too many bytes": b'{"a": "' + b"a" * (settings.API_MAX_BODY + 1) + b'"}',
}


def part(name: str, value: bytes, more: bytes = b"") -> bytes:
    return (
        b'--x\r\nContent-Disposition: form-data; name="' + name.encode() + b'"' + more + b"\r\n\r\n" + value
    )


FORMS = {
    "many parts": b"\r\n".join(part(f"n{number}", b"a") for number in range(5_000)) + b"\r\n--x--",
    "a huge part": part("title", b"a" * 8 * 2**20) + b"\r\n--x--",
    "no end": part("title", b"a"),
    "U+0000": part("title", b"a\0b") + b"\r\n--x--",
    "U+0000 in the name of a file": part("file", b"%PDF-", b'; filename="a\0.pdf"') + b"\r\n--x--",
    "a very long name of a file": part("file", b"%PDF-", b'; filename="' + b"a" * 5000 + b'"') + b"\r\n--x--",
    "a body in Latin-1": part("title", "é".encode("latin-1")) + b"\r\n--x--",
    "no form": b"\xff" * 1000,
}


@pytest.fixture
def house(news: SectionPage, sport: SectionPage, caplog: pytest.LogCaptureFixture) -> House:
    caplog.set_level(logging.CRITICAL, logger="django.request")  # refusals are what is asked for
    return House(news, sport, "published")


def written(house: House) -> Iterator[tuple[str, str]]:
    """Every operation that takes a body, with an address that leads somewhere."""
    for path, method, _ in operations():
        if method in ("POST", "PUT", "PATCH"):
            yield f"{method} /" + re.sub("<[a-z]+:([a-z_]+)>", r"{\1}", path), house.paths(path)[0]


def ask(house: House, method: str, address: str, **sent: Any) -> Any:
    """The answer to an administrator, whatever it did taken back; AssertionError where it took too long."""
    began = time.process_time()
    with transaction.atomic():
        response = house.clients["Administrators"].generic(method, f"/api/v1/{address}", **sent)
        transaction.set_rollback(True)
    assert time.process_time() - began < SECONDS, (method, address)
    return response


def refused(response: Any) -> bool:
    return 400 <= response.status_code < 500 and response["Content-Type"] == PROBLEM


def test_every_address_refuses_hostile_json(house: House) -> None:
    taken = []
    for operation, path in written(house):
        for name, body in BODIES.items():
            response = ask(
                house,
                operation.partition(" ")[0],
                path,
                data=body,
                content_type="application/json",
                headers=conditions(house, operation, path, 0),
            )
            if not refused(response):
                taken.append((operation, name, response.status_code, response.content[:200]))
    assert not taken


def test_every_address_refuses_hostile_forms(house: House) -> None:
    taken = []
    for operation, path in written(house):
        for name, body in FORMS.items():
            response = ask(
                house,
                operation.partition(" ")[0],
                path,
                data=body,
                content_type="multipart/form-data; boundary=x",
                headers=conditions(house, operation, path, 0),
            )
            # What a file is called may be cleaned: what it is says its content.
            is_cleaned = name.endswith("of a file") and response.status_code < 300
            assert b"u0000" not in response.content
            if not refused(response) and not is_cleaned:
                taken.append((operation, name, response.status_code, response.content[:200]))
    assert not taken


def test_u0000_in_an_address_is_refused(house: House) -> None:
    document = house.clients["Administrators"].get("/api/v1/schema").json()
    broken = []
    for path, method, _ in operations():
        if method != "GET" or path.endswith("events"):
            continue
        known = document["paths"][
            "/" + re.sub("<[a-z]+:(?:pk|([a-z_]+))>", lambda m: "{%s}" % (m[1] or "id"), path)
        ]
        names = [each["name"] for each in known["get"]["parameters"] if each["in"] == "query"]
        for name in [*names, "\0"]:
            response = ask(house, "GET", f"{house.paths(path)[0]}?{name}=a%00b")
            if not (refused(response) or response.status_code == 200):
                broken.append((path, name, response.status_code))
    for path, method, _ in operations():
        if any(kind in path for kind in ("<str:", "<slug:")):
            hostile = re.sub(r"<(?:str|slug):[a-z]+>", "a%00b", path)
            response = ask(house, method, house.paths(hostile)[0] if "<" in hostile else hostile)
            if not refused(response):
                broken.append((path, method, response.status_code))
    assert not broken


@pytest.mark.parametrize("name", [name for name in HOSTILE if len(HOSTILE[name][0]) > 10_000])
def test_memory_is_bounded(name: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(APIException):
            StrictJSON().parse(BytesIO(HOSTILE[name][0]))
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()
