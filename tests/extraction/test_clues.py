"""What speaks for a source standing for an entity."""

import pytest

from extraction.clues import Scene
from extraction.grouping import Mention, group_names
from extraction.labels import OF_PAIR, OF_SOURCE
from extraction.paragraphs import paragraphs_of
from extraction.quotes import find_quotes
from extraction.windows import sentences_of, words_of

TEXT = (
    "Transport for Marrow, the bus operator, will cut its fares, its director, Ann Obi, said.\n\n"
    "Mr. Lee, 46, objects. “I can’t see it,” he said. Lee’s lawyer and two officials of the operator agreed."
)
KINDS = {"Transport for Marrow": "organisation", "Ann Obi": "person", "Lee": "person"}


def scene_of(text: str, kinds: dict[str, str]) -> tuple[Scene, list[str]]:
    """A scene with every occurrence of the names marked, and its words."""
    paragraphs = paragraphs_of(text)
    quotes = find_quotes(text, paragraphs)
    words = words_of(text, paragraphs, quotes)
    shown = [text[word.start : word.end] for word in words]
    mentions = []
    for name, kind in kinds.items():
        parts = name.split()
        for i in range(len(shown)):
            if shown[i : i + len(parts)] == parts:
                title = shown[i - 2].lower() if i > 1 and shown[i - 1] == "." else ""
                mentions.append(Mention(i, i + len(parts), kind, name, title))
    groups = group_names(sorted(mentions, key=lambda m: m.first))
    return Scene(text, words, sentences_of(text, words), quotes, groups), shown


@pytest.fixture
def scene() -> tuple[Scene, list[str]]:
    return scene_of(TEXT, KINDS)


def pair(scene: Scene, span: tuple[int, int], name: str, speaker: int | None = None) -> dict[str, float]:
    clues = scene.clues(*span, speaker)
    named = [scene.groups[group].name for group in clues.groups]
    return dict(zip(OF_PAIR, clues.pairs[named.index(name)].tolist(), strict=True))


def itself(scene: Scene, span: tuple[int, int], speaker: int | None = None) -> dict[str, float]:
    return dict(zip(OF_SOURCE, scene.clues(*span, speaker).itself.tolist(), strict=True))


def test_a_pronoun_is_told_from_a_description(scene):
    scene, words = scene
    he = words.index("he")
    assert itself(scene, (he, he + 1))["he"] == 1
    operator = len(words) - words[::-1].index("operator") - 1
    described = itself(scene, (operator - 1, operator + 1))
    assert (described["definite"], described["a body"], described["he"]) == (1, 1, 0)


def test_the_last_speaker_is_remembered_and_a_title_tells_the_gender(scene):
    scene, words = scene
    obi, he = words.index("Obi"), words.index("he")
    ann = next(n for n, group in enumerate(scene.groups) if group.name == "Ann Obi")
    scene.note(obi - 1, obi + 1, ann)
    before = pair(scene, (he, he + 1), "Ann Obi")
    assert (before["spoke last"], before["spoke just before"]) == (1, 0)
    assert pair(scene, (he, he + 1), "Lee")["gender fits"] == 1


def test_a_description_recalls_an_apposition_and_what_was_called_so_before(scene):
    scene, words = scene
    last = len(words) - words[::-1].index("operator")
    span = (last - 2, last)
    recalled = pair(scene, span, "Transport for Marrow")
    assert (recalled["head described"], recalled["so called before"]) == (1, 0)
    scene.note(*span, 0)
    assert pair(scene, span, "Transport for Marrow")["so called before"] == 1


def test_an_owner_inside_a_source_is_seen_as_one(scene):
    scene, words = scene
    lee = len(words) - words[::-1].index("Lee") - 1
    owner = pair(scene, (lee, lee + 4), "Lee")
    assert (owner["inside"], owner["owner"], owner["ends source"]) == (1, 1, 0)


def test_who_speaks_around_a_source_counts_otherwise_in_a_quotation(scene):
    scene, words = scene
    i = words.index("I")
    lee = next(n for n, group in enumerate(scene.groups) if group.name == "Lee")
    assert pair(scene, (i, i + 1), "Lee", speaker=lee)["is quoted"] == 1
    he = words.index("he")
    assert pair(scene, (he, he + 1), "Lee", speaker=lee)["is speaking"] == 1


def test_a_text_without_names_has_no_candidates():
    scene, _ = scene_of("Two officials said so.", {})
    clues = scene.clues(0, 2, None)
    assert clues.groups == []
    assert clues.pairs.shape == (0, len(OF_PAIR))


def test_a_text_of_ten_thousand_names_asks_about_the_nearest_only():
    text = " ".join(f"Person{i}" for i in range(3000)) + " said so."
    scene, words = scene_of(text, {})
    assert words
    mentions = [Mention(i, i + 1, "person", f"Person{i}") for i in range(3000)]
    crowded = Scene(text, scene.words, scene.sentences, scene.quotes, group_names(mentions))
    assert len(crowded.clues(2999, 3000, None).groups) == 40


def test_several_people_who_belong_to_somebody_are_not_that_person():
    text = "Allies of the country’s leader, Ann Obi, said so. The aide to Ann Obi agreed."
    scene, words = scene_of(text, {"Ann Obi": "person"})
    assert scene.clues(0, words.index("Obi") + 1, None).groups == []
    aide = words.index("aide")
    assert scene.clues(aide - 1, aide + 4, None).groups == [0]
