"""Have a text read, and keep what editors say of it."""

import time
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

import extraction
from accounts.models import User
from anchoring import anchor
from annotations import index, permissions
from annotations.events import ATTRIBUTION_RULED, READING_FINISHED
from annotations.models import Attribution, Reading, Ruling
from articles.actions import pending_autosaves, wait_for_turn
from articles.events import REVISION_FROZEN
from articles.models import ArticlePage, ArticleRevision
from entities.knowledge import confirmed_in
from outbox import relay
from outbox.models import OutboxEvent
from outbox.subscriptions import Queue

READ_HANDLER = "annotations.tasks.read_revision"
DONE_FIELDS = ["state", "language", "refusal", "word_count", "seconds", "finished_at", "error"]


def reader_id(reader: extraction.Reader = extraction.READER) -> str:
    """Name and version of a reader, that of the newsroom's own language unless another is given."""
    return f"{reader.name} {reader.version}"[:80]


def reader_ids() -> set[str]:
    """Names and versions of all that reads now, one for each language; a new version reads anew."""
    return {reader_id(reader) for reader in extraction.readers_now()}


def read_revision(revision: ArticleRevision, *, queue: Queue | None = None) -> Reading:
    """Read the text of a revision, unless this reader has read the same text before, and index it.

    The reading is outside any transaction; storing it, indexing it and the news of it are one.
    The news goes by `queue`, or by the revision's own.
    Raises whatever the reader raises, after putting it on the reading's row.
    """
    language = extraction.detect(revision.text.plain)
    reading = _begin(revision, language)
    if reading.state == Reading.State.DONE:
        result = extraction.Reading.from_dict(reading.result or {})
    else:
        result = _read(reading, revision, language)
    with transaction.atomic():
        Reading.objects.filter(pk=reading.pk).exclude(state=Reading.State.DONE).update(
            state=Reading.State.DONE,
            result=reading.result,
            language=result.language,
            refusal=result.refusal,
            word_count=revision.word_count,
            seconds=reading.seconds,
            finished_at=timezone.now(),
            error="",
        )
        wait_for_turn(revision.article_id)
        index.build(revision, result)
        OutboxEvent.objects.record(READING_FINISHED, revision.pk, queue=queue or revision.queue)
    reading.refresh_from_db(fields=DONE_FIELDS)
    return reading


def best_reading(text_digest: str) -> Reading | None:
    """What tells most of a text: done by today's reader, done by an earlier one, or how far today's is.

    Its `result` is fetched when it is asked for.
    """
    readings = list(Reading.objects.filter(text_digest=text_digest).defer("result").order_by("-pk"))
    done = [reading for reading in readings if reading.state == Reading.State.DONE]
    now = reader_ids()
    today = [reading for reading in readings if reading.reader in now]
    best = [reading for reading in today if reading in done] or done or today
    return best[0] if best else None


def _begin(revision: ArticleRevision, language: str) -> Reading:
    reading, created = Reading.objects.get_or_create(
        text_digest=revision.text_digest,
        reader=reader_id(extraction.reader_for(revision.text.plain, language)),
        defaults={"started_at": timezone.now()},
    )
    if not created and reading.state != Reading.State.DONE:
        Reading.objects.filter(pk=reading.pk).exclude(state=Reading.State.DONE).update(
            state=Reading.State.READING, started_at=timezone.now()
        )
    return reading


