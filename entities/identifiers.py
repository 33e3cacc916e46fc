"""Which Wikidata identifier an entity may have: asked of an imported file and of a reconciliation service.

What is found are candidates for a person to choose from. Names leave the house only where a service is
set, and only of entities that an editor confirmed or asked about.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from entities import history
from entities.events import RECONCILIATION_WANTED
from entities.likeness import Named, likeness
from entities.models import (
    Alias,
    Answer,
    AuthorityName,
    AuthorityRecord,
    Candidate,
    Entity,
    EntityAct,
    Reconciliation,
    alias_key,
)
from entities.reconciliation import BATCH, Busy, Found, Query, ReconciliationError, Service
from outbox.models import OutboxEvent

OFF = (
    "Nobody can be asked for identifiers: no reconciliation service is set (NEWSROOM_RECONCILIATION_URL) "
    "and no file was imported (manage.py import_entities)."
)
MOST = 5  # candidates of a file for one entity
WIKIDATA_ID = re.compile(r"Q[1-9]\d{0,17}")
# What our kinds are in Wikidata; a service that has other types is asked without any.
TYPES = {
    Entity.Kind.PERSON: "Q5",
    Entity.Kind.ORGANISATION: "Q43229",
    Entity.Kind.PLACE: "Q17334923",
    Entity.Kind.EVENT: "Q1656682",
    Entity.Kind.WORK: "Q386724",
    Entity.Kind.LAW: "Q820655",
}


def is_on() -> bool:
    """Whether there is anybody to ask."""
    return bool(settings.NEWSROOM_RECONCILIATION_URL) or AuthorityRecord.objects.exists()


@transaction.atomic
def want(entities: Iterable[Entity], *, again: bool = False) -> None:
    """Have candidates found by a worker, on the bulk queue; nothing where nobody can be asked.

    Entities with an identifier, or asked about before, are passed by, unless it is to be done `again`.
    """
    now = timezone.now()
    rows = [
        Reconciliation(entity=entity, asked_at=now) for entity in entities if again or not entity.wikidata_id
    ]
    if not rows or not is_on():
        return
    Reconciliation.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if again:
        asked = Reconciliation.objects.filter(entity__in=[row.entity_id for row in rows])
        asked.update(asked_at=now, answered_at=None)
    OutboxEvent.objects.record(RECONCILIATION_WANTED, "all", queue="bulk")


def answer_next() -> int:
    """Find candidates for the entities that wait longest, one request's worth; returns how many.

    Records the news again while others wait. A busy service is left alone for as long as it asks;
    any other failure is raised, and the outbox tries again, later each time.
    """
    waiting = Reconciliation.objects.filter(answered_at=None, entity__merged_into=None)
    if not waiting.exists():
        return 0
    try:
        service = _service()
        asked = list(
            waiting.order_by("asked_at", "pk").select_related("entity")[
                : service.batch_size if service else BATCH
            ]
        )
        entities = [row.entity for row in asked]
        from_service = service.ask(entities) if service else {}
    except Busy as busy:
        OutboxEvent.objects.record(RECONCILIATION_WANTED, "all", delay=busy.seconds, queue="bulk")
        return 0
    with transaction.atomic():
        _store(entities, _from_file(entities), Candidate.Origin.FILE)
        _store(entities, from_service, Candidate.Origin.SERVICE)
        _take_over_what_is_sure(entities)
        for row in asked:  # one that was asked about again meanwhile waits on
            waiting.filter(pk=row.pk, asked_at=row.asked_at).update(answered_at=timezone.now())
        if waiting.exists():
            OutboxEvent.objects.record(RECONCILIATION_WANTED, "all", queue="bulk")
    return len(asked)


@dataclass(frozen=True, slots=True)
class _Wikidata:
    """The service that the settings name."""

    service: Service
    batch_size: int

    def ask(self, entities: Sequence[Entity]) -> dict[int, list[Found]]:
        """What it finds for each entity, by primary key; one request."""
        queries = [Query(entity.name, TYPES.get(Entity.Kind(entity.kind), "")) for entity in entities]
        return {
            entity.pk: [each for each in found if WIKIDATA_ID.fullmatch(each.identifier)]
            for entity, found in zip(entities, self.service.candidates(queries), strict=True)
        }


def _service() -> _Wikidata | None:
    if not settings.NEWSROOM_RECONCILIATION_URL:
        return None
    service = Service(settings.NEWSROOM_RECONCILIATION_URL, settings.NEWSROOM_RECONCILIATION_TIMEOUT)
    manifest = service.manifest()
    if not manifest.is_wikidata:
        raise ReconciliationError(
            f"“{manifest.name}” gives identifiers of {manifest.identifier_space}, not of Wikidata. "
            "Set NEWSROOM_RECONCILIATION_URL to a service of Wikidata's."
        )
    return _Wikidata(service, manifest.batch_size)


def _from_file(entities: Sequence[Entity]) -> dict[int, list[Found]]:
    """The imported records that have one of an entity's names; three queries for all."""
    keys: dict[str, list[Entity]] = defaultdict(list)
    for alias in Alias.objects.filter(entity__in=entities).select_related("entity"):
        keys[alias.key].append(alias.entity)
    filed = AuthorityName.objects.filter(key__in=keys).select_related("record").order_by("record_id", "key")
    found: dict[int, dict[str, Found]] = defaultdict(dict)
    for name in filed:
        for entity in keys[name.key]:
            found[entity.pk].setdefault(name.record.identifier, _as_found(name.record, entity))
    return {pk: sorted(each.values(), key=lambda one: -one.score)[:MOST] for pk, each in found.items()}


