"""Each measure of the scorer, on sentences small enough to count by hand."""

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import extraction
from corpus.scoring import agreement, bare, score_attributions, score_names

SHARED = Path(os.environ.get("NEWSROOM_SHARED_DIR", Path(__file__).parents[2] / "shared"))
SCORER = SHARED / "eval" / "score_attributions.py"
POLNEAR = SHARED / "data" / "attribution" / "dev.jsonl"
KINDS = ("person", "organisation", "place")


def spans(text: str, *parts: str) -> list[list[int]]:
    return [[text.index(part), text.index(part) + len(part)] for part in parts]


def report(text: str, content: str, source: str = "", cue: str = "", **more: Any) -> dict[str, Any]:
    """An attribution of words in the text; “|” parts pieces."""
    return {
        "content": spans(text, *content.split("|")),
        "source": spans(text, source) if source else [],
        "cue": spans(text, cue) if cue else [],
        **more,
    }


def story(text: str, *attributions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"doc": "one", "text": text, "attributions": list(attributions), "entities": [], **more}


def entity(text: str, name: str, *mentions: str, kind: str = "person") -> dict[str, Any]:
    return {"id": name.lower(), "name": name, "kind": kind, "mentions": spans(text, *mentions)}


def scored(gold: dict[str, Any], *attributions: dict[str, Any], entities: Any = ()) -> Any:
    found = {"attributions": list(attributions), "entities": list(entities)}
    return score_attributions([gold], {"one": found})


@pytest.mark.parametrize(
    ("text", "content", "type_"),
    [
        ("“Rents will fall,” she said.", "Rents will fall", "direct"),
        ('"Rents will fall," she said.', '"Rents will fall,"', "direct"),
        ("‘Rents will fall,’ she said.", "Rents will fall", "direct"),
        ("«Rents will fall», she said.", "Rents will fall", "direct"),
        ("„Rents will fall“, she said.", "Rents will fall", "direct"),
        ("“Rents will fall", "Rents will fall", "direct"),
        ("She said rents will “fall”.", "rents will “fall”", "mixed"),
        ("She said the “four big rents” fell.", "“four big rents” fell", "mixed"),
        ("She said rents would fall.", "rents would fall", "indirect"),
        ("She said the tenants’ rents aren’t theirs.", "tenants’ rents aren’t theirs", "indirect"),
        ("He left “now.\n\nRents will fall, she said.", "Rents will fall", "indirect"),
    ],
)
def test_marks_make_the_type(text: str, content: str, type_: str) -> None:
    gold = scored(story(text, report(text, content))).partial
    assert [kind for kind in gold if gold[kind].gold] == ["all", type_]


RENT = "Rents will fall next year, the old mayor said, and taxes too."


@pytest.mark.parametrize(
    ("content", "partial", "exact"),
    [
        ("Rents will fall next year,", 1, 1),  # marks never count
        ("Rents will fall", 1, 0),
        ("Rents will", 0, 0),  # two words of five
        ("Rents will fall next year, the old mayor said, and taxes too", 0, 0),  # five of twelve
    ],
)
def test_half_of_each_content_makes_it_partial(content: str, partial: int, exact: int) -> None:
    gold = story(RENT, report(RENT, "Rents will fall next year", "the old mayor"))
    score = scored(gold, report(RENT, content, "mayor"))
    assert (score.partial["all"].right, score.exact["all"].right) == (partial, exact)


@pytest.mark.parametrize(
    ("gold_source", "source", "right"),
    [
        ("the old mayor", "mayor", 1),
        ("the old mayor", "the", 0),  # an article is nobody
        ("the old mayor", "", 0),
        ("", "", 1),
        ("", "mayor", 0),
        ("the", "the old mayor", 1),  # a source without telling words may share any
    ],
)
def test_joint_wants_the_source_too(gold_source: str, source: str, right: int) -> None:
    score = scored(
        story(RENT, report(RENT, "Rents will fall", gold_source)), report(RENT, "Rents will fall", source)
    )
    assert score.partial["all"].f1 == 1
    assert score.joint["all"].right == right
    assert (score.source.right, score.source.of) == ((right, 1) if gold_source else (0, 0))


