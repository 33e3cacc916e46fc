"""Quotations over several paragraphs, and quotations inside one another."""

import pytest

from tests.prose.reading import differences, direct, mixed, reported, shortfall, table


@table(
    (
        "“When I came to this valley there were eleven dairies,” said Gwen Probert. “There "
        "were two schools and a bank.\n\n“Now there is me.”",
        [
            direct(
                "Gwen Probert",
                "said",
                (
                    "When I came to this valley there were eleven dairies … There were two schools and a "
                    "bank … Now there is me"
                ),
                "Gwen Probert",
            )
        ],
    ),
    (
        "In a letter to staff, chief executive Paul Hendry wrote:\n\n“This is the hardest "
        "message I have had to send.\n\n“We will close the Dayton plant in March.\n\n“Everyone "
        "will be paid through June.”",
        [
            direct(
                "chief executive Paul Hendry",
                "wrote",
                (
                    "This is the hardest message I have had to send … We will close the Dayton plant in "
                    "March … Everyone will be paid through June"
                ),
                "Paul Hendry",
            )
        ],
    ),
    (
        "A spokesperson for the water company said: “We are sorry for the "
        "disruption.\n\n“Engineers worked through the night and supplies were restored by "
        "6am.”\n\nThe burst main dates from 1911.",
        [
            direct(
                "A spokesperson for the water company",
                "said",
                (
                    "We are sorry for the disruption … Engineers worked through the night and supplies "
                    "were restored by 6am"
                ),
            )
        ],
    ),
    (
        "“I never saw the ball,” Okafor admitted.\n\n“I just stuck out a foot and "
        "prayed.\n\n“Somebody up there likes me.”",
        [
            direct("Okafor", "admitted", "I never saw the ball", "Okafor"),
            direct("Okafor", "", "I just stuck out a foot and prayed … Somebody up there likes me", "Okafor"),
        ],
    ),
    pytest.param(
        "Addressing mourners outside the cathedral, Bishop Teresa Quill said: ‘We gather in "
        "grief.\n\n‘We also gather in gratitude.’",
        [
            direct(
                "Bishop Teresa Quill",
                "said",
                "We gather in grief … We also gather in gratitude",
                "Teresa Quill",
            )
        ],
        marks=shortfall("read as mixed"),
    ),
    (
        "“The first thing you learn is patience,” says Yusuf Demir, stirring the vat. “The "
        "second is that you have none.\n\n“My grandfather boiled this soap for forty years. He "
        "said it was never right.”",
        [
            direct(
                "Yusuf Demir",
                "says",
                (
                    "The first thing you learn is patience … The second is that you have none … My "
                    "grandfather boiled this soap for forty years. He said it was never right"
                ),
                "Yusuf Demir",
            ),
            direct("He", "said", "it was never right"),
        ],
    ),
    (
        '"We did everything by the book," Sheriff Dana Lopes said at a news conference. "The '
        'suspect was warned twice.\n\n"He chose to run."\n\nThe state police will review the '
        "shooting.",
        [
            direct(
                "Sheriff Dana Lopes",
                "said",
                "We did everything by the book … The suspect was warned twice … He chose to run",
                "Dana Lopes",
            )
        ],
    ),
    (
        (
            "“I can’t talk about the money,” she said.\n\nBut she could talk about the "
            "view.\n\n“On a clear day you see three counties,” she said."
        ),
        [
            direct("she", "said", "I can’t talk about the money"),
            direct("she", "said", "On a clear day you see three counties"),
        ],
    ),
)
def test_a_quotation_runs_over_paragraphs(text, expected):
    assert differences(text, expected) == []


@table(
    pytest.param(
        "“He looked at me and said, ‘You’re on your own,’” recalled Nadia Petrova, the ship’s cook.",
        [
            direct(
                "Nadia Petrova, the ship’s cook",
                "recalled",
                "He looked at me and said, You’re on your own",
                "Nadia Petrova",
            ),
            direct("He", "said", "You’re on your own"),
        ],
        marks=shortfall("the source is not found"),
    ),
    (
        "‘My mother always told me, “Never sign anything on a Friday,”’ Leonard Marsh told the inquiry.",
        [
            direct(
                "Leonard Marsh",
                "told",
                "My mother always told me, Never sign anything on a Friday",
                "Leonard Marsh",
            ),
            direct("My mother", "told", "Never sign anything on a Friday"),
        ],
    ),
    (
        "“The doctor just said, ‘Go home and rest,’ and shut the door,” said Carol Whelan of "
        "the nurses’ union.",
        [
            direct(
                "Carol Whelan of the nurses’ union",
                "said",
                "The doctor just said, Go home and rest, and shut the door",
                "Carol Whelan",
            ),
            direct("The doctor", "said", "Go home and rest"),
        ],
    ),
    (
        "“They kept chanting ‘Out, out, out!’ under my window,” said Lord Fenwick-Hale.",
        [
            direct(
                "Lord Fenwick-Hale",
                "said",
                "They kept chanting Out, out, out under my window",
                "Fenwick-Hale",
            ),
            direct("They", "chanting", "Out, out, out"),
        ],
    ),
    pytest.param(
        "“The sign says ‘No swimming’ in four languages,” the lifeguard, Bruno Silva, pointed out.",
        [
            direct(
                "the lifeguard, Bruno Silva",
                "pointed out",
                "The sign says No swimming in four languages",
                "Bruno Silva",
            ),
            direct("The sign", "says", "No swimming"),
        ],
        marks=shortfall("the content is cut short"),
    ),
    pytest.param(
        "\"My daughter asked, 'Is it our turn now?'\" said Amira Haddad, who left Aleppo in 2014.",
        [
            direct("Amira Haddad", "said", "My daughter asked, Is it our turn now", "Amira Haddad"),
            direct("My daughter", "asked", "Is it our turn now"),
        ],
        marks=shortfall("read otherwise by the tagger of November 2026"),
    ),
    (
        "“People call it ‘the widow-maker’,” said the climbing guide Stefan Ruoss, “and they "
        "are not joking.”",
        [
            direct(
                "the climbing guide Stefan Ruoss",
                "said",
                "People call it the widow-maker … and they are not joking",
                "Stefan Ruoss",
            ),
            direct("People", "call", "it the widow-maker"),
        ],
    ),
    (
        "Ms Adeyemi said the landlord had told her to “keep your ‘emergency’ to yourself”.",
        [
            mixed(
                "Ms Adeyemi",
                "said",
                "the landlord had told her to keep your emergency to yourself",
                "Adeyemi",
            ),
            reported("the landlord", "told", "to keep your emergency to yourself"),
        ],
    ),
)
def test_words_inside_somebody_elses_words(text, expected):
    assert differences(text, expected) == []
