"""Killed in mid-work: whatever dies, every saved word is kept and every text is read once in effect."""

import os
import random
import threading
import uuid

import pytest
import requests

from tests.journeys.desk_client import DeskClient
from tests.journeys.processes import Installation, embedded, wait_until, with_servers

pytestmark = pytest.mark.processes

ARTICLES = 3
ROUNDS = 3
SEED = random.SystemRandom().randrange(10**6)

SET_UP = """
import json
from accounts.models import User
from articles.actions import open_section
from articles.models import ArticlePage
User.objects.create_superuser("writer", password="writer")
section = open_section("News")
made = [section.add_child(instance=ArticlePage(title=f"Story {n}", live=False)) for n in range(%d)]
print(json.dumps([article.pk for article in made]))
"""

OWED = "SELECT count(*) FROM outbox_outboxevent WHERE state IN ('waiting', 'running')"

KEPT = """
import json
from collections import Counter
from django.db.models import Count
from annotations.models import Reading
from articles.models import ArticleRevision
from claims.models import Appearance
from outbox.models import OutboxEvent
texts = set(ArticleRevision.objects.values_list("text_digest", flat=True))
readings = Counter(Reading.objects.filter(state="done").values_list("text_digest", flat=True))
twice = Appearance.objects.values("article_id", "claim__statement").annotate(n=Count("pk")).filter(n__gt=1)
print(json.dumps({
    "contents": list(ArticleRevision.objects.values_list("content", flat=True)),
    "unread": len(texts - set(readings)),
    "read_twice": [digest for digest, count in readings.items() if count > 1],
    "unfinished": Reading.objects.exclude(state="done").count(),
    "failed": [event.last_error for event in OutboxEvent.objects.failed()],
    "claimed_twice": list(twice.values_list("claim__statement", flat=True)),
}))
"""


class Writer(threading.Thread):
    """Saves new words without a pause, explicitly and in the background, and remembers what the desk took."""

    def __init__(self, installation: Installation, articles: list[int], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.desk = DeskClient(installation.address, "writer", "writer")
        self.desk.login()
        self.articles, self.stop = articles, stop
        self.taken: list[str] = []

    def run(self) -> None:
        dice = random.Random(f"{SEED} {self.name}")  # noqa: S311
        while not self.stop.is_set():
            token = uuid.uuid4().hex[:12]
            words = f"“The harbour needs {token} new boats,” said Ada Byrne, who leads the board."
            try:
                if self.desk.save(
                    dice.choice(self.articles), f"Story {token}", words, autosave=dice.random() < 0.3
                ):
                    self.taken.append(token)
            except requests.RequestException:
                self.stop.wait(0.2)  # the server is down; a writer tries again


def wait_for_saves(writers: list[Writer], more: int) -> None:
    before = sum(len(writer.taken) for writer in writers)
    wait_until(lambda: sum(len(writer.taken) for writer in writers) >= before + more, f"{more} more saves")


def kill_at_random(installation: Installation) -> dict:
    articles = installation.ask(SET_UP % ARTICLES)
    dice = random.Random(SEED)  # noqa: S311
    stop = threading.Event()
    writers = [Writer(installation, articles, stop) for _ in range(2)]
    for writer in writers:
        writer.start()
    processes = list(installation.processes.values())
    victims = [*processes, *dice.choices(processes, k=ROUNDS - len(processes))]  # each at least once
    dice.shuffle(victims)
    for victim in victims:
        wait_for_saves(writers, dice.randint(1, 6))
        victim.kill()
        victim.start()
        wait_until(installation.is_up, f"the desk to answer after {victim.name} was killed")
    wait_for_saves(writers, 2)
    stop.set()
    for writer in writers:
        writer.join(timeout=30)
    wait_until(lambda: installation.count(OWED) == 0, "everything owed to be done")
    kept = installation.ask(KEPT)
    contents = "\n".join(kept.pop("contents"))
    kept["lost"] = [token for writer in writers for token in writer.taken if token not in contents]
    kept["verified"] = "every link holds" in installation.manage("verify_history")
    return kept


INTACT = {
    "unread": 0,
    "read_twice": [],
    "unfinished": 0,
    "failed": [],
    "claimed_twice": [],
    "lost": [],
    "verified": True,
}


@pytest.mark.skipif(bool(os.environ.get("REDIS_URL")), reason="this run is about PostgreSQL and Redis")
def test_nothing_is_lost_when_the_one_process_is_killed(tmp_path):
    with embedded(tmp_path) as installation:
        assert kill_at_random(installation) == INTACT, f"seed {SEED}"


@pytest.mark.skipif(
    not (os.environ.get("REDIS_URL") and os.environ.get("DATABASE_URL", "").startswith("postgres")),
    reason="DATABASE_URL and REDIS_URL name no PostgreSQL and Redis",
)
def test_nothing_is_lost_when_web_worker_or_beat_is_killed(tmp_path):
    with with_servers(tmp_path, os.environ["DATABASE_URL"], os.environ["REDIS_URL"]) as installation:
        assert kill_at_random(installation) == INTACT, f"seed {SEED}"
