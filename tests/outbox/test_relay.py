"""News arrives at least once, whoever crashes, and one bad piece holds up nobody."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from outbox import relay
from outbox.models import OutboxEvent
from outbox.subscriptions import subscribe, subscribers
from tests.conftest import work

pytestmark = pytest.mark.django_db

HEARD: list[str] = []


def hear(key: str) -> None:
    HEARD.append(key)
    if key.startswith("poison"):
        raise ValueError(f"cannot read {key}")


HANDLER = "tests.outbox.test_relay.hear"


@pytest.fixture(autouse=True)
def _subscribed():
    HEARD.clear()
    if not subscribers("test.topic"):
        subscribe("test.topic", HANDLER, queue="bulk")


def event(key: str) -> OutboxEvent:
    return OutboxEvent.objects.filter(handler=HANDLER, key=key).latest("pk")


def test_news_is_delivered_and_settled():
    OutboxEvent.objects.record("test.topic", "a")
    work()
    assert HEARD == ["a"]
    assert event("a").state == "done"


def test_news_nobody_has_begun_is_one_row():
    for _ in range(5):
        OutboxEvent.objects.record("test.topic", "a")
    work()
    assert HEARD == ["a"]


def test_news_recorded_while_the_same_is_being_told_is_told_again():
    OutboxEvent.objects.record("test.topic", "a")
    OutboxEvent.objects.update(state="running", task_id="t", lease_until=timezone.now() + timedelta(hours=1))
    OutboxEvent.objects.record("test.topic", "a")
    assert OutboxEvent.objects.filter(handler=HANDLER).count() == 2
    work()
    assert HEARD == ["a"]


def test_a_rolled_back_change_is_no_news():
    @transaction.atomic
    def a_change_that_fails() -> None:
        OutboxEvent.objects.record("test.topic", "a")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        a_change_that_fails()
    assert work() == 0


def test_news_is_not_told_before_it_is_due():
    OutboxEvent.objects.record("test.topic", "later", delay=60)
    assert relay.deliver(event("later").pk, task_id="x") is False
    OutboxEvent.objects.update(due_at=timezone.now())
    assert relay.deliver(event("later").pk, task_id="x") is True


def test_a_settled_row_is_not_told_twice():
    OutboxEvent.objects.record("test.topic", "a")
    pk = event("a").pk
    assert relay.deliver(pk, task_id="x") is True
    assert relay.deliver(pk, task_id="x") is False
    assert HEARD == ["a"]


def hold(key: str, *, task_id: str, seconds: float) -> int:
    OutboxEvent.objects.record("test.topic", key)
    OutboxEvent.objects.update(
        state="running", task_id=task_id, attempts=1, lease_until=timezone.now() + timedelta(seconds=seconds)
    )
    return event(key).pk


def test_a_leased_row_is_left_to_its_worker():
    assert relay.deliver(hold("a", task_id="first", seconds=60), task_id="second") is False


def test_the_same_task_redelivered_enters_its_own_lease():
    assert relay.deliver(hold("a", task_id="first", seconds=60), task_id="first") is True


def test_a_lease_that_ran_out_is_taken_over():
    assert relay.deliver(hold("a", task_id="first", seconds=-1), task_id="second") is True


def test_a_start_without_other_workers_takes_back_every_lease():
    pk = hold("a", task_id="first", seconds=600)
    relay.recover()
    assert relay.deliver(pk, task_id="second") is True


def fail_until_given_up(key: str, settings) -> None:
    OutboxEvent.objects.record("test.topic", key)
    for _ in range(settings.NEWSROOM_MAX_ATTEMPTS):
        OutboxEvent.objects.waiting().update(due_at=timezone.now())
        work()


def test_what_always_fails_is_given_up_with_its_error_while_the_rest_goes_on(settings):
    OutboxEvent.objects.record("test.topic", "good")
    fail_until_given_up("poison", settings)
    assert event("poison").state == "failed"
    assert "ValueError: cannot read poison" in event("poison").last_error
    assert event("good").state == "done"


def test_each_failure_waits_longer_than_the_one_before(settings):
    OutboxEvent.objects.record("test.topic", "poison")
    pauses = []
    for _ in range(3):
        before = timezone.now()
        OutboxEvent.objects.waiting().update(due_at=before)
        work()
        pauses.append(event("poison").due_at - before)
    assert pauses[0] < pauses[1] < pauses[2]


def test_a_text_that_kills_its_worker_every_time_is_given_up(settings):
    pk = hold("a", task_id="first", seconds=-1)
    OutboxEvent.objects.filter(pk=pk).update(attempts=settings.NEWSROOM_MAX_ATTEMPTS)
    assert relay.deliver(pk, task_id="x") is False
    assert event("a").state == "failed"
    assert HEARD == []


def test_what_was_given_up_can_be_replayed(settings):
    fail_until_given_up("poison", settings)
    relay.replay(event("poison"))
    assert (event("poison").state, event("poison").attempts) == ("waiting", 0)
    work()
    assert event("poison").attempts == 1


def test_a_replay_joins_the_same_news_that_waits_already(settings):
    fail_until_given_up("poison", settings)
    failed = event("poison")
    OutboxEvent.objects.record("test.topic", "poison")
    relay.replay(failed)
    assert OutboxEvent.objects.filter(handler=HANDLER, key="poison").count() == 1


def test_the_sweep_forgets_what_was_done_long_ago():
    OutboxEvent.objects.record("test.topic", "a")
    work()
    OutboxEvent.objects.update(finished_at=timezone.now() - timedelta(days=8))
    relay.sweep()
    assert not OutboxEvent.objects.filter(handler=HANDLER).exists()


def bells(queue: str) -> set[int]:
    """The events that the sweep rings for now in one queue."""
    before = set(OutboxEvent.objects.filter(queue=queue, rung_at=None).values_list("pk", flat=True))
    relay.sweep()
    return before - set(OutboxEvent.objects.filter(queue=queue, rung_at=None).values_list("pk", flat=True))


def test_the_sweep_rings_once_and_not_again_until_the_bell_counts_as_unheard():
    OutboxEvent.objects.record("test.topic", "a")
    assert relay.sweep() == 1
    assert relay.sweep() == 0
    OutboxEvent.objects.update(rung_at=timezone.now() - timedelta(hours=1))
    assert relay.sweep() == 1


def test_a_long_import_does_not_hide_an_editors_save(monkeypatch):
    monkeypatch.setattr(relay, "SWEEP_BATCH", 3)
    for n in range(9):
        OutboxEvent.objects.record("test.topic", f"import {n}")
    OutboxEvent.objects.record("test.topic", "save", queue="interactive")
    assert len(bells("bulk")) == 3
    assert event("save").rung_at is not None


def test_a_lease_that_runs_out_is_rung_for_at_once():
    OutboxEvent.objects.record("test.topic", "a")
    relay.sweep()
    relay._lease(event("a").pk, "killed")
    OutboxEvent.objects.update(lease_until=timezone.now())
    assert relay.sweep() == 1


def test_a_start_without_other_workers_rings_for_all_that_was_rung_before():
    OutboxEvent.objects.record("test.topic", "a")
    relay.sweep()
    relay.recover()
    assert relay.sweep() == 1
