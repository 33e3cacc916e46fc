"""Killed in the middle of a page: the page is fetched again, and nothing half done is left on record."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from django.db import connection
from django.utils import timezone

from archive import actions
from archive.events import PAGE_WANTED
from archive.models import Copy, Page
from outbox import relay
from outbox.models import OutboxEvent
from tests.archive.web import head, talking
from tests.conftest import furnish, person, work
from tests.journeys.processes import ROOT

WORK = "import django; django.setup(); from outbox import relay; relay.work_off(task_id='killed')"
HTML = b"<html><title>Tides</title><p>High water at noon.</p></html>"


def worker_beside_us(var, port: int) -> subprocess.Popen[bytes]:
    """A process of its own that does what is owed in the tests' database."""
    values = connection.settings_dict
    name = values["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = f"postgres://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}/{name}"
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings.test",
        "DATABASE_URL": url,
        "NEWSROOM_VAR_DIR": str(var),
        "NEWSROOM_ARCHIVE_PORTS": str(port),
    }
    return subprocess.Popen([sys.executable, "-c", WORK], cwd=ROOT, env=env)


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
