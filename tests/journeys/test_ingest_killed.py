"""Killed while copy comes in: every item is taken in once, and the progress that is told stays true."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.journeys.processes import Installation, embedded, wait_until, with_servers

pytestmark = pytest.mark.processes

ITEMS, KILLS = 40, 2
SET_UP = """
import json
from accounts.models import User
from accounts.tokens import make_token
boss = User.objects.create_superuser("boss", password="boss")
print(json.dumps(make_token(boss, "Wire", scopes=["*"], by=None)[1]))
"""
SETTLED = "SELECT count(*) FROM wires_item WHERE state <> 'waiting'"
ARTICLES = "SELECT count(*) FROM articles_articlepage"
TWICE = (
    "SELECT count(*) FROM (SELECT article_id FROM articles_articlerevision GROUP BY article_id"
    " HAVING count(*) > 1) AS twice"
)


def kill_while_copy_comes_in(installation: Installation, victim: str) -> None:
    headers = {"Authorization": f"Bearer {installation.ask(SET_UP)}", "Content-Type": "application/jsonl"}
    address = f"{installation.address}/api/v1/ingest"
    lines = [{"type": "text/plain", "content": f"Story {n}\n\nIt is number {n}."} for n in range(ITEMS)]
    lines[ITEMS // 2] = {"type": "text/plain", "content": "Only a headline"}
    begun = requests.post(address, "\n".join(map(json.dumps, lines)), headers=headers, timeout=60)
    assert begun.status_code == 202, begun.text
    job, process = begun.json()["self"], installation.processes[victim]
    for kill in range(KILLS):
        wait_until(
            lambda enough=kill * ITEMS // (2 * KILLS): installation.count(SETTLED) > enough,
            "some to be taken in",
        )
        process.kill()
        process.start()
    wait_until(installation.is_up, "the API to answer")

    def progress() -> Any:
        told = requests.get(job, headers=headers, timeout=60).json()
        assert told["total"] == ITEMS
        return told if told["is_finished"] else None

    told = wait_until(progress, "the job to be finished")
    counts: dict[str, int] = told["counts"]
    assert (counts["new"], counts["refused"], counts["waiting"]) == (ITEMS - 1, 1, 0)
    assert installation.count(ARTICLES) == ITEMS - 1
    assert installation.count(TWICE) == 0


@pytest.mark.skipif(bool(os.environ.get("REDIS_URL")), reason="this run is about PostgreSQL and Redis")
def test_all_copy_is_taken_in_when_the_one_process_is_killed(tmp_path: Path) -> None:
    with embedded(tmp_path) as installation:
        kill_while_copy_comes_in(installation, "web")


@pytest.mark.skipif(
    not (os.environ.get("REDIS_URL") and os.environ.get("DATABASE_URL", "").startswith("postgres")),
    reason="DATABASE_URL and REDIS_URL name no PostgreSQL and Redis",
)
def test_all_copy_is_taken_in_when_the_worker_is_killed(tmp_path: Path) -> None:
    servers = (os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
    with with_servers(tmp_path, *servers) as installation:
        kill_while_copy_comes_in(installation, "worker")
