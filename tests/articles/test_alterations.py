"""Which edits change what a story says, and which only how it is written."""

import pytest

from articles.alterations import alterations
from bench.silent_edits import FACTS, fact_edits, paragraphs_of

STORY = [
    "Bridge bill grows by 1,000 crowns",
    "“We have eaten better than on dry land,” said Mara Lindqvist, the chair, on 14 February.",
    "Lindqvist said last Tuesday that the toll of forty million crowns would fall from 40 to 45 per cent.",
    "Otto Berg, of the Harbour Party, disagreed. He left at 5pm.",
]
NAMES = {"Mara Lindqvist", "Lindqvist", "Otto Berg", "Harbour Party"}


def told(old: str, new: str) -> set[tuple[str, str, str]]:
    text = "\n".join(STORY)
    assert old in text
    edited = text.replace(old, new, 1).split("\n")
    return {(each.kind, each.old, each.new) for each in alterations(STORY, edited, NAMES)}


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("1,000 crowns", "1,100 crowns", ("number", "1,000 crowns", "1,100 crowns")),
        ("1,000 crowns", "1,000 euros", ("number", "1,000 crowns", "1,000 euros")),
        ("forty million", "fourteen million", ("number", "forty million crowns", "fourteen million crowns")),
        ("from 40 to 45", "from 45 to 40", ("number", "40", "45 ")),
        ("14 February", "15 February", ("date", "14 February", "15 February")),
        ("last Tuesday", "on Tuesday", ("date", "last Tuesday", "Tuesday")),
        ("5pm", "6pm", ("date", "5pm", "6pm")),
        ("Mara Lindqvist", "Maria Lindqvist", ("name", "Mara Lindqvist", "Maria Lindqvist")),
        ("Lindqvist said", "Berg said", ("name", "Lindqvist", "Berg")),
        ("Harbour Party", "Island Party", ("name", "Harbour Party", "Island Party")),
        (" He left at 5pm.", "", ("date", "5pm", "")),
        ("\nOtto Berg, of the Harbour Party, disagreed.", "\nNobody disagreed.", ("name", "Otto Berg", "")),
    ],
)
def test_a_changed_fact_is_told_with_the_words_before_and_after(
    old: str, new: str, change: tuple[str, str, str]
) -> None:
    kind, was, now = change
    found = told(old, new)
    assert any(each[0] == kind and was in each[1] and now.strip() in each[2] for each in found), found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("eaten better", "eaten worse"),
        ("We have eaten", "We have never eaten"),
        ("“We have eaten better than on dry land,” said", "That they ate well, said"),
    ],
)
def test_a_changed_quotation_is_told(old: str, new: str) -> None:
    assert {kind for kind, _, _ in told(old, new)} == {"quotation"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1,000", "1 000"),
        ("1,000", "1\u202f000"),
        ("1,000", "1000"),
        ("forty million", "40 million"),
        ("14 February", "February 14"),
        ("5pm", "17:00"),
        ("45 per cent", "45%"),
        ("“We have eaten better than on dry land,”", '"We have eaten better than on dry land,"'),
        ("“We have eaten better than on dry land,”", "«We have eaten better than on dry land»,"),
        ("eaten better", "eatne better"),
        ("the chair", "the Chair"),
        ("disagreed", "disagred"),
        (", of the Harbour Party,", " of the Harbour Party"),
        ("Bridge bill grows", "BRIDGE BILL GROWS"),
        ("Lindqvist said", "She said"),
        (" that the toll", "  that the\u00a0toll"),
        ("Otto Berg, of the Harbour Party, disagreed. He left at 5pm.",
         "He left at 5pm. Otto Berg, of the Harbour Party, disagreed."),
        ("disagreed.", "disagreed. Ida Holm, 52, said nothing on Monday."),
    ],
)  # fmt: skip
def test_what_only_is_written_otherwise_or_is_new_raises_nothing(old: str, new: str) -> None:
    assert told(old, new) == set()


def test_paragraphs_in_another_order_raise_nothing() -> None:
    assert alterations(STORY, STORY[::-1], NAMES) == []


@pytest.mark.parametrize("name", FACTS)
def test_no_changed_fact_of_a_demo_story_is_missed_even_before_it_was_read(name: str) -> None:
    """By the names that a person reads in it; the bench does the same with those that the reader finds."""
    text = "\n\n".join(paragraphs_of(name))
    names = {words for edit in FACTS[name] for words in edit.split("→") if words[:1].isupper()}
    missed = [
        what
        for what, new in fact_edits(name, text)
        if not alterations(text.split("\n\n"), new.split("\n\n"), names)
    ]
    assert missed == []
