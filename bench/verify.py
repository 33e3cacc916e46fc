"""How long it takes to verify a long history, and in how much memory, beside merely reading the same rows."""

import hashlib
import json
import os
import resource
import time
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.db import connection

from articles.actions import open_section
from articles.content import canonical, sha256
from articles.history import Break, as_of_now, verify
from articles.models import ArticleRevision
from articles.text import project
from bench.texts import body, stories

REVISIONS = int(os.environ.get("BENCH_REVISIONS", "100000"))
OF_EACH = 100  # revisions of one article
NUMBER = 10_000_000  # of the first article: none has such an id


def main() -> None:
    """Verify REVISIONS revisions of 800 words."""
    open_section("Bench")
    _write()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, used = time.perf_counter(), time.process_time()
    with as_of_now():
        links = sum(not isinstance(link, Break) for link in verify())
    ours, processor = time.perf_counter() - began, time.process_time() - used
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert links == REVISIONS
    began = time.perf_counter()
    contents = ArticleRevision.objects.order_by("article_id", "number").values_list("content")
    for (content,) in contents.iterator(chunk_size=1000):
        hashlib.sha256(content.encode()).hexdigest()
    peer = time.perf_counter() - began
    print(f"Verifying {REVISIONS:,} revisions of 800 words ({connection.vendor})")
    print(f"  verify_history             {ours:7.1f} s  (processor time {processor:.1f} s)")
    print(f"  reading and hashing alone  {peer:7.1f} s")
    print(f"  ours / reading             {ours / peer:7.2f}")
    print(f"  memory that came on top    {grown:7.0f} MB")
    print(f"  1 million at this rate     {ours / REVISIONS * 1_000_000 / 60:7.1f} minutes (aim: minutes)")


def _write() -> None:
    """Chains of `OF_EACH` revisions, one sentence longer each time, straight into the table."""
    texts = [
        {"title": f"Story {number}", "body": json.loads(body(story))}
        for number, story in enumerate(islice(stories(), 20))
    ]
    at, rows = datetime(2026, 1, 1, tzinfo=UTC), []
    for article in range(REVISIONS // OF_EACH):
        content = dict(texts[article % len(texts)])
        text = project(content)
        before = ""
        for number in range(1, OF_EACH + 1):
            encoded = canonical({**content, "kicker": f"Kicker {article} {number}"})
            row = ArticleRevision(
                article_id=NUMBER + article,
                number=number,
                kind="save",
                created_at=at + timedelta(seconds=number),
                content=encoded.decode(),
                content_digest=sha256(encoded),
                text_digest=text.digest,
                word_count=800,
                previous_hash=before,
            )
            row.hash = before = row.compute_hash()
            rows.append(row)
        if len(rows) >= 2000:
            ArticleRevision.objects.bulk_create(rows)
            rows = []
    ArticleRevision.objects.bulk_create(rows)
