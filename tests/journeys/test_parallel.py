"""Twenty saves of one story at once, begun from one state, through every door and then all through the API:
one wins, no text is lost."""

import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.journeys.desk_client import DeskClient
from tests.journeys.processes import ROOT, Installation, embedded, wait_until, with_servers

pytestmark = pytest.mark.processes

SAVES, AUTOSAVES, CHANGES = 8, 5, 5  # and one import and one program: twenty
SOURCE_ID = "wire-1"
STORY = f"""---
headline: Tolls rise {{0}}
source_id: {SOURCE_ID}
---

“They rise {{0}},” said Ana Ruiz.
"""

SET_UP = f"""
import json
from accounts.tokens import make_token
from accounts.models import User
from articles.copy import parse
from articles.importing import find_section, import_story
people = [User.objects.create_superuser(name, password=name) for name in ("ada", "bo")]
story = parse({STORY.format("at first")!r}.encode(), name="wire.md")
article, outcome = import_story(story, section=find_section())
print(json.dumps([article.pk, make_token(people[0], 'Test', scopes=['*'], by=None)[1]]))
"""

PROGRAM = """
import sys
from accounts.models import User
from articles.content import editorial_content
from articles.drafts import keep_draft
from articles.models import ArticlePage
from articles.versions import StaleVersion, token_of
article_id, words = {article}, {words!r}
began_from = token_of(article_id)
article = ArticlePage.objects.get(pk=article_id).get_latest_revision_as_object()
print("ready", flush=True)
sys.stdin.readline()
article.title, by = words, User.objects.get(username="bo")
try:
    article.save_revision(user=by)
except StaleVersion:
    content = editorial_content(article.serializable_data())
    keep_draft(article_id, content, by=by, began_from=began_from, door="command")
    sys.exit(3)
"""

Send = Callable[[], bool | None]  # True: saved; False: told who was faster; None: no answer


