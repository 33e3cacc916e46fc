"""The names by which readers may know whom stories name.

A name that an editor confirmed is the newsroom's own word. Any other came from a text, and that may be a
draft: readers are told it only as far as a text that they see has it.
"""

from collections.abc import Iterable, Sequence

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Length

from annotations.models import Attribution, Mention, MentionQuerySet
from articles.models import ArticleRevision
from entities.models import Entity

CONFIRMED = Q(state=Entity.State.CONFIRMED)


def for_readers(entities: Iterable[Entity]) -> set[int]:
    """Have entities bear the names that readers know; returns the ids of those that have one.

    Who has none is nobody to readers. Two queries at most; the entities are for showing then, not for saving.
    """
    found = [entity for entity in entities if entity.state in (Entity.State.PROPOSED, Entity.State.CONFIRMED)]
    told = {entity.pk for entity in found if entity.state == Entity.State.CONFIRMED}
    proposed = [entity for entity in found if entity.pk not in told]
    if not proposed:
        return told
    own = Exists(_seen().filter(entity=OuterRef("pk"), name=OuterRef("name")))
    ids = {entity.pk for entity in proposed}
    told |= set(Entity.objects.filter(own, pk__in=ids).values_list("pk", flat=True))
    others = [entity for entity in proposed if entity.pk not in told]
    fullest = _fullest({entity.pk for entity in others})
    for entity in others:
        if entity.pk in fullest:
            entity.name = fullest[entity.pk]
            entity.wikidata_id = entity.description = ""  # they follow from the name that is not told
            entity.derive()
    return told | set(fullest)


def _seen() -> MentionQuerySet:
    """Mentions in what readers see now."""
    return Mention.objects.filter(revision__in=ArticleRevision.objects.readers_see().values("pk"))


def _of_each() -> MentionQuerySet:
    """Those of the entity that an outer query is at: asked for twice, PostgreSQL looks them up one by one."""
    return _seen().filter(entity=OuterRef("pk"), entity__gte=OuterRef("pk"))


def _fullest(ids: set[int]) -> dict[int, str]:
    """The longest name that readers see of each entity with one of these ids."""
    if not ids:
        return {}
    names = _seen().filter(entity__in=ids).order_by().values_list("entity_id", "name").distinct()
    fullest: dict[int, str] = {}
    for pk, name in sorted(names, key=lambda row: (len(row[1]), row[1])):
        fullest[pk] = name
    return fullest


def bearing_their_own(entities: "QuerySet[Entity]") -> "QuerySet[Entity]":
    """Those whose very name on file readers may be told, with `shown_name`, which is that name."""
    own = Exists(_of_each().filter(name=OuterRef("name")))
    return entities.filter(CONFIRMED | Q(own)).annotate(shown_name=F("name"))


def named_in_public(entities: "QuerySet[Entity]", words: str) -> "QuerySet[Entity]":
    """Those that readers know by a name with these words, with `shown_name` as `for_readers` gives it."""
    seen = _of_each()
    bearing = Q(CONFIRMED, name__icontains=words) | Q(~CONFIRMED, Exists(seen.filter(name__icontains=words)))
    own = Subquery(seen.filter(name=OuterRef("name")).values("name")[:1])
    fullest = Subquery(seen.order_by(Length("name").desc(), "-name").values("name")[:1])
    shown = Case(
        When(CONFIRMED, then=F("name")),
        default=Coalesce(own, fullest),
        output_field=CharField(max_length=255),
    )
    return entities.filter(bearing).annotate(shown_name=shown)


def source_in(attribution: Attribution) -> str:
    """The source as the attribution's own text has it.

    Empty where only a ruling on another text tells it: what an editor confirmed stays where a reading
    overlooks it, with the words of that other text.
    """
    return attribution.source_text if attribution.source else ""


def cue_in(attribution: Attribution) -> str:
    """The cue as the attribution's own text has it, as `source_in`."""
    return attribution.cue_text if attribution.cue else ""


def sources_of(attributions: Sequence[Attribution]) -> dict[int, Entity]:
    """Whom readers may be told as the sources of attributions, by the attribution's id, with the names
    that they know."""
    sources = {each.pk: each.source_entity for each in attributions if each.source_entity}
    told = for_readers(sources.values())
    return {pk: entity for pk, entity in sources.items() if entity.pk in told}
