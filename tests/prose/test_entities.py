"""Sentences in, entities out."""

import pytest

from tests.prose.reading import kinds, mentions


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (
            "James Story arrived on Monday. Story noted that ships were near. “No,” Story added.",
            "James Story",
            ["James Story", "Story", "Story"],
        ),
        (
            "President Nicolás Maduro spoke. Maduro’s party cheered Maduro.",
            "Nicolás Maduro",
            ["Nicolás Maduro", "Maduro", "Maduro"],
        ),
        (
            "The United States waited for the U.S. navy. America was calm.",
            "United States",
            ["United States", "U.S.", "America"],
        ),
        (
            "The National Security Agency objected. The NSA refused.",
            "National Security Agency",
            ["National Security Agency", "NSA"],
        ),
    ],
)
def test_mentions_of_one_thing_are_one_entity(text, name, expected):
    found = mentions(text)
    assert found[name] == expected


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Michael Flynn met Trump’s aide. Donald Trump was away. Trump left.", "Donald Trump", "person"),
        ("He flew from Moscow to Caracas on Friday.", "Moscow", "place"),
        ("He flew from Moscow to Caracas on Friday.", "Caracas", "place"),
        ("Many Venezuelans left the country.", "Venezuelans", "group"),
        ("Experts at Chatham House met.", "Chatham House", "organisation"),
        ("The ship cost $4 million in 1989.", "1989", "date"),
        ("The ship cost $4 million in 1989.", "$4 million", "money"),
        ("Some 4,500 troops landed.", "4,500", "number"),
        ("Latin America waited while the Caribbean prepared.", "Caribbean", "place"),
    ],
)
def test_every_entity_has_a_kind(text, name, kind):
    assert kinds(text)[name] == kind


def test_possessives_belong_to_no_name():
    text = "Norway’s coast and Ada Obi's house are near Berg’s farm. Ada Obi left Norway."
    assert not [n for found in mentions(text).values() for n in found if n.endswith(("’s", "'s"))]


def test_one_name_has_one_kind_throughout():
    text = "Donald Trump spoke. Trump’s aides left. Near Trump stood a guard. Trump-backed bills failed."
    assert {kind for name, kind in kinds(text).items() if "Trump" in name} == {"person"}


def test_two_people_of_one_surname_stay_two():
    found = mentions("Bill Obi met Mary Obi. Mary Obi left.")
    assert set(found) >= {"Bill Obi", "Mary Obi"}


def test_an_honorific_is_no_part_of_a_name():
    assert "Ada Obi" in kinds("Senator Ada Obi spoke. Dr. Ada Obi left.")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Obama Says He Will Go\n\nBarack Obama will go to Ohio. Obama spoke on Friday.", "Obama"),
        ("Trump’s Venezuela plan\n\nDonald Trump spoke. Donald Trump left. Venezuela waited.", "Trump"),
    ],
)
def test_a_name_takes_nothing_from_the_headline_around_it(text, name):
    found = [words for of_one in mentions(text).values() for words in of_one]
    assert name in found
    assert not [words for words in found if words.startswith(name) and words != name]


def test_a_short_name_of_another_body_stays_its_own():
    found = mentions("The White House objected. The House voted. The White House replied.")
    assert "House" not in found["White House"]


def test_an_office_leads_to_its_holder_only_where_one_holds_it():
    from tests.prose.reading import speakers

    one = "Mayor Ben Lund spoke. “We won,” the mayor said."
    two = "Mayor Ben Lund met Mayor Kim Dahl. “We won,” the mayor said."
    assert speakers(one) == ["Ben Lund"]
    assert speakers(two) == [None]