class Door(threading.Thread):
    """One text on its way; sent when all are ready."""

    def __init__(self, words: str, send: Send, gate: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.words, self.send, self.gate = words, send, gate
        self.is_saved: bool | None = None

    def run(self) -> None:
        self.gate.wait(timeout=120)
        try:
            self.is_saved = self.send()
        except requests.RequestException:
            self.is_saved = None


class Newsroom:
    """The installation with a story in it, and people and programs that begin to change that."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.article, token = installation.ask(SET_UP)
        self.people = [DeskClient(installation.address, name, name) for name in ("ada", "bo")]
        for person in self.people:
            person.login()
        self.headers = {"Authorization": f"Token {token}"}
        self.address = f"{installation.address}/api/v1/articles/{self.article}"
        self.version = self.etag = ""

    def open(self) -> None:
        """What everybody begins from."""
        self.version = self.people[0].open(self.article)
        shown = requests.get(self.address, {"state": "draft"}, headers=self.headers, timeout=20)
        self.etag = shown.headers["ETag"]

    def editor(self, words: str, number: int, *, autosave: bool) -> Send:
        client = self.people[number % 2].in_another_window()

        def send() -> bool:
            text = f"Text {words}."
            answer = client.send(
                self.article, self.version, words, text, autosave=autosave, source_id=SOURCE_ID
            )
            assert answer.status_code in (200 if autosave else 302, 409), answer.text[:2000]
            assert not (autosave and answer.status_code == 409) or answer.json()["draft"]
            return answer.status_code != 409

        return send

    def change(self, words: str) -> Send:
        def send() -> bool:
            headers = {**self.headers, "If-Match": self.etag}
            answer = requests.patch(self.address, json={"headline": words}, headers=headers, timeout=60)
            assert answer.status_code in (200, 412), answer.text[:2000]
            return answer.status_code == 200

        return send

    def process(self, *command: str, ready: bool) -> Callable[[str], int]:
        started = subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.installation.env,
            text=True,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        if ready:
            assert started.stdout
            assert "ready" in started.stdout.readline()

        def send(text: str) -> int:
            started.communicate(text, timeout=120)
            return started.returncode

        return send

    def incoming(self, words: str) -> Send:
        ingest = self.process("ingest", "-", ready=False)
        return lambda: {0: True, 3: False}[ingest(STORY.format(words))]

    def program(self, words: str) -> Send:
        code = PROGRAM.format(article=self.article, words=words)
        run = self.process("shell", "-v0", "-c", code, ready=True)
        return lambda: {0: True, 3: False}[run("go\n")]

    def is_kept(self, words: str) -> bool:
        tables = ("articles_articlerevision", "articles_draft")
        found = [f"SELECT count(*) FROM {table} WHERE content LIKE '%{words}%'" for table in tables]  # noqa: S608
        return any(self.installation.count(query) for query in found)

    def send_all(self, makers: list[Callable[[str], Send]]) -> list[Door]:
        """Begin every text from what is newest, then send all at once."""
        self.open()
        gate = threading.Barrier(len(makers))
        doors = []
        for make in makers:
            words = uuid.uuid4().hex[:12]
            doors.append(Door(words, make(words), gate))
        for door in doors:
            door.start()
        return doors


def parallel(installation: Installation) -> None:
    newsroom = Newsroom(installation)
    editors: list[Callable[[str], Send]] = [
        lambda words, n=n: newsroom.editor(words, n, autosave=n >= SAVES)  # type: ignore[misc]
        for n in range(SAVES + AUTOSAVES)
    ]
    others = [*[newsroom.change] * CHANGES, newsroom.incoming, newsroom.program]
    doors = newsroom.send_all([*others, *editors])
    assert len(doors) == 20
    for door in doors:
        door.join(timeout=120)
    assert [door.is_saved for door in doors].count(True) == 1
    assert [door.is_saved for door in doors].count(False) == 19
    assert [door.words for door in doors if not newsroom.is_kept(door.words)] == []
    drafts = "SELECT count(*) FROM articles_draft"
    assert installation.count(drafts) == 19

    revisions = "SELECT count(*) FROM articles_articlerevision"
    before = installation.count(revisions)
    doors = newsroom.send_all([newsroom.change] * 20)
    for door in doors:
        door.join(timeout=120)
    assert [[door.is_saved for door in doors].count(is_saved) for is_saved in (True, False)] == [1, 19]
    assert (installation.count(revisions) - before, installation.count(drafts)) == (1, 38)

    doors = newsroom.send_all([*[newsroom.change] * 3, *editors])
    wait_until(lambda: any(door.is_saved is not None for door in doors), "the first answer")
    installation.processes["web"].kill()
    for door in doors:
        door.join(timeout=120)
    installation.processes["web"].start()
    wait_until(installation.is_up, "the desk to answer again")
    answered = [door for door in doors if door.is_saved is not None]
    assert [door.words for door in answered if not newsroom.is_kept(door.words)] == []
    assert [door.is_saved for door in doors].count(True) <= 1
    assert "every link holds" in installation.manage("verify_history")


@pytest.mark.skipif(bool(os.environ.get("REDIS_URL")), reason="this run is about PostgreSQL and Redis")
def test_one_of_twenty_wins_and_nothing_is_lost(tmp_path: Any) -> None:
    with embedded(tmp_path) as installation:
        parallel(installation)


@pytest.mark.skipif(
    not (os.environ.get("REDIS_URL") and os.environ.get("DATABASE_URL", "").startswith("postgres")),
    reason="DATABASE_URL and REDIS_URL name no PostgreSQL and Redis",
)
def test_one_of_twenty_wins_and_nothing_is_lost_on_servers(tmp_path: Any) -> None:
    with with_servers(tmp_path, os.environ["DATABASE_URL"], os.environ["REDIS_URL"]) as installation:
        parallel(installation)
