"""Quotations whose speaker stands behind the words, between them or before their second half."""

import pytest

from tests.prose.reading import differences, direct, indirect, shortfall, table


@table(
    (
        "“We were never asked,” said Marta Lindqvist, who has run the kiosk at the station since 1998.",
        [direct("Marta Lindqvist", "said", "We were never asked", "Marta Lindqvist")],
    ),
    (
        "“It was the longest night of my life,” recalled Petty Officer Sean Aldous, 34, as he "
        "left the hospital with his arm in a sling.",
        [
            direct(
                "Petty Officer Sean Aldous", "recalled", "It was the longest night of my life", "Sean Aldous"
            )
        ],
    ),
    pytest.param(
        "“Turnout will decide it,” predicts Lena Castellanos, a pollster in Tucson.",
        [
            direct(
                "Lena Castellanos, a pollster in Tucson",
                "predicts",
                "Turnout will decide it",
                "Lena Castellanos",
            )
        ],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
    (
        (
            "“Is anybody going to pay for this?” asked one shopkeeper, sweeping glass from his "
            "doorway on Monday."
        ),
        [direct("one shopkeeper", "asked", "Is anybody going to pay for this?")],
    ),
    pytest.param(
        "“You cannot run a hospital on goodwill!” thundered Dame Harriet Coyle, the trust’s "
        "outgoing chairwoman.",
        [
            direct(
                "Dame Harriet Coyle, the trust’s outgoing chairwoman",
                "thundered",
                "You cannot run a hospital on goodwill",
                "Harriet Coyle",
            )
        ],
        marks=shortfall("the source is not found; the cue is not found; nobody is named behind the source"),
    ),
    (
        (
            "The shares fell by a third before lunch. “The market has spoken,” shrugged Enzo "
            "Bianchi, who sold his stake last year."
        ),
        [direct("Enzo Bianchi", "shrugged", "The market has spoken", "Enzo Bianchi")],
    ),
    (
        "“Safety comes first,” read a statement from the operator, Norrland Rail.",
        [
            direct(
                "a statement from the operator, Norrland Rail", "read", "Safety comes first", "Norrland Rail"
            )
        ],
    ),
    (
        "“The defendant showed no remorse,” wrote Judge Alan Prescott in a 40-page ruling.",
        [direct("Judge Alan Prescott", "wrote", "The defendant showed no remorse", "Alan Prescott")],
    ),
    (
        "“Come and get your tickets!” cried a man in a straw hat.",
        [direct("a man in a straw hat", "cried", "Come and get your tickets")],
    ),
    (
        (
            "“There is no plan B,” a European Commission official told the Financial Mirror on "
            "condition of anonymity."
        ),
        [direct("a European Commission official", "told", "There is no plan B")],
    ),
    (
        "“We’ll appeal,” was all that the company’s lawyer, Ruth Abelson, would say as she left the court.",
        [direct("the company’s lawyer, Ruth Abelson", "say", "We’ll appeal", "Ruth Abelson")],
    ),
)
def test_the_speaker_may_stand_behind_the_words(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "“If the ice goes,” said Dr Ingrid Halvorsen, “the fishing goes with it.”",
        [
            direct(
                "Dr Ingrid Halvorsen",
                "said",
                "If the ice goes … the fishing goes with it",
                "Ingrid Halvorsen",
            )
        ],
    ),
    (
        "“Look,” he sighed, “nobody here voted for a motorway.” Councillor Piet Vos has lived "
        "in the village for sixty years.",
        [direct("he", "sighed", "Look … nobody here voted for a motorway", "Piet Vos")],
    ),
    (
        "“The trouble with wolves,” Hanna Meier told the committee, “is that they cannot read a map.”",
        [
            direct(
                "Hanna Meier",
                "told",
                "The trouble with wolves … is that they cannot read a map",
                "Hanna Meier",
            )
        ],
    ),
    (
        "“And that,” added Tom Braithwaite, a retired signalman from Crewe, “is why I never take the train.”",
        [
            direct(
                "Tom Braithwaite, a retired signalman from Crewe",
                "added",
                "And that … is why I never take the train",
                "Tom Braithwaite",
            )
        ],
    ),
    pytest.param(
        "“No,” said Obadiah Clarke, when asked whether he would stand again, “I have had my turn.”",
        [
            direct("Obadiah Clarke", "said", "No … I have had my turn", "Obadiah Clarke"),
            indirect("", "asked", "whether he would stand again"),
        ],
        marks=shortfall("read as mixed; the source is not found; the cue has other words"),
    ),
    (
        (
            "“We have at last,” the finance minister told the chamber, “turned a corner.” "
            "Opposition benches laughed."
        ),
        [direct("the finance minister", "told", "We have at last … turned a corner")],
    ),
    (
        (
            "“Every morning,” Mrs. Delgado said, wiping the counter of her bakery in Queens, “I "
            "count the flour bags twice.”"
        ),
        [direct("Mrs. Delgado", "said", "Every morning … I count the flour bags twice", "Delgado")],
    ),
    (
        "“The reef,” she writes in the journal’s June issue, “is not dying; it is being "
        "killed.” Professor Alice Nakamura led the survey.",
        [direct("she", "writes", "The reef … is not dying; it is being killed", "Alice Nakamura")],
    ),
    (
        "“My father,” Kamara said on Sunday, “taught me to lose before he taught me to win.” "
        "Ibrahim Kamara, 22, will meet the champion next.",
        [
            direct(
                "Kamara", "said", "My father … taught me to lose before he taught me to win", "Ibrahim Kamara"
            )
        ],
    ),
    (
        "‘The bill,’ according to a Treasury source, ‘is already three times the estimate.’",
        [direct("a Treasury source", "according to", "The bill … is already three times the estimate")],
    ),
)
def test_the_speaker_may_stand_between_the_words(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "“We lost the farm in April,” said Joanne Pruitt. “We lost the house in May.”",
        [
            direct(
                "Joanne Pruitt",
                "said",
                "We lost the farm in April … We lost the house in May",
                "Joanne Pruitt",
            )
        ],
    ),
    (
        (
            "“The engines were fine,” Captain Luis Ortega told investigators. “The pilots were "
            "not. Nobody had slept.”"
        ),
        [
            direct(
                "Captain Luis Ortega",
                "told",
                "The engines were fine … The pilots were not. Nobody had slept",
                "Luis Ortega",
            )
        ],
    ),
    (
        (
            "“I’m proud of the boys,” the manager said after the final whistle. “They ran until "
            "they dropped.” Rovers play again on Saturday."
        ),
        [direct("the manager", "said", "I’m proud of the boys … They ran until they dropped")],
    ),
    (
        (
            "“What is a museum for?” asks Beatriz Fonseca. “To keep things or to show them? I have "
            "never met a director who could tell me.”"
        ),
        [
            direct(
                "Beatriz Fonseca",
                "asks",
                (
                    "What is a museum for? … To keep things or to show them? I have never met a director "
                    "who could tell me"
                ),
                "Beatriz Fonseca",
            )
        ],
    ),
    (
        (
            "“It’s a sad day,” Whitlock said, pausing to take off his glasses. “I have known every "
            "one of them since they were apprentices.”"
        ),
        [
            direct(
                "Whitlock",
                "said",
                "It’s a sad day … I have known every one of them since they were apprentices",
                "Whitlock",
            )
        ],
    ),
    (
        (
            "Sgt. Dale Freeman said the car was found on Tuesday. “It had been there a while,” he "
            "said. “There was moss on it.”"
        ),
        [
            indirect("Sgt. Dale Freeman", "said", "the car was found on Tuesday", "Dale Freeman"),
            direct("he", "said", "It had been there a while … There was moss on it", "Dale Freeman"),
        ],
    ),
    (
        "“You’ll have your say,” the mayor promised. “All of you.” A man at the back shouted: “When?”",
        [
            direct("the mayor", "promised", "You’ll have your say … All of you"),
            direct("A man at the back", "shouted", "When"),
        ],
    ),
    (
        "“He was quiet,” said a neighbour, Doreen Pike. “He fed the cats,” said another.",
        [
            direct("a neighbour, Doreen Pike", "said", "He was quiet", "Doreen Pike"),
            direct("another", "said", "He fed the cats"),
        ],
    ),
    (
        "Prof Anil Deshmukh put it more bluntly: “It does not work. It never has. Stop selling it.”",
        [
            direct(
                "Prof Anil Deshmukh",
                "put",
                "It does not work. It never has. Stop selling it",
                "Anil Deshmukh",
            )
        ],
    ),
)
def test_words_go_on_behind_the_speaker(text, expected):
    assert differences(text, expected) == []