def test_pairs_are_one_to_one_and_the_most_alike_first() -> None:
    gold = story(RENT, report(RENT, "Rents will fall next year"))
    score = scored(gold, report(RENT, "Rents will fall"), report(RENT, "Rents will fall next year"))
    assert (score.partial["all"].precision, score.partial["all"].recall) == (0.5, 1)
    assert score.exact["all"].right == 1


def test_pieces_of_content_are_one_content() -> None:
    gold = story(RENT, report(RENT, "Rents will fall|taxes too"))
    assert scored(gold, report(RENT, "Rents will fall|taxes too")).exact["all"].f1 == 1
    assert scored(gold, report(RENT, "Rents will"), report(RENT, "taxes too")).partial["all"].right == 0


def test_a_type_has_its_precision_from_predictions_and_its_recall_from_gold() -> None:
    text = "She said rents are “too high for us”."
    gold = story(text, report(text, "rents are “too high for us”", "She"))
    score = scored(gold, report(text, "too high for us", "She"))
    assert (score.joint["direct"].precision, score.joint["direct"].gold) == (1, 0)
    assert (score.joint["mixed"].recall, score.joint["mixed"].predicted) == (1, 0)


def test_what_lies_in_a_discarded_stretch_is_no_prediction() -> None:
    gold = story(RENT, discard=spans(RENT, "Rents will fall"))
    assert scored(gold, report(RENT, "Rents will fall")).partial["all"].predicted == 0
    assert scored(gold, report(RENT, "taxes too")).partial["all"].predicted == 1


def test_a_story_without_predictions_counts() -> None:
    score = score_attributions([story(RENT, report(RENT, "Rents will fall"))], {})
    assert (score.joint["all"].gold, score.joint["all"].f1) == (1, 0)


def test_verbs_are_asked_of_verbal_cues_only() -> None:
    gold = story(
        RENT,
        report(RENT, "Rents will fall", "mayor", verbal=True),
        report(RENT, "next year", "mayor", verbal=True),
        report(RENT, "taxes too", "mayor", verbal=False),
    )
    score = scored(
        gold, report(RENT, "Rents will fall", "mayor"), report(RENT, "next year"), report(RENT, "taxes too")
    )
    assert (score.verbs.right, score.verbs.of) == (1, 2)


LEES = "Ann Lee met Bob Lee. Lee said it rains. Lee left. Officials said it snows."


@pytest.mark.parametrize(
    ("mentions", "name", "right"),
    [
        (["Ann Lee"], "A. Lee", 1),
        (["Bob Lee"], "B. Lee", 0),
        (["Officials"], "Ann Lee", 1),  # the name alone will do
        (["Officials"], "officials", 0),
        (["Ann Lee", "Bob Lee", "Lee left"], "Lees", 0),  # mostly the other Lee
    ],
)
def test_a_source_leads_to_its_entity(mentions: list[str], name: str, right: int) -> None:
    gold = story(LEES, report(LEES, "it rains", "Lee said", entities=["ann lee"]))
    gold["entities"] = [entity(LEES, "Ann Lee", "Ann Lee"), entity(LEES, "Bob Lee", "Bob Lee", "Lee left")]
    found = report(LEES, "it rains", "Lee said", entities=["x"])
    score = scored(gold, found, entities=[{**entity(LEES, name, *mentions), "id": "x"}])
    assert (score.source_entity.right, score.source_entity.of) == (right, 1)


