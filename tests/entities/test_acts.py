"""Every act on an entity is on file, and can be taken back: names, kinds, identifiers, mergers and splits."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from accounts.models import User
from annotations.models import Attribution, Mention
from articles.models import ArticlePage
from claims.models import Claim
from entities import actions, history
from entities.linking import Named, link
from entities.models import Alias, Candidate, Entity, EntityAct, Suggestion
from tests.conftest import work
from tests.entities.reconciliation_server import ReconciliationServer

pytestmark = pytest.mark.django_db


def entity(name: str, *aliases: str, state: str = "confirmed", kind: str = "person") -> Entity:
    made = Entity.objects.create(name=name, kind=kind, state=state)
    for each in (name, *aliases):
        Alias.objects.create(entity=made, name=each)
    return made


def standing(of: Entity) -> history.Snapshot:
    return history.snapshot(Entity.objects.get(pk=of.pk))


def names(of: Entity) -> list[str]:
    return standing(of)["aliases"]


ACTS: dict[str, Callable[[Entity, User], object]] = {
    "confirm": lambda mara, by: actions.confirm_entity(mara, by=by),
    "reject": lambda mara, by: actions.reject_entity(mara, by=by),
    "rename": lambda mara, by: actions.rename_entity(mara, "Mara Lindqvist-Holm", by=by),
    "kind": lambda mara, by: actions.change_kind(mara, "organisation", by=by),
    "add_alias": lambda mara, by: actions.add_alias(mara, "The chair", by=by),
    "remove_alias": lambda mara, by: actions.remove_alias(mara, "Lindqvist", by=by),
    "identify": lambda mara, by: actions.identify_entity(mara, "Q2", by=by),
}


@pytest.mark.parametrize("name", ACTS)
def test_every_act_is_on_file_and_can_be_taken_back(name: str, desk: User, checker: User) -> None:
    mara = entity("Mara Lindqvist", "Lindqvist", state="proposed")
    for identifier in ("Q1", "Q2"):
        Candidate.objects.create(entity=mara, identifier=identifier, label="M", score=9, origin="file")
    before, keys = standing(mara), set(mara.name_keys.values_list("key", flat=True))
    ACTS[name](mara, desk)
    after = standing(mara)
    assert after != before
    [act] = EntityAct.objects.all()
    assert (act.name, act.by, act.before, act.after) == (name, desk, before, after)
    assert history.version_of(mara) == f"e{act.pk}"
    actions.undo_act(mara, by=checker)
    assert standing(mara) == before
    assert set(mara.name_keys.values_list("key", flat=True)) == keys
    undo = EntityAct.objects.last()
    assert undo is not None
    assert (undo.name, undo.undoes, undo.by) == ("undo", act, checker)
    with pytest.raises(ValidationError, match="Nothing was done with “Mara Lindqvist”"):
        actions.undo_act(mara, by=desk)


def test_acts_are_taken_back_one_after_the_other(desk: User) -> None:
    mara = entity("Mara", state="proposed")
    actions.rename_entity(mara, "Mara Lindqvist", by=desk)
    actions.add_alias(mara, "The chair", by=desk)
    actions.change_kind(mara, "group", by=desk)
    actions.undo_act(mara, by=desk)
    actions.undo_act(mara, by=desk)
    assert (names(mara), standing(mara)["kind"]) == (["Mara", "Mara Lindqvist"], "person")
    actions.rename_entity(mara, "Mara L.", by=desk)
    actions.undo_act(mara, by=desk)
    actions.undo_act(mara, by=desk)
    assert (standing(mara)["name"], standing(mara)["state"], names(mara)) == ("Mara", "proposed", ["Mara"])


def test_the_same_again_is_no_act_and_the_database_keeps_those_there_are(desk: User) -> None:
    mara = entity("Mara", state="proposed")
    actions.confirm_entity(mara, by=desk)
    actions.confirm_entity(mara, by=desk)
    [act] = EntityAct.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        EntityAct.objects.filter(pk=act.pk).update(name="reject")
    with pytest.raises(DatabaseError), transaction.atomic():
        act.delete()


@pytest.mark.parametrize("name", ACTS)
def test_who_may_not_decide_does_none_of_it(name: str, reporter: User) -> None:
    mara = entity("Mara Lindqvist", "Lindqvist", state="proposed")
    with pytest.raises(PermissionDenied):
        ACTS[name](mara, reporter)
    with pytest.raises(PermissionDenied):
        actions.undo_act(mara, by=reporter)
    assert not EntityAct.objects.exists()


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda mara, by: actions.add_alias(mara, " . ", by=by), "name"),
        (lambda mara, by: actions.add_alias(mara, "x" * 256, by=by), "name"),
        (lambda mara, by: actions.add_alias(mara, "M\x00", by=by), "name"),
        (lambda mara, by: actions.remove_alias(mara, "Mara Lindqvist", by=by), "name"),
        (lambda mara, by: actions.remove_alias(mara, "Nobody", by=by), "name"),
        (lambda mara, by: actions.change_kind(mara, "ship", by=by), "kind"),
        (lambda mara, by: actions.identify_entity(mara, "Q0", by=by), "wikidata_id"),
        (lambda mara, by: actions.split_entity(mara, [], by=by), "names"),
        (lambda mara, by: actions.split_entity(mara, ["Mara Lindqvist"], by=by), "names"),
        (lambda mara, by: actions.split_entity(mara, ["Lindqvist", "Nobody"], by=by), "names"),
        (lambda mara, by: actions.split_entity(mara, ["Lindqvist"], kind="ship", by=by), "kind"),
        (lambda mara, by: actions.split_entity(mara, ["Lindqvist"], name="\x00", by=by), "name"),
        (lambda mara, by: actions.merge_entities(mara, mara, by=by), "into"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(act: Callable[..., object], field: str, desk: User) -> None:
    mara = entity("Mara Lindqvist", "Lindqvist")
    before = standing(mara)
    with pytest.raises(ValidationError) as refusal:
        act(Entity.objects.get(pk=mara.pk), desk)
    assert set(refusal.value.message_dict) == {field}
    assert standing(mara) == before
    assert not EntityAct.objects.exists()
    assert Entity.objects.count() == 1


def test_a_name_that_is_another_ones_again_stands_in_the_way(desk: User) -> None:
    mara = entity("Mara", state="proposed")
    actions.reject_entity(mara, by=desk)
    entity("Mara", state="proposed")
    with pytest.raises(ValidationError, match="Another proposed entity has this name and kind") as refusal:
        actions.undo_act(mara, by=desk)
    assert not hasattr(refusal.value, "error_dict")
    assert standing(mara)["state"] == "rejected"


def test_a_merger_is_taken_back_from_either_side_with_what_people_hung_on_it(
    article: ArticlePage, desk: User
) -> None:
    work()
    mara = Entity.objects.get(name="Mara Lindqvist")
    actions.confirm_entity(mara, by=desk)
    board = entity("The board", state="confirmed", kind="organisation")
    claim = Claim.objects.filter(claimant=mara).first()
    assert claim
    later = Claim.objects.create(statement="Tolls rise.", claimant=board)
    for undo_from in (mara, board):
        before = {each.pk: standing(each) for each in (mara, board)}
        named = Mention.objects.filter(entity=mara).count()
        said = Attribution.objects.filter(source_entity=mara).count()
        assert named
        assert said
        actions.merge_entities(mara, board, by=desk)
        work()
        claim.refresh_from_db()
        assert claim.claimant == board
        assert not Mention.objects.filter(entity=mara).exists()
        actions.undo_act(Entity.objects.get(pk=undo_from.pk), by=desk)
        assert {each.pk: standing(each) for each in (mara, board)} == before
        claim.refresh_from_db()
        later.refresh_from_db()
        assert (claim.claimant, later.claimant) == (mara, board)
        work()  # what was read is linked anew
        assert Mention.objects.filter(entity=mara).count() == named
        assert Attribution.objects.filter(source_entity=mara).count() == said
        assert not Mention.objects.filter(entity=board).exists()
        apart = Suggestion.objects.get(entity=mara, other=board)
        assert (apart.state, apart.decided_by) == ("refused", desk)


def test_mergers_in_a_row_are_taken_back_the_last_one_first(desk: User) -> None:
    first, second, third = entity("M. L."), entity("Mara L."), entity("Mara Lindqvist")
    actions.merge_entities(first, second, by=desk)
    actions.merge_entities(second, third, by=desk)
    first.refresh_from_db()
    with pytest.raises(ValidationError, match=r"“Mara L\.” was merged into another since"):
        actions.undo_act(first, by=desk)
    actions.undo_act(third, by=desk)
    first.refresh_from_db()
    assert first.merged_into == second
    assert (names(second), names(third)) == (["M. L.", "Mara L."], ["Mara Lindqvist"])
    actions.undo_act(first, by=desk)
    assert (names(first), names(second)) == (["M. L."], ["Mara L."])
    assert {each.state for each in Entity.objects.all()} == {"confirmed"}


def test_what_was_done_since_a_merger_stays_when_it_is_taken_back(desk: User) -> None:
    other, mara = entity("M. L."), entity("Mara Lindqvist")
    actions.merge_entities(other, mara, by=desk)
    actions.add_alias(mara, "The chair", by=desk)
    actions.undo_act(other, by=desk)
    assert (names(other), names(mara)) == (["M. L."], ["Mara Lindqvist", "The chair"])
    actions.undo_act(mara, by=desk)
    assert names(mara) == ["Mara Lindqvist"]
    with pytest.raises(ValidationError, match="Nothing was done"):
        actions.undo_act(mara, by=desk)


def test_a_merger_asks_for_one_that_is_confirmed_and_one_that_is_not_gone(desk: User) -> None:
    mara, other, gone = entity("Mara"), entity("M.", state="proposed"), entity("X", state="rejected")
    with pytest.raises(ValidationError, match=r"“M\.” is not confirmed any more"):
        actions.merge_entities(mara, other, by=desk)
    with pytest.raises(ValidationError, match="“X” is rejected by now"):
        actions.merge_entities(gone, mara, by=desk)


def test_a_split_gives_names_and_what_is_said_by_them_to_another(article: ArticlePage, desk: User) -> None:
    work()
    mara = Entity.objects.get(name="Mara Lindqvist")
    board = entity("The board", kind="organisation")
    actions.merge_entities(mara, board, by=desk)
    work()
    named = Mention.objects.filter(entity=board).count()
    assert named
    other = actions.split_entity(board, ["mara lindqvist"], by=desk, kind="person")
    assert (other.name, other.kind, other.state, other.decided_by) == (
        "Mara Lindqvist",
        "person",
        "confirmed",
        desk,
    )
    assert (names(board), names(other)) == (["The board"], ["Mara Lindqvist"])
    assert link([Named("Mara Lindqvist", "person", ())]) == [other]
    work()
    assert Mention.objects.filter(entity=other).count() == named
    assert not Mention.objects.filter(entity=board).exists()
    actions.undo_act(board, by=desk)
    other.refresh_from_db()
    assert (other.state, other.merged_into) == ("merged", board)
    assert names(board) == ["Mara Lindqvist", "The board"]
    assert Mention.objects.filter(entity=board).count() == named
    actions.undo_act(other, by=desk)  # that was a merger, which is taken back like any other
    assert (names(board), names(other)) == (["The board"], ["Mara Lindqvist"])


def test_what_the_machine_took_over_is_on_file_and_can_be_taken_back(
    service: ReconciliationServer, desk: User, settings: Any
) -> None:
    settings.NEWSROOM_RECONCILIATION_SURE = 95.0
    einstein = entity("Albert Einstein", state="proposed")
    actions.confirm_entity(einstein, by=desk)
    work()
    _, act = EntityAct.objects.all()
    assert (act.name, act.by, standing(einstein)["wikidata_id"]) == ("identify", None, "Q937")
    actions.undo_act(einstein, by=desk)
    assert standing(einstein)["wikidata_id"] == ""
    assert standing(einstein)["candidates"]["Q937"] == "proposed"


def test_an_older_version_is_told_who_did_what(desk: User) -> None:
    mara = entity("Mara", state="proposed")
    assert history.version_of(mara) == "e0"
    actions.rename_entity(mara, "Mara Lindqvist", by=desk)
    with transaction.atomic(), pytest.raises(history.StaleEntity) as stale:
        history.require_version(mara, "e0")
    assert stale.value.changed == ["aliases", "name", "state"]
    assert stale.value.act
    assert (stale.value.act.name, stale.value.act.by) == ("rename", desk)
    assert f"{desk.display_name} renamed it meanwhile" in str(stale.value)
    with transaction.atomic():
        history.require_version(mara, history.version_of(mara))
