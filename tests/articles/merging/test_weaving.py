"""Stories that two people edited: blocks, fields, bylines and topics."""

import copy
from typing import Any

import pytest

from articles.merging import ABSENT, Choice, Undecided, all_of, weave
from tests.articles.merging.making import body, paragraph, question, story

Content = dict[str, Any]
ONE, TWO, THREE = (
    "The bridge will cost 40 million.",
    "Tolls stay for ten years.",
    "Nobody objected on Tuesday.",
)
BASE = story(ONE, TWO, THREE)


def changed(content: Any = BASE, **fields: Any) -> Any:
    return {**copy.deepcopy(content), **fields}


def at(n: int, text: str, content: Any = BASE) -> Any:
    blocks = copy.deepcopy(content["body"])
    blocks[n] = paragraph(text, blocks[n]["id"], f"k-{n}")
    return changed(content, body=blocks)


def arranged(*blocks: Any) -> Any:
    """The base with blocks in another order, by number, and with new ones."""
    return changed(body=[BASE["body"][b] if isinstance(b, int) else b for b in blocks])


MAY, TUNNEL = "Work begins in May, the mayor said.", "Critics want a tunnel instead."
NEW, OWN = paragraph(MAY, "new-theirs"), paragraph(TUNNEL, "new-mine")


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        (at(0, "The bridge is dear."), at(2, "All objected."), ["The bridge is dear.", TWO, "All objected."]),
        (arranged(2, 0, 1), at(0, "The bridge is dear."), [THREE, "The bridge is dear.", TWO]),
        (arranged(0, NEW, 1, 2), arranged(0, 1, OWN, 2), [ONE, MAY, TWO, TUNNEL, THREE]),
        (arranged(0, 1, NEW, 2), arranged(0, 1, OWN, 2), [ONE, TWO, MAY, TUNNEL, THREE]),
        (arranged(0, 2), at(0, "The bridge is dear."), ["The bridge is dear.", THREE]),
        (arranged(1, 2, 0), arranged(0, 1, OWN, 2), [TWO, TUNNEL, THREE, ONE]),
        (arranged(0, 1, NEW, 2), arranged(0, 1, {**NEW, "id": "other"}, 2), [ONE, TWO, MAY, THREE]),
        (arranged(0, 2), arranged(0, 2), [ONE, THREE]),
        (arranged(0, 2), arranged(1, 0, 2), [ONE, THREE]),
    ],
    ids=["edits", "moved-edited", "added", "same-place", "out", "after", "twice", "both-out", "moved-out"],
)  # fmt: skip
def test_what_only_one_side_touched_merges_by_itself(theirs, mine, expected):
    plan = weave(BASE, theirs, mine)
    assert plan.conflicts == []
    assert body(plan.settle({})) == expected


def test_a_block_taken_out_by_one_and_edited_by_the_other_is_asked_about():
    edited = at(1, "Tolls stay for nine years.")
    unit = question(plan := weave(BASE, arranged(0, 2), edited))
    assert (unit.theirs, unit.mine, unit.form) == ([], [edited["body"][1]], "block")
    assert body(plan.settle({unit.key: Choice("theirs")})) == [ONE, THREE]
    assert body(plan.settle({unit.key: Choice("mine")})) == [ONE, "Tolls stay for nine years.", THREE]
    again = plan.settle({unit.key: Choice("edited", "<p>Tolls go.</p>")})
    assert body(again) == [ONE, "Tolls go.", THREE]
    assert again["body"][1]["id"] == "b-1"


def test_a_conflict_without_a_choice_is_named():
    plan = weave(BASE, at(0, "The bridge will cost 55 million."), at(0, "The bridge will cost 38 million."))
    with pytest.raises(Undecided) as caught:
        plan.settle({})
    assert caught.value.keys == ["body/b-0/text/0"]
    result = plan.settle({"body/b-0/text/0": Choice("both")})
    assert body(result)[0] == "¶The bridge will cost 55 million.¶The bridge will cost 38 million.".replace(
        "¶", ""
    )


def test_a_choice_counts_for_what_merged_by_itself_too():
    plan = weave(BASE, at(0, "The bridge is dear."), at(2, "All objected."))
    result = plan.settle(
        {"body/b-0/text/0": Choice("edited", "<p>Bridges cost.</p>"), "body/b-2/text/0": Choice("theirs")}
    )
    assert body(result) == ["Bridges cost.", TWO, THREE]


