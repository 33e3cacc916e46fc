"""News for open pages, as server-sent events: one look at the database for all of a process's listeners.

A stream lives for a while and then asks to be opened again; so no worker is held for ever, and a server
that is restarted waits for nobody. Where a process has no place left, a listener is told what is new and
to come back later. Whoever comes back says what it saw last (`Last-Event-ID`) and misses nothing.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from syndication import numbering
from syndication.models import Change

logger = logging.getLogger(__name__)

EVERY = 1.0  # seconds between looks, while anybody listens
HEARTBEAT = 10.0  # seconds after which a silent stream says that it lives
MOST = 500  # changes that are looked at in one go
RETRY, RETRY_WHEN_FULL = 2_000, 15_000  # milliseconds

Wanted = Callable[[Change], bool]


@dataclass(frozen=True, slots=True)
class Glance:
    """What was new at one look, and up to which number it was looked."""

    changes: tuple[Change, ...]
    upto: int


class Watch:
    """Looks for new changes as long as anybody listens, in one thread of this process."""

    def __init__(self) -> None:
        self.news = threading.Condition()
        self.listeners = 0
        self.is_looking = False
        self.upto = 0
        self.recent: list[Change] = []

    def join(self) -> bool:
        """Take a place; False where none is free."""
        with self.news:
            if self.listeners >= settings.NEWSROOM_STREAMS:
                return False
            self.listeners += 1
            if not self.is_looking:
                self.is_looking = True
                self.upto, self.recent = numbering.last_number(), []
                threading.Thread(target=self._look_on, name="newsroom-streams", daemon=True).start()
            return True

    def leave(self) -> None:
        """Give the place back."""
        with self.news:
            self.listeners -= 1
            self.news.notify_all()

    def after(self, number: int, seconds: float) -> Glance:
        """What came behind a number; waits some seconds for it where there is nothing yet."""
        with self.news:
            self.news.wait_for(lambda: self.upto > number, timeout=seconds)
            return Glance(tuple(c for c in self.recent if (c.number or 0) > number), self.upto)

    def reaches(self, number: int) -> bool:
        """Whether all that came behind a number is at hand."""
        with self.news:
            return number >= self.upto or bool(self.recent and (self.recent[0].number or 0) <= number + 1)

    def _look_on(self) -> None:
        """Ends when nobody listens; whoever comes then begins anew."""
        while True:
            with self.news:
                if self.listeners == 0:
                    self.is_looking = False
                    break
            try:
                close_old_connections()
                self._look()
            except DatabaseError:
                logger.exception("Looking for news for open pages failed and will be tried again.")
            time.sleep(EVERY)
        connection.close()

    def _look(self) -> None:
        fresh = list(Change.objects.numbered().filter(number__gt=self.upto)[:MOST])
        if fresh:
            with self.news:
                self.recent = [*self.recent, *fresh][-MOST:]
                self.upto = fresh[-1].number or self.upto
                self.news.notify_all()


watch = Watch()


def stream(wanted: Wanted, last_seen: int | None) -> Iterator[bytes]:
    """Server-sent events of the changes that are wanted, for a while; a glance where there is no place.

    It takes its place when it is begun, so an answer that nobody reads holds none.
    """
    if not watch.join():
        yield from glance(wanted, last_seen)
        return
    try:
        yield _line("retry", RETRY)
        now = numbering.last_number()
        number = now if last_seen is None or last_seen > now else last_seen
        if number < now and not watch.reaches(number):
            yield from _catch_up(wanted, number, now)
            number = now
        if not connection.in_atomic_block:
            connection.close()  # a stream that waits needs none
        until, spoken = time.monotonic() + settings.NEWSROOM_STREAM_SECONDS, time.monotonic()
        while (left := until - time.monotonic()) > 0:
            seen = watch.after(number, min(left, HEARTBEAT))
            events = _events(wanted, seen.changes)
            number = max(number, seen.upto)
            if events:
                yield events
                spoken = time.monotonic()
            elif time.monotonic() - spoken >= HEARTBEAT:
                yield b": still here\n\n"
                spoken = time.monotonic()
        yield _line("id", number) + b"event: pause\ndata: {}\n\n"
    finally:
        watch.leave()


def glance(wanted: Wanted, last_seen: int | None) -> Iterator[bytes]:
    """What is new, and the word to come back later: for whoever finds no place."""
    now = numbering.last_number()
    yield _line("retry", RETRY_WHEN_FULL)
    if last_seen is not None and last_seen < now:
        yield from _catch_up(wanted, last_seen, now)
    yield _line("id", now) + b"event: pause\ndata: {}\n\n"


def _catch_up(wanted: Wanted, number: int, upto: int) -> Iterator[bytes]:
    """What came between two numbers; where that is too much or not kept, the word to load anew."""
    missed = list(Change.objects.numbered().filter(number__gt=number, number__lte=upto)[: MOST + 1])
    if len(missed) > MOST or not missed or missed[0].number != number + 1:
        yield _line("id", upto) + b"event: reset\ndata: {}\n\n"
        return
    if events := _events(wanted, missed):
        yield events


def _events(wanted: Wanted, changes: Sequence[Change]) -> bytes:
    return b"".join(_event(change) for change in changes if wanted(change))


def _event(change: Change) -> bytes:
    told = {
        "type": change.kind,
        "id": change.subject_id,
        "at": change.at.isoformat().replace("+00:00", "Z"),
        **change.data,
    }
    data = json.dumps(told, ensure_ascii=False).encode()
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (change.number or 0, change.kind.encode(), data)


def _line(field: str, value: int) -> bytes:
    return f"{field}: {value}\n".encode()
