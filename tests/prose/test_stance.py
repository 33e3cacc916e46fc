"""What is said, what is only thought, and what is kept back."""

import pytest

from tests.prose.reading import differences, direct, indirect, mixed, reported, shortfall, table

THOUGHT, WITHHELD = "thought", "withheld"


@table(
    (
        "The company did not say how many jobs would be lost.",
        [indirect("The company", "did not say", "how many jobs would be lost", None, WITHHELD)],
    ),
    (
        "Police would not say whether the driver had been drinking.",
        [indirect("Police", "would not say", "whether the driver had been drinking", None, WITHHELD)],
    ),
    (
        "Detective Inspector Moira Pell declined to say where the boy was found.",
        [
            indirect(
                "Detective Inspector Moira Pell",
                "declined to say",
                "where the boy was found",
                "Moira Pell",
                WITHHELD,
            )
        ],
    ),
    (
        "The palace refused to confirm that the prince had been aboard.",
        [indirect("The palace", "refused to confirm", "the prince had been aboard", None, WITHHELD)],
    ),
    (
        "The Pentagon declined to comment on the strike.",
        [indirect("The Pentagon", "declined to comment", "the strike", "Pentagon", WITHHELD)],
    ),
    (
        "Ms Valentin would not be drawn on whether she would stand for the leadership.",
        [
            indirect(
                "Ms Valentin",
                "would not be drawn on",
                "whether she would stand for the leadership",
                "Valentin",
                WITHHELD,
            )
        ],
    ),
    (
        "The bank has not disclosed how the money was lost.",
        [indirect("The bank", "has not disclosed", "how the money was lost", None, WITHHELD)],
    ),
    (
        "A spokesman for the port neither confirmed nor denied that weapons were in the container.",
        [
            indirect(
                "A spokesman for the port",
                "neither confirmed nor denied",
                "weapons were in the container",
                None,
                WITHHELD,
            )
        ],
    ),
    (
        "Officials have yet to say when the school will reopen.",
        [indirect("Officials", "have yet to say", "when the school will reopen", None, WITHHELD)],
    ),
    ("The airline declined to comment.", []),
    ("Mr Petrosyan could not be reached for comment.", []),
    pytest.param(
        "The ministry did not respond to requests for an interview.",
        [],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
)
def test_what_is_kept_back_is_withheld(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "The chancellor denied that taxes would rise.",
        [indirect("The chancellor", "denied", "taxes would rise")],
    ),
    (
        "Roland Fisk has always denied being on the roof that night.",
        [indirect("Roland Fisk", "denied", "being on the roof that night", "Roland Fisk")],
    ),
    (
        "Baxter denies two counts of fraud and one of false accounting.",
        [indirect("Baxter", "denies", "two counts of fraud and one of false accounting", "Baxter")],
    ),
    (
        "Economists doubt that the cut will reach the shops before Christmas.",
        [indirect("Economists", "doubt", "the cut will reach the shops before Christmas", None, THOUGHT)],
    ),
    (
        "The captain disputed that the ship was overloaded.",
        [indirect("The captain", "disputed", "the ship was overloaded")],
    ),
    (
        "Neighbours do not believe that Mr Hallam fell.",
        [indirect("Neighbours", "do not believe", "Mr Hallam fell", None, THOUGHT)],
    ),
    (
        "The United Nations warned that a million people would go hungry unless the port reopened.",
        [
            indirect(
                "The United Nations",
                "warned",
                "a million people would go hungry unless the port reopened",
                "United Nations",
            )
        ],
    ),
    pytest.param(
        "Unless the levee is raised, the governor warned, the town will be abandoned.",
        [indirect("the governor", "warned", "Unless the levee is raised … the town will be abandoned")],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
    (
        "The group threatened that, if the ransom was not paid by noon, it would publish the files.",
        [
            indirect(
                "The group", "threatened", "if the ransom was not paid by noon, it would publish the files"
            )
        ],
    ),
    (
        "Critics question whether the stadium is needed at all.",
        [indirect("Critics", "question", "whether the stadium is needed at all")],
    ),
    ("Inspectors ruled out arson.", [indirect("Inspectors", "ruled out", "arson")]),
    pytest.param(
        "“That is not what happened,” insisted Lowell Greer, rejecting suggestions that he had been paid.",
        [
            direct("Lowell Greer", "insisted", "That is not what happened", "Lowell Greer"),
            indirect("", "suggestions", "he had been paid"),
        ],
        marks=shortfall("one report too many"),
    ),
)
def test_denial_doubt_and_warning_are_speech_or_thought(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "Dr Mariana Costa believes the virus came from the bats under the bridge.",
        [
            indirect(
                "Dr Mariana Costa",
                "believes",
                "the virus came from the bats under the bridge",
                "Mariana Costa",
                THOUGHT,
            )
        ],
    ),
    (
        "The government wants to sell the airport before the election.",
        [indirect("The government", "wants", "to sell the airport before the election", None, THOUGHT)],
    ),
    (
        "Brigham Steel hopes to restart the furnace in the new year.",
        [
            indirect(
                "Brigham Steel", "hopes", "to restart the furnace in the new year", "Brigham Steel", THOUGHT
            )
        ],
    ),
    (
        "Many villagers fear the mine will poison the wells.",
        [indirect("Many villagers", "fear", "the mine will poison the wells", None, THOUGHT)],
    ),
    (
        "Analysts expect the bank to raise rates in June.",
        [indirect("Analysts", "expect", "the bank to raise rates in June", None, THOUGHT)],
    ),
    (
        "She knew that the letter had been opened. Greta Olin never spoke to her brother again.",
        [indirect("She", "knew", "the letter had been opened", "Greta Olin", THOUGHT)],
    ),
    (
        "Delroy Banks is convinced that the referee was bribed.",
        [indirect("Delroy Banks", "is convinced", "the referee was bribed", "Delroy Banks", THOUGHT)],
    ),
    (
        "Two out of three voters think that the country is on the wrong track.",
        [indirect("Two out of three voters", "think", "the country is on the wrong track", None, THOUGHT)],
    ),
    (
        "The club intends to appeal against the ban.",
        [indirect("The club", "intends", "to appeal against the ban", None, THOUGHT)],
    ),
    (
        "Kiran Pathak felt that he had been used, and told the editor so.",
        [indirect("Kiran Pathak", "felt", "he had been used", "Kiran Pathak", THOUGHT)],
    ),
    (
        "Scientists suspect that the tremor woke the volcano.",
        [indirect("Scientists", "suspect", "the tremor woke the volcano", None, THOUGHT)],
    ),
    (
        "Republicans plan to force a vote on the bill next week.",
        [indirect("Republicans", "plan", "to force a vote on the bill next week", "Republicans", THOUGHT)],
    ),
    (
        "Mr Oduya does not think that the strike will last.",
        [indirect("Mr Oduya", "does not think", "the strike will last", "Oduya", THOUGHT)],
    ),
)
def test_what_is_only_thought_is_stance(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "The judge asked whether anybody had fed the dog.",
        [indirect("The judge", "asked", "whether anybody had fed the dog")],
    ),
    (
        "Pilots demanded to know why the runway lights were off.",
        [indirect("Pilots", "demanded to know", "why the runway lights were off")],
    ),
    (
        "Mrs Thornbury told the children to get under the tables.",
        [indirect("Mrs Thornbury", "told", "to get under the tables", "Thornbury")],
    ),
    (
        "The Red Cross appealed for blankets and tents.",
        [indirect("The Red Cross", "appealed for", "blankets and tents", "Red Cross")],
    ),
    (
        "Residents were urged to boil water until further notice.",
        [indirect("", "were urged", "to boil water until further notice")],
    ),
    pytest.param(
        "“Who signed this?” the auditor wanted to know.",
        [direct("the auditor", "wanted to know", "Who signed this")],
        marks=shortfall("read as thought, not said"),
    ),
    (
        "The bishop invited the protesters to put down their banners and come in.",
        [indirect("The bishop", "invited", "to put down their banners and come in")],
    ),
    (
        "Asked why she had kept the money, Lorna Bell said she had “rather liked the colour”.",
        [
            indirect("", "Asked", "why she had kept the money"),
            mixed("Lorna Bell", "said", "she had rather liked the colour", "Lorna Bell"),
        ],
    ),
    (
        "Coach Andre Watkins begged the referees to let them play.",
        [indirect("Coach Andre Watkins", "begged", "to let them play", "Andre Watkins")],
    ),
    (
        "The treasurer proposed “a modest increase” of nine per cent.",
        [reported("The treasurer", "proposed", "a modest increase of nine per cent")],
    ),
)
def test_questions_and_orders_are_reports(text, expected):
    assert differences(text, expected) == []
