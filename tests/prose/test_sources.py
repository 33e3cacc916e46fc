"""Who speaks where no person is named: seats of power, the unnamed, whoever is plain from before, nobody."""

import pytest

from tests.prose.reading import differences, direct, indirect, mixed, reported, shortfall, table


@table(
    (
        "Downing Street said the prime minister had not seen the letter.",
        [indirect("Downing Street", "said", "the prime minister had not seen the letter", "Downing Street")],
    ),
    (
        "The Kremlin dismissed the report as “nonsense”.",
        [reported("The Kremlin", "dismissed", "the report as nonsense", "Kremlin")],
    ),
    (
        "Beijing has warned that it will answer any new tariff in kind.",
        [indirect("Beijing", "has warned", "it will answer any new tariff in kind", "Beijing")],
    ),
    (
        "“We will not be lectured,” Tehran said through its state news agency.",
        [direct("Tehran", "said", "We will not be lectured", "Tehran")],
    ),
    (
        "The White House insists the visit was planned months ago.",
        [indirect("The White House", "insists", "the visit was planned months ago", "White House")],
    ),
    (
        "Brussels wants London to pay for the boats.",
        [indirect("Brussels", "wants", "London to pay for the boats", "Brussels", "thought")],
    ),
    (
        "Wall Street believes the worst is over, and Main Street does not.",
        [indirect("Wall Street", "believes", "the worst is over", "Wall Street", "thought")],
    ),
    (
        "Whitehall fears that the computer will not be ready, a former permanent secretary said.",
        [
            indirect(
                "a former permanent secretary", "said", "Whitehall fears that the computer will not be ready"
            ),
            indirect("Whitehall", "fears", "the computer will not be ready", "Whitehall", "thought"),
        ],
    ),
    (
        "Scotland Yard confirmed on Monday that two officers had been suspended.",
        [indirect("Scotland Yard", "confirmed", "two officers had been suspended", "Scotland Yard")],
    ),
    (
        "The Vatican called the sale “a private matter”.",
        [reported("The Vatican", "called", "the sale a private matter", "Vatican")],
    ),
    pytest.param(
        "Berlin and Paris agreed that the fund should be closed.",
        [indirect("Berlin … Paris", "agreed", "the fund should be closed", "Berlin")],
        marks=shortfall("another is named behind the source"),
    ),
)
def test_a_seat_speaks_for_those_who_sit_there(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "A senior official who was not authorised to speak publicly said the talks had collapsed.",
        [indirect("A senior official", "said", "the talks had collapsed")],
    ),
    (
        "Three people familiar with the matter said the bid would be raised to $48 a share.",
        [indirect("Three people familiar with the matter", "said", "the bid would be raised to $48 a share")],
    ),
    (
        "“It was carnage,” said a fan in a yellow raincoat, who had come from Ghent.",
        [direct("a fan in a yellow raincoat", "said", "It was carnage")],
    ),
    (
        "One neighbour, who asked not to be named, heard shouting at about two in the morning. "
        "“Then it went quiet,” she said.",
        [
            indirect("who", "asked", "not to be named"),
            direct("she", "said", "Then it went quiet"),
        ],
    ),
    (
        "Sources close to the striker say he will not sign.",
        [indirect("Sources close to the striker", "say", "he will not sign")],
    ),
    (
        "Aides to Governor Whitman said she had slept for an hour.",
        [indirect("Aides to Governor Whitman", "said", "she had slept for an hour")],
    ),
    (
        "Witnesses said the driver climbed out and lit a cigarette.",
        [indirect("Witnesses", "said", "the driver climbed out and lit a cigarette")],
    ),
    (
        "Lawyers for Omar Fadel argued that the tape had been edited.",
        [indirect("Lawyers for Omar Fadel", "argued", "the tape had been edited")],
    ),
    (
        "Her family said in a statement that Edna Boyle had died “as she lived, laughing”.",
        [mixed("Her family", "said", "Edna Boyle had died as she lived, laughing")],
    ),
    (
        "Farmers in the Po valley expect half the usual rice.",
        [indirect("Farmers in the Po valley", "expect", "half the usual rice", None, "thought")],
    ),
    (
        "Supporters of the mayor, Sandra Kolb, shouted that the count was rigged.",
        [indirect("Supporters of the mayor, Sandra Kolb", "shouted", "the count was rigged")],
    ),
    (
        "“I’d do it again,” the 16-year-old told the court. He cannot be named.",
        [direct("the 16-year-old", "told", "I’d do it again")],
    ),
)
def test_the_unnamed_stay_unnamed(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "The hall fell silent.\n\n“Is anyone going to tell her?”\n\nNobody moved.",
        [direct("", "", "Is anyone going to tell her")],
    ),
    pytest.param(
        "Somewhere behind the fence a voice: “Get down!” Then the shooting began.",
        [direct("a voice", "", "Get down")],
        marks=shortfall("the source is not found"),
    ),
    (
        "Ask ten people on Harbour Street and you hear it ten times. “Nothing ever changes here.”",
        [direct("", "", "Nothing ever changes here")],
    ),
    pytest.param(
        "“We want bread! We want bread!”\n\nThe chant could be heard across the river on Saturday night.",
        [direct("", "", "We want bread! We want bread")],
        marks=shortfall("a source is guessed; a cue is guessed; the content is cut short"),
    ),
    (
        "It is said that the bell rings by itself before a drowning.",
        [indirect("", "is said", "the bell rings by itself before a drowning")],
    ),
    (
        "The radio crackled. “Two boats, no lights.” The captain turned the wheel.",
        [direct("", "", "Two boats, no lights")],
    ),
    (
        "“Always read the small print.” It is advice that half of the country ignores.",
        [direct("", "", "Always read the small print")],
    ),
    (
        "There were reports of gunfire near the barracks.",
        [indirect("", "reports", "gunfire near the barracks")],
    ),
)
def test_what_nobody_is_named_for_stays_unattributed(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "A crowd of 2,000 filled the square. “Enough is enough,” one placard read.",
        [direct("one placard", "read", "Enough is enough")],
    ),
    pytest.param(
        "Helga Thorsen walked out of the meeting. “They had made up their minds before I sat down.”",
        [direct("Helga Thorsen", "", "They had made up their minds before I sat down", "Helga Thorsen")],
        marks=shortfall("the source is not found; nobody is named behind the source"),
    ),
    (
        "Imran Sheikh has no doubts. “It’s a penalty every day of the week.”\n\nThe referee "
        "saw it otherwise.",
        [
            direct("Imran Sheikh", "", "It’s a penalty every day of the week", "Imran Sheikh"),
        ],
    ),
    (
        "“I saw the smoke from the tractor,” said Lars Bakken.\n\n“I thought it was the "
        "neighbour burning leaves.”\n\nIt was his own barn.",
        [
            direct("Lars Bakken", "said", "I saw the smoke from the tractor", "Lars Bakken"),
            direct("Lars Bakken", "", "I thought it was the neighbour burning leaves", "Lars Bakken"),
        ],
    ),
    pytest.param(
        "Nurse Abigail Stone was on duty that night. “The first one was holding a shoe.”",
        [direct("Nurse Abigail Stone", "", "The first one was holding a shoe", "Abigail Stone")],
        marks=shortfall("the source is not found; nobody is named behind the source"),
    ),
    pytest.param(
        "For Tomas Reyes, a bus driver, the choice was easy. “I have three kids and one car.”",
        [direct("Tomas Reyes, a bus driver", "", "I have three kids and one car", "Tomas Reyes")],
        marks=shortfall("the source is not found; nobody is named behind the source"),
    ),
    (
        "The verdict came at noon. Delia Marsh wept. “Seven years,” she said. “Seven years for a phone.”",
        [direct("she", "said", "Seven years … Seven years for a phone", "Delia Marsh")],
    ),
    pytest.param(
        "Chief Constable Adam Fry’s answer was short: “No.”",
        [direct("Chief Constable Adam Fry’s", "answer", "No", "Adam Fry")],
        marks=shortfall("the cue is not found"),
    ),
)
def test_whoever_is_plain_from_the_sentence_before_speaks(text, expected):
    assert differences(text, expected) == []
