"""Stories a minute of `manage.py reread`, and how soon an editor's save is read meanwhile."""

import io
import os
import statistics
import threading
import time

from django.core.management import call_command
from django.db import connection

import extraction
from annotations import rereading
from annotations.actions import progress_of
from annotations.models import Reading
from articles.actions import open_section
from articles.models import ArticlePage
from bench.measure import percentile
from bench.texts import body, stories
from newsroom import embedded
from outbox import relay

STORIES = int(os.environ.get("BENCH_STORIES", "300"))
WORDS = 80  # of each story read again
SAVES = 12
GIVE_UP = 60.0  # seconds


def main() -> None:
    """Read short stories again with a worker in threads; save and wait for a reading all the while."""
    section = open_section("Bench")
    extraction.warm_up()
    supply = stories(WORDS)
    for number in range(STORIES):
        page = ArticlePage(
            title=f"Reread {number}", slug=f"reread-{number}", body=body(next(supply)), live=False
        )
        section.add_child(instance=page)
        page.save_revision()
    relay.work_off()
    Reading.objects.update(reader="an earlier reader")
    article = section.add_child(instance=ArticlePage(title="Desk", slug="rereading-desk", live=False))
    with embedded.worker() as ready:
        ready.wait()
        _save(article, body(next(supply)))
        before = [_save(article, body(next(supply))) for _ in range(SAVES)]
        out = io.StringIO()
        caller = threading.Thread(target=_reread, args=(out,))
        caller.start()
        while not rereading.owed().exists():
            time.sleep(0.01)
        meanwhile = []
        while rereading.owed().exists() and len(meanwhile) < SAVES:
            meanwhile.append(_save(article, body(next(supply))))
        caller.join()
    print(f"Reading {STORIES} stories of {WORDS} words again ({connection.vendor}, worker in threads)")
    print(f"  {out.getvalue().strip()}")
    for name, values in (("before", before), ("meanwhile", meanwhile)):
        print(
            f"  from save to reading, {name:<10} median {statistics.median(values) * 1000:6.0f} ms   "
            f"p95 {percentile(values, 0.95) * 1000:6.0f} ms   ({len(values)} saves)"
        )


def _reread(out: io.StringIO) -> None:
    try:
        call_command("reread", stdout=out)
    finally:
        connection.close()


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
