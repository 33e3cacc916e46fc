"""Which of the newsroom's entities a name in a text means. Never changes a decided one.

A name on file letter by letter is linked. A name that only resembles a confirmed entity's is not: it
becomes (or stays) a proposed entity of its own, with a suggestion for an editor beside it.
"""

from collections.abc import Iterable, Sequence
from operator import itemgetter

from django.conf import settings
from django.db import transaction

from entities import suggestions
from entities.likeness import Named
from entities.models import Alias, Answer, Entity, NameKey, Suggestion, alias_key
from entities.suggestions import Likely

__all__ = ["Named", "link"]

Name = tuple[str, str]  # key and kind


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
    # The first of two that differ in case gives its name.
    distinct: dict[Name, Named] = {(key, named.kind): named for key, named in reversed(wanted) if key}
    chosen = _exactly(distinct)
    undecided = {
        name: named
        for name, named in distinct.items()
        if (entity := chosen.get(name)) is None or entity.state == Entity.State.PROPOSED
    }
    likely = dict(zip(undecided, suggestions.likely(list(undecided.values())), strict=True))
    chosen |= _sure(likely, chosen)
    chosen |= _propose({name: named for name, named in distinct.items() if name not in chosen})
    suggestions.suggest(
        (entity, each)
        for name, found in likely.items()
        if (entity := chosen.get(name)) and entity.state == Entity.State.PROPOSED
        for each in found
    )
    entities = [chosen.get((key, named.kind)) for key, named in wanted]
    return [entity if entity and entity.state != Entity.State.REJECTED else None for entity in entities]


def _key(named: Named) -> str:
    """What to look a name up by; empty where it can be no entity's."""
    return alias_key(named.name[:255]) if named.kind in Entity.Kind.values else ""


def _exactly(distinct: dict[Name, Named]) -> dict[Name, Entity]:
    """The entities that have these very names on file."""
    by_key: dict[str, list[Entity]] = {key: [] for key, _ in distinct}
    for alias in Alias.objects.filter(key__in=by_key).select_related("entity"):
        by_key[alias.key].append(alias.entity)
    found = {name: _choose(by_key[name[0]], named) for name, named in distinct.items()}
    return {name: entity for name, entity in found.items() if entity}


def _sure(likely: dict[Name, list[Likely]], chosen: dict[Name, Entity]) -> dict[Name, Entity]:
    """The one entity that a name means for sure, by NEWSROOM_LINK_SURE; none where two are as likely."""
    best = {
        name: [each.entity for each in found if each.score >= settings.NEWSROOM_LINK_SURE]
        for name, found in likely.items()
    }
    single = {name: found[0] for name, found in best.items() if len(found) == 1}
    refused = _refused(chosen[name].pk for name in single if name in chosen)
    return {
        name: entity
        for name, entity in single.items()
        if name not in chosen or (chosen[name].pk, entity.pk) not in refused
    }


def _refused(entities: Iterable[int]) -> set[tuple[int, int]]:
    """The pairs of entities that a person told apart."""
    asked = set(entities)
    if not asked:
        return set()
    apart = Suggestion.objects.filter(entity__in=asked, state=Answer.REFUSED)
    return set(apart.values_list("entity_id", "other_id"))


def _propose(unknown: dict[Name, Named]) -> dict[Name, Entity]:
    """The proposed entity of each name, made where another worker has not just made it."""
    if not unknown:
        return {}
    # In one order everywhere, so that two workers with the same names wait for each other in turn.
    rows = [
        Entity(name=named.name[:255], kind=kind).derive()
        for (_, kind), named in sorted(unknown.items(), key=itemgetter(0))
    ]
    Entity.objects.bulk_create(rows, ignore_conflicts=True)
    keys = {key for key, _ in unknown}
    proposed = Entity.objects.filter(key__in=keys, state=Entity.State.PROPOSED).order_by("key", "kind")
    entities = {
        (entity.key, entity.kind): entity for entity in proposed if (entity.key, entity.kind) in unknown
    }
    aliases = [Alias(entity=entity, name=entity.name, key=entity.key) for entity in entities.values()]
    Alias.objects.bulk_create(aliases, ignore_conflicts=True)
    NameKey.objects.file(aliases)
    return entities
