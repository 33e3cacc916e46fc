"""What holds of every attribution: whom it leads to, how sure it is, that it stays the same."""

import pytest

from extraction import read
from tests.prose.reading import (
    attributions,
    differences,
    direct,
    indirect,
    mixed,
    reported,
    shortfall,
    speakers,
    table,
)


@table(
    ("Rents will fall, said Mayor Okoro.", [indirect("Mayor Okoro", "said", "Rents will fall", "Okoro")]),
    ("According to the audit, rents rose.", [indirect("the audit", "According to", "rents rose")]),
    (
        "Rents rose in May, according to Ada Obi.",
        [indirect("Ada Obi", "according to", "Rents rose in May", "Ada Obi")],
    ),
    ("Ada Obi said that rents rose.", [indirect("Ada Obi", "said", "rents rose", "Ada Obi")]),
    ("Ada Obi said rents rose.", [indirect("Ada Obi", "said", "rents rose", "Ada Obi")]),
    (
        "The ministry warned Obi the bridge was unsafe.",
        [indirect("The ministry", "warned", "the bridge was unsafe")],
    ),
    (
        "Analysts doubt the bridge will hold.",
        [indirect("Analysts", "doubt", "the bridge will hold", None, "thought")],
    ),
    (
        "Norway’s government accused the company of hiding the leak.",
        [
            indirect(
                "Norway’s government", "accused", "the company of hiding the leak", "Government of Norway"
            )
        ],
    ),
    ("Police told reporters the road was closed.", [indirect("Police", "told", "the road was closed")]),
    (
        "Ada Obi’s claim that rents rose has drawn criticism.",
        [indirect("Ada Obi", "claim", "rents rose", "Ada Obi")],
    ),
    ("The report found that the dam was weak.", [indirect("The report", "found", "the dam was weak")]),
    ("Ada Obi called for a new vote.", [indirect("Ada Obi", "called for", "a new vote", "Ada Obi")]),
    (
        "The council promised to repair the bridge.",
        [indirect("The council", "promised", "to repair the bridge")],
    ),
    (
        "Critics do not believe the bridge is safe.",
        [indirect("Critics", "do not believe", "the bridge is safe", None, "thought")],
    ),
)
def test_indirect_speech_has_its_source_cue_and_content(text, expected):
    assert differences(text, expected) == []


@table(
    ("“We won,” said Ada Obi.", [direct("Ada Obi", "said", "We won", "Ada Obi")]),
    ("“We won!” Ada Obi declared.", [direct("Ada Obi", "declared", "We won", "Ada Obi")]),
    ('Ada Obi said: "We have won the vote."', [direct("Ada Obi", "said", "We have won the vote", "Ada Obi")]),
    ("Ada Obi told reporters, “We have won.”", [direct("Ada Obi", "told", "We have won", "Ada Obi")]),
    (
        "“We won,” said Ada Obi, a dockers’ leader in Bergen.",
        [direct("Ada Obi, a dockers’ leader in Bergen", "said", "We won", "Ada Obi")],
    ),
    (
        "“If rents fall,” Obi said, “we have won.”",
        [direct("Obi", "said", "If rents fall … we have won", "Obi")],
    ),
    (
        "“We won the vote,” Obi said. “We will win again.”",
        [direct("Obi", "said", "We won the vote … We will win again", "Obi")],
    ),
    (
        "Obi said:\n\n“We won the vote today.\n\n“We will win the next one.”",
        [direct("Obi", "said", "We won the vote today … We will win the next one", "Obi")],
    ),
    (
        "“Could they build at Port Ness [her old home]? Yes, and they will,” Obi added.",
        [direct("Obi", "added", "Could they build at Port Ness [her old home]? Yes, and they will", "Obi")],
    ),
)
def test_direct_speech_has_its_source_cue_and_content(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "Obi praised the “great courage of the crew” on Friday.",
        [reported("Obi", "praised", "the great courage of the crew", "Obi")],
    ),
    (
        "Obi said the plan was “a farce from start to end.”",
        [mixed("Obi", "said", "the plan was a farce from start to end", "Obi")],
    ),
)
def test_partly_quoted_content_is_mixed(text, expected):
    assert differences(text, expected) == []


