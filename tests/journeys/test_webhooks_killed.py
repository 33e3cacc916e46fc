"""Killed while it tells others: every change arrives whatever dies, those of one story in their order."""

import json
import os
import random
import threading
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.journeys.processes import DEADLINE, Installation, embedded, wait_until, with_servers
from tests.syndication.receiver import Receiver, receiving

pytestmark = pytest.mark.processes

SEED = random.SystemRandom().randrange(10**6)
ALLOWED = {"NEWSROOM_WEBHOOK_ALLOWED": "127.0.0.1/32", "NEWSROOM_WEBHOOK_TIMEOUT": "1"}
STORIES, ROUNDS, KILLS = 3, 5, 2

SET_UP = """
import json
from accounts.models import User
from articles.actions import open_section
from articles.models import ArticlePage
from syndication.actions import add_webhook
boss = User.objects.create_superuser("boss", password="boss")
webhook, secret = add_webhook(%r, by=boss, types=["article"])
section = open_section("News")
made = [section.add_child(instance=ArticlePage(title=f"Story {n}", live=False)) for n in range(%d)]
print(json.dumps({"secret": secret, "articles": [article.pk for article in made]}))
"""

PUBLISH = """
import json
from articles.models import ArticlePage
for pk in %r * %d:
    article = ArticlePage.objects.get(pk=pk)
    article.title = f"{article.title}."
    article.save_revision().publish()
print(json.dumps(True))
"""
TOLD = "SELECT count(*) FROM syndication_change WHERE is_public AND number IS NOT NULL"
OPEN = "SELECT count(*) FROM syndication_delivery WHERE state = 'waiting'"


def kill_while_telling(installation: Installation, receiver: Receiver) -> None:
    made = installation.ask(SET_UP % (receiver.url, STORIES))
    receiver.secrets, articles = [made["secret"]], made["articles"]
    dice = random.Random(SEED)  # noqa: S311
    running = installation.processes
    victims = [process for name, process in running.items() if name != "web" or len(running) == 1]
    writing = threading.Thread(target=lambda: installation.ask(PUBLISH % (articles, ROUNDS)), daemon=True)
    writing.start()
    for _ in range(KILLS):
        before = len(receiver.taken)
        wait_until(
            lambda before=before: len(receiver.taken) > before or not writing.is_alive(),
            "something to arrive",
        )
        victim = dice.choice(victims)
        victim.kill()
        victim.start()
    writing.join(timeout=DEADLINE)
    expected = STORIES * ROUNDS
    wait_until(lambda: installation.count(TOLD) == expected, "all changes to have their numbers")
    wait_until(lambda: installation.count(OPEN) == 0, "everything to arrive")
    wait_until(installation.is_up, "the API to answer")
    feed = requests.get(
        f"{installation.address}/api/v1/changes?type=article&page_size=500", timeout=20
    ).json()["results"]
    assert len(feed) == expected
    assert receiver.forged == []
    arrived = {news["id"] for news in receiver.taken}
    assert arrived == {news["id"] for news in feed}
    for article in articles:
        in_order = [news["id"] for news in feed if news["data"]["id"] == article]
        firsts = list(dict.fromkeys(n["id"] for n in receiver.taken if n["data"]["id"] == article))
        assert firsts == in_order, json.dumps(firsts)


@pytest.mark.skipif(bool(os.environ.get("REDIS_URL")), reason="this run is about PostgreSQL and Redis")
def test_everything_arrives_when_the_one_process_is_killed(tmp_path: Path, monkeypatch: Any) -> None:
    for name, value in ALLOWED.items():
        monkeypatch.setenv(name, value)
    with receiving() as receiver, embedded(tmp_path) as installation:
        kill_while_telling(installation, receiver)


@pytest.mark.skipif(
    not (os.environ.get("REDIS_URL") and os.environ.get("DATABASE_URL", "").startswith("postgres")),
    reason="DATABASE_URL and REDIS_URL name no PostgreSQL and Redis",
)
def test_everything_arrives_when_worker_or_beat_is_killed(tmp_path: Path, monkeypatch: Any) -> None:
    for name, value in ALLOWED.items():
        monkeypatch.setenv(name, value)
    servers = (os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
    with receiving() as receiver, with_servers(tmp_path, *servers) as installation:
        kill_while_telling(installation, receiver)
