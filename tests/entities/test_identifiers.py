"""From a confirmed entity to candidates for its identifier, and what a person says to them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from entities import identifiers
from entities.actions import (
    ask_for_identifiers,
    confirm_candidate,
    confirm_entity,
    identify_entity,
    refuse_candidates,
)
from entities.models import (
    Alias,
    AuthorityName,
    AuthorityRecord,
    Candidate,
    Entity,
    Reconciliation,
    Suggestion,
    alias_key,
)
from outbox.models import OutboxEvent
from tests.conftest import work
from tests.entities.reconciliation_server import ReconciliationServer

pytestmark = pytest.mark.django_db


def proposed(name: str = "Albert Einstein", kind: str = "person") -> Entity:
    entity = Entity.objects.create(name=name, kind=kind)
    Alias.objects.create(entity=entity, name=name)
    return entity


def found(entity: Entity) -> dict[str, str]:
    return dict(entity.candidates.order_by("-score").values_list("identifier", "state"))


def owed() -> OutboxEvent | None:
    return OutboxEvent.objects.waiting().filter(topic="reconciliation.wanted").first()


def test_a_confirmed_entity_gets_candidates_and_no_identifier(service: ReconciliationServer, desk):
    einstein = confirm_entity(proposed(), by=desk)
    work()
    einstein.refresh_from_db()
    assert einstein.wikidata_id == ""
    assert found(einstein) == {"Q937": "proposed", "Q1001": "proposed"}
    [batch] = service.batches
    assert batch == {"q0": {"query": "Albert Einstein", "limit": 5, "type": "Q5"}}
    assert {event.queue for event in OutboxEvent.objects.filter(topic="reconciliation.wanted")} == {"bulk"}


def test_names_of_proposed_entities_do_not_leave_the_house(service: ReconciliationServer, article):
    work()
    assert Entity.objects.filter(state="proposed").exists()
    assert service.batches == []


def test_a_person_confirms_and_the_others_are_refused(service: ReconciliationServer, desk, reporter):
    einstein = proposed()
    ask_for_identifiers(einstein, by=desk)
    work()
    candidate = einstein.candidates.get(identifier="Q937")
    with pytest.raises(PermissionDenied):
        confirm_candidate(candidate, by=reporter)
    confirm_candidate(candidate, by=desk)
    einstein.refresh_from_db()
    assert (einstein.wikidata_id, einstein.state, einstein.description) == ("Q937", "confirmed", "physicist")
    assert found(einstein) == {"Q937": "accepted", "Q1001": "refused"}
    candidate.refresh_from_db()
    assert candidate.decided_by == desk


def test_what_was_refused_does_not_return(service: ReconciliationServer, desk):
    einstein = confirm_entity(proposed(), by=desk)
    work()
    refuse_candidates(einstein, by=desk)
    ask_for_identifiers(einstein, by=desk)
    work()
    assert len(service.batches) == 2
    assert set(found(einstein).values()) == {"refused"}


def test_two_entities_of_one_identifier_may_be_the_same(service: ReconciliationServer, desk):
    first, second = proposed(), proposed("A. Einstein")
    identify_entity(first, "Q937", by=desk)
    candidate = Candidate.objects.create(
        entity=second, identifier="Q937", label="x", score=80, origin="service"
    )
    confirm_candidate(candidate, by=desk)
    suggestion = Suggestion.objects.get(entity=second)
    assert (suggestion.other, suggestion.reason) == (first, "both have the identifier Q937")


@pytest.mark.parametrize(
    ("sure", "name", "identifier"),
    [
        (None, "Albert Einstein", ""),
        (100.0, "Albert Einstein", ""),  # not above
        (95.0, "Albert Einstein", "Q937"),
        (50.0, "Albert Einstein", ""),  # two above
        (50.0, "Norwey", ""),  # the service is not sure
    ],
)
def test_only_the_settings_spare_a_person(
    service: ReconciliationServer, settings, desk, sure, name, identifier
):
    settings.NEWSROOM_RECONCILIATION_SURE = sure
    entity = confirm_entity(proposed(name, "place" if name == "Norwey" else "person"), by=desk)
    work()
    entity.refresh_from_db()
    assert entity.wikidata_id == identifier
    assert entity.candidates.filter(state="accepted", decided_by=None).exists() == bool(identifier)


def test_what_a_person_refused_is_not_taken_over(service: ReconciliationServer, settings, desk):
    einstein = confirm_entity(proposed(), by=desk)
    work()
    refuse_candidates(einstein, by=desk)
    settings.NEWSROOM_RECONCILIATION_SURE = 10.0
    ask_for_identifiers(einstein, by=desk)
    work()
    einstein.refresh_from_db()
    assert einstein.wikidata_id == ""


def test_many_are_asked_about_in_batches_of_the_services_size(service: ReconciliationServer, desk):
    service.manifest["batchSize"] = 3
    identifiers.want([proposed(f"Person {number}") for number in range(7)])
    work()
    assert [len(batch) for batch in service.batches] == [3, 3, 1]
    assert not Reconciliation.objects.filter(answered_at=None).exists()


def test_a_busy_service_is_left_alone_as_long_as_it_asks(service: ReconciliationServer):
    einstein = proposed()
    service.misbehaves = "busy"
    identifiers.want([einstein])
    work()
    waiting = owed()
    assert waiting is not None
    assert timedelta(seconds=4) < waiting.due_at - timezone.now() <= timedelta(seconds=7)
    service.misbehaves = ""
    OutboxEvent.objects.waiting().update(due_at=timezone.now())
    work()
    assert "Q937" in found(einstein)


def test_a_broken_service_is_tried_again_and_given_up_in_the_open(service: ReconciliationServer, settings):
    settings.NEWSROOM_MAX_ATTEMPTS = 2
    settings.NEWSROOM_RETRY_BASE = 0
    service.misbehaves = "broken"
    identifiers.want([proposed()])
    work()
    failed = OutboxEvent.objects.failed().get(topic="reconciliation.wanted")
    assert (failed.attempts, "answers 500" in failed.reason) == (2, True)
    assert Reconciliation.objects.filter(answered_at=None).count() == 1


def test_a_service_of_other_identifiers_is_refused(service: ReconciliationServer):
    service.manifest["identifierSpace"] = "https://d-nb.info/gnd/"
    identifiers.want([proposed()])
    with pytest.raises(identifiers.ReconciliationError, match="not of Wikidata"):
        identifiers.answer_next()
    assert service.batches == []


def test_without_anybody_to_ask_nothing_is_asked_and_it_is_said(desk):
    einstein = confirm_entity(proposed(), by=desk)
    work()
    assert not Reconciliation.objects.exists()
    with pytest.raises(ValidationError, match="NEWSROOM_RECONCILIATION_URL"):
        ask_for_identifiers(einstein, by=desk)


def test_an_imported_file_answers_without_any_service(desk):
    for identifier, label in (("Q937", "Albert Einstein"), ("Q11", "Einstein (crater)")):
        record = AuthorityRecord.objects.create(
            identifier=identifier,
            label=label,
            kind="person",
            names=[label, "A. Einstein"],
            description="known",
        )
        for name in record.names:
            AuthorityName.objects.create(record=record, key=alias_key(name))
    einstein = proposed()
    Alias.objects.create(entity=einstein, name="A. Einstein")
    confirm_entity(einstein, by=desk)
    work()
    first, second = einstein.candidates.all()
    assert (first.identifier, first.score, first.origin) == ("Q937", 100.0, "file")
    assert second.identifier == "Q11"
    assert second.score < 100
