"""What editors decide on entities. A decided entity is never changed by a reading."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from entities import history, identifiers, merging, permissions, suggestions
from entities.events import ENTITY_DECIDED, ENTITY_MERGED
from entities.history import Snapshot
from entities.models import Alias, Answer, Candidate, Entity, EntityAct, Suggestion, alias_key
from outbox.models import OutboxEvent

Act = EntityAct.Name
LONGEST_NAME = 255


def _begin(entity: Entity, by: User) -> Snapshot:
    """The entity to ourselves, and how it stands."""
    permissions.require_change(by)
    history.take(entity)
    if entity.merged_into is not None:
        raise ValidationError(f"It was merged into “{entity.merged_into}”. Decide on that one.")
    return history.snapshot(entity)


def _finish(
    entity: Entity, act: str, before: Snapshot, *, by: User, other: Entity | None = None, **more: object
) -> Entity:
    """Save what was decided, put it on file and announce it; nothing where nothing is another than before."""
    if other is None and before == history.snapshot(entity):
        return entity
    _save(entity, by)
    history.record(entity, act, before, by=by, other=other, **more)
    OutboxEvent.objects.record(ENTITY_DECIDED, entity.pk)
    return entity


def _save(entity: Entity, by: User) -> None:
    entity.decided_by, entity.decided_at = by, timezone.now()
    try:
        entity.derive().full_clean()
    except ValidationError as error:
        if set(error.error_dict) == {NON_FIELD_ERRORS}:  # it is not the values: something else stands there
            raise ValidationError(error.messages) from error
        raise
    entity.save()


def _clean(name: str, field: str = "name") -> str:
    """A name without needless space; ValidationError at `field` for what is none."""
    name = " ".join(name.split())
    if not name or not alias_key(name):
        raise ValidationError({field: "Give the entity a name."})
    if "\x00" in name:  # PostgreSQL has no place for it
        raise ValidationError({field: "A name cannot hold null characters."})
    if len(name) > LONGEST_NAME:
        raise ValidationError({field: f"A name has at most {LONGEST_NAME} characters."})
    return name


def _call(entity: Entity, *names: str) -> None:
    """Have the entity go by these names, too."""
    for name in names:
        Alias.objects.get_or_create(entity=entity, key=alias_key(name), defaults={"name": name})


@transaction.atomic
def confirm_entity(entity: Entity, *, by: User) -> Entity:
    """Say that this is someone or something stories name."""
    before = _begin(entity, by)
    entity.state = Entity.State.CONFIRMED
    return _finish(entity, Act.CONFIRM, before, by=by)


@transaction.atomic
def reject_entity(entity: Entity, *, by: User) -> Entity:
    """Say that this is no entity; later readings do not link to it and do not propose it again."""
    before = _begin(entity, by)
    entity.state = Entity.State.REJECTED
    return _finish(entity, Act.REJECT, before, by=by)


@transaction.atomic
def rename_entity(entity: Entity, name: str, *, by: User) -> Entity:
    """Give the entity its right name and confirm it; the old name stays an alias.

    Raises ValidationError naming the field when the name is empty, too long or no text.
    """
    name, before = _clean(name), _begin(entity, by)
    entity.name, entity.state = name, Entity.State.CONFIRMED
    _call(entity, before["name"], name)
    return _finish(entity, Act.RENAME, before, by=by)


@transaction.atomic
def change_kind(entity: Entity, kind: str, *, by: User) -> Entity:
    """Say what kind of thing the entity is, and confirm it."""
    before = _begin(entity, by)
    entity.kind, entity.state = kind, Entity.State.CONFIRMED
    _finish(entity, Act.KIND, before, by=by)
    suggestions.refile(entity)
    return entity


@transaction.atomic
def add_alias(entity: Entity, name: str, *, by: User) -> Entity:
    """Say that the entity goes by another name, too; it holds in what is read from now on."""
    name, before = _clean(name), _begin(entity, by)
    _call(entity, name)
    return _finish(entity, Act.ADD_ALIAS, before, by=by)


@transaction.atomic
def remove_alias(entity: Entity, name: str, *, by: User) -> Entity:
    """Say that a name is not the entity's. Stories that name the entity are linked anew, by a worker."""
    before = _begin(entity, by)
    _require_own(entity, [name], "name")
    entity.aliases.filter(key=alias_key(name)).delete()
    suggestions.refile(entity)
    return _finish(entity, Act.REMOVE_ALIAS, before, by=by)


def _require_own(entity: Entity, names: Sequence[str], field: str) -> None:
    """Raise ValidationError at `field` unless these are aliases that the entity can do without."""
    keys = {alias_key(name): name for name in names}
    if entity.key in keys:
        raise ValidationError(
            {field: f"“{entity.name}” is what the entity itself is called. Rename it first."}
        )
    strange = set(keys) - set(entity.aliases.values_list("key", flat=True))
    if strange:
        words = ", ".join(f"“{keys[key]}”" for key in sorted(strange))
        raise ValidationError({field: f"“{entity.name}” does not go by {words}. See its aliases."})