@pytest.mark.parametrize(
    ("text", "sources", "cues"),
    [
        ("“We won,” said Ada Obi, urging members to stay.", ["Ada Obi", "Ada Obi"], ["said", "urging"]),
        ("“We won,” said Ada Obi, suggesting Berg should resign.", ["Ada Obi"] * 2, ["said", "suggesting"]),
        (
            "Supporters of Ada Obi marched, telling Berg his rule was over.",
            ["Supporters of Ada Obi"],
            ["telling"],
        ),
        pytest.param(
            "Ada Obi said rents fell, adding that homes were built.",
            ["Ada Obi"] * 2,
            ["said", "adding"],
            marks=shortfall("a source or content is read otherwise"),
        ),
        ("Ada Obi agreed, calling the plan a farce.", ["Ada Obi"], ["calling"]),
    ],
)
def test_a_participle_speaks_for_the_subject_of_its_sentence(text, sources, cues):
    found = attributions(text)
    assert [a[1] for a in found] == sources
    assert [a[2] for a in found] == cues


@pytest.mark.parametrize(
    "text",
    [
        "The mayor referred to the “old town” twice.",
        "The “deal” failed on Friday.",
        "The movements might imply the coast is facing a storm.",
        '"Harbour plans: bluster or threat?"\n\nThe harbour is calm.',
        "The bridge, referring to its age, needs paint.",
        "It is raining in Bergen.",
    ],
)
def test_what_nobody_says_is_no_attribution(text):
    assert attributions(text) == []


@table(
    pytest.param(
        "The hall was full.\n\n“Nobody asked us about the bridge at all.”\n\nRain fell.",
        [direct("", "", "Nobody asked us about the bridge at all")],
        marks=shortfall("one report too many"),
    ),
)
def test_a_quote_that_nobody_frames_stays_unattributed(text, expected):
    assert differences(text, expected) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Obi left early. “We won,” she said.", ["Ada Obi"]),
        ("James Story said the port is safe. “No ship is near,” he said.", ["James Story"] * 2),
        ("Supporters of Ada Obi said the vote was fair.", [None]),
        ("Analysts said the vote was fair.", [None]),
        ("Mayor Ben Lund spoke first. “We won,” the mayor said.", ["Ben Lund"]),
        ("Mary Lund met John Berg. “We won,” she said.", ["Mary Lund"]),
        ("Norway’s government said the port was safe.", ["Government of Norway"]),
        ("“We won,” they said.", [None]),
        pytest.param(
            "Mayor Ben Lund met Mayor Kim Dahl. “We won,” the mayor said.",
            [None],
            marks=shortfall("a source or content is read otherwise"),
        ),
    ],
)
def test_sources_lead_to_the_entity_behind_them(text, expected):
    assert speakers(text) == expected


@table(
    (
        "Poll: voters want a new bridge\n\nThe bridge is old.",
        [
            indirect("Poll", "", "voters want a new bridge"),
            indirect("voters", "want", "a new bridge", None, "thought"),
        ],
    ),
    pytest.param(
        "Ada Obi: rents will fall next year\n\nThe vote was close.",
        [indirect("Ada Obi", "", "rents will fall next year", "Ada Obi")],
        marks=shortfall("a report is missed"),
    ),
)
def test_a_headline_may_name_its_source_before_a_colon(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "Ada Obi said rents fell.\n\n“All Bets Are Off.”\n\nRain fell.",
        [indirect("Ada Obi", "said", "rents fell", "Ada Obi")],
    ),
)
def test_a_heading_between_paragraphs_is_nobodys_words(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "“We won the vote,” said Ada Obi. “We will go on.\n\n“We will build.\n\n“We will win.”",
        [
            direct(
                "Ada Obi", "said", "We won the vote … We will go on … We will build … We will win", "Ada Obi"
            )
        ],
    ),
)
def test_speech_over_three_paragraphs_is_one_attribution(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "The plan was described by police as a farce.",
        [indirect("police", "was described", "The plan … as a farce")],
    ),
)
def test_passive_reports_name_their_agent(text, expected):
    assert differences(text, expected) == []


def test_confidence_is_higher_for_framed_speech_than_for_an_unframed_quote():
    framed = read("“We won the vote today,” said Ada Obi.").attributions[0]
    bare = read("The hall.\n\n“Nobody asked us about the bridge.”").attributions[0]
    assert 0 <= bare.confidence < framed.confidence <= 1


def test_reading_the_same_text_twice_gives_the_same_reading():
    text = "“We won,” said Ada Obi. Analysts doubt the bridge will hold."
    assert read(text) == read(text)
