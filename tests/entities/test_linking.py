"""Names become entities once, at the same price however many there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entities.linking import Named, link
from entities.models import Alias, Entity

pytestmark = pytest.mark.django_db


def named(name: str, kind: str = "person") -> Named:
    return Named(name=name, kind=kind, forms=(name,))


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

    assert cost(2) == cost(40) <= 6
