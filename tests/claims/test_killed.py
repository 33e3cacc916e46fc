"""Killed in the middle of a comparison: it is done again, and nothing is proposed twice."""

import os
import signal

import pytest

from claims import actions
from claims.models import Claim, Meaning, Suggestion
from outbox import relay
from outbox.models import OutboxEvent
from tests.archive.test_killed import celery_beside_us
from tests.claims.deciding import decide
from tests.conftest import furnish, person, work
from tests.journeys.processes import wait_until

WORDS = "The new bridge will cost 40 million crowns."
DIES_HALF_WAY = """
import claims.matches
claims.matches.suggest = lambda *args, **kwargs: os.killpg(os.getpgid(0), 9)
"""


@pytest.mark.processes
@pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="REDIS_URL names no Redis")
@pytest.mark.django_db(transaction=True)
def test_a_celery_worker_killed_between_meaning_and_suggestion_loses_nothing(tmp_path):
    furnish()
    checker = person("chris", "Fact-checkers")
    decided = Claim.objects.create(statement=WORDS)
    decide(decided, "true", reason="The budget says so.", by=checker)
    work()
    claim = Claim.objects.create(statement="The new bridge costs 40 million crowns")
    actions.triage(claim, by=checker)
    with celery_beside_us(tmp_path, 0, "bulk", DIES_HALF_WAY) as worker:
        assert worker.wait(timeout=60) == -signal.SIGKILL
    assert not Meaning.objects.get(claim=claim).is_matched
    assert not Suggestion.objects.exists()

    owed = OutboxEvent.objects.filter(handler="claims.tasks.look_for_checked").undone()
    owed.filter(state="running").update(lease_until=owed.get().created_at)
    relay.sweep()
    with celery_beside_us(tmp_path, 0, "bulk"):
        wait_until(lambda: not owed.exists(), "the comparison to be done with")
    suggestion = Suggestion.objects.get()
    assert (suggestion.claim, suggestion.checked_claim, suggestion.state) == (claim, decided, "proposed")
    assert Meaning.objects.get(claim=claim).is_matched
    assert not OutboxEvent.objects.failed().exists()
