"""Marks of every printing house: single, double, curly, straight, «», „“; apostrophes, brackets, ellipses."""

import pytest

from tests.prose.reading import differences, direct, indirect, mixed, reported, reports, shortfall, table


@table(
    (
        '"The dam held," said Governor Lucille Barnes. "We got lucky."',
        [direct("Governor Lucille Barnes", "said", "The dam held … We got lucky", "Lucille Barnes")],
    ),
    (
        "“The dam held,” said Governor Lucille Barnes. “We got lucky.”",
        [direct("Governor Lucille Barnes", "said", "The dam held … We got lucky", "Lucille Barnes")],
    ),
    (
        "‘The dam held,’ said the engineer, Rhys Morgan. ‘We got lucky.’",
        [direct("the engineer, Rhys Morgan", "said", "The dam held … We got lucky", "Rhys Morgan")],
    ),
    (
        "'The dam held,' said the engineer, Rhys Morgan. 'We got lucky.'",
        [direct("the engineer, Rhys Morgan", "said", "The dam held … We got lucky", "Rhys Morgan")],
    ),
    (
        "«The border stays open», said Interior Minister Paolo Ferri on arrival in Lugano.",
        [direct("Interior Minister Paolo Ferri", "said", "The border stays open", "Paolo Ferri")],
    ),
    (
        "« The border stays open », Interior Minister Paolo Ferri told reporters in Lugano.",
        [direct("Interior Minister Paolo Ferri", "told", "The border stays open", "Paolo Ferri")],
    ),
    (
        "„The archive was never closed“, said Katarina Vogel, its director since 2009.",
        [
            direct(
                "Katarina Vogel, its director since 2009",
                "said",
                "The archive was never closed",
                "Katarina Vogel",
            )
        ],
    ),
    (
        "„The archive was never closed”, Katarina Vogel said at the opening in Brno.",
        [direct("Katarina Vogel", "said", "The archive was never closed", "Katarina Vogel")],
    ),
    (
        "``The archive was never closed,'' Katarina Vogel said at the opening in Brno.",
        [direct("Katarina Vogel", "said", "The archive was never closed", "Katarina Vogel")],
    ),
    (
        "“The harvest is gone”, said Abebe Tadesse, who farms two hectares near the lake.",
        [direct("Abebe Tadesse", "said", "The harvest is gone", "Abebe Tadesse")],
    ),
    (
        "The chairman called the offer ‘derisory’ and the timing ‘an insult to every shareholder’.",
        [
            reported(
                "The chairman", "called", "the offer derisory … the timing an insult to every shareholder"
            )
        ],
    ),
    (
        'The chairman, Ewan Ross, called it "an insult to every shareholder" on Friday.',
        [reported("The chairman, Ewan Ross", "called", "it an insult to every shareholder", "Ewan Ross")],
    ),
)
def test_every_house_has_its_marks(text, expected):
    assert differences(text, expected) == []


