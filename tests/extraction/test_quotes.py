"""Quotation marks pair up as a reader pairs them."""

import pytest

from extraction.model import paragraphs_of
from extraction.quotes import find_quotes


def quoted(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_quotes(text, paragraphs_of(text)).all]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “we won” and left.", ["“we won”"]),
        ('He said "we won" and "they lost" today.', ['"we won"', '"they lost"']),
        ("He said 'we won' today.", ["'we won'"]),
        ("He said ‘we’re winning’ today.", ["‘we’re winning’"]),
        ("It's the union's day and the workers' too.", []),
        ("The '90s were hard; rock 'n' roll helped.", []),
        ("Er sagte „wir gewinnen“ heute.", ["„wir gewinnen“"]),
        ("Elle dit «nous gagnons» encore.", ["«nous gagnons»"]),
        ("“She told me ‘no’ twice,” he said.", ["“She told me ‘no’ twice,”"]),
        ('"She asked: “Why?” and left," he said.', ['"She asked: “Why?” and left,"']),
        ('there was “no evidence" yet', ['“no evidence"']),
        ("''We won,'' he said.", ["''We won,''"]),
        ('A 6" pipe and a 12" pipe.', []),
        ("“Fuerte Norte [the mayor’s home]? Yes.”", ["“Fuerte Norte [the mayor’s home]? Yes.”"]),
    ],
)
def test_marks_pair(text, expected):
    assert quoted(text) == expected


def test_an_unclosed_quote_ends_with_its_paragraph():
    assert quoted("“We go on.\n\n“And end,” he said.") == ["“We go on.", "“And end,”"]


def test_a_stray_mark_does_not_swallow_the_next_paragraph():
    assert quoted('He said "we won.\n\nThe vote is over.') == ['"we won.']


@pytest.mark.parametrize(
    ("text", "is_speech"),
    [
        ("“We won the vote,” she said.", True),
        ("He calls it a “special operation” now.", False),
        ("He wrote “The Long Road Home,” a novel.", False),
        ("The “deal” failed.", False),
    ],
)
def test_speech_is_told_from_borrowed_words_and_titles(text, is_speech):
    (quote,) = find_quotes(text, paragraphs_of(text)).all
    assert quote.is_speech is is_speech


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("He won for “My Cousin the Senator.”", True),
        ("She played in “Fog on the Bar”, her first film.", True),
        ("A book entitled “where is the bear?” was on the table.", True),
        ("It bore the word “death” on page 27.", True),
        ("He showed the film, “dante’s peak”, to all.", True),
        ("“We looked for a cheaper part,” she said.", False),
        ("“Thank you,” he said, and left.", False),
        ("He called it “a mess”.", False),
    ],
)
def test_a_name_in_quotation_marks_is_known_by_its_capitals_or_the_words_before_it(text, is_name):
    [quote] = find_quotes(text, paragraphs_of(text)).all
    assert quote.is_name is is_name


def test_a_headline_in_quotes_is_a_headline():
    text = '"Harbour plans: bluster or threat?"\n\nThe harbour is calm.'
    (quote,) = find_quotes(text, paragraphs_of(text)).all
    assert quote.is_headline


@pytest.mark.parametrize("mark", ["'", '"', "“", "‘", "«", "''"])
def test_many_marks_without_words_make_no_error(mark):
    text = (mark + " ") * 5000 + (mark + "a ") * 500
    assert all(q.start < q.end <= len(text) for q in find_quotes(text, paragraphs_of(text)).all)
