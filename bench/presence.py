"""What 30 editors with one story open cost the server: presence beside Wagtail's editing sessions.

A real gunicorn as docker-compose.yml starts it; every session asks at its real interval for a minute, ours as
the server tells it to, and the processor time of the server's processes is compared with the clock.
"""

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psutil
import requests
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import get_default_page_content_type

from accounts.models import User
from articles.actions import open_section
from articles.models import ArticlePage
from bench.texts import body, stories

EDITORS, SECONDS = 30, 60
WAGTAILS = 10  # seconds, Wagtail's default; ours are told by the answer
CSRF = "c" * 32
AIM = 2.0  # per cent of one core


@dataclass
class Editor:
    """One signed-in browser with the story open."""

    article: ArticlePage
    number: int
    address: str
    cookie: str
    session: EditingSession
    said: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    again: float = WAGTAILS
    answers: list[int] = field(default_factory=list)

    def ask_ours(self, chance: random.Random) -> None:
        """As desk/static/desk/presence.js asks; every third time the cursor stands elsewhere."""
        if chance.random() < 1 / 3:
            self.said["place"] = f"body.{chance.randrange(12)}"
        answer = requests.get(
            self.address + reverse("article_presence", args=[self.article.pk]),
            params={"window": f"bench-{self.number:04}", "writing": "1", **self.said},
            cookies={"sessionid": self.cookie},
            headers={"If-None-Match": self.etag},
            timeout=10,
        )
        self.etag = answer.headers.get("ETag", "")
        if answer.status_code == 200:
            told = answer.json()
            self.again = told["again"]
            self.said["ticket"] = told.get("ticket") or self.said["ticket"]
        self.answers.append(answer.status_code)

    def ask_wagtail(self, chance: random.Random) -> None:
        """As Wagtail's own page pings."""
        names = ("wagtailcore", "page", str(self.article.pk), self.session.pk)
        answer = requests.post(
            self.address + reverse("wagtailadmin_editing_sessions:ping", args=names),
            data={
                "csrfmiddlewaretoken": CSRF,
                "is_editing": "1",
                "revision_id": self.article.latest_revision_id,
                "revision_created_at": self.article.latest_revision.created_at.isoformat(),
            },
            cookies={"sessionid": self.cookie, "csrftoken": CSRF},
            timeout=10,
        )
        self.answers.append(answer.status_code)


def main() -> None:
    """Let thirty editors sit before one story for a minute each way."""
    article = _story()
    with gunicorn() as (address, server):
        editors = [_editor(article, number, address) for number in range(EDITORS)]
        ours = _cost(server, editors, Editor.ask_ours)
        again = editors[0].again
        for editor in editors:
            editor.again = WAGTAILS
        wagtails = _cost(server, editors, Editor.ask_wagtail)
    print(f"{EDITORS} editors with one story open ({connection.vendor}, gunicorn)")
    print(f"  presence, every {again} s           {ours:7.2f} % of one core   (aim: below {AIM:.0f})")
    print(f"  Wagtail's sessions, every {WAGTAILS} s {wagtails:7.2f} % of one core")
    print(f"  ours / Wagtail's               {ours / wagtails:7.2f}")


def _story() -> ArticlePage:
    section = open_section("Bench")
    article = section.add_child(instance=ArticlePage(title="Open", slug="open", live=False))
    article.body = body(next(stories()))
    article.save_revision()
    return ArticlePage.objects.select_related("latest_revision").get(pk=article.pk)


def _editor(article: ArticlePage, number: int, address: str) -> Editor:
    user = User.objects.create_user(f"presence-{number}", first_name="Editor", last_name=str(number))
    user.groups.add(*Group.objects.filter(name__in=("Desk editors", "Bench editors")))
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    session = EditingSession.objects.create(
        user=user,
        content_type=get_default_page_content_type(),
        object_id=article.pk,
        last_seen_at=timezone.now(),
    )
    return Editor(article, number, address, store.session_key, session)


@contextmanager
def gunicorn(workers: int = 3) -> Iterator[tuple[str, psutil.Process]]:
    """A real server over the bench's database: its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = (sys.executable, "-m", "gunicorn", "newsroom.wsgi", "--bind", f"127.0.0.1:{port}")
    url = connection.settings_dict["NAME"]
    environment = os.environ if connection.vendor == "sqlite" else os.environ | _database_url(str(url))
    server = subprocess.Popen([*command, "--workers", str(workers), "--no-control-socket"], env=environment)
    try:
        give_up = time.monotonic() + 180
        while not _answers(address):
            assert time.monotonic() < give_up, "gunicorn did not come up"
            time.sleep(0.2)
        yield address, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait()


def _database_url(name: str) -> dict[str, str]:
    return {"DATABASE_URL": os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + name}


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/desk/login/", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def _cost(server: psutil.Process, editors: list[Editor], ask: Callable[[Editor, Any], None]) -> float:
    """Per cent of one core that the server's processes used while all asked at their interval."""
    chance = random.Random(1)  # noqa: S311
    for editor in editors:  # warm, and everybody known
        for _ in range(2):
            ask(editor, chance)
        editor.answers.clear()
    used, began = _used(server), time.monotonic()
    until = began + SECONDS

    def sit(editor: Editor) -> None:
        due = began + editor.again * editor.number / EDITORS
        while due < until:
            time.sleep(max(0.0, due - time.monotonic()))
            ask(editor, chance)
            due += editor.again

    threads = [threading.Thread(target=sit, args=(editor,)) for editor in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = [status for editor in editors for status in editor.answers]
    assert set(answers) <= {200, 304}, f"unexpected answers: {set(answers)}"
    assert len(answers) >= EDITORS * (SECONDS // editors[0].again)
    time.sleep(max(0.0, until - time.monotonic()))
    return (_used(server) - used) / (time.monotonic() - began) * 100


def _used(server: psutil.Process) -> float:
    times = [process.cpu_times() for process in (server, *server.children(recursive=True))]
    return sum(each.user + each.system for each in times)
