"""One real story, read as its editors read it. Skipped where the story is not at hand."""

import json
import os
from pathlib import Path

import pytest

from extraction import read

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


def beside(shown, gold):
    """Each annotated attribution with what was read at its cue."""
    read_at = {a["cue"][0]["start"]: a for a in shown["attributions"] if a["cue"]}
    pairs = [
        (a, next((r for at, r in read_at.items() if a["cue"]["span"][0] <= at < a["cue"]["span"][1]), None))
        for a in gold["attributions"]
    ]
    assert not [a["id"] for a, found in pairs if found is None]
    return pairs


def shares(one, other, text):
    """Whether two lists of spans share at least half of each one's letters."""

    def letters(found):
        return {i for start, end in found for i in range(start, end) if text[i].isalnum()}

    ours, theirs = letters(one), letters(other)
    return 2 * len(ours & theirs) >= max(len(ours), len(theirs))


def test_every_attribution_of_the_story_is_found_and_no_other(shown, gold, text):
    for wanted, found in beside(shown, gold):
        assert found["type"] == wanted["type"], wanted["id"]
        assert shares(spans(found["content"]), wanted["content"]["spans"], text), wanted["id"]
        assert shares(spans(found["source"]), [wanted["source"]["span"]], text), wanted["id"]
    assert len(shown["attributions"]) == len(gold["attributions"]) == 18


def test_every_source_leads_to_its_entity(shown, gold):
    for wanted, found in beside(shown, gold):
        unnamed = wanted["source"]["kind"] == "unnamed-group"
        assert found["source_entity"] == (None if unnamed else wanted["source"]["canonical"]), wanted["id"]


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
