"""What is claimed stands alone: named, negated as it was, and in its own words."""

import pytest

from extraction.statements import statement
from extraction.worth import worth


@pytest.mark.parametrize(
    ("source", "cue", "content", "is_direct", "expected"),
    [
        (
            "James Story",
            "did not think",
            "an invasion was coming",
            False,
            "James Story did not think an invasion was coming",
        ),
        (
            "James Story",
            "added",
            "“I don’t think it is coming,”",
            True,
            "James Story added: “[James Story] doesn’t think it is coming”",
        ),
        ("Ada Obi", "said", "“I'm ready and I've said so.”", True,
         "Ada Obi said: “[Ada Obi] is ready and [Ada Obi] has said so.”"),
        ("Ada Obi", "said", "“They took my car and left me here.”", True,
         "Ada Obi said: “They took [Ada Obi’s] car and left [Ada Obi] here.”"),
        ("Ada Obi", "said", "“I never voted for it.”", True, "Ada Obi said: “[Ada Obi] never voted for it.”"),
        ("Ada Obi", "said", "“We won.”", True, "Ada Obi said: “We won.”"),
        ("Ada Obi", "said", "The rents will fall", False, "Ada Obi said the rents will fall"),
        ("Ada Obi", "noted", "that Norway rejoined", False, "Ada Obi noted Norway rejoined"),
        ("the audit", "According to", "Rents rose by 4%", False, "According to the audit, Rents rose by 4%"),
        ("Solheim", "urging", "residents to join", False, "Solheim urged residents to join"),
        ("Ada Obi", ":", "Rents will fall", False, "Ada Obi: Rents will fall"),
        ("", "said", "rents will fall", False, "Rents will fall"),
        ("", "", "“Rents will fall.”", True, "Rents will fall."),
    ],
)  # fmt: skip
def test_a_statement_names_who_says_it(source, cue, content, is_direct, expected):
    assert statement(source, cue, content, is_direct=is_direct) == expected


@pytest.mark.parametrize(
    ("firm", "loose"),
    [
        ("Unemployment fell by 3 per cent last year.", "I hope that things will get better."),
        ("The city spent 40 million crowns on the bridge in 2019.", "We should build a bridge."),
        ("He voted against the war in 2003.", "He may vote against it."),
        ("Crime rose more than in any other year since 1990.", "Good evening and thank you."),
        ("Norway exported more gas than ever before.", "Did Norway export gas?"),
    ],
)
def test_facts_ask_for_a_check_before_wishes_and_courtesies(firm, loose):
    assert 0 <= worth(loose) < worth(firm) <= 1


def test_a_known_source_counts_for_a_statement():
    assert worth("Rents rose by 4 per cent.", "person") > worth("Rents rose by 4 per cent.")
