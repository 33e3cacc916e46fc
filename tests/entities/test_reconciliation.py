"""The client of reconciliation services: what it asks, what it makes of answers, when it gives up."""

import time

import pytest

from entities.reconciliation import Busy, Query, ReconciliationError, Service
from tests.entities.reconciliation_server import ReconciliationServer


def test_a_batch_is_one_request_and_answered_in_its_order(service: ReconciliationServer):
    client = Service(service.address)
    norway, nobody, einstein = client.candidates(
        [Query("Norway"), Query("Zebra Crossing"), Query("Albert Einstein", "Q5")]
    )
    assert len(service.batches) == 1
    assert service.batches[0]["q2"] == {"query": "Albert Einstein", "limit": 5, "type": "Q5"}
    assert [each.identifier for each in norway] == ["Q20"]
    assert nobody == []
    best, other = einstein
    assert (best.identifier, best.label, best.score, best.is_match) == (
        "Q937",
        "Albert Einstein",
        100.0,
        True,
    )
    assert (best.description, best.types) == ("physicist", ("human",))
    assert other.identifier == "Q1001"
    assert not other.is_match


def test_the_manifest_says_whose_identifiers_they_are(service: ReconciliationServer):
    assert Service(service.address).manifest().is_wikidata
    service.manifest |= {"identifierSpace": "https://d-nb.info/gnd/", "batchSize": 3}
    manifest = Service(service.address).manifest()
    assert (manifest.name, manifest.is_wikidata, manifest.batch_size) == ("List of known things", False, 3)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("broken", "answers 500"),
        ("html", "does not answer in JSON"),
        ("list", "something else than a JSON object"),
        ("huge", "more than 5,000,000 bytes"),
        ("forgetful", "gave no result for query q0"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_with_the_reason(service: ReconciliationServer, how, words):
    service.misbehaves = how
    with pytest.raises(ReconciliationError, match=words):
        Service(service.address).candidates([Query("Norway")])


def test_a_busy_service_says_for_how_long(service: ReconciliationServer):
    service.misbehaves = "busy"
    with pytest.raises(Busy) as busy:
        Service(service.address).manifest()
    assert busy.value.seconds == 7


def test_an_answer_in_drips_is_given_up_in_time(service: ReconciliationServer):
    service.misbehaves = "dripping"
    began = time.monotonic()
    with pytest.raises(ReconciliationError, match=r"took longer than 0\.5 s"):
        Service(service.address, timeout=0.5).manifest()
    assert time.monotonic() - began < 3


def test_a_service_that_is_not_there_is_named():
    with pytest.raises(ReconciliationError, match="cannot be reached"):
        Service("http://127.0.0.1:9/", timeout=2).manifest()


def test_something_else_at_the_address_is_told(service: ReconciliationServer):
    del service.manifest["identifierSpace"]
    with pytest.raises(ReconciliationError, match="Check NEWSROOM_RECONCILIATION_URL"):
        Service(service.address).manifest()
