"""Which of the newsroom's entities a name in a text means. Never changes a decided one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

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
    money, numbers). Costs a constant number of queries apart from the entities that it creates.
    """
    linkable = [named for named in names if named.kind in Entity.Kind.values]
    keys = {alias_key(named.name) for named in linkable}
    by_key: dict[str, list[Entity]] = {key: [] for key in keys}
    for alias in Alias.objects.filter(key__in=keys).select_related("entity"):
        by_key[alias.key].append(alias.entity)
    result: list[Entity | None] = []
    for named in names:
        if named.kind not in Entity.Kind.values or not alias_key(named.name):
            result.append(None)
            continue
        candidates = by_key[alias_key(named.name)]
        entity = _choose(candidates, named)
        if entity is None:
            entity = _propose(named)
            candidates.append(entity)
        result.append(entity if entity.state != Entity.State.REJECTED else None)
    return result


def _propose(named: Named) -> Entity:
    name = named.name[:255]
    try:
        with transaction.atomic():
            entity = Entity.objects.create(name=name, kind=named.kind)
            Alias.objects.create(entity=entity, name=name)
    except IntegrityError:  # another worker met the same name a moment ago
        entity = Entity.objects.get(key=alias_key(name), kind=named.kind, state=Entity.State.PROPOSED)
    return entity
