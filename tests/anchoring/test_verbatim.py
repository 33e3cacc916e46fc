"""Quoted words are found in plain text in whatever way its lines were broken, and no others are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchoring.verbatim import find_verbatim

MINUTES = """The harbour board met on Tuesday.
“The bridge will cost 40 mil-
lion crowns,” said the chair.  Tolls
stay unchanged – it’s
agreed – for ten years."""


@pytest.mark.parametrize(
    ("quotation", "found"),
    [
        ("The bridge will cost 40 million crowns", ["The bridge will cost 40 mil-\nlion crowns"]),
        ('"the BRIDGE will cost"', ["The bridge will cost"]),
        ("Tolls stay unchanged - it's agreed", ["Tolls\nstay unchanged – it’s\nagreed"]),
        ("The harbour board … for ten years.", ["The harbour board", "for ten years"]),
        ("The harbour board [...] ten years", ["The harbour board", "ten years"]),
        ("The bridge will cost 41 million crowns", []),
        ("The bridge will cost 40 million crown", []),  # half of a word is another word
        ("for ten years … The harbour board", []),  # in another order it is another sentence
        ("…", []),
        ("", []),
    ],
)
def test_the_words_decide(quotation, found):
    assert [MINUTES[start:end] for start, end in find_verbatim(quotation, MINUTES)] == found


WORDS = st.lists(st.text(st.sampled_from("abcdeä7"), min_size=1, max_size=6), min_size=3, max_size=60)


@given(WORDS, st.data())
def test_what_stands_there_is_found_whatever_parts_its_words(words, data):
    gaps = st.sampled_from([" ", "\n", ",  ", " – ", ".\n\n"])
    text = "".join(word + data.draw(gaps) for word in words)
    first = data.draw(st.integers(0, len(words) - 2))
    last = data.draw(st.integers(first + 1, len(words)))
    [(start, end)] = find_verbatim(" ".join(words[first:last]), text)
    assert "".join(c for c in text[start:end] if c.isalnum()) == "".join(words[first:last])


def test_a_long_text_without_the_words_is_done_with_at_once():
    assert find_verbatim("a a a a a b", "a " * 200_000) == []


def test_of_a_very_long_quotation_the_beginning_must_stand_there():
    text = "So it goes on and on. " * 1000
    [(start, end)] = find_verbatim(text + "And something else.", text)
    assert (start, text[end - 4 : end].isspace()) == (0, False)
    assert end > 4000
