"""A story of our own with everything that makes news prose hard, read as an editor would read it."""

import pytest

from extraction import read
from tests.prose.reading import attributions, indirect, is_read, kinds, mentions, mixed, shortfall, speakers

STORY = """\
"Lund’s harbour wall: protection or provocation?"

As cranes lined Norway’s western coast this week, allies of the town’s mayor, Ingrid Solheim, claimed \
a plot to delay the wall was underway.

“Nobody will take our harbour!” Solheim declared, urging residents to join her march to the docks.

Supporters of Gregor Lund posted angry messages, telling Solheim her time was running out. “You should \
pack your bags,” said Michael Brandt, Lund’s former campaign manager, suggesting Solheim should move to Oslo.

Carla Mendez, a U.S. engineer close to Lund, praised the “unprecedented speed of the works” and \
warned Solheim her wall was sinking.

The noise and the floodlights might imply the town is facing its largest works since the 1962 fire. \
Denmark’s government accused Norway of ignoring the fishing treaty.

However, engineers and former Norwegian officials doubt the wall will stop a serious storm.

“This is mostly theatre from both sides,” said Christopher Hale, a coastal expert at Redwood House.

“A wall of 4,500 stones is useless against a winter storm,” Hale added, referring to the blocks delivered \
in spring.

James Price, the top U.S. envoy in Oslo from 2018 to 2023, agreed, calling the project more about votes than \
actual safety.

Price noted that many Danes, angered by Solheim’s silence, might not oppose a court case. \
“These stones don’t worry me,” he said, citing insufficient funds for a longer wall.

“Could they build at Port Ness [Solheim’s family home]? Yes, but they won’t. I don’t think it is coming,” \
Price added, noting Lund’s general dislike of quarrels."""


def test_every_quotation_has_its_speaker():
    found = zip(attributions(STORY), speakers(STORY), strict=True)
    assert [(a[3][:22], speaker) for a, speaker in found if a[0] == "direct"] == [
        ("“Nobody will take our ", "Ingrid Solheim"),
        ("“You should pack your ", "Michael Brandt"),
        ("“This is mostly theatr", "Christopher Hale"),
        ("“A wall of 4,500 stone", "Christopher Hale"),
        ("“These stones don’t wo", "James Price"),
        ("“Could they build at P", "James Price"),
    ]


@pytest.mark.parametrize(
    "expected",
    [
        indirect(
            "allies of the town’s mayor, Ingrid Solheim", "claimed", "a plot to delay the wall was underway"
        ),
        pytest.param(
            indirect("Solheim", "urging", "residents to join her march to the docks", "Ingrid Solheim"),
            marks=shortfall("a source or content is read otherwise"),
        ),
        indirect("Supporters of Gregor Lund", "telling", "her time was running out"),
        indirect(
            "Michael Brandt, Lund’s former campaign manager",
            "suggesting",
            "Solheim should move to Oslo",
            "Michael Brandt",
        ),
        mixed(
            "Carla Mendez, a U.S. engineer close to Lund",
            "praised",
            "the “unprecedented speed of the works”",
            "Carla Mendez",
        ),
        indirect(
            "Carla Mendez, a U.S. engineer close to Lund",
            "warned",
            "her wall was sinking",
            "Carla Mendez",
        ),
        indirect(
            "Denmark’s government",
            "accused",
            "Norway of ignoring the fishing treaty",
            "Government of Denmark",
        ),
        indirect(
            "engineers and former Norwegian officials",
            "doubt",
            "the wall will stop a serious storm",
            None,
            "thought",
        ),
        indirect(
            "James Price, the top U.S. envoy in Oslo from 2018 to 2023",
            "calling",
            "the project more about votes than actual safety",
            "James Price",
        ),
        indirect(
            "Price",
            "noted",
            "many Danes, angered by Solheim’s silence, might not oppose a court case",
            "James Price",
        ),
        indirect("he", "citing", "insufficient funds for a longer wall", "James Price"),
        pytest.param(
            indirect("Price", "noting", "Lund’s general dislike of quarrels", "James Price"),
            marks=shortfall("a report is missed"),
        ),
    ],
)
def test_indirect_and_mixed_attributions_are_found(expected):
    assert is_read(STORY, expected)


def test_nothing_else_is_attributed():
    assert len(attributions(STORY)) <= 18


def test_everybody_is_a_person_with_all_their_mentions():
    found = mentions(STORY)
    assert {name for name, kind in kinds(STORY).items() if kind == "person"} == {
        "Ingrid Solheim",
        "Gregor Lund",
        "Michael Brandt",
        "Carla Mendez",
        "Christopher Hale",
        "James Price",
    }
    assert found["James Price"] == ["James Price", "Price", "Price"]
    assert found["Gregor Lund"] == ["Lund", "Gregor Lund", "Lund", "Lund", "Lund"]
    assert len(found["Ingrid Solheim"]) == 7
    assert found["United States"] == ["U.S.", "U.S."]


def test_a_pronoun_that_speaks_belongs_to_its_person():
    (price,) = [e for e in read(STORY).entities if e.name == "James Price"]
    assert [STORY[p.start : p.end] for p in price.pronouns] == ["he"]