def test_a_source_of_two_is_right_with_either() -> None:
    gold = story(LEES, report(LEES, "it rains", "Lee said", entities=["ann lee", "bob lee"]))
    gold["entities"] = [entity(LEES, "Ann Lee", "Ann Lee"), entity(LEES, "Bob Lee", "Bob Lee")]
    found = report(LEES, "it rains", "Lee said", entities=["b"])
    score = scored(gold, found, entities=[{**entity(LEES, "B. Lee", "Bob Lee"), "id": "b"}])
    assert score.source_entity.value == 1


def test_an_unnamed_source_has_no_entity() -> None:
    gold = story(LEES, report(LEES, "it snows", "Officials", entities=[]))
    ann = entity(LEES, "Ann Lee", "Ann Lee")
    assert scored(gold, report(LEES, "it snows", "Officials")).source_entity.value == 1
    guessed = report(LEES, "it snows", "Officials", entities=["ann lee"])
    assert scored(gold, guessed, entities=[ann]).source_entity.value == 0


def test_source_entities_are_asked_only_where_gold_knows_them() -> None:
    assert (
        scored(story(RENT, report(RENT, "taxes", "mayor")), report(RENT, "taxes")).source_entity.value is None
    )


TRAP = "The “People’s Palace” opened. He said he saw “Hamlet” there on Friday."


@pytest.mark.parametrize(
    ("content", "fallen"),
    [
        ("People’s Palace", 1),
        ("The “People’s Palace” opened", 1),
        ("People’s", 0),  # no more than half of it
        ("opened", 0),
        ("he saw “Hamlet” there on Friday", 0),  # gold
        ("saw “Hamlet” there", 0),  # his words, badly cut
        ("Hamlet", 1),  # nobody's words, though in his
    ],
)
def test_traps(content: str, fallen: int) -> None:
    gold = story(TRAP, report(TRAP, "he saw “Hamlet” there on Friday", "He"))
    gold["traps"] = spans(TRAP, "People’s Palace", "Hamlet")
    score = scored(gold, report(TRAP, content))
    assert (score.traps.right, score.traps.of) == (fallen, 2)


@pytest.mark.parametrize(
    "printed", ["the Treasury", "The Treasury", "Treasury’s", "the Treasury's", "Treasury"]
)
def test_a_name_is_bare_of_article_and_possessive(printed: str) -> None:
    text = f"Ask {printed} today."
    start, end = bare(text, 4, 4 + len(printed))
    assert text[start:end] == "Treasury"


PARIS = "Paris Hilton flew to Paris with Apple’s chief. Hilton likes the Senate."


def names(*entities: dict[str, Any], gold: list[dict[str, Any]], **more: Any) -> Any:
    wanted = {"doc": "one", "text": PARIS, "entities": gold, **more}
    return score_names([wanted], {"one": {"entities": list(entities)}}, KINDS)


HILTON = entity(PARIS, "Paris Hilton", "Paris Hilton", "Hilton likes")
SENATE = entity(PARIS, "Senate", "the Senate", kind="organisation")


def test_a_name_wants_its_characters_and_its_kind() -> None:
    gold = [
        entity(PARIS, "Hilton", "Paris Hilton"),
        SENATE,
        entity(PARIS, "Apple", "Apple", kind="organisation"),
    ]
    score = names(
        entity(PARIS, "Hilton", "Paris Hilton", kind="place"),
        entity(PARIS, "Senate", "Senate", kind="organisation"),
        entity(PARIS, "Apple", "Apple’s", kind="organisation"),
        entity(PARIS, "chief", "chief"),
        gold=gold,
    )
    assert (score.typed.right, score.typed.predicted, score.typed.gold) == (2, 4, 3)
    assert score.untyped.recall == 1
    assert score.kinds["organisation"].f1 == 1
    assert score.kinds["person"].f1 == 0


def test_kinds_that_are_not_asked_for_count_on_neither_side() -> None:
    group = entity(PARIS, "Senate", "Senate", kind="group")
    score = names(group, gold=[HILTON, {**group, "kind": "work"}])
    assert (score.typed.predicted, score.typed.gold) == (0, 2)