def _read(reading: Reading, revision: ArticleRevision, language: str) -> extraction.Reading:
    text = revision.text.plain
    began = time.perf_counter()
    try:
        result = extraction.read(text, language, confirmed_in(text))
    except Exception as error:
        Reading.objects.filter(pk=reading.pk).exclude(state=Reading.State.DONE).update(
            state=Reading.State.FAILED, error=f"{type(error).__name__}: {error}", finished_at=timezone.now()
        )
        raise
    reading.seconds = time.perf_counter() - began
    reading.result = result.as_dict(text)
    return result


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the newest state of an article is: `waiting`, `reading`, `done`, `failed` or `empty`.

    `retry_at` (an aware datetime) is set while a failed attempt waits for the next.
    """

    state: str
    revision: ArticleRevision | None = None
    reading: Reading | None = None
    error: str = ""
    retry_at: object | None = None
    saving: bool = False  # an autosave waits for the writer's pause


def progress_of(article: ArticlePage) -> Progress:
    """Where the reading of an article's newest state stands. Four queries at most."""
    revision = ArticleRevision.objects.latest_of(article)
    saving = bool(pending_autosaves(article.pk))
    if revision is None:
        return Progress("waiting" if saving else "empty", saving=saving)
    event = OutboxEvent.objects.for_handler(READ_HANDLER).filter(key=str(revision.pk)).order_by("-pk").first()
    reading = best_reading(revision.text_digest)
    if event and event.state == OutboxEvent.State.FAILED:
        return Progress("failed", revision, reading, error=event.reason, saving=saving)
    if event and event.state == OutboxEvent.State.WAITING:
        retry_at = event.due_at if event.attempts else None
        return Progress("waiting", revision, reading, event.reason, retry_at, saving)
    if event and event.state == OutboxEvent.State.RUNNING:
        return Progress("reading", revision, reading, saving=saving)
    if reading and reading.state == Reading.State.DONE:
        return Progress("done", revision, reading, saving=saving)
    return Progress("waiting", revision, reading, saving=saving)


@transaction.atomic
def read_again(article: ArticlePage, *, by: User) -> None:
    """Have the newest state of an article read again, after a failure for example."""
    permissions.require_replay(by, article)
    revision = ArticleRevision.objects.latest_of(article)
    if revision is None:
        return
    failed = OutboxEvent.objects.for_handler(READ_HANDLER).failed().filter(key=str(revision.pk)).last()
    if failed:
        relay.replay(failed)
    else:
        OutboxEvent.objects.record(REVISION_FROZEN, revision.pk)


@transaction.atomic
def replay(event: OutboxEvent, *, by: User) -> None:
    """Have work that failed for good tried again: a reading, or whatever else a worker gave up."""
    permissions.require_replay_failed(by)
    relay.replay(event)


@transaction.atomic
def rule(attribution: Attribution, decision: str, *, by: User) -> Ruling:
    """Confirm or dismiss an attribution, or take that back (`withdrawn`).

    The ruling is kept with the words it was made on and holds in every later text that has them.
    Raises Attribution.DoesNotExist when a newer reading has just replaced the row.
    """
    revision = attribution.revision
    article = ArticlePage.objects.get(pk=revision.article_id)
    permissions.require_rule(by, article)
    wait_for_turn(article.pk)  # a reading being indexed carries over only the rulings that it sees
    attribution.refresh_from_db(fields=["ruling", "status", "anchor_state"])
    place = anchor(revision.text.segments, *attribution.hull)
    subject = {"subject": attribution.ruling.subject} if attribution.ruling else {}
    ruling = Ruling.objects.create(
        **subject,
        article=article,
        revision=revision,
        decision=decision,
        type=attribution.type,
        source_entity_id=attribution.source_entity_id,
        source_text=attribution.source_text,
        cue_text=attribution.cue_text,
        block=place.block,
        key=place.key,
        start=place.start,
        end=place.end,
        exact=place.exact,
        prefix=place.prefix,
        suffix=place.suffix,
        ruled_at=timezone.now(),
        ruled_by=by,
    )
    stands = decision != Ruling.Decision.WITHDRAWN
    attribution.ruling = ruling
    attribution.status = decision if stands else Attribution.Status.PROPOSED
    attribution.anchor_state = "exact" if stands else ""
    attribution.save(update_fields=["ruling", "status", "anchor_state"])
    OutboxEvent.objects.record(ATTRIBUTION_RULED, ruling.pk)
    return ruling