@transaction.atomic
def merge_entities(entity: Entity, into: Entity, *, by: User) -> Entity:
    """Say that both are the same: one goes into the other, a confirmed one, which is returned.

    Its names become aliases there, and stories that name it name the other from now on.
    """
    permissions.require_change(by)
    if entity.pk == into.pk:
        raise ValidationError({"into": "An entity cannot go into itself. Give another."})
    history.take(entity, into)
    if into.state != Entity.State.CONFIRMED:
        raise ValidationError(f"“{into}” is not confirmed any more. Confirm it first.")
    if entity.state not in (Entity.State.PROPOSED, Entity.State.CONFIRMED):
        raise ValidationError(f"“{entity}” is {entity.get_state_display()} by now.")
    before, before_into = history.snapshot(entity), history.snapshot(into)
    Suggestion.objects.filter(entity=entity, other=into, state=Answer.PROPOSED).update(
        state=Answer.ACCEPTED, decided_by=by, decided_at=timezone.now()
    )
    _hand_over(entity, into, before, by=by)
    return _finish(into, Act.TAKE_IN, before_into, by=by, other=entity)


def _hand_over(entity: Entity, into: Entity, before: Snapshot, *, by: User) -> None:
    handed_over = merging.merge(entity, into)
    entity.decided_by, entity.decided_at = by, timezone.now()
    entity.save()
    history.record(entity, Act.MERGE, before, by=by, other=into, handed_over=handed_over)
    # A reading under way may hang more on the merged one: once its lease is over, that is handed over too.
    OutboxEvent.objects.record(ENTITY_MERGED, entity.pk, delay=settings.NEWSROOM_LEASE)


@transaction.atomic
def split_entity(entity: Entity, names: Sequence[str], *, by: User, name: str = "", kind: str = "") -> Entity:
    """Say that some of an entity's names are another's: a new, confirmed entity, which is returned.

    It is called `name`, or the longest of the names, and is of the same kind unless `kind` says otherwise.
    Stories are linked anew, by a worker; claims keep their claimant.
    """
    before = _begin(entity, by)
    if not names:
        raise ValidationError({"names": "Give the names that are another’s."})
    _require_own(entity, names, "names")
    keys = {alias_key(each) for each in names}
    moved = entity.aliases.filter(key__in=keys)
    own = max(moved.values_list("name", flat=True), key=lambda each: (len(each), each))
    other = Entity(name=_clean(name or own), kind=kind or entity.kind, state=Entity.State.CONFIRMED)
    _save(other, by)
    moved.update(entity=other)
    _call(other, other.name)
    for each in (entity, other):
        suggestions.refile(each)
    history.record(other, Act.MAKE, {**history.NOTHING}, by=by, other=entity)
    OutboxEvent.objects.record(ENTITY_DECIDED, other.pk)
    _finish(entity, Act.SPLIT, before, by=by, other=other)
    return other


@transaction.atomic
def undo_act(entity: Entity, *, by: User) -> Entity:
    """Take back what was done last with an entity and stands; asked again, what was done before that.

    A merger is taken back for both, from either; a split by a merger of both. Raises ValidationError
    where there is nothing to take back, or something stands in the way.
    """
    permissions.require_change(by)
    act = history.undoable(entity)
    history.take(entity, *([act.other] if act and act.other else []))
    if act is None:
        raise ValidationError(f"Nothing was done with “{entity}” that can be taken back.")
    if history.undoable(entity) != act:
        raise ValidationError("Somebody else was faster. Look at what was done, then decide.")
    if act.name == Act.MERGE and act.other:
        _part(entity, act.other, act, by=by)
    elif act.name == Act.TAKE_IN and act.other:
        _part(act.other, entity, history.undoable(act.other), by=by)
    elif act.name == Act.SPLIT and act.other:
        _reunite(entity, act.other, act, by=by)
    else:
        before = _begin(entity, by)
        _restore(entity, act)
        _finish(entity, Act.UNDO, before, by=by, undoes=act)
    return entity


def _restore(entity: Entity, act: EntityAct) -> None:
    """Have an entity stand as before an act, as far as that changed it."""
    was, became = act.before, act.after
    for field in history.VALUES:
        if was[field] != became[field]:
            setattr(entity, field, was[field])
    gained = {alias_key(name) for name in set(became["aliases"]) - set(was["aliases"])}
    entity.aliases.filter(key__in=gained).exclude(key=alias_key(entity.name)).delete()
    _call(entity, *sorted(set(was["aliases"]) - set(became["aliases"])))
    for identifier, answer in was["candidates"].items():
        if became["candidates"].get(identifier) not in (answer, None):
            entity.candidates.filter(identifier=identifier).update(
                state=answer, decided_by=None, decided_at=None
            )
    suggestions.refile(entity)