def test_a_block_moved_by_both_is_asked_about_and_stands_where_was_chosen():
    base = story("Alpha one.", "Beta two.", "Gamma three.", "Delta four.", "Epsilon five.")
    a, b, c, d, e = base["body"]
    plan = weave(base, changed(base, body=[b, c, a, d, e]), changed(base, body=[b, c, d, e, a]))
    unit = question(plan)
    assert (unit.form, unit.theirs, unit.mine) == ("place", "b-2", "b-4")
    assert plan.settle({unit.key: Choice("theirs")})["body"] == [b, c, a, d, e]
    assert plan.settle({unit.key: Choice("mine")})["body"] == [b, c, d, e, a]


def test_a_retyped_block_takes_the_words_of_the_other():
    blocks = copy.deepcopy(BASE["body"])
    blocks[0]["type"] = "heading"
    result = weave(BASE, changed(body=blocks), at(0, "The bridge will cost 55 million.")).settle({})
    assert (result["body"][0]["type"], body(result)[0]) == ("heading", "The bridge will cost 55 million.")


def test_a_block_that_both_retyped_differently_is_one_question_with_both_to_be_had():
    kinds = []
    for kind in ("heading", "list"):
        blocks = copy.deepcopy(BASE["body"])
        blocks[0] = {**blocks[0], "type": kind, "value": blocks[0]["value"].replace("40", str(len(kind)))}
        kinds.append(changed(body=blocks))
    unit = question(plan := weave(BASE, *kinds))
    result = plan.settle({unit.key: Choice("both")})
    assert [block["type"] for block in result["body"][:2]] == ["heading", "list"]
    assert len({block["id"] for block in result["body"]}) == 4


QUOTE = {"id": "q", "type": "quote", "value": {"quote": "<p>We pay now.</p>", "attribution": "<p>Mara</p>"}}
IMAGE = {
    "id": "i",
    "type": "image",
    "value": {"image": 7, "caption": "<p>The bay.</p>", "credit": "AP", "alt": ""},
}
MEDIA = {
    "id": "e",
    "type": "embed",
    "value": {"embed": "https://example.org/1", "caption": "<p>The talk.</p>"},
}


@pytest.mark.parametrize(
    ("block", "theirs", "mine"),
    [
        (QUOTE, {"quote": "<p>We pay later.</p>"}, {"attribution": "<p>Mara Lindqvist</p>"}),
        (IMAGE, {"image": 8}, {"caption": "<p>The bay at dawn.</p>", "alt": "Water"}),
        (MEDIA, {"embed": "https://example.org/2"}, {"caption": "<p>The whole talk.</p>"}),
    ],
    ids=["quote", "image", "embed"],
)  # fmt: skip
def test_structured_blocks_merge_member_by_member(block, theirs, mine):
    def with_value(change):
        return changed(body=[{**block, "value": {**block["value"], **change}}])

    result = weave(with_value({}), with_value(theirs), with_value(mine)).settle({})
    assert result["body"] == [{**block, "value": {**block["value"], **theirs, **mine}}]


def test_two_pictures_for_one_block_are_asked_about():
    versions = [changed(body=[{**IMAGE, "value": {**IMAGE["value"], "image": n}}]) for n in (7, 8, 9)]
    unit = question(weave(*versions))
    assert (unit.path, unit.theirs, unit.mine, unit.takes) == (
        ("body", "i", "image"),
        8,
        9,
        ("theirs", "mine"),
    )


def table(*rows: tuple[str, str], headings: tuple[str, str] = ("City", "Rent")) -> Any:
    columns = [{"type": "text", "heading": headings[0]}, {"type": "number", "heading": headings[1]}]
    cells = [{"values": [f"<p>{place}</p>", rent]} for place, rent in rows]
    return changed(
        body=[{"id": "t", "type": "table", "value": {"columns": columns, "rows": cells, "caption": ""}}]
    )


def rows_of(content: Any) -> list[list[str]]:
    return [row["values"] for row in content["body"][0]["value"]["rows"]]


def test_tables_merge_cell_by_cell_or_row_by_row():
    base = table(("Leeds", "900"), ("York", "800"))
    plan = weave(base, table(("Leeds", "950"), ("York", "800")), table(("Leeds", "900"), ("Old York", "800")))
    assert rows_of(plan.settle({})) == [["<p>Leeds</p>", "950"], ["<p>Old York</p>", "800"]]
    longer = table(("Leeds", "900"), ("York", "800"), ("Hull", "600"))
    plan = weave(base, longer, table(("Leeds", "950"), ("York", "800")))
    assert rows_of(plan.settle({})) == [
        ["<p>Leeds</p>", "950"],
        ["<p>York</p>", "800"],
        ["<p>Hull</p>", "600"],
    ]
    unit = question(
        weave(base, table(("Leeds", "950"), ("York", "800")), table(("Leeds", "990"), ("York", "800")))
    )
    assert (unit.key, unit.theirs, unit.mine) == ("body/t/rows/0.1", "950", "990")
    assert question(weave(base, longer, table(("Hull", "600")))).form == "block"


