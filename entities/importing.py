"""Take in records from elsewhere: candidates for the newsroom's entities, and no entities themselves."""

from collections.abc import Sequence

from django.db import transaction

from entities import identifiers
from entities.dumps import Record
from entities.models import AuthorityName, AuthorityRecord, Entity, alias_key

FIELDS = ("label", "kind", "description", "names")


@transaction.atomic
def take_in(records: Sequence[Record]) -> int:
    """Keep these records; returns how many were new or have changed. The same again changes nothing.

    Of two with one identifier the later counts. Costs the same few queries however many there are.
    """
    given = {record.identifier: record for record in records}
    known = {record.identifier: record for record in AuthorityRecord.objects.filter(identifier__in=given)}
    rows = [
        AuthorityRecord(
            identifier=record.identifier,
            label=record.label,
            kind=record.kind,
            description=record.description,
            names=list(record.names),
        )
        for record in given.values()
    ]
    changed = [row for row in rows if _differs(row, known.get(row.identifier))]
    if not changed:
        return 0
    AuthorityRecord.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["identifier"], update_fields=FIELDS, batch_size=100
    )
    stored = AuthorityRecord.objects.filter(identifier__in=[row.identifier for row in changed])
    AuthorityName.objects.filter(
        record__in=[known[row.identifier].pk for row in changed if row.identifier in known]
    ).delete()
    names = {(record.pk, alias_key(name)) for record in stored for name in record.names}
    AuthorityName.objects.bulk_create(
        [AuthorityName(record_id=pk, key=key) for pk, key in sorted(names) if key],
        ignore_conflicts=True,
        batch_size=400,
    )
    return len(changed)


def _differs(row: AuthorityRecord, known: AuthorityRecord | None) -> bool:
    return known is None or any(getattr(row, field) != getattr(known, field) for field in FIELDS)


def ask_anew() -> int:
    """Have confirmed entities without an identifier looked up again; returns how many."""
    waiting = list(Entity.objects.filter(state=Entity.State.CONFIRMED, wikidata_id=""))
    identifiers.want(waiting, again=True)
    return len(waiting)