@table(
    (
        "‘It wasn’t the players’ fault,’ said the coach, Ellen Varga. ‘It’s the clubs’ money "
        "and they’ll spend it.’",
        [
            direct(
                "the coach, Ellen Varga",
                "said",
                "It wasn’t the players’ fault … It’s the clubs’ money and they’ll spend it",
                "Ellen Varga",
            )
        ],
    ),
    (
        "'I'd have given 'em anything,' said Reg Dawkins, remembering the summer of '76.",
        [direct("Reg Dawkins", "said", "I'd have given 'em anything", "Reg Dawkins")],
    ),
    (
        "The workers’ leader, Dolores Pinto, said members’ patience was running out.",
        [
            indirect(
                "The workers’ leader, Dolores Pinto",
                "said",
                "members’ patience was running out",
                "Dolores Pinto",
            )
        ],
    ),
    (
        "'The boys' club is over,' Helen Marchetti told the partners' meeting.",
        [direct("Helen Marchetti", "told", "The boys' club is over", "Helen Marchetti")],
    ),
    (
        "In the ’90s, rock ’n’ roll bars filled the pilots’ quarter; by ’08 the drinkers’ money had gone.",
        [],
    ),
    (
        "The Joneses’ barn and the O’Briens’ orchard were both lost in the fire of ’21.",
        [],
    ),
    pytest.param(
        "‘’Twas ever thus,’ sighed the landlord of the Ploughman’s Rest.",
        [direct("the landlord of the Ploughman’s Rest", "sighed", "’Twas ever thus")],
        marks=shortfall("read as indirect"),
    ),
    (
        "Farmers’ markets, ladies’ nights and the town’s fishermen’s chapel were closed for six weeks.",
        [],
    ),
    (
        (
            "‘The nurses’ pay, the doctors’ hours, the porters’ pensions – it’s all one fight,’ "
            "said Gareth Lyle."
        ),
        [
            direct(
                "Gareth Lyle",
                "said",
                "The nurses’ pay, the doctors’ hours, the porters’ pensions – it’s all one fight",
                "Gareth Lyle",
            )
        ],
    ),
)
def test_an_apostrophe_is_no_quotation_mark(text, expected):
    assert differences(text, expected) == []


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "“He [the minister] knew about it in May,” said Ana Brandão, the ombudsman.",
            "He [the minister] knew about it in May",
        ),
        (
            "“[The board] acted too late,” the auditors wrote.",
            "[The board] acted too late",
        ),
        (
            "“I told [Harlan] to stop … and he didn’t,” Officer Kim Rawls testified.",
            "I told [Harlan] to stop … and he didn’t",
        ),
        (
            "“We were … surprised,” said Colonel Victor Anders, choosing the word with care.",
            "We were … surprised",
        ),
        (
            '"It\'s a ... difficult question," Senator Joan Mbeki said after a pause.',
            "It's a ... difficult question",
        ),
        (
            "“They promised us [sic] that there was no asbestos,” a teacher, Lisa Crane, said.",
            "They promised us [sic] that there was no asbestos",
        ),
        (
            "“…and then the lights went out,” said Femi Ade, finishing her sister’s sentence.",
            "…and then the lights went out",
        ),
        (
            "“If that’s what they call [expletive] justice …” said Ray Tolliver, and walked away.",
            "If that’s what they call [expletive] justice …",
        ),
        (
            "“The patient [a man in his forties] is stable (for now),” said Dr Sunita Rao.",
            "The patient [a man in his forties] is stable (for now)",
        ),
    ],
)
def test_brackets_and_ellipses_stay_in_the_words(text, content):
    assert [r.content.strip('“”",') for r in reports(text) if r.type == "direct"][:1] == [content]


@table(
    (
        "He said the council had “treated [residents] with contempt” over the bins. Neil "
        "Purvis lives next to the depot.",
        [
            mixed(
                "He", "said", "the council had treated [residents] with contempt over the bins", "Neil Purvis"
            )
        ],
    ),
    pytest.param(
        "The report says staff “did not … follow procedure” on the night of the fire.",
        [mixed("The report", "says", "staff did not … follow procedure on the night of the fire")],
        marks=shortfall("the content is cut short"),
    ),
    (
        "Mr Castellan described his old firm as “a nest of [vipers]”.",
        [reported("Mr Castellan", "described", "his old firm as a nest of [vipers]", "Castellan")],
    ),
    (
        "Ms Yoon wrote that the results were “promising [but] far from conclusive”.",
        [mixed("Ms Yoon", "wrote", "the results were promising [but] far from conclusive", "Yoon")],
    ),
    (
        "The judge said Renshaw’s account was “riddled with holes … and worse”, and jailed him "
        "for four years.",
        [mixed("The judge", "said", "Renshaw’s account was riddled with holes … and worse")],
    ),
    (
        "Mayor Orla Keane said she was “absolutely gutted” for the 300 workers.",
        [mixed("Mayor Orla Keane", "said", "she was absolutely gutted for the 300 workers", "Orla Keane")],
    ),
    (
        "Opponents say the pipeline would put “the drinking water of two million people” at risk.",
        [
            mixed(
                "Opponents", "say", "the pipeline would put the drinking water of two million people at risk"
            )
        ],
    ),
    (
        "Professor Dirk Haan, who reviewed the study, said its sample was “tiny” and its claims “enormous”.",
        [mixed("Professor Dirk Haan", "said", "its sample was tiny and its claims enormous", "Dirk Haan")],
    ),
)
def test_partly_quoted_content_is_mixed(text, expected):
    assert differences(text, expected) == []
