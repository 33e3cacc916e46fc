"""News that must arrive. The row is the truth; the broker is only a doorbell."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from outbox import bell
from outbox.subscriptions import Queue, subscribers, testify


class OutboxQuerySet(models.QuerySet["OutboxEvent"]):
    def waiting(self) -> Self:
        """Not begun, or begun and to be tried again."""
        return self.filter(state=OutboxEvent.State.WAITING)

    def failed(self) -> Self:
        """Given up after the last attempt; `replay` brings them back."""
        return self.filter(state=OutboxEvent.State.FAILED)

    def undone(self) -> Self:
        """Still owed to a subscriber: waiting or running."""
        return self.filter(state__in=[OutboxEvent.State.WAITING, OutboxEvent.State.RUNNING])

    def due(self, now: datetime | None = None) -> Self:
        """What a worker should take up now: due and waiting, or held by a worker whose lease ran out."""
        now = now or timezone.now()
        return self.filter(
            Q(state=OutboxEvent.State.WAITING, due_at__lte=now)
            | Q(state=OutboxEvent.State.RUNNING, lease_until__lte=now)
        )

    def for_handler(self, handler: str) -> Self:
        """The events that one subscriber gets, by the dotted path of its function."""
        return self.filter(handler=handler)

    def record(self, topic: str, key: str | int, *, delay: float = 0, queue: Queue | None = None) -> None:
        """Owe `topic` about `key` to every subscriber, in the caller's transaction.

        News about the same key that nobody has begun is coalesced: it keeps one row, due `delay`
        seconds from now. After the commit the relay rings a worker. `queue` takes the place of the
        subscribers' own queue: `bulk` for what nobody waits for at a screen.
        """
        wanted = subscribers(topic)
        due_at = timezone.now() + timedelta(seconds=delay)
        same = self.waiting().filter(topic=topic, key=str(key), handler__in=[each.handler for each in wanted])
        owed: list[tuple[int, str]] = []
        while len(owed) < len(wanted):
            waiting = {}
            if same.update(due_at=due_at, attempts=0):
                waiting = {
                    handler: (pk, rung) for handler, pk, rung in same.values_list("handler", "pk", "queue")
                }
            rows = [
                self.model(
                    topic=topic, key=str(key), handler=each.handler, queue=queue or each.queue, due_at=due_at
                )
                for each in wanted
                if each.handler not in waiting
            ]
            try:
                with transaction.atomic():
                    created = self.bulk_create(rows)
                owed = [*waiting.values(), *((row.pk, row.queue) for row in created)]
            except IntegrityError:
                continue  # another writer recorded the same news a moment ago: join its rows
        testify(topic, [str(key)])
        transaction.on_commit(lambda: bell.ring(owed, delay=delay), robust=True)

    def record_new(self, topic: str, keys: Iterable[int], *, queue: Queue | None = None) -> None:
        """Owe `topic`, due now, about things that the caller's transaction has just made; one query.

        Nobody else can have news of them yet, so there is nothing to coalesce.
        """
        now, keys = timezone.now(), list(keys)
        rows = [
            self.model(topic=topic, key=str(key), handler=each.handler, queue=queue or each.queue, due_at=now)
            for key in keys
            for each in subscribers(topic)
        ]
        owed = [(row.pk, row.queue) for row in self.bulk_create(rows)]
        if keys:
            testify(topic, [str(key) for key in keys])
        transaction.on_commit(lambda: bell.ring(owed), robust=True)


class OutboxEvent(models.Model):
    """One piece of news owed to one subscriber."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    handler = models.CharField(max_length=120)
    queue = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    rung_at = models.DateTimeField(null=True, blank=True, help_text="When the sweep last rang for it.")
    attempts = models.PositiveSmallIntegerField(default=0)
    task_id = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handler", "topic", "key"],
                condition=Q(state="waiting"),
                name="outbox_one_waiting_row_per_news",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="outbox_due"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="outbox_leased"),
            models.Index(fields=["topic", "state"], name="outbox_topic_state"),
            models.Index(fields=["handler", "key", "-id"], name="outbox_by_key"),
            models.Index(fields=["finished_at"], condition=Q(state="done"), name="outbox_done"),
            models.Index(fields=["-finished_at"], condition=Q(state="failed"), name="outbox_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key} → {self.handler} ({self.state})"

    @property
    def reason(self) -> str:
        """What the last error says, without the way that led to it; empty where there was none."""
        return self.last_error.strip().rsplit("\n", 1)[-1]
