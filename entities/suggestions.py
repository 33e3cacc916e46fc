"""Which entities a name may mean without saying so letter by letter: scored, never linked, left to a person.

However many names are asked about, and however many entities there are, it costs the same few queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from entities.likeness import SAME_FORM, VARIANT, Likeness, Named, filing_keys, likeness, search_keys
from entities.models import Alias, AuthorityName, Entity, NameKey, Suggestion, alias_key

PER_KEY = 20  # entities looked at under one key: a name that more share tells nobody apart
PER_NAME = 3  # suggestions for one name
MOST_NAMES = 500  # names of one text that are compared, the first ones
MOST_FORMS = 4


@dataclass(frozen=True, slots=True)
class Likely:
    """An entity that a name may mean."""

    entity: Entity
    likeness: Likeness

    @property
    def score(self) -> float:
        """From 0 to 1."""
        return self.likeness.score


def likely(names: Sequence[Named], *, state: str = Entity.State.CONFIRMED) -> list[list[Likely]]:
    """For each name the entities of this state that it may mean (NEWSROOM_LINK_MAYBE), likeliest first."""
    asked = names[:MOST_NAMES]
    keys = [_keys(named) for named in asked]
    under = _entities_under(set().union(*keys), state) if keys else {}
    by_authority = _known_by_authority(asked) if state == Entity.State.CONFIRMED and asked else {}
    ids = {pk for found in (*under.values(), *by_authority.values()) for pk in found}
    known = {entity.pk: entity for entity in Entity.objects.filter(pk__in=ids).prefetch_related("aliases")}
    found = []
    for named, own_keys in zip(asked, keys, strict=True):
        scores = {
            pk: _likeness(named, known[pk]) for key in own_keys for pk in under.get(key, ()) if pk in known
        }
        for pk in by_authority.get((alias_key(named.name), named.kind), ()):
            if pk in known and scores.get(pk, Likeness(0)).score < SAME_FORM:
                scores[pk] = Likeness(SAME_FORM, "the authority file knows this name for it")
        found.append(_best([Likely(known[pk], like) for pk, like in scores.items()]))
    return found + [[] for _ in names[MOST_NAMES:]]


def _keys(named: Named) -> set[str]:
    forms = named.forms[:MOST_FORMS] if named.kind != Entity.Kind.PERSON else ()
    return set().union(*(search_keys(name, named.kind) for name in (named.name, *forms)))


def _likeness(named: Named, entity: Entity) -> Likeness:
    return likeness(named, [entity.name, *(alias.name for alias in entity.aliases.all())], entity.kind)


def _best(found: Iterable[Likely]) -> list[Likely]:
    maybe = [each for each in found if each.score >= settings.NEWSROOM_LINK_MAYBE]
    return sorted(maybe, key=lambda each: (-each.score, each.entity.pk))[:PER_NAME]


def _entities_under(keys: set[str], state: str) -> dict[str, list[int]]:
    place = Window(RowNumber(), partition_by=F("key"), order_by="entity_id")
    rows = NameKey.objects.filter(key__in=keys, entity__state=state).annotate(place=place)
    found: dict[str, list[int]] = defaultdict(list)
    for key, pk in rows.filter(place__lte=PER_KEY).values_list("key", "entity_id"):
        found[key].append(pk)
    return found


def _known_by_authority(names: Sequence[Named]) -> dict[tuple[str, str], list[int]]:
    """By key and kind: confirmed entities with an identifier under which an imported record has the name."""
    keys = {alias_key(named.name) for named in names}
    rows = AuthorityName.objects.filter(key__in=keys).values_list("key", "record__kind", "record__identifier")
    names_of: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, kind, identifier in rows:
        names_of[identifier].append((key, kind))
    if not names_of:
        return {}
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    confirmed = Entity.objects.filter(wikidata_id__in=names_of, state=Entity.State.CONFIRMED)
    for pk, identifier in confirmed.exclude(wikidata_id="").values_list("pk", "wikidata_id"):
        for name in names_of[identifier]:
            found[name].append(pk)
    return found


def suggest(pairs: Iterable[tuple[Entity, Likely]]) -> None:
    """Put on file that each entity may be the likely one; a pair on file, refused or not, stays as it is."""
    rows = [
        Suggestion(entity=entity, other=each.entity, score=each.score, reason=each.likeness.reason[:400])
        for entity, each in sorted(pairs, key=lambda pair: (pair[0].pk, pair[1].entity.pk))
        if entity.pk != each.entity.pk
    ]
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def suggest_for(entity: Entity) -> None:
    """Put on file which proposed entities may be this confirmed one, now that it is confirmed or renamed."""
    names = [Named(alias.name, entity.kind, ()) for alias in entity.aliases.all()]
    best: dict[int, tuple[Entity, Likely]] = {}
    for found in likely(names, state=Entity.State.PROPOSED):
        for each in found:
            before = best.get(each.entity.pk)
            if before is None or before[1].score < each.score:
                best[each.entity.pk] = (each.entity, Likely(entity, each.likeness))
    suggest(best.values())


def suggest_by_identifier(entity: Entity) -> None:
    """Put on file that an entity may be another confirmed one that has its identifier."""
    same = Entity.objects.filter(wikidata_id=entity.wikidata_id, state=Entity.State.CONFIRMED).exclude(
        pk=entity.pk
    )
    like = Likeness(VARIANT, f"both have the identifier {entity.wikidata_id}")
    suggest((entity, Likely(twin, like)) for twin in same.order_by("pk")[:PER_NAME])


def refile(entity: Entity) -> None:
    """Have an entity found by names like its aliases, also after they were written in bulk."""
    aliases = list(Alias.objects.filter(entity=entity))
    for alias in aliases:
        alias.entity = entity  # as it is here, saved or not
    wanted = {key for alias in aliases for key in filing_keys(alias.name, entity.kind)}
    NameKey.objects.filter(entity=entity).exclude(key__in=wanted).delete()
    NameKey.objects.file(aliases)
