"""Stories a minute of `manage.py reread`, stopped once in the middle; how soon a save is read meanwhile.

With REDIS_URL two worker processes do it, one a queue, as in production; without, a worker in threads.
BENCH_STORIES says how many stories.
"""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection
from tqdm import tqdm

import extraction
from annotations import rereading
from annotations.actions import progress_of
from annotations.models import Reading
from articles.actions import open_section
from articles.models import ArticlePage
from bench.measure import percentile
from bench.texts import body, stories
from newsroom import embedded
from newsroom.celery import app
from outbox import bell
from outbox.models import OutboxEvent

STORIES = int(os.environ.get("BENCH_STORIES", "300"))
WORDS = int(os.environ.get("BENCH_WORDS", "80"))  # of each story read again
SAVES = int(os.environ.get("BENCH_SAVES", "12"))
ROOT = Path(__file__).resolve().parents[1]
GIVE_UP = 60.0  # seconds
INTERRUPTED = 130  # the command's exit code after Ctrl-C


def main() -> None:
    """Read stories again by workers, stop the command, start it again; save and wait all the while."""
    section = open_section("Bench")
    extraction.warm_up()
    supply = stories(WORDS)
    with bell.silent():
        for number in tqdm(range(STORIES), desc="stories", disable=None, leave=False):
            page = ArticlePage(
                title=f"Reread {number}", slug=f"reread-{number}", body=body(next(supply)), live=False
            )
            section.add_child(instance=page)
            page.save_revision()
    OutboxEvent.objects.undone().update(state="done")  # the stories are as a reader before ours left them
    article = section.add_child(instance=ArticlePage(title="Desk", slug="rereading-desk", live=False))
    with workers() as processes:
        _save(article, body(next(supply)))
        before = [_save(article, body(next(supply))) for _ in range(SAVES)]
        began = time.perf_counter()
        command = _command()
        meanwhile = []
        stopped = False
        while command.poll() is None:
            if rereading.owed().exists() and len(meanwhile) < SAVES:
                meanwhile.append(_save(article, body(next(supply))))
            if not stopped and Reading.objects.count() > STORIES / 3:
                stopped = True
                command.send_signal(signal.SIGINT)
                left = command.wait(timeout=GIVE_UP)
                assert left == INTERRUPTED, f"reread ended with {left} after Ctrl-C"
                command = _command()
            with suppress(subprocess.TimeoutExpired):
                command.wait(timeout=0.05)
        seconds = time.perf_counter() - began
        memory = [psutil.Process(pid).memory_info().rss / 2**20 for pid in processes]
    missing = len(rereading.unread_by_this_reader())
    how = "a worker process a queue" if settings.REDIS_URL else "a worker in threads"
    print(f"Reading {STORIES:,} stories of {WORDS} words again ({connection.vendor}, {how})")
    print(
        f"  stopped once and resumed: {seconds:,.0f} s, {60 * STORIES / seconds:,.0f} stories a minute, "
        f"{WORDS * STORIES / seconds:,.0f} words/s; {missing} left out"
    )
    for name, values in (("before", before), ("meanwhile", meanwhile)):
        print(
            f"  from save to reading, {name:<10} median {statistics.median(values) * 1000:6.0f} ms   "
            f"p95 {percentile(values, 0.95) * 1000:6.0f} ms   ({len(values)} saves)"
        )
    print(f"  resident memory of each process: {', '.join(f'{m:,.0f}' for m in memory)} MB")


def _command() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "manage.py", "reread"], cwd=ROOT)


@contextmanager
def workers() -> Iterator[list[int]]:
    """Workers of both queues that listen; yields their process ids."""
    if not settings.REDIS_URL:
        with embedded.worker() as ready:
            ready.wait()
            yield [os.getpid()]
        return
    with ExitStack() as stack:
        for queue in ("interactive", "bulk"):
            asked = f"-m celery -A newsroom worker -Q {queue} -n {queue}@bench -c 1 -l ERROR"
            worker = subprocess.Popen(
                [sys.executable, *asked.split()],
                cwd=ROOT,
                start_new_session=True,
            )
            stack.callback(worker.wait, timeout=GIVE_UP)
            stack.callback(worker.terminate)
        deadline = time.monotonic() + GIVE_UP
        while len(app.control.ping(timeout=1.0)) < 2:
            if time.monotonic() > deadline:
                raise TimeoutError("The workers did not come up.")
        children = [child for parent in psutil.Process().children() for child in parent.children()]
        yield [child.pid for child in children]


def _save(article: ArticlePage, content: str) -> float:
    """Seconds from a save until its reading is visible."""
    article.body = content
    began = time.perf_counter()
    article.save_revision()
    while progress_of(article).state != "done":
        if time.perf_counter() - began > GIVE_UP:
            raise TimeoutError("The reading never came.")
        time.sleep(0.005)
    return time.perf_counter() - began
