"""What was done with entities: every act goes on file, gives its entity another version, and can be undone.

For the functions of `actions.py` and its neighbours; each runs in its caller's transaction.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from entities.events import ENTITY_LOST_NAMES
from entities.models import Entity, EntityAct
from outbox.models import OutboxEvent

VALUES = ("name", "kind", "state", "description", "wikidata_id")
Snapshot = dict[str, Any]  # VALUES, `merged_into` (an id), `aliases` and `candidates` (identifier to answer)


NOTHING: Snapshot = {
    **dict.fromkeys(VALUES, ""),
    "merged_into": None,
    "aliases": [],
    "candidates": {},
}  # before it was there


class StaleEntity(ValidationError):
    """Somebody did something with the entity since; `act` is the newest that was done, `changed` by all."""

    def __init__(self, act: EntityAct | None, changed: list[str]) -> None:
        who = act.by.display_name if act and act.by else "The machine"
        done = act.get_name_display() if act else "changed it"
        super().__init__(f"{who} {done} meanwhile. Nothing was changed. Get the entity anew and look at it.")
        self.act, self.changed = act, changed


def take(*entities: Entity) -> None:
    """Have entities to ourselves until the transaction ends, with the values that they have by now.

    Whoever needs several takes them at once: so two who need the same wait for each other in turn.
    """
    rows = Entity.objects.select_for_update(of=("self",)).select_related("merged_into").order_by("pk")
    fresh = {row.pk: row for row in rows.filter(pk__in=[entity.pk for entity in entities])}
    for entity in entities:
        for field in (*VALUES, "merged_into", "decided_at", "decided_by_id", "key", "slug"):
            setattr(entity, field, getattr(fresh[entity.pk], field))


def snapshot(entity: Entity) -> Snapshot:
    """How an entity stands."""
    return {
        **{field: getattr(entity, field) for field in VALUES},
        "merged_into": entity.merged_into_id,
        "aliases": sorted(entity.aliases.values_list("name", flat=True)),
        "candidates": dict(entity.candidates.values_list("identifier", "state")),
    }


def record(entity: Entity, name: str, before: Snapshot, *, by: User | None, **more: Any) -> EntityAct:
    """Put an act on file, after it was done; whoever read texts by names that it lost is told."""
    act = EntityAct.objects.create(
        entity=entity, name=name, before=before, after=snapshot(entity), by=by, at=timezone.now(), **more
    )
    if set(before["aliases"]) - set(act.after["aliases"]) and entity.merged_into_id is None:
        OutboxEvent.objects.record(ENTITY_LOST_NAMES, act.pk)
    return act


def newest_act(entity: Entity | int) -> EntityAct | None:
    """What was done last with an entity."""
    number = getattr(entity, "pk", entity)
    return EntityAct.objects.filter(entity=number).select_related("by").order_by("-pk").first()


def version_of(entity: Entity | int) -> str:
    """Names the state of an entity: another one after every act on it."""
    number = getattr(entity, "pk", entity)
    newest = EntityAct.objects.filter(entity=number).order_by("-pk").values_list("pk", flat=True).first()
    return f"e{newest or 0}"


def require_version(entity: Entity, stated: str, *others: Entity) -> None:
    """Raise StaleEntity unless an entity still stands as `stated` names it; it is ours from then on.

    So are `others`, which the act will need.
    """
    take(entity, *others)
    if version_of(entity) != stated:
        raise StaleEntity(newest_act(entity), _changed_since(entity, stated))


def _changed_since(entity: Entity, stated: str) -> list[str]:
    number = stated.removeprefix("e")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return []
    since = EntityAct.objects.filter(entity=entity, pk__gt=int(number))
    return sorted({member for act in since for member in changes(act)} - {"candidates"})


def changes(act: EntityAct) -> list[str]:
    """The members of an entity's snapshot that an act made another."""
    return [member for member, value in act.after.items() if act.before.get(member) != value]


def undoable(entity: Entity) -> EntityAct | None:
    """The act that `actions.undo_act` would take back: the newest that stands."""
    acts = EntityAct.objects.filter(entity=entity, undone_by=None).exclude(name=EntityAct.Name.UNDO)
    return acts.exclude(name=EntityAct.Name.MAKE).select_related("other", "by").order_by("-pk").first()
