"""One real story, read as its editors read it. Skipped where the story is not at hand."""

import json
import os
from pathlib import Path

import pytest

from extraction import read
from tests.prose.reading import Said, differences, shortfall

STORIES = Path(os.environ.get("NEWSROOM_STORIES_DIR", Path(__file__).parents[3] / "shared" / "stories"))

pytestmark = pytest.mark.skipif(
    not (STORIES / "venezuela.txt").exists(), reason="the story is not beside this checkout"
)


@pytest.fixture(scope="module")
def text():
    return (STORIES / "venezuela.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def gold():
    return json.loads((STORIES / "venezuela.gold.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shown(text):
    return read(text).as_dict(text)


def spans(found):
    return [[s["start"], s["end"]] for s in found]


@shortfall("every attribution of the story is found and no other: not yet")
def test_every_attribution_of_the_story_is_found_and_no_other(text, gold):
    expected = [
        Said(
            type=a["type"],
            source=a["source"]["text"],
            cue=a["cue"]["text"],
            content=" … ".join(text[start:end] for start, end in a["content"]["spans"]),
            name=None if a["source"]["kind"] == "unnamed-group" else a["source"]["canonical"],
            mode="thought" if a["cue"]["text"] == "doubt" else "said",
        )
        for a in gold["attributions"]
    ]
    assert differences(text, expected) == []


def test_every_source_leads_to_its_entity(shown, gold):
    behind = {a["cue"][0]["start"]: a["source_entity"] for a in shown["attributions"]}
    for a in gold["attributions"]:
        unnamed = a["source"]["kind"] == "unnamed-group"
        assert behind[a["cue"]["span"][0]] == (None if unnamed else a["source"]["canonical"]), a["id"]


def test_every_entity_has_all_its_mentions(shown, gold):
    found = {e["name"]: spans(e["mentions"]) for e in shown["entities"]}
    for entity in gold["entities"]:
        assert found[entity["canonical"]] == [m["span"] for m in entity["mentions"]], entity["canonical"]


def test_every_person_is_a_person_and_nothing_else_is(shown, gold):
    people = {e["canonical"] for e in gold["entities"] if e["type"] == "PERSON"}
    assert {e["name"] for e in shown["entities"] if e["kind"] == "person"} == people


def test_nothing_is_attributed_that_nobody_said(shown, gold):
    said = [tuple(s) for a in shown["attributions"] for s in spans(a["content"])]
    wrong = [tuple(n["span"]) for n in gold["not_attributions"]]
    assert not set(said) & set(wrong)
    assert not [s for s in said if s[0] < 67]
