"""What asks for a check, and why: sentences beside sentences."""

import pytest

from extraction.worth import Reason, reasons, worth


@pytest.mark.parametrize(
    ("firm", "loose"),
    [
        ("Unemployment fell by 3 per cent last year.", "I hope that things will get better."),
        ("The city spent 40 million crowns on the bridge in 2019.", "We should build a bridge."),
        ("Okoro voted against the hospital in 2012.", "Okoro will vote against the hospital."),
        ("Crime rose more than in any other year since 1990.", "Good evening and thank you."),
        ("Norway exported more gas than ever before.", "Did Norway export gas?"),
        ("We have the highest rents in Europe.", "We have a high opinion of you."),
        ("She called the treaty the gold standard.", "She is a wonderful person."),
        ("Nobody on the council has ever opposed the tax.", "Nobody likes a bore."),
        ("Half of all nurses left within two years.", "Half of me wants to leave."),
        ("The government paid 1.7 billion euros to the bank.", "Please pay attention, folks."),
        ("Rents doubled between 2010 and 2020.", "Rents may double if nothing is done."),
        ("The company sold its hospitals and lied about it.", "Let me say this, by the way."),
        ("He was against the war from the start.", "I think he is a smart man."),
        ("Our schools are funded at half the rate of theirs.", "Our schools are great."),
    ],
)
def test_what_can_be_checked_comes_before_what_cannot(firm, loose):
    assert 0 <= worth(loose) < worth(firm) <= 1


@pytest.mark.parametrize(
    ("statement", "more"),
    [
        ("The bridge cost $40 million.", "a quantity"),
        ("There were seven of them.", "a number"),
        ("Rents are higher here than in Leeds.", "a comparison"),
        ("It was the worst flood in history.", "a record"),
        ("Nothing has moved since the war.", "a date or period"),
        ("It happened in 1998.", "a date or period"),
        ("Okoro signed it.", "a named actor"),
        ("In March, she vetoed it.", "a named actor"),
        ("They closed it and sold the land.", "says what happened"),
        ("Exports have fallen.", "says what changed"),
        ("It is about vaccination and hospitals.", "a public matter"),
        ("He said so.", "what somebody said"),
        ("Not one of them came.", "all or none"),
    ],
)
def test_an_editor_reads_what_speaks_for_it(statement, more):
    assert more in [reason.words for reason in reasons(statement) if reason.weight > 0]


@pytest.mark.parametrize(
    ("statement", "less"),
    [
        ("Did the bridge cost 40 million?", "a question"),
        ("“Did it?”", "a question"),
        ("I think it is.", "an opinion"),
        ("We must do it.", "an opinion"),
        ("We’ll build it.", "a promise"),
        ("They are going to close it.", "a promise"),
        ("It might be so.", "a supposition"),
        ("Thank you all very much.", "a courtesy"),
        ("What about your plan then", "talk to somebody"),
        ("Not true.", "very short"),
    ],
)
def test_an_editor_reads_what_speaks_against_it(statement, less):
    assert less in [reason.words for reason in reasons(statement) if reason.weight < 0]


def test_what_weighs_most_is_named_first():
    told = reasons("Did Okoro pay $40 million and 12 million more?")
    assert {told[0].words, told[1].words} == {"a quantity", "a question"}
    assert [abs(r.weight) for r in told] == sorted((abs(r.weight) for r in told), reverse=True)
    assert len({r.words for r in told}) == len(told)


def test_a_known_source_counts_for_a_statement():
    rose = "Rents rose by 4 per cent."
    assert worth(rose, "person") > worth(rose)
    assert Reason("a known source", 0.2) in reasons(rose, "organisation")


@pytest.mark.parametrize("words", ["", " ", "…", "?", "\n"])
def test_nothing_is_worth_little_and_is_no_error(words):
    assert worth(words) < 0.05
    assert all(reason.weight < 0 for reason in reasons(words))


@pytest.mark.parametrize(
    "unit", ["a ", "1 ", "9,", "Okoro has ", "more x ", "was against ", "no n", "’", "($1 "]
)
def test_a_very_long_text_is_weighed_by_its_beginning(unit):
    assert worth(unit * 100_000) == worth(unit * 50_000)
