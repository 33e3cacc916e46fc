"""Every role asks every operation about every kind of story, and gets what the table says.

`api/permissions.csv` is the table; after a change that is meant, write what was measured into it with
`UPDATE_PERMISSIONS=1`, and read the difference before you commit it.
"""

import csv
import json
import logging
import os
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import encode_multipart

from api import permissions
from api.permissions import NO_STORY, STATES, TABLE, Row
from articles.models import SectionPage
from tests.api.house import FILES, SENT, House, conditions, is_about_stories
from tests.api.test_scopes import operations

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
LETTERS = {400: "b", 401: "l", 403: "n", 404: "-", 409: "c", 410: "g", 422: "b", 423: "x"}


def outcome(house: House, role: str, operation: str, path: str, number: int) -> str:
    """The letter for what a role gets; its status where that is none of the expected."""
    method = operation.partition(" ")[0]
    sent = SENT.get(operation, {})
    body = sent(house, number) if callable(sent) else sent
    query = "?state=draft" if operation == "GET /articles" and role != "Readers" else ""
    query = "?q=bridge" if operation == "GET /search" else query
    data, kind = b"" if method == "GET" else json.dumps(body).encode(), "application/json"
    if operation in FILES:
        data = encode_multipart("x", {"file": SimpleUploadedFile("x", FILES[operation])})
        kind = "multipart/form-data; boundary=x"
    with transaction.atomic():
        response = house.clients[role].generic(
            method,
            f"/api/v1/{path}{query}",
            data=data,
            content_type=kind,
            headers=conditions(house, operation, path, number),
        )
        transaction.set_rollback(True)
    status = response.status_code
    return "y" if status < 400 else LETTERS.get(status, f"[{status} {response.content[:300]!r}]")


@pytest.mark.parametrize("state", [NO_STORY, *STATES])
def test_every_role_gets_what_the_table_says(
    state: str, news: SectionPage, sport: SectionPage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(
        logging.CRITICAL, logger="django.request"
    )  # refusals by the hundred are what is asked for
    house = House(news, sport, state or "published")
    measured: dict[tuple[str, str], Row] = {}
    for path, method, _ in operations():
        operation = f"{method} /" + re.sub("<[a-z]+:([a-z_]+)>", r"{\1}", path)
        if not permissions.is_asked(operation, state, is_about_stories=is_about_stories(path)):
            continue
        paths = house.paths(path)
        measured[operation, state] = {
            role: "".join(outcome(house, role, operation, each, number) for number, each in enumerate(paths))
            for role in house.clients
        }
    if os.environ.get("UPDATE_PERMISSIONS"):
        _write(measured)
    told = {key: row for key, row in permissions.read().items() if key[1] == state}
    differences = [
        f"{operation}, {role}: {row[role]} instead of {told.get((operation, state), {}).get(role)}"
        for (operation, _), row in measured.items()
        for role in row
        if row[role] != told.get((operation, state), {}).get(role)
    ]
    assert not differences, "\n".join(differences)
    assert set(told) == set(measured)


def _write(measured: dict[tuple[str, str], Row]) -> None:
    """Put what was measured in the place of what the table said of it."""
    order = [f"{method} /" + re.sub("<[a-z]+:([a-z_]+)>", r"{\1}", path) for path, method, _ in operations()]
    places = [NO_STORY, *STATES]
    table = {key: row for key, row in (permissions.read() | measured).items() if key[0] in order}
    keys = sorted(table, key=lambda key: (order.index(key[0]), places.index(key[1])))
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["operation", "state", *table[keys[0]]], lineterminator="\n")
        writer.writeheader()
        writer.writerows({"operation": key[0], "state": key[1], **table[key]} for key in keys)


def test_the_documentation_prints_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == permissions.page(), (
        "manage.py print_permissions > docs/permissions.md"
    )
