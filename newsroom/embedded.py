"""A Celery worker inside this process, for a newcomer without Redis.

The in-memory broker forgets everything when the process ends; nothing is lost, since what is owed
stands in the outbox: leases are taken back at the start and a sweep rings for whatever is due.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from celery.signals import task_postrun
from celery.worker import WorkController
from django.core.management import call_command
from django.db import DatabaseError, close_old_connections

from archive.actions import check_due
from newsroom.celery import app
from outbox import relay
from syndication.delivering import ring_due

logger = logging.getLogger(__name__)

QUEUES = ("interactive", "bulk", "archive")
SWEEP_EVERY = 1.0  # seconds
SEND_EVERY = 5  # sweeps
PUBLISH_EVERY = 10  # sweeps
LOOK_EVERY = 60  # sweeps


@contextmanager
def worker(threads: int = 2) -> Iterator[threading.Event]:
    """Run a worker and the sweep in the background; yields an event that is set once the worker listens."""
    relay.recover()
    task_postrun.connect(_close_connections, weak=False, dispatch_uid="newsroom.embedded")
    ready, stop = threading.Event(), threading.Event()
    controller = _Controller(
        ready, app=app, pool_cls="threads", concurrency=threads, queues=list(QUEUES), without_gossip=True
    )
    runner = threading.Thread(target=controller.start, name="newsroom-worker", daemon=True)
    sweeper = threading.Thread(target=_sweep, args=(ready, stop), name="newsroom-sweep", daemon=True)
    runner.start()
    sweeper.start()
    try:
        yield ready
    finally:
        stop.set()
        controller.stop(in_sighandler=False)
        runner.join(timeout=30)
        sweeper.join(timeout=30)


class _Controller(WorkController):
    def __init__(self, ready: threading.Event, **kwargs: object) -> None:
        self._ready = ready
        super().__init__(**kwargs)

    def on_consumer_ready(self, consumer: object) -> None:
        self._ready.set()


def _close_connections(**kwargs: object) -> None:
    close_old_connections()


def _sweep(ready: threading.Event, stop: threading.Event) -> None:
    ready.wait()
    turn = 0
    while not stop.wait(SWEEP_EVERY if turn else 0):
        try:
            relay.sweep()
            if turn % SEND_EVERY == 0:
                ring_due()
            if turn % PUBLISH_EVERY == 0:
                call_command("publish_scheduled")
            if turn % LOOK_EVERY == 0:
                check_due()
        except DatabaseError:
            logger.exception("The sweep failed and will be tried again.")
        finally:
            close_old_connections()
        turn += 1