def test_fields_merge_field_by_field_and_the_headline_is_asked_about():
    theirs = changed(title="Bridge bill doubles", kicker="Harbour")
    mine = changed(title="Bridge bill triples", dateline="Eastmouth")
    unit = question(plan := weave(BASE, theirs, mine))
    assert (unit.key, unit.form, unit.theirs) == ("title", "text", "Bridge bill doubles")
    result = plan.settle({"title": Choice("edited", "Bridge bill soars")})
    assert (result["title"], result["kicker"], result["dateline"]) == (
        "Bridge bill soars",
        "Harbour",
        "Eastmouth",
    )


@pytest.mark.parametrize("take", ["theirs", "mine", "edited"])
def test_an_address_made_from_the_headline_goes_with_the_one_that_is_chosen(take):
    theirs = changed(title="Bridge bill doubles", slug="bridge-bill-doubles")
    mine = changed(title="Bridge bill triples", slug="bridge-bill-triples")
    plan = weave(BASE, theirs, mine)
    assert question(plan).key == "title"
    result = plan.settle({"title": Choice(take, "Anew" if take == "edited" else None)})
    assert result["slug"] == (mine if take == "mine" else theirs)["slug"]
    assert plan.settle({"title": Choice("theirs"), "slug": Choice("mine")})["slug"] == mine["slug"]
    assert len(weave(BASE, {**theirs, "slug": "own"}, mine).conflicts) == 2


def test_a_field_emptied_by_one_and_edited_by_the_other_is_asked_about():
    base = changed(kicker="Harbour", standfirst="<p>In brief.</p>")
    emptied = changed()
    plan = weave(base, emptied, changed(kicker="The harbour", standfirst="<p>In short.</p>"))
    assert [(unit.key, unit.theirs) for unit in plan.conflicts] == [("kicker", ABSENT), ("standfirst/0", "")]
    result = plan.settle(all_of(plan.conflicts, "theirs"))
    assert "kicker" not in result
    assert "standfirst" not in result


def by(*names: str, **roles: str) -> list[dict[str, str]]:
    return [{"contributor": name, "role": roles.get(name, "writer")} for name in names]


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        (by("a", "b", "t"), by("a", "b", "m"), by("a", "b", "t", "m")),
        (by("b", "a"), by("a", "b", "m"), by("b", "m", "a")),
        (by("a", "b", b="photographer"), by("a"), None),
        (by("a", "b", b="photographer"), by("a", "b", b="reporting"), None),
        (by("a", "b", b="photo"), by("a", "b", a="reporting"), by("a", "b", a="reporting", b="photo")),
    ],
    ids=["added", "order", "removed-changed", "roles", "each-a-role"],
)  # fmt: skip
def test_bylines_keep_the_additions_and_order_of_both(theirs, mine, expected):
    plan = weave(changed(bylines=by("a", "b")), changed(bylines=theirs), changed(bylines=mine))
    if expected is None:
        unit = question(plan)
        assert (unit.key, unit.theirs, unit.mine) == ("bylines", theirs, mine)
        union = plan.settle({"bylines": Choice("both")})["bylines"]
        assert all(byline in union for byline in (*theirs, *mine))
    else:
        assert plan.settle({})["bylines"] == expected


def test_topics_of_both_are_put_on_and_taken_off():
    plan = weave(changed(topics=["1", "2"]), changed(topics=["1", "3"]), changed(topics=["1", "2", "4"]))
    assert plan.settle({})["topics"] == ["1", "3", "4"]


def test_a_fingerprint_changes_with_any_of_the_three_versions():
    mine = at(0, "The bridge will cost 38 million.")
    before = question(weave(BASE, at(0, "The bridge will cost 55 million."), mine))
    after = question(weave(BASE, at(0, "The bridge will cost 60 million."), mine))
    assert before.key == after.key
    assert before.fingerprint != after.fingerprint


def test_without_a_common_beginning_what_differs_is_asked_about_and_the_rest_is_not():
    plan = weave({}, BASE, at(0, "The bridge will cost 38 million."))
    assert [unit.key for unit in plan.conflicts] == ["body/b-0/text/0"]
    assert body(plan.settle(all_of(plan.conflicts, "mine")))[1:] == [TWO, THREE]
