"""From the save to the reading on the editor's screen, with a real worker, and where the time goes."""

import statistics
import time

import psutil
from django.conf import settings
from django.db import connection

import extraction
from annotations.actions import READ_HANDLER, progress_of
from annotations.models import Reading
from articles.actions import open_section
from articles.models import ArticlePage, ArticleRevision
from articles.text import project
from bench.measure import clock, percentile
from bench.texts import body, stories
from newsroom import embedded
from outbox.models import OutboxEvent

SAVES = 25
GIVE_UP = 60.0  # seconds


def main() -> None:
    """Save one story after the other and wait for each reading; print the split of the median and p95."""
    section = open_section("Bench")
    article = section.add_child(instance=ArticlePage(title="Latency", slug="latency", live=False))
    extraction.warm_up()
    supply = stories()
    with embedded.worker() as ready:
        ready.wait()
        _save_and_wait(article, body(next(supply)))
        parts = [_save_and_wait(article, body(next(supply))) for _ in range(SAVES)]
    broker = "Redis" if settings.REDIS_URL else "in-memory broker"
    print(f"From save to reading visible, 800 words ({connection.vendor}, {broker}, worker in threads)")
    for part in ("save", "wait", "text", "model", "database", "in all"):
        values = [measured[part] * 1000 for measured in parts]
        print(
            f"  {part:<9} median {statistics.median(values):7.1f} ms   p95 {percentile(values, 0.95):7.1f} ms"
        )
    resident = psutil.Process().memory_info().rss / 2**20
    print(f"Resident memory of the process with worker and model: {resident:,.0f} MB")


def _save_and_wait(article: ArticlePage, content: str) -> dict[str, float]:
    article.body = content
    began = time.perf_counter()
    article.save_revision()
    saved = time.perf_counter() - began
    while progress_of(article).state != "done":
        if time.perf_counter() - began > GIVE_UP:
            raise TimeoutError(f"The reading never came: {list(OutboxEvent.objects.undone())}")
        time.sleep(0.005)
    total = time.perf_counter() - began
    revision = ArticleRevision.objects.latest_of(article)
    assert revision is not None
    event = OutboxEvent.objects.for_handler(READ_HANDLER).filter(key=str(revision.pk)).get()
    reading = Reading.objects.get(text_digest=revision.text_digest)
    model = reading.seconds or 0.0
    text = clock(lambda: project(revision.data).digest)
    worked = (event.finished_at - event.started_at).total_seconds()
    return {
        "save": saved,
        "wait": max(0.0, (event.started_at - event.created_at).total_seconds()),
        "text": text,
        "model": model,
        "database": max(0.0, worked - model - text),
        "in all": total,
    }
