"""Which names are held to be one, which are asked about, and which are told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entities.likeness import ALIKE, VARIANT, Named, filing_keys, likeness, search_keys

MAYBE = 0.75


def score(name: str, known: str, kind: str, known_kind: str = "", forms: tuple[str, ...] = ()) -> float:
    return likeness(Named(name, kind, forms), [known], known_kind or kind).score


@pytest.mark.parametrize(
    ("name", "known", "kind"),
    [
        ("Zoë Müller", "Zoe Muller", "person"),
        ("Jean-Luc Picard", "Jean Luc Picard", "person"),
        ("Søren Ødegaard", "Soren Odegaard", "person"),
        ("Norske Skog ASA", "Norske Skog", "organisation"),
        ("The Bank of Norway", "Bank of Norway", "organisation"),
        ("Sao Tomé", "São Tomé", "place"),
    ],
)
def test_accents_hyphens_and_company_forms_make_a_variant(name, known, kind):
    assert score(name, known, kind) == VARIANT


@pytest.mark.parametrize(
    ("name", "known", "kind"),
    [
        ("Mara Lindquist", "Mara Lindqvist", "person"),
        ("M. Lindqvist", "Mara Lindqvist", "person"),
        ("Lindqvist", "Mara Lindqvist", "person"),
        ("Mara Lindqvist", "Lindqvist", "person"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy", "person"),
        ("Alex Byrne", "Alexander Byrne", "person"),
        ("Mary Ann Smith", "Mary Smith", "person"),
        ("WHO", "World Health Organization", "organisation"),
        ("World Health Organization", "W.H.O.", "organisation"),
        ("World Health Organisation", "World Health Organization", "organisation"),
        ("European Union", "EU", "organisation"),
        ("Defence Ministry", "Ministry of Defence", "organisation"),
        ("Eastmouth Harbour", "Eastmouth Harbour Board", "organisation"),
        ("Tesla Motors", "Tesla", "organisation"),
    ],
)
def test_a_name_that_may_be_the_same_is_found_and_asked_about(name, known, kind):
    assert MAYBE <= score(name, known, kind) <= ALIKE
    assert search_keys(name, kind) & filing_keys(known, kind), "nobody would find it"


@pytest.mark.parametrize(
    ("name", "known", "kind"),
    [
        ("Anna Lindqvist", "Mara Lindqvist", "person"),
        ("John Smith", "Joan Smith", "person"),
        ("Mara", "Mara Lindqvist", "person"),
        ("J. Lindqvist", "Mara Lindqvist", "person"),
        ("Apollo 11", "Apollo 12", "event"),
        ("North Korea", "South Korea", "place"),
        ("Eastmouth City Council", "Eastmouth County Council", "organisation"),
        ("World Bank", "West Bank", "place"),
        ("WTO", "World Health Organization", "organisation"),
        ("Ministry of Defence", "Ministry of Health", "organisation"),
        ("Bank of Norway", "Bank of Sweden", "organisation"),
        ("Eastmouth", "Eastmouth City Council", "organisation"),
    ],
)
def test_names_that_tell_apart_are_left_apart(name, known, kind):
    assert score(name, known, kind) < MAYBE


def test_another_kind_counts_against_it():
    same = score("M. Lindqvist", "Mara Lindqvist", "person")
    assert score("M. Lindqvist", "Mara Lindqvist", "organisation", "person") < MAYBE <= same
    assert score("Norske Skog ASA", "Norske Skog", "place", "organisation") == pytest.approx(
        0.9 * VARIANT, abs=0.001
    )


def test_what_the_text_calls_it_too_counts():
    named = Named("Global Health Organisation", "organisation", ("WHO",))
    found = likeness(named, ["World Health Organization", "W.H.O."], "organisation")
    assert (found.score, found.reason) == (0.9, "the text also writes “WHO”")


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["person", "organisation", "place"]))
def test_any_two_names_have_a_likeness_and_searching_finds_what_is_searched_for(one, two, kind):
    assert 0 <= score(one, two, kind) <= VARIANT
    finds = bool(search_keys(one, kind) & filing_keys(two, kind))
    assert finds == bool(search_keys(two, kind) & filing_keys(one, kind))
    assert all(len(key) <= 80 for key in filing_keys(one, kind) | search_keys(one, kind))
