"""What the tagger's lessons say of an annotated story. (Teaching itself is `make train`.)"""

from pathlib import Path

import pytest

from corpus.markup import read_story
from extraction.labels import OF_PAIR
from training.data import Lesson, lesson_of, links_in
from training.links import Link

STORY = """<story id="port" style="agency" variety="British" origin="invented">
<entity id="kovac" kind="person">Anna Kovač</entity>
<entity id="port" kind="organisation">Port of Marrow</entity>
<h>Crane <c a="1">will not be back</c>, <q a="1">says</q> <s a="1" r="port">port</s></h>
<p>The crane at <e r="port">Marrow port</e> is old. <s a="2" r="kovac">Its director, <e r="kovac">Anna
Kovač</e></s>, <q a="2">said</q> <c a="2">no</c>. <s a="3" r="kovac">She</s> <q a="3">added</q> that
<c a="3"><s a="4" g="two clerks">two clerks</s> <q a="4" mode="thought">knew</q> <c a="4">why</c></c>.</p>
</story>"""


@pytest.fixture
def story(tmp_path: Path) -> dict[str, object]:
    (tmp_path / "port.xml").write_text(STORY, encoding="utf-8")
    return read_story(tmp_path / "port.xml").as_dict()


@pytest.fixture
def lesson(story: dict[str, object]) -> Lesson:
    return lesson_of(story, 256)


@pytest.fixture
def links(story: dict[str, object]) -> list[Link]:
    return links_in(story)


def test_each_source_points_to_the_entity_that_it_stands_for(links: list[Link]) -> None:
    right = [[link.clues.groups[row] for row in link.right] for link in links]
    port, kovac = 0, 1  # in the order of their first names
    assert right == [[port], [kovac], [kovac], []]


def test_who_spoke_is_known_in_what_follows(links: list[Link]) -> None:
    she = links[2].clues
    kovac = dict(zip(OF_PAIR, she.pairs[she.groups.index(1)].tolist(), strict=True))
    assert (kovac["spoke last"], kovac["spoke just before"]) == (1, 1)


def test_every_word_has_a_place_in_a_window(lesson: Lesson) -> None:
    assert len(lesson.windows) == 1
    assert sorted(piece for _, piece in lesson.places) == sorted(lesson.windows[0].heads)


def test_sentences_that_teach_names_only_have_no_links() -> None:
    story = {"text": "Ann Lee said no.", "entities": [], "attributions": [], "names_only": True}
    assert lesson_of(story, 256).links is None
