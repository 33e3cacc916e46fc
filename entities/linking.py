"""Which of the newsroom's entities a name in a text means. Never changes a decided one."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from django.db import transaction

from entities.models import Alias, Entity, alias_key


@dataclass(frozen=True, slots=True)
class Named:
    """One group of mentions in a text: its fullest name, its kind and every form it was written in."""

    name: str
    kind: str
    forms: tuple[str, ...]


def _rank(candidate: Entity, named: Named) -> tuple[bool, bool, int]:
    """Confirmed first, then the same kind, then the one known longest."""
    return (candidate.state != Entity.State.CONFIRMED, candidate.kind != named.kind, candidate.pk)


def _choose(candidates: Sequence[Entity], named: Named) -> Entity | None:
    fitting = [
        entity
        for entity in candidates
        # An editor's decision on a name outweighs the reader's idea of its kind.
        if entity.kind == named.kind or entity.state != Entity.State.PROPOSED
    ]
    return min(fitting, key=lambda entity: _rank(entity, named), default=None)


@transaction.atomic
def link(names: Sequence[Named]) -> list[Entity | None]:
    """The entity meant by each name, in the same order; unknown names become proposed entities.

    None where an editor rejected the name as an entity, and for kinds that are no entities (dates,
    money, numbers). Costs the same few queries however many names there are.
    """
    wanted = [(_key(named), named) for named in names]
    by_key: dict[str, list[Entity]] = {key: [] for key, _ in wanted if key}
    for alias in Alias.objects.filter(key__in=by_key).select_related("entity"):
        by_key[alias.key].append(alias.entity)
    unknown = {
        (key, named.kind): named
        for key, named in reversed(wanted)  # the first of two that differ in case gives its name
        if key and _choose(by_key[key], named) is None
    }
    for entity in _propose(unknown):
        by_key[entity.key].append(entity)
    chosen = [_choose(by_key[key], named) if key else None for key, named in wanted]
    return [entity if entity and entity.state != Entity.State.REJECTED else None for entity in chosen]


def _key(named: Named) -> str:
    """What to look a name up by; empty where it can be no entity's."""
    return alias_key(named.name[:255]) if named.kind in Entity.Kind.values else ""


def _propose(unknown: dict[tuple[str, str], Named]) -> list[Entity]:
    """The proposed entity of each (key, kind), made where another worker has not just made it."""
    if not unknown:
        return []
    # In one order everywhere, so that two workers with the same names wait for each other in turn.
    rows = [
        Entity(name=named.name[:255], kind=kind).derive()
        for (_, kind), named in sorted(unknown.items(), key=itemgetter(0))
    ]
    Entity.objects.bulk_create(rows, ignore_conflicts=True)
    keys = {key for key, _ in unknown}
    proposed = Entity.objects.filter(key__in=keys, state=Entity.State.PROPOSED).order_by("key", "kind")
    entities = [entity for entity in proposed if (entity.key, entity.kind) in unknown]
    aliases = [Alias(entity=entity, name=entity.name, key=entity.key) for entity in entities]
    Alias.objects.bulk_create(aliases, ignore_conflicts=True)
    return entities
