"""Which person speaks: namesakes, surnames that are words, pronouns and descriptions."""

import pytest

from tests.prose.reading import differences, direct, indirect, shortfall, table


@table(
    (
        (
            "Frank Odell opened the shop in 1961 and his daughter Ruth Odell closed it in June. "
            "“I’m tired,” Ruth Odell said."
        ),
        [direct("Ruth Odell", "said", "I’m tired", "Ruth Odell")],
    ),
    (
        "The brothers disagree. “Sell,” says Anton Weiss. “Never,” says Felix Weiss.",
        [
            direct("Anton Weiss", "says", "Sell", "Anton Weiss"),
            direct("Felix Weiss", "says", "Never", "Felix Weiss"),
        ],
    ),
    (
        "Bill and Martha Tully were married for 62 years. “He snored,” said Mrs Tully.",
        [direct("Mrs Tully", "said", "He snored", "Martha Tully")],
    ),
    (
        (
            "Carol Nash met the governor, Peter Nash, no relation, on Tuesday. “We laughed about "
            "it,” Ms. Nash said."
        ),
        [direct("Ms. Nash", "said", "We laughed about it", "Carol Nash")],
    ),
    (
        "Councillor Hugh Lacey voted for the bypass. His wife, Councillor Jean Lacey, voted "
        "against. “Supper was quiet,” she said.",
        [direct("she", "said", "Supper was quiet", "Jean Lacey")],
    ),
    (
        (
            "Gabriel Reyes, 19, was driving; his cousin Daniel Reyes, 20, was asleep. Daniel said "
            "he woke in the river."
        ),
        [indirect("Daniel", "said", "he woke in the river", "Daniel Reyes")],
    ),
    (
        "Elena Sorokina won gold in 2012. Her daughter, Vera Sorokina, hopes to do so in Milan.",
        [indirect("Her daughter, Vera Sorokina", "hopes", "to do so in Milan", "Vera Sorokina", "thought")],
    ),
    pytest.param(
        "Robert Hale Sr. built the mill. Robert Hale Jr. says he will tear it down.",
        [indirect("Robert Hale Jr.", "says", "he will tear it down", "Robert Hale Jr.")],
        marks=shortfall("another is named behind the source"),
    ),
)
def test_two_of_one_surname_are_told_apart(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "James Story flew in on Monday. Story said the embassy would stay shut.",
        [indirect("Story", "said", "the embassy would stay shut", "James Story")],
    ),
    (
        "Amara Rice, who runs the clinic, is blunt. “We are out of beds,” Rice said.",
        [direct("Rice", "said", "We are out of beds", "Amara Rice")],
    ),
    (
        "Price told the court he had never owned a boat. Martin Price, 58, denies theft.",
        [
            indirect("Price", "told", "he had never owned a boat", "Martin Price"),
            indirect("Martin Price, 58,", "denies", "theft", "Martin Price"),
        ],
    ),
    pytest.param(
        "Adrian Will has sold the firm. Will says he will farm, and his sons will help.",
        [indirect("Will", "says", "he will farm, and his sons will help", "Adrian Will")],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
    (
        "Young has said the album will be his last. Neve Young, 71, lives on a barge.",
        [indirect("Young", "has said", "the album will be his last", "Neve Young")],
    ),
    (
        "“Rents are the problem,” May Banks said. Banks has lived above the bakery for thirty years.",
        [direct("May Banks", "said", "Rents are the problem", "May Banks")],
    ),
    (
        "Prosecutor Dolly Court told Judge Leroy Law that the jury had been followed home.",
        [indirect("Prosecutor Dolly Court", "told", "the jury had been followed home", "Dolly Court")],
    ),
    (
        "Police Chief Rick Street said the street would stay closed overnight. Street asked "
        "drivers to be patient.",
        [
            indirect(
                "Police Chief Rick Street", "said", "the street would stay closed overnight", "Rick Street"
            ),
            indirect("Street", "asked", "to be patient", "Rick Street"),
        ],
    ),
    (
        "Grace Long, the swimmer, was third. “It was a long wait,” Long said.",
        [direct("Long", "said", "It was a long wait", "Grace Long")],
    ),
    (
        "The farmer, Noah Field, estimates that a quarter of the crop is lost. Field blames the geese.",
        [
            indirect("The farmer, Noah Field", "estimates", "a quarter of the crop is lost", "Noah Field"),
            indirect("Field", "blames", "the geese", "Noah Field"),
        ],
    ),
)
def test_a_surname_may_be_a_word(text, expected):
    assert differences(text, expected) == []


@table(
    (
        (
            "Zofia Adamczyk keeps goats above the lake. She says they are cleverer than dogs. She "
            "also says they are ruder."
        ),
        [
            indirect("She", "says", "they are cleverer than dogs", "Zofia Adamczyk"),
            indirect("She", "says", "they are ruder", "Zofia Adamczyk"),
        ],
    ),
    (
        "Karl Jansen met Beatrix Moor at the airport. He said he was sorry. She said it was too late.",
        [
            indirect("He", "said", "he was sorry", "Karl Jansen"),
            indirect("She", "said", "it was too late", "Beatrix Moor"),
        ],
    ),
    (
        (
            "Dr Samuel Eze treated forty children that night. “We ran out of drips at nine,” he "
            "said.\n\nThe hospital lies an hour from the border. “We never ran out of children,” "
            "he added."
        ),
        [
            direct("he", "said", "We ran out of drips at nine", "Samuel Eze"),
            direct("he", "added", "We never ran out of children", "Samuel Eze"),
        ],
    ),
    (
        "The mayor, Linnea Strand, took the first tram. “It squeaks,” she said. Her deputy, "
        "Ole Dahl, took the second. “It does not,” he said.",
        [
            direct("she", "said", "It squeaks", "Linnea Strand"),
            direct("he", "said", "It does not", "Ole Dahl"),
        ],
    ),
    pytest.param(
        "Marcus Bell left the company in May. The former treasurer told investigators he had seen no ledger.",
        [indirect("The former treasurer", "told", "he had seen no ledger", "Marcus Bell")],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
    (
        "Anouk Verhoeven is 91. “I vote to annoy my son,” the retired teacher explained.",
        [direct("the retired teacher", "explained", "I vote to annoy my son", "Anouk Verhoeven")],
    ),
    (
        "Aerolis cut its forecast on Thursday. The airline said fuel had doubled in price, and "
        "it expects no relief.",
        [
            indirect("The airline", "said", "fuel had doubled in price", "Aerolis"),
            indirect("it", "expects", "no relief", "Aerolis", "thought"),
        ],
    ),
    (
        "Talia Brooks thanked Henry Moss, who said he had merely held the ladder.",
        [indirect("who", "said", "he had merely held the ladder", "Henry Moss")],
    ),
    (
        "President Idris Kone addressed the nation at dusk. The president said the curfew "
        "would end on Friday.",
        [indirect("The president", "said", "the curfew would end on Friday", "Idris Kone")],
    ),
    (
        "“We told them,” said Jana Novotna’s lawyer, Pavel Urban. “They did not listen.” He will appeal.",
        [
            direct(
                "Jana Novotna’s lawyer, Pavel Urban",
                "said",
                "We told them … They did not listen",
                "Pavel Urban",
            )
        ],
    ),
    (
        "Villagers gathered at the well. They said the water had turned brown in March.",
        [indirect("They", "said", "the water had turned brown in March")],
    ),
)
def test_a_pronoun_or_description_leads_to_its_person(text, expected):
    assert differences(text, expected) == []