def _part(entity: Entity, into: Entity, act: EntityAct | None, *, by: User) -> None:
    """Take a merger back: names, and what people hung on the one, return; stories are linked anew."""
    if act is None or act.name != Act.MERGE or entity.merged_into_id != into.pk:
        raise ValidationError(f"“{into}” was merged into another since. Take that back first.")
    before, before_into = history.snapshot(entity), history.snapshot(into)
    taken = EntityAct.objects.filter(
        entity=into, other=entity, name=Act.TAKE_IN, undone_by=None, pk__gt=act.pk
    ).first()
    entity.merged_into = None
    _restore(entity, act)
    if taken:
        _restore(into, taken)
    else:  # it went into the one from which it was split before
        into.aliases.filter(key__in=map(alias_key, act.before["aliases"])).exclude(key=into.key).delete()
        suggestions.refile(into)
    merging.hand_back(entity, into, act.handed_over)
    told_apart = {"state": Answer.REFUSED, "decided_by": by, "decided_at": timezone.now()}
    Suggestion.objects.update_or_create(
        entity=entity,
        other=into,
        defaults=told_apart,
        create_defaults={**told_apart, "score": 0.0, "reason": "they were merged, and that was taken back"},
    )
    _finish(entity, Act.UNDO, before, by=by, other=into, undoes=act)
    _finish(into, Act.UNDO, before_into, by=by, other=entity, undoes=taken)


def _reunite(entity: Entity, other: Entity, act: EntityAct, *, by: User) -> None:
    """Take a split back: what was made of it goes into the entity again."""
    if other.state != Entity.State.CONFIRMED:
        raise ValidationError(f"“{other}” is {other.get_state_display()} by now. Take that back first.")
    before = _begin(entity, by)
    _hand_over(other, entity, history.snapshot(other), by=by)
    _finish(entity, Act.UNDO, before, by=by, other=other, undoes=act)


@transaction.atomic
def accept_suggestion(suggestion: Suggestion, *, by: User) -> Entity:
    """Say that both are the same: the suggested entity goes into the confirmed one, which is returned."""
    permissions.require_change(by)
    history.take(suggestion.entity, suggestion.other)
    suggestion = _answer(suggestion, Answer.ACCEPTED, by)
    return merge_entities(suggestion.entity, suggestion.other, by=by)


@transaction.atomic
def refuse_suggestion(suggestion: Suggestion, *, by: User) -> Suggestion:
    """Say that both are not the same; the machine does not ask again."""
    return _answer(suggestion, Answer.REFUSED, by)


def _answer(suggestion: Suggestion, answer: Answer, by: User) -> Suggestion:
    permissions.require_change(by)
    waiting = Suggestion.objects.select_for_update(of=("self",)).select_related("entity", "other")
    found = waiting.filter(pk=suggestion.pk, state=Answer.PROPOSED).first()
    if found is None:
        raise ValidationError("Somebody has answered this already. Reload the page.")
    found.state, found.decided_by, found.decided_at = answer, by, timezone.now()
    found.save()
    return found


@transaction.atomic
def ask_for_identifiers(entity: Entity, *, by: User) -> None:
    """Have a worker look up which Wikidata identifier the entity may have.

    Raises ValidationError where neither a service nor an imported file could tell.
    """
    permissions.require_change(by)
    if not identifiers.is_on():
        raise ValidationError(identifiers.OFF)
    identifiers.want([entity], again=True)


@transaction.atomic
def identify_entity(entity: Entity, identifier: str, *, by: User) -> Entity:
    """Say which identifier is the entity's; it is confirmed with it, other candidates are refused."""
    if not identifiers.WIKIDATA_ID.fullmatch(identifier):
        raise ValidationError({"wikidata_id": "Give one of Wikidata’s: a Q with a number, as in Q42."})
    before = _begin(entity, by)
    found = entity.candidates.filter(identifier=identifier).first()
    entity.state, entity.wikidata_id = Entity.State.CONFIRMED, identifier
    entity.description = entity.description or (found.description if found else "")
    now = timezone.now()
    entity.candidates.exclude(identifier=identifier).exclude(state=Answer.REFUSED).update(
        state=Answer.REFUSED, decided_by=by, decided_at=now
    )
    entity.candidates.filter(identifier=identifier).update(
        state=Answer.ACCEPTED, decided_by=by, decided_at=now
    )
    _finish(entity, Act.IDENTIFY, before, by=by)
    suggestions.suggest_by_identifier(entity)
    return entity


def confirm_candidate(candidate: Candidate, *, by: User) -> Entity:
    """Say which of the identifiers found is the entity's, as `identify_entity`."""
    return identify_entity(candidate.entity, candidate.identifier, by=by)


@transaction.atomic
def refuse_candidates(entity: Entity, *, by: User) -> Entity:
    """Say that none of the identifiers found is the entity's, not even the one it has; none returns."""
    before = _begin(entity, by)
    entity.candidates.exclude(state=Answer.REFUSED).update(
        state=Answer.REFUSED, decided_by=by, decided_at=timezone.now()
    )
    entity.wikidata_id = ""
    return _finish(entity, Act.IDENTIFY, before, by=by)
