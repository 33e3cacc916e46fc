"""Names become entities once, at the same price however many there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entities.actions import confirm_entity, refuse_suggestion
from entities.checks import settings_make_sense
from entities.likeness import search_keys
from entities.linking import Named, link
from entities.models import (
    Alias,
    AuthorityName,
    AuthorityRecord,
    Entity,
    NameKey,
    Suggestion,
    alias_key,
)
from tests.conftest import work

pytestmark = pytest.mark.django_db


def named(name: str, kind: str = "person") -> Named:
    return Named(name=name, kind=kind, forms=(name,))


def confirmed(name: str, kind: str = "person", **fields: str) -> Entity:
    entity = Entity.objects.create(name=name, kind=kind, state="confirmed", **fields)
    Alias.objects.create(entity=entity, name=name)
    return entity


def test_unknown_names_become_proposed_entities_in_the_same_order():
    names = [named("Mara Lindqvist"), named("40 million", "money"), named("Eastmouth", "place")]
    mara, money, town = link(names)
    assert (mara.name, mara.kind, mara.state) == ("Mara Lindqvist", "person", "proposed")
    assert (town.key, town.slug) == ("eastmouth", "eastmouth")
    assert money is None
    assert set(Alias.objects.values_list("entity", "key")) == {
        (mara.pk, "mara lindqvist"),
        (town.pk, "eastmouth"),
    }


def test_one_text_may_write_a_name_in_two_ways():
    first, second = link([named("U.N.", "organisation"), named("UN", "organisation")])
    assert first == second == Entity.objects.get()
    assert first.name == "U.N."


def test_a_name_of_two_kinds_is_two_entities():
    person, place = link([named("Jordan"), named("Jordan", "place")])
    assert person != place
    assert link([named("Jordan", "place"), named("Jordan")]) == [place, person]


def test_an_editors_decision_on_a_name_stands_for_every_kind():
    Alias.objects.create(
        entity=Entity.objects.create(name="Budget", kind="work", state="rejected"), name="Budget"
    )
    assert link([named("Budget", "organisation")]) == [None]
    assert Entity.objects.count() == 1


def test_what_another_worker_has_just_proposed_is_joined():
    known = Entity.objects.create(name="Mara Lindqvist", kind="person")  # its alias is not there yet
    assert link([named("Mara Lindqvist")]) == [known]
    assert Alias.objects.get().entity == known


def test_linking_costs_the_same_for_two_and_for_forty_names():
    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            link([named(f"Person {count} {number}") for number in range(count)])
        return len(queries)

    assert cost(2) == cost(40) <= 9


def test_names_like_confirmed_ones_cost_the_same_for_two_and_for_forty():
    for number in range(50):
        confirmed(f"Ada Number{chr(97 + number % 25)} Byrne{number}")

    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            link([named(f"A. Byrne{number}") for number in range(50 - count, 50)])
        return len(queries)

    assert cost(2) == cost(40) <= 12
    assert Suggestion.objects.count() == 40


def test_a_name_like_a_confirmed_one_is_suggested_and_never_linked():
    mara = confirmed("Mara Lindqvist")
    [found] = link([named("M. Lindqvist")])
    assert (found.name, found.state) == ("M. Lindqvist", "proposed")
    suggestion = Suggestion.objects.get()
    assert (suggestion.entity, suggestion.other, suggestion.state) == (found, mara, "proposed")
    assert 0.75 <= suggestion.score < 1
    assert suggestion.reason == "the initial and the surname fit “Mara Lindqvist”"
    assert link([named("M. Lindqvist"), named("Mara Lindqvist")]) == [found, mara]
    assert Suggestion.objects.count() == 1


@pytest.mark.parametrize("state", ["proposed", "rejected"])
def test_nothing_is_suggested_but_confirmed_entities(state):
    Alias.objects.create(
        entity=Entity.objects.create(name="Mara Lindqvist", kind="person", state=state), name="Mara Lindqvist"
    )
    link([named("M. Lindqvist")])
    assert not Suggestion.objects.exists()


def test_a_refused_suggestion_never_returns(desk):
    confirmed("Mara Lindqvist")
    link([named("M. Lindqvist")])
    refuse_suggestion(Suggestion.objects.get(), by=desk)
    link([named("M. Lindqvist")])
    suggestion = Suggestion.objects.get()
    assert (suggestion.state, suggestion.decided_by) == ("refused", desk)
    assert not Suggestion.objects.open().exists()


def test_variants_are_linked_where_the_newsroom_allows_it_and_an_editor_did_not_refuse(settings, desk):
    zoe = confirmed("Zoë Müller")
    [proposed] = link([named("Zoe Muller")])
    assert proposed != zoe
    settings.NEWSROOM_LINK_SURE = 0.96
    assert link([named("Zoe Muller"), named("Zoë Muller")]) == [zoe, zoe]
    refuse_suggestion(Suggestion.objects.get(), by=desk)
    assert link([named("Zoe Muller")]) == [proposed]


def test_two_that_are_as_likely_are_both_asked_about(settings):
    settings.NEWSROOM_LINK_SURE = 0.96
    both = {confirmed("Zoë Müller"), confirmed("Zoé Muller")}
    [proposed] = link([named("Zoe Muller")])
    assert proposed.state == "proposed"
    assert {suggestion.other for suggestion in proposed.suggestions.all()} == both


def test_the_thresholds_are_the_settings(settings):
    settings.NEWSROOM_LINK_MAYBE = 0.9
    confirmed("Mara Lindqvist")
    link([named("Lindqvist")])
    assert not Suggestion.objects.exists()
    settings.NEWSROOM_LINK_MAYBE = 0.7
    link([named("Lindqvist")])
    assert Suggestion.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("NEWSROOM_LINK_SURE", 0.9, "linked without a person"),
        ("NEWSROOM_LINK_SURE", 1.1, "NEWSROOM_LINK_SURE is 1.1"),
        ("NEWSROOM_LINK_MAYBE", 0, "NEWSROOM_LINK_MAYBE is 0"),
        ("NEWSROOM_RECONCILIATION_URL", "wikidata", "no web address: wikidata"),
        ("NEWSROOM_RECONCILIATION_TIMEOUT", 90, "90 seconds"),
    ],
)
def test_settings_that_make_no_sense_are_refused_by_name(settings, name, value, words):
    settings.NEWSROOM_RECONCILIATION_URL = "https://wikidata.example/en/api"
    assert settings_make_sense() == []
    setattr(settings, name, value)
    [fault] = settings_make_sense()
    assert words in fault.msg
    assert fault.hint


def test_confirming_an_entity_finds_the_proposed_ones_like_it(desk):
    full, initial, other = link([named("Mara Lindqvist"), named("M. Lindqvist"), named("Anna Lindqvist")])
    confirm_entity(full, by=desk)
    work()
    suggestion = Suggestion.objects.get()
    assert (suggestion.entity, suggestion.other) == (initial, full)
    assert other.suggestions.count() == 0


def test_a_name_that_an_imported_record_has_is_suggested_for_its_entity():
    record = AuthorityRecord.objects.create(identifier="Q937", label="Albert Einstein", kind="person")
    AuthorityName.objects.create(record=record, key=alias_key("Albert Ajnštajn"))
    einstein = confirmed("Einstein, Albert", wikidata_id="Q937")
    link([named("Albert Ajnštajn"), named("Albert Ajnštajn", "place")])
    suggestion = Suggestion.objects.get()
    assert (suggestion.other, suggestion.entity.kind) == (einstein, "person")
    assert suggestion.reason == "the authority file knows this name for it"


def test_only_what_is_filed_under_a_name_is_looked_at():
    link([named(f"Person Number{number}") for number in range(2000)])
    Entity.objects.update(state="confirmed")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    keys = sorted(search_keys("Mara Lindqvist", "person"))
    plan = NameKey.objects.filter(key__in=keys, entity__state="confirmed").explain()
    index = (
        "name_key_once" if connection.vendor == "postgresql" else "INDEX sqlite_autoindex_entities_namekey_1"
    )
    assert index in plan
