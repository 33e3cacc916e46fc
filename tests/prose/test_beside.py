"""Sentences in, kinds out: what stands beside a name, or elsewhere in its text, tells what it names."""

import pytest

from tests.prose.reading import kinds, mentions


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The publisher, Verlag Anton Brandt, has refused to do so.", "Verlag Anton Brandt"),
        ("The utility, Jirama, could not explain where they would come from.", "Jirama"),
        ("Her team, Ineos Grenadiers, said yesterday that she was sitting up.", "Ineos Grenadiers"),
        ("The French nuclear fuel group Orano lost a mine in June. Orano vows to sue.", "Orano"),
        ("The minister replied, through Rudaw, a broadcaster in Iraq, that she had asked.", "Rudaw"),
        ("STOKE-ON-TRENT (PA) – An 88-year-old man died in a corridor.", "PA"),
        ("SÃO PAULO (Andes Wire) — Brazil’s regulator approved the shot.", "Andes Wire"),
    ],
)
def test_a_noun_or_a_dateline_beside_a_name_says_that_it_is_a_body(text, name):
    assert kinds(text).get(name) == "organisation"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The charity’s producer, Adelaide Osei, said that it was exhausted.", "Adelaide Osei", "person"),
        ("Kirby Dale told the company that the nachos were cold.", "Kirby Dale", "person"),
        ("She was born in Lowestoft, a district of herring merchants.", "Lowestoft", "place"),
        ("He flew home (Peru) – tired, he said, and in debt.", "Peru", "place"),
    ],
)
def test_nor_are_people_and_places_bodies_for_what_stands_beside_them(text, name, kind):
    assert kinds(text).get(name) == kind


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (
            "Novak Foods closed two plants. Novak blames the price of oil.",
            "Novak Foods",
            ["Novak Foods", "Novak"],
        ),
        (
            "Barrett Foods will close. Barrett blamed the weather.",
            "Barrett Foods",
            ["Barrett Foods", "Barrett"],
        ),
        (
            "Greta Barrett sold Barrett Foods. Barrett blamed the weather.",
            "Greta Barrett",
            ["Greta Barrett", "Barrett"],
        ),
    ],
)
def test_a_body_is_called_by_its_first_word_where_nobody_has_that_name(text, name, expected):
    assert mentions(text).get(name) == expected


@pytest.mark.parametrize(
    ("text", "absent", "present"),
    [
        (
            "The Glide sold well. The Glide 9, a running shoe, was made by Nike; Glide costs $140.",
            {"Glide 9"},
            {"Nike"},
        ),
        (
            "Acme’s Orbit 7 is faster than Orbit 6, and Orbit is what most offices use.",
            {"Orbit 6", "Orbit 7"},
            {"Acme"},
        ),
        ("Hannover 96 beat Schalke 04. Hannover had led.", set(), {"Hannover 96"}),
        (
            "BBC Radio 4 and BBC Radio 5 carried it. BBC Radio declined to comment.",
            set(),
            {"BBC Radio 4", "BBC Radio 5"},
        ),
        ("Channel 4 News led with it; Channel 4 did not.", set(), {"Channel 4"}),
    ],
)
def test_a_name_with_a_version_is_a_product_and_no_body(text, absent, present):
    found = kinds(text).keys()
    assert not absent & found
    assert present <= found


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Visitors come for the shop from “Are You Being Served?”, a comedy.", "Are You Being Served?"),
        ("He plays the tune from “Who Let the Dogs Out?” on Sundays.", "Who Let the Dogs Out?"),
        ("The essay, “How to Be Exact,” was otherwise sound.", "How to Be Exact"),
        ("They sang “Redemption Song” at the grave.", "Redemption Song"),
    ],
)
def test_a_title_is_all_that_stands_in_its_quotation_marks(text, title):
    assert kinds(text).get(title) == "work"


@pytest.mark.parametrize("asked_by", ["OD", "CW", "WN"])
def test_who_asks_in_an_interview_is_no_name(asked_by):
    text = (
        "Commons Wire interviews the novelist Ward Hollis\n\n"
        f"Hollis spoke from his home in Leeds.\n\n(({asked_by})) Where did the gods come from?\n\n"
        f"Hollis: From the ward at night.\n\n(({asked_by})) Your book is hard on John Layard. Why?\n\n"
        "Hollis: He was hard on me."
    )
    assert asked_by not in {name for names in mentions(text).values() for name in names}
