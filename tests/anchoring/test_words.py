"""Sentences and words are cut alike before and after an edit beside them."""

import pytest

from anchoring.carry import carry
from anchoring.words import align, another_claim, facts, likeness, sentences, words

SENTENCES = [
    ("One. Two! Three?", ["One.", "Two!", "Three?"]),
    ("“It rose.” He left.", ["“It rose.”", "He left."]),
    (
        "Mr. Smith paid 2.5 million. U.S. Steel did not.",
        ["Mr. Smith paid 2.5 million.", "U.S. Steel did not."],
    ),
    ("市议会批准了。市长反对。", ["市议会批准了。", "市长反对。"]),
    ("هل ارتفعت؟ نعم.", ["هل ارتفعت؟", "نعم."]),
    ("First line\nSecond line", ["First line", "Second line"]),
    ("  ", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences_end_at_stops(text, expected):
    assert [text[a:b] for a, b in sentences(text)] == expected


WORDS = [
    ("Rents rose 5.2%, he said.", ["rents", "rose", "5.2", "he", "said"]),
    ("don’t “well-known”", ["don't", "well-known"]),
    ("cafe\u0301 😀", ["café", "😀"]),
    ("市议会", ["市", "议", "会"]),
]


@pytest.mark.parametrize(("text", "keys"), WORDS)
def test_words_are_compared_in_one_form(text, keys):
    assert words(text).keys == keys


def test_names_and_numbers_are_the_facts_of_a_sentence():
    assert facts("Rents in Leeds rose by 5% in May.") == {"leeds", "5", "may"}
    assert another_claim("Rents in Leeds rose 5%.", "Rents in York rose 7%.")
    assert not another_claim("Rents in Leeds rose 5%.", "Rents in Leeds rose 7%.")
    assert not another_claim("It costs 12 million over 3 years.", "It costs 14 million over 4 years.")
    assert not another_claim("Rents rose 5%.", "Rents rose 7%.")


def test_a_respelt_word_counts_almost_whole_and_a_number_not_at_all():
    assert 0.95 < likeness("He recieved the big prize", "He received the big prize") < 1
    assert likeness("1234567", "1234568") == 0


CARRIED = [
    (
        "He said rents rose. Fine.",
        "rents rose",
        "He said rents, on the whole, rose. Fine.",
        "rents, on the whole, rose",
    ),
    ("He said “rents rose”.", "“rents rose”", 'He said "rents rose".', '"rents rose"'),
    ("He said rents rose.", "rents rose", "He told us rents rose.", "rents rose"),
    ("He said rents rose.", "rents", "He said prices rose.", "prices"),
    ("He said that rents rose.", "that ", "He said rents rose.", None),
    ("unhappy readers wrote in", "happy readers", "many unhappy readers wrote in", "happy readers"),
]


@pytest.mark.parametrize(("old", "span", "new", "expected"), CARRIED)
def test_a_span_is_carried_between_words(old, span, new, expected):
    at = old.index(span)
    place = carry(old, at, at + len(span), new)
    assert (new[slice(*place)] if place else None) == expected


def test_a_text_far_longer_than_a_sentence_is_aligned_at_its_ends():
    head, tail = [f"h{n}" for n in range(1500)], [f"t{n}" for n in range(1500)]
    ops = align([*head, "was", "x", *tail], [*head, "is", *tail])
    assert ops == [(True, 0, 1500, 0, 1500), (False, 1500, 1502, 1500, 1501), (True, 1502, 3002, 1501, 3001)]
    assert align(head + tail, head + tail) == [(True, 0, 3000, 0, 3000)]
    assert align(["a"] * 3000, ["b"] * 3000) == [(False, 0, 3000, 0, 3000)]