def _as_found(record: AuthorityRecord, entity: Entity) -> Found:
    """A record as a candidate, scored from 0 to 100 like those of services."""
    is_same = alias_key(record.label) == entity.key and record.kind == entity.kind
    like = likeness(Named(entity.name, entity.kind, ()), record.names, record.kind)
    return Found(
        identifier=record.identifier,
        label=record.label,
        score=100.0 if is_same else round(like.score * 100, 1),
        description=record.description,
        types=(record.get_kind_display(),),
    )


def _store(entities: Sequence[Entity], found: dict[int, list[Found]], origin: str) -> None:
    """Put candidates on file; what a person answered stays, what nobody answered is brought up to date."""
    answered = set(
        Candidate.objects.filter(entity__in=entities)
        .exclude(state=Answer.PROPOSED)
        .values_list("entity_id", "identifier")
    )
    rows = {
        (pk, each.identifier): Candidate(
            entity_id=pk,
            identifier=each.identifier,
            label=each.label[:255],
            description=each.description[:255],
            types=", ".join(each.types)[:255],
            score=each.score,
            is_match=each.is_match,
            origin=origin,
        )
        for pk, candidates in found.items()
        for each in candidates
        if (pk, each.identifier) not in answered
    }
    Candidate.objects.bulk_create(
        [rows[key] for key in sorted(rows)],
        update_conflicts=True,
        unique_fields=["entity", "identifier"],
        update_fields=["label", "description", "types", "score", "is_match", "origin"],
    )


def _take_over_what_is_sure(entities: Sequence[Entity]) -> None:
    """Give entities their identifiers without a person, where NEWSROOM_RECONCILIATION_SURE allows it.

    Only what the service itself is sure of, alone above the score, for an entity whose identifier
    no person has judged.
    """
    sure = settings.NEWSROOM_RECONCILIATION_SURE
    if sure is None:
        return
    candidates: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in Candidate.objects.filter(entity__in=entities, entity__wikidata_id=""):
        candidates[candidate.entity_id].append(candidate)
    for pk, found in candidates.items():
        above = [each for each in found if each.score > sure]
        if len(above) == 1 and above[0].is_match and all(each.state == Answer.PROPOSED for each in found):
            _take_over(Entity(pk=pk), above[0])


def _take_over(entity: Entity, candidate: Candidate) -> None:
    history.take(entity)
    if entity.wikidata_id:
        return
    before = history.snapshot(entity)
    entity.wikidata_id = candidate.identifier
    Entity.objects.filter(pk=entity.pk).update(wikidata_id=candidate.identifier)
    Candidate.objects.filter(pk=candidate.pk).update(state=Answer.ACCEPTED, decided_at=timezone.now())
    history.record(entity, EntityAct.Name.IDENTIFY, before, by=None)
