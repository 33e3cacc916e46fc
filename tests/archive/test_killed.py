"""Killed in the middle of a page: the page is fetched again, and nothing half done is left on record."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.utils import timezone

from archive import actions
from archive.events import PAGE_CHANGED, PAGE_WANTED
from archive.models import Copy, Page
from claims.actions import add_evidence
from claims.models import Claim, Evidence, Notice, QuotationCheck
from outbox import relay
from outbox.models import OutboxEvent
from tests.archive.web import head, talking
from tests.conftest import furnish, person, work
from tests.journeys.processes import ROOT, wait_until

WORK = "import django; django.setup(); from outbox import relay; relay.work_off(task_id='killed')"
HTML = b"<html><title>Tides</title><p>High water at noon.</p></html>"


def settings_beside_us(var, port: int) -> dict[str, str]:
    """The environment of a process of its own that works in the tests' database."""
    values = connection.settings_dict
    name = values["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = f"postgres://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}/{name}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings.test",
        "DATABASE_URL": url,
        "NEWSROOM_VAR_DIR": str(var),
        "NEWSROOM_ARCHIVE_PORTS": str(port),
    }


def worker_beside_us(var, port: int) -> subprocess.Popen[bytes]:
    """A process of its own that does what is owed."""
    return subprocess.Popen([sys.executable, "-c", WORK], cwd=ROOT, env=settings_beside_us(var, port))


@contextmanager
def celery_beside_us(var, port: int, queues: str, before: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker as it is started in production; `before` is code that it runs first."""
    command = ["-A", "newsroom", "worker", "-Q", queues, "-c", "1", "-n", f"test-{os.getpid()}@%h"]
    code = f"import django, os; django.setup(); {before}\nfrom celery.__main__ import main; main()"
    with (var / "worker.log").open("ab") as log:
        worker = subprocess.Popen(
            [sys.executable, "-c", code, *command],
            cwd=ROOT,
            env=settings_beside_us(var, port),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield worker
    except AssertionError as error:
        error.add_note((var / "worker.log").read_text()[-3000:])
        raise
    finally:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=30)


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_page_loses_nothing(tmp_path, settings):
    furnish()
    is_half_way, goes_on = threading.Event(), threading.Event()

    def half(connection) -> None:
        connection.sendall(head(f"Content-Length: {len(HTML)}") + HTML[:20])
        is_half_way.set()
        goes_on.wait(60)
        connection.sendall(HTML[20:])

    with talking(half) as port:
        settings.NEWSROOM_ARCHIVE_PORTS = [port]
        page = actions.keep(f"http://127.0.0.1:{port}/", by=person("chris", "Fact-checkers"))
        worker = worker_beside_us(tmp_path, port)
        try:
            assert is_half_way.wait(60), "the worker asked for the page"
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait(timeout=30)
        event = OutboxEvent.objects.get(topic=PAGE_WANTED)
        page.refresh_from_db()
        assert (event.state, event.task_id, page.state, page.attempts) == ("running", "killed", "waiting", 1)
        assert not Copy.objects.exists()

        assert relay.sweep() == 0  # the lease holds: the worker might live
        OutboxEvent.objects.update(lease_until=timezone.now())
        goes_on.set()
        assert relay.sweep() == 1
        work()
    page.refresh_from_db()
    event.refresh_from_db()
    assert (event.state, page.state, page.attempts) == ("done", "kept", 0)
    assert page.newest_copy.body() == HTML
    assert Page.objects.count() == 1
    assert page.copies.count() == 1


DIES_BEFORE_IT_RINGS = """
import outbox.bell
outbox.bell.ring = lambda *args, **kwargs: os.killpg(os.getpgid(0), 9)
"""
NEW = b"<html><title>Tides</title><p>High water at one.</p></html>"


@pytest.mark.processes
@pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="REDIS_URL names no Redis")
@pytest.mark.django_db(transaction=True)
def test_celery_workers_killed_in_a_fetch_and_before_a_bell_lose_and_repeat_nothing(
    tmp_path, settings, monkeypatch
):
    """Of a changed page: one dies half way through it, the next between its commit and the bell for it."""
    furnish()
    checker = person("chris", "Fact-checkers")
    kept_at = tmp_path / settings.FILES.relative_to(settings.VAR_DIR) / "archive"  # by the workers
    monkeypatch.setattr(Copy._meta.get_field("warc"), "storage", FileSystemStorage(location=kept_at))
    shown, is_half_way, goes_on = [HTML], threading.Event(), threading.Event()

    def half(connection) -> None:
        body = shown[0]
        connection.sendall(head(f"Content-Length: {len(body)}") + body[:20])
        if body is NEW and not goes_on.is_set():
            is_half_way.set()
            goes_on.wait(60)
        connection.sendall(body[20:])

    def owe_again() -> None:
        """What time does: the dead worker's lease ends, and beat sweeps."""
        OutboxEvent.objects.filter(state="running").update(lease_until=timezone.now())
        relay.sweep()

    with talking(half) as port:
        settings.NEWSROOM_ARCHIVE_PORTS = [port]
        claim = Claim.objects.create(statement="High water is at noon.")
        add_evidence(claim, f"http://127.0.0.1:{port}/", by=checker, quotation="High water at noon.")
        work()
        as_added = Evidence.objects.values().get()
        page = Page.objects.get()
        assert page.copies.count() == 1

        shown[0] = NEW
        actions.check_again(page, by=checker)
        with celery_beside_us(tmp_path, port, "archive"):
            assert is_half_way.wait(60), "the worker asked for the page"
        assert OutboxEvent.objects.get(topic=PAGE_WANTED, state="running").attempts == 1
        assert page.copies.count() == 1

        goes_on.set()
        owe_again()
        with celery_beside_us(tmp_path, port, "archive", DIES_BEFORE_IT_RINGS) as worker:
            assert worker.wait(timeout=60) == -signal.SIGKILL
        assert page.copies.count() == 2
        assert OutboxEvent.objects.get(topic=PAGE_CHANGED).state == "waiting"
        assert not Notice.objects.filter(words__contains="has changed").exists()

        owe_again()
        with celery_beside_us(tmp_path, port, "archive"):
            fetches = OutboxEvent.objects.undone().filter(topic=PAGE_WANTED)
            wait_until(lambda: not fetches.exists(), "the page to be done with")
        work()
    page.refresh_from_db()
    assert (page.state, page.attempts) == ("changed", 0)
    assert [copy.body() for copy in page.copies.all()] == [HTML, NEW]
    assert len(list(kept_at.rglob("*.warc.gz"))) == 2
    assert not OutboxEvent.objects.failed().exists()
    assert Evidence.objects.values().get() == as_added
    assert list(QuotationCheck.objects.values_list("is_found", flat=True)) == [True, False]
    [notice] = Notice.objects.filter(words__contains="has changed")
    assert (notice.person, "quoted from it are gone" in notice.words) == (checker, True)
