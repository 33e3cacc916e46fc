"""One entity goes into another: its names and all that hangs on it.

What a reading hangs on entities may be recomputed (`recomputable` on its model), so it is handed over
without a note of it; of all else it is noted what went over, so that it finds back.
"""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from entities import suggestions
from entities.models import Alias, Answer, Candidate, Entity, Suggestion

MERGED_BEFORE = "entities.Entity.merged_into"
HandedOver = dict[str, list[int]]  # primary keys, by the label of the field that pointed to the entity


@transaction.atomic
def merge(entity: Entity, into: Entity) -> HandedOver:
    """Hand everything of `entity` over to `into`; the row stays and says where it went."""
    known = Alias.objects.filter(entity=into).values_list("key", flat=True)
    Alias.objects.filter(entity=entity).exclude(key__in=list(known)).update(entity=into)
    Alias.objects.filter(entity=entity).delete()
    entity.name_keys.all().delete()
    suggestions.refile(into)
    before = Entity.objects.filter(merged_into=entity)
    noted = {MERGED_BEFORE: list(before.order_by("pk").values_list("pk", flat=True))}
    before.update(merged_into=into)
    _hand_over_refusals(entity, into)
    Candidate.objects.filter(entity=entity, state=Answer.PROPOSED).delete()
    entity.state, entity.merged_into = Entity.State.MERGED, into
    return noted | _hand_over_references(entity, into)


@transaction.atomic
def hand_back(entity: Entity, into: Entity, noted: HandedOver) -> None:
    """Have what a merger handed over hang on `entity` again, unless it went elsewhere since."""
    for label, ids in noted.items():
        model_label, _, field = label.rpartition(".")
        model: Any = apps.get_model(model_label)
        model._default_manager.filter(**{"pk__in": ids, field: into}).update(**{field: entity})


@transaction.atomic
def complete(entity: Entity) -> None:
    """Hand over what was hung on a merged entity after the merger; nothing for any other."""
    if entity.merged_into is not None:
        _hand_over_references(entity, entity.merged_into)


def _hand_over_refusals(entity: Entity, into: Entity) -> None:
    """Whoever was told apart from `entity` is not `into` either; open questions about it are asked anew."""
    about = Suggestion.objects.filter(other=entity)
    apart = about.filter(state=Answer.REFUSED).exclude(entity=into)
    Suggestion.objects.bulk_create(
        [
            Suggestion(
                entity_id=each.entity_id,
                other=into,
                score=each.score,
                reason=each.reason,
                state=Answer.REFUSED,
                decided_at=each.decided_at,
                decided_by_id=each.decided_by_id,
            )
            for each in apart
        ],
        update_conflicts=True,
        unique_fields=["entity", "other"],
        update_fields=["state", "decided_at", "decided_by"],
    )
    about.filter(state=Answer.PROPOSED).delete()
    Suggestion.objects.filter(entity=entity, state=Answer.PROPOSED).delete()


def _hand_over_references(entity: Entity, into: Entity) -> HandedOver:
    """The rows of the rooms upstairs: mentions, attributions, claims. Append-only ones keep their word."""
    noted: HandedOver = {}
    for relation in Entity._meta.related_objects:
        model: type[Model] = relation.related_model
        if model._meta.app_label == Entity._meta.app_label or getattr(model, "append_only", False):
            continue
        rows = model._default_manager.filter(**{relation.field.name: entity})
        if not getattr(model, "recomputable", False):
            ids = list(rows.order_by("pk").values_list("pk", flat=True))
            noted |= {f"{model._meta.label}.{relation.field.name}": ids} if ids else {}
        rows.update(**{relation.field.name: into})
    return noted
