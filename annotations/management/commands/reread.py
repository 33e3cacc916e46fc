"""Read every current story again with the reader now installed. Workers do it, behind what editors save."""

import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from annotations import rereading
from annotations.actions import reader_id
from articles.importing import find_section
from outbox import bell

AHEAD = 50  # stories owed at a time: a stop leaves no long queue behind, and imports get their turn
LOOK_EVERY = 0.2  # seconds between looks at what the workers have done
SILENCE = 30.0  # seconds without a story after which somebody should look for the workers
EPILOG = """\
A worker of the bulk queue must be running. Stop with Ctrl-C and start again as you like: stories that this
reader has read are passed by. Exit code 1 when a story failed for good, 2 when nothing could begin."""


class Command(BaseCommand):
    help = "Have all current stories (newest and published states) read by the reader now installed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EPILOG
        parser.add_argument("--section", default="", metavar="SLUG", help="only stories of this section")
        parser.add_argument(
            "--since", default="", metavar="DATE", help="only states saved since, as 2026-01-31"
        )
        parser.add_argument("--limit", type=int, metavar="N", help="at most so many")
        parser.add_argument("--dry-run", action="store_true", help="say how many, and leave it at that")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = self._wanted(options)
        if options["dry_run"]:
            self.stdout.write(f"{_stories(len(wanted))} to read with {reader_id()}.")
            return
        if not wanted:
            self.stdout.write(f"Nothing to do: {reader_id()} has read every current story.")
            return
        # A process whose broker is its own memory would ring for nobody: the server's sweep does it.
        with bell.silent() if settings.EMBEDDED else nullcontext(), _ctrl_c() as self.stop:
            self._reread(wanted)

    def _wanted(self, options: dict[str, Any]) -> list[tuple[int, str]]:
        limit = options["limit"]
        if limit is not None and limit < 1:
            raise CommandError("--limit: give a number from 1.", returncode=2)
        try:
            section = find_section(options["section"]) if options["section"] else None
        except ValidationError as error:
            raise CommandError(f"--section: {error.messages[0]}", returncode=2) from error
        return rereading.unread_by_this_reader(section, since=_moment(options["since"]), most=limit)

    def _reread(self, wanted: Sequence[tuple[int, str]]) -> None:
        began, clock = timezone.now(), time.perf_counter()
        self.given = 0
        self.progress = tqdm(total=len(wanted), unit="story", disable=None, leave=False)
        try:
            with self.progress:
                for chunk in rereading.chunks(wanted):
                    self._wait_until_owed(AHEAD - len(chunk))
                    if self.stop.is_set():
                        raise KeyboardInterrupt
                    rereading.want(chunk)
                    self.given += len(chunk)
                self._wait_until_owed(0)
        except KeyboardInterrupt:
            left = rereading.owed().count()
            self.stderr.write(
                f"Stopped. {_stories(left)} already handed out will still be read; start again to go on."
            )
            raise CommandError("Not all stories are read.", returncode=130) from None
        self._sum_up(len(wanted), began, time.perf_counter() - clock)

    def _wait_until_owed(self, few: int) -> None:
        """Return once workers have no more than `few` stories before them; the bar follows them."""
        moved = time.monotonic()
        while (owed := rereading.owed().count()) > max(few, 0):
            if self._show(owed):
                moved = time.monotonic()
            elif time.monotonic() - moved > SILENCE:
                self._ask_for_workers(owed)
                moved = time.monotonic()
            if self.stop.wait(LOOK_EVERY):
                raise KeyboardInterrupt
        self._show(owed)

    def _show(self, owed: int) -> int:
        """Move the bar on; returns by how many stories."""
        done = max(self.given - owed - int(self.progress.n), 0)
        self.progress.update(done)
        return done

    def _ask_for_workers(self, owed: int) -> None:
        with tqdm.external_write_mode(file=self.stderr):
            self.stderr.write(
                f"No story read for {SILENCE:.0f} s, {owed} waiting. Is a worker of the bulk queue running? "
                "Start one with `celery -A newsroom worker -Q bulk`, or `manage.py serve` without Redis."
            )

    def _sum_up(self, count: int, began: datetime, seconds: float) -> None:
        failed = rereading.given_up(began).count()
        self.stdout.write(
            f"{_stories(count - failed)} read with {reader_id()} in {seconds:.0f} s, "
            f"{60 * count / max(seconds, 0.1):,.0f} a minute."
        )
        if failed:
            raise CommandError(
                f"{_stories(failed)} failed: the desk lists them under Readings, “Other failed work”.",
                returncode=1,
            )


@contextmanager
def _ctrl_c() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets, asked between steps: inside one, an exception may be lost in a callback."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop  # only the main thread hears signals
        return
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _moment(words: str) -> datetime | None:
    """The moment that --since names; CommandError where it names none."""
    if not words:
        return None
    try:
        moment = datetime.fromisoformat(words)
    except ValueError as error:
        raise CommandError(
            "--since: give a date as 2026-01-31, or a time as 2026-01-31T12:00.", returncode=2
        ) from error
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _stories(count: int) -> str:
    return f"{count:,} story" if count == 1 else f"{count:,} stories"
