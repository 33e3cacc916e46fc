"""One entity goes into another: its names and all that hangs on it."""

from django.db import transaction
from django.db.models import Model

from entities import suggestions
from entities.models import Alias, Answer, Candidate, Entity, Suggestion


@transaction.atomic
def merge(entity: Entity, into: Entity) -> None:
    """Hand everything of `entity` over to `into`; the row stays and says where it went."""
    known = Alias.objects.filter(entity=into).values_list("key", flat=True)
    Alias.objects.filter(entity=entity).exclude(key__in=list(known)).update(entity=into)
    Alias.objects.filter(entity=entity).delete()
    entity.name_keys.all().delete()
    suggestions.refile(into)
    Entity.objects.filter(merged_into=entity).update(merged_into=into)
    _hand_over_refusals(entity, into)
    Candidate.objects.filter(entity=entity, state=Answer.PROPOSED).delete()
    entity.state, entity.merged_into = Entity.State.MERGED, into
    _hand_over_references(entity, into)


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


def _hand_over_references(entity: Entity, into: Entity) -> None:
    """The rows of the rooms upstairs: mentions, attributions, claims. Append-only ones keep their word."""
    for relation in Entity._meta.related_objects:
        model: type[Model] = relation.related_model
        if model._meta.app_label != Entity._meta.app_label and not getattr(model, "append_only", False):
            model._default_manager.filter(**{relation.field.name: entity}).update(
                **{relation.field.name: into}
            )
