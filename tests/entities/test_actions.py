"""What editors decide on entities, and the names that cannot be."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from annotations.models import Mention
from articles.models import ArticleRevision
from claims.models import Claim
from entities.actions import accept_suggestion, confirm_entity, refuse_suggestion, rename_entity
from entities.linking import Named, link
from entities.models import Alias, Entity, Suggestion
from outbox.models import OutboxEvent
from tests.conftest import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Entity:
    entity = Entity.objects.create(name="Mara", kind="person")
    Alias.objects.create(entity=entity, name="Mara")
    return entity


def test_the_old_name_stays_an_alias(mara, desk):
    rename_entity(mara, "  Mara   Lindqvist ", by=desk)
    mara.refresh_from_db()
    assert (mara.name, mara.state, mara.decided_by) == ("Mara Lindqvist", "confirmed", desk)
    assert set(mara.aliases.values_list("name", flat=True)) == {"Mara", "Mara Lindqvist"}


@pytest.mark.parametrize("name", ["", "  ", "x" * 256, "Mara\x00Lindqvist"])
def test_a_name_that_cannot_be_is_refused_at_its_field(mara, desk, name):
    with pytest.raises(ValidationError) as refusal:
        rename_entity(mara, name, by=desk)
    assert set(refusal.value.message_dict) == {"name"}
    assert mara.aliases.count() == 1


def alike(name: str, other: str) -> Suggestion:
    """A suggestion that a proposed entity is a confirmed one."""
    into = Entity.objects.create(name=other, kind="person", state="confirmed")
    Alias.objects.create(entity=into, name=other)
    link([Named(name, "person", ())])
    return Suggestion.objects.get(entity__name=name, other=into)


def test_accepting_a_suggestion_makes_one_entity_of_two(article, desk):
    suggestion = alike("M. Lindqvist", "Mara Lindqvist")
    entity, mara = suggestion.entity, suggestion.other
    revision = ArticleRevision.objects.latest_of(article)
    fields = {"revision": revision, "entity": entity, "kind": "person", "name": entity.name}
    Mention.objects.create(**fields, start=0, end=3, text="The")
    claim = Claim.objects.create(statement="Rents rise.", claimant=entity)
    assert accept_suggestion(suggestion, by=desk) == mara
    entity.refresh_from_db()
    claim.refresh_from_db()
    assert (entity.state, entity.merged_into, entity.decided_by) == ("merged", mara, desk)
    assert set(mara.aliases.values_list("name", flat=True)) == {"M. Lindqvist", "Mara Lindqvist"}
    assert Mention.objects.get().entity == claim.claimant == mara
    assert link([Named("M. Lindqvist", "person", ())]) == [mara]
    assert list(Entity.objects.accepted()) == [mara]
    with pytest.raises(ValidationError, match="merged into “Mara Lindqvist”"):
        confirm_entity(entity, by=desk)


def test_what_a_reading_under_way_hangs_on_a_merged_entity_goes_over_too(article, desk):
    suggestion = alike("M. Lindqvist", "Mara Lindqvist")
    accept_suggestion(suggestion, by=desk)
    Claim.objects.create(statement="Rents rise.", claimant=suggestion.entity)
    OutboxEvent.objects.filter(topic="entity.merged").update(due_at=timezone.now())
    work()
    assert Claim.objects.get(statement="Rents rise.").claimant == suggestion.other


def test_a_suggestion_is_answered_once_and_by_who_may(desk, reporter):
    suggestion = alike("M. Lindqvist", "Mara Lindqvist")
    with pytest.raises(PermissionDenied):
        accept_suggestion(suggestion, by=reporter)
    refuse_suggestion(suggestion, by=desk)
    with pytest.raises(ValidationError, match="answered this already"):
        accept_suggestion(suggestion, by=desk)
    assert not Entity.objects.filter(state="merged").exists()


def test_who_was_told_apart_from_an_entity_is_not_what_it_went_into_either(desk):
    refused = alike("M. Lindqvist", "Mara Lindqvist")
    refuse_suggestion(refused, by=desk)
    twin = Entity.objects.create(name="Mara Lindquist", kind="person", state="confirmed")
    Alias.objects.create(entity=twin, name="Mara Lindquist")
    same = Suggestion.objects.create(entity=refused.other, other=twin, score=0.9, reason="spelled alike")
    accept_suggestion(same, by=desk)
    work()
    assert Suggestion.objects.get(entity=refused.entity, other=twin).state == "refused"
    assert not Suggestion.objects.open().exists()


def test_mergers_in_a_row_end_at_the_last(desk):
    first = alike("M. Lindqvist", "Mara Lindqvist")
    accept_suggestion(first, by=desk)
    last = Entity.objects.create(name="Mara Lindqvist Holm", kind="person", state="confirmed")
    second = Suggestion.objects.create(entity=first.other, other=last, score=0.9, reason="married")
    accept_suggestion(second, by=desk)
    first.entity.refresh_from_db()
    assert first.entity.merged_into == last
