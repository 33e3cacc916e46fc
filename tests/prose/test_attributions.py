"""Sentences in, attributions out."""

import pytest

from extraction import read
from tests.prose.reading import attributions, speakers


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Rents will fall, said Mayor Okoro.", "Mayor Okoro", "said", "Rents will fall"),
        ("According to the audit, rents rose.", "the audit", "According to", "rents rose"),
        ("Rents rose in May, according to Ada Obi.", "Ada Obi", "according to", "Rents rose in May"),
        ("Ada Obi said that rents rose.", "Ada Obi", "said", "that rents rose"),
        ("Ada Obi said rents rose.", "Ada Obi", "said", "rents rose"),
        ("The ministry warned Obi the bridge was unsafe.", "The ministry", "warned", "the bridge was unsafe"),
        ("Analysts doubt the bridge will hold.", "Analysts", "doubt", "the bridge will hold"),
        (
            "Norway’s government accused the company of hiding the leak.",
            "Norway’s government",
            "accused",
            "the company of hiding the leak",
        ),
        ("Police told reporters the road was closed.", "Police", "told", "the road was closed"),
        (
            "Ada Obi’s claim that rents rose has drawn criticism.",
            "Ada Obi",
            "claim",
            "that rents rose",
        ),
        ("The report found that the dam was weak.", "The report", "found", "that the dam was weak"),
        ("Ada Obi called for a new vote.", "Ada Obi", "called for", "a new vote"),
        ("The council promised to repair the bridge.", "The council", "promised", "to repair the bridge"),
        ("Critics do not believe the bridge is safe.", "Critics", "do not believe", "the bridge is safe"),
    ],
)
def test_indirect_speech_has_its_source_cue_and_content(text, source, cue, content):
    assert attributions(text) == [("indirect", source, cue, content)]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("“We won,” said Ada Obi.", "Ada Obi", "said", "“We won,”"),
        ("“We won!” Ada Obi declared.", "Ada Obi", "declared", "“We won!”"),
        ('Ada Obi said: "We have won the vote."', "Ada Obi", "said", '"We have won the vote."'),
        ("Ada Obi told reporters, “We have won.”", "Ada Obi", "told", "“We have won.”"),
        (
            "“We won,” said Ada Obi, a dockers’ leader in Bergen.",
            "Ada Obi, a dockers’ leader in Bergen",
            "said",
            "“We won,”",
        ),
        (
            "“If rents fall,” Obi said, “we have won.”",
            "Obi",
            "said",
            "“If rents fall,” … “we have won.”",
        ),
        (
            "“We won the vote,” Obi said. “We will win again.”",
            "Obi",
            "said",
            "“We won the vote,” … “We will win again.”",
        ),
        (
            "Obi said:\n\n“We won the vote today.\n\n“We will win the next one.”",
            "Obi",
            "said",
            "“We won the vote today. … “We will win the next one.”",
        ),
        (
            "“Could they build at Port Ness [her old home]? Yes. I hope so,” Obi added.",
            "Obi",
            "added",
            "“Could they build at Port Ness [her old home]? Yes. I hope so,”",
        ),
    ],
)
def test_direct_speech_has_its_source_cue_and_content(text, source, cue, content):
    assert attributions(text) == [("direct", source, cue, content)]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "Obi praised the “great courage of the crew” on Friday.",
            "Obi",
            "praised",
            "the “great courage of the crew”",
        ),
        (
            "Obi said the plan was “a farce from start to end.”",
            "Obi",
            "said",
            "the plan was “a farce from start to end.”",
        ),
    ],
)
def test_partly_quoted_content_is_mixed(text, source, cue, content):
    assert attributions(text) == [("mixed", source, cue, content)]


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
        ("Ada Obi said rents fell, adding that homes were built.", ["Ada Obi"] * 2, ["said", "adding"]),
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
        "Obi did not say whether rents would fall.",
        "Obi declined to comment on the vote.",
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


def test_a_quote_that_nobody_frames_stays_unattributed():
    found = attributions("The hall was full.\n\n“Nobody asked us about the bridge at all.”\n\nRain fell.")
    assert found == [("direct", "", "", "“Nobody asked us about the bridge at all.”")]


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
    ],
)
def test_sources_lead_to_the_entity_behind_them(text, expected):
    assert speakers(text) == expected


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Poll: voters want a new bridge\n\nThe bridge is old.", "Poll"),
        ("Ada Obi: rents will fall next year\n\nThe vote was close.", "Ada Obi"),
    ],
)
def test_a_headline_may_name_its_source_before_a_colon(text, source):
    assert attributions(text)[0][1:3] == (source, ":")


def test_a_heading_between_paragraphs_is_nobodys_words():
    text = "Ada Obi said rents fell.\n\n“All Bets Are Off.”\n\nRain fell."
    assert [a[3] for a in attributions(text)] == ["rents fell"]


def test_speech_over_three_paragraphs_is_one_attribution():
    text = "“We won the vote,” said Ada Obi. “We will go on.\n\n“We will build.\n\n“We will win.”"
    assert attributions(text) == [
        (
            "direct",
            "Ada Obi",
            "said",
            "“We won the vote,” … “We will go on. … “We will build. … “We will win.”",
        )
    ]


def test_passive_reports_name_their_agent():
    (found,) = attributions("The plan was described by police as a farce.")
    assert found[:3] == ("indirect", "police", "described")
    assert found[3].endswith("a farce")


def test_confidence_is_higher_for_framed_speech_than_for_an_unframed_quote():
    framed = read("“We won the vote today,” said Ada Obi.").attributions[0]
    bare = read("The hall.\n\n“Nobody asked us about the bridge.”").attributions[0]
    assert 0 <= bare.confidence < framed.confidence <= 1


def test_reading_the_same_text_twice_gives_the_same_reading():
    text = "“We won,” said Ada Obi. Analysts doubt the bridge will hold."
    assert read(text) == read(text)