def test_ignored_stretches_count_on_neither_side() -> None:
    score = names(SENATE, HILTON, gold=[HILTON, SENATE], ignored=spans(PARIS, "Senate"))
    assert (score.typed.right, score.typed.predicted, score.typed.gold) == (2, 2, 2)


def test_groups_of_names() -> None:
    """Gold {a b c} {d}, found {a b} {c d}: worked by hand."""
    text = "a b c d"
    gold = {"doc": "one", "text": text}
    gold["entities"] = [entity(text, "abc", "a", "b", "c"), entity(text, "d", "d")]  # type: ignore[assignment]
    found = {"entities": [entity(text, "ab", "a", "b"), entity(text, "cd", "c", "d")]}
    score = score_names([gold], {"one": found}, KINDS)
    assert score.b3.precision == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    assert score.b3.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert (score.pairs.precision, score.pairs.recall) == pytest.approx((1 / 2, 1 / 3))
    assert score.b3_all == score.b3


def test_names_that_one_side_lacks_count_in_the_groups_of_all() -> None:
    """Gold {a b} {c}, found {a b d}."""
    text = "a b c d"
    gold = {"doc": "one", "text": text}
    gold["entities"] = [entity(text, "ab", "a", "b"), entity(text, "c", "c")]  # type: ignore[assignment]
    score = score_names([gold], {"one": {"entities": [entity(text, "abd", "a", "b", "d")]}}, KINDS)
    assert (score.b3.precision, score.b3.recall) == (1, 1)
    assert score.b3_all.precision == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    assert score.b3_all.recall == pytest.approx((1 + 1 + 0) / 3)


def test_agreement_is_the_same_from_either_side() -> None:
    first = story(
        RENT, report(RENT, "Rents will fall next year", "mayor"), report(RENT, "taxes too", "mayor")
    )
    second = story(RENT, report(RENT, "Rents will fall", "mayor"))
    alone = {**first, "doc": "two"}
    there, back = agreement([first, alone], [second], KINDS), agreement([second], [first, alone], KINDS)
    assert there == back
    assert there["joint"] == pytest.approx(2 / 3)
    assert there["content, exact"] == 0
    assert agreement([first], [first], KINDS)["content, exact"] == 1


def test_agreement_on_other_words_is_refused() -> None:
    with pytest.raises(ValueError, match=r"one: .*different words"):
        agreement([story(RENT)], [story(TRAP)], KINDS)
    with pytest.raises(ValueError, match="no story in common"):
        agreement([story(RENT)], [{**story(RENT), "doc": "two"}], KINDS)


@pytest.fixture
def shared_scorer() -> ModuleType:
    if not (SCORER.exists() and POLNEAR.exists()):
        pytest.skip("the scorer of record and PolNeAR are not beside this checkout")
    spec = importlib.util.spec_from_file_location("score_attributions", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_numbers_are_those_of_the_scorer_of_record(shared_scorer: ModuleType) -> None:
    lines = POLNEAR.read_text(encoding="utf-8").splitlines()[:20]
    gold = [json.loads(line) for line in lines]
    found = {}
    for article in gold:
        reading = extraction.read(article["text"], "en").as_dict(article["text"])
        found[article["doc"]] = [
            {part: [[s["start"], s["end"]] for s in a[part]] for part in ("source", "cue", "content")}
            for a in reading["attributions"]
        ]
    theirs = shared_scorer.score(gold, found)
    ours = score_attributions(gold, {doc: {"attributions": a, "entities": ()} for doc, a in found.items()})
    for measure in ("exact", "partial", "joint"):
        for type_, rate in getattr(ours, measure).items():
            wanted = theirs[measure] if type_ == "all" else theirs[type_][measure]
            assert (rate.precision, rate.recall, rate.f1) == pytest.approx(wanted), (measure, type_)
    assert ours.source.value == pytest.approx(theirs["attr_ovl"])
