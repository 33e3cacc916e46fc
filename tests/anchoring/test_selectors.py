"""Anchors leave the house in W3C words."""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft4Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

from anchoring import anchor, as_annotation_target, places_of, text_position_selector, text_quote_selector
from tests.anchoring.newsprint import on, text_of, whole

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = Path(os.environ.get("NEWSROOM_STANDARDS_DIR", ROOT.parent / "shared" / "standards")) / "webanno"

TEXT = text_of("Headline 😀", "The mayor said rents rose by 5%. Critics doubt it.", "The end.")
ANCHOR = on("rents rose by 5%", TEXT)


def test_the_quote_selector_keeps_32_characters_of_context():
    assert text_quote_selector(ANCHOR) == {
        "type": "TextQuoteSelector",
        "exact": "rents rose by 5%",
        "prefix": "Headline 😀\n\nThe mayor said ",
        "suffix": ". Critics doubt it.\n\nThe end.",
    }
    far = on("rents", text_of("x" * 50 + " rents " + "y" * 50))
    assert (far.prefix, far.suffix) == ("x" * 31 + " ", " " + "y" * 31)


def test_the_position_selector_counts_code_points_of_the_whole_text():
    selector = text_position_selector(ANCHOR, TEXT)
    assert selector["type"] == "TextPositionSelector"
    assert whole(TEXT)[selector["start"] : selector["end"]] == "rents rose by 5%"


def test_a_position_is_not_made_up_for_a_text_that_lacks_the_words():
    with pytest.raises(ValueError, match="resolve it first"):
        text_position_selector(ANCHOR, text_of("Headline", "Something else entirely, and long enough."))


def test_a_target_without_a_date_has_no_state():
    assert "state" not in as_annotation_target(ANCHOR, TEXT, "https://example.org/a", None)


def check(name: str, value: object, definition: str = "") -> None:
    """Validate against a published schema, or a definition in it that needs no file we lack."""
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    registry = Registry().with_resource(name, DRAFT4.create_resource(schema))
    Draft4Validator({"$ref": name + definition}, registry=registry).validate(value)


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the W3C schemas are not here (NEWSROOM_STANDARDS_DIR)")
def test_the_target_is_valid_w3c():
    target = as_annotation_target(ANCHOR, TEXT, "https://example.org/a", "2026-11-23T07:30:00Z")
    check("3.1-targetKeyFound.json", {"target": target})
    quote, position = target["selector"]
    check("specificResource.json", quote, "#/definitions/textQuoteSelectorDetected")
    check("specificResource.json", position, "#/definitions/textPositionSelectorDetected")
    check("specificResource.json", target["state"], "#/definitions/timeStateDetected")


def quote(exact: str, prefix: str = "", suffix: str = "") -> dict[str, str]:
    return {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}


def position(start: int, end: int) -> dict[str, object]:
    return {"type": "TextPositionSelector", "start": start, "end": end}


PLACES = text_of("Tolls 😀", "Tolls stay. Tolls stay low.", "Tolls stay.")


@pytest.mark.parametrize(
    ("selectors", "found"),
    [
        ([quote("Tolls stay low")], [(21, 35)]),
        ([quote("Tolls stay.")], [(9, 20), (38, 49)]),
        ([quote("Tolls")], [(0, 5), (9, 14)]),  # and two more, which nobody has to look for
        ([quote("Tolls stay.", prefix="low.\n\n")], [(38, 49)]),
        ([quote("Tolls stay.", suffix=" Tolls")], [(9, 20)]),
        ([quote("Tolls stay.", prefix="x")], []),
        ([quote("tolls stay.")], []),
        ([quote("low.\n\nTolls")], []),
        ([position(6, 7)], [(6, 7)]),
        ([position(6, 9)], []),
        ([position(40, 99)], []),
        ([quote("Tolls stay."), position(38, 49)], [(38, 49)]),
        ([position(38, 49), quote("Tolls stay.")], [(38, 49)]),
        ([position(38, 49), quote("Tolls stay")], []),
    ],
)
def test_selectors_lead_to_the_words_that_they_describe(selectors, found):
    assert places_of(selectors, PLACES) == [anchor(PLACES, *span) for span in found]


def test_a_block_narrows_where_words_are_looked_for():
    block = PLACES[2].block
    assert places_of([quote("Tolls stay.")], PLACES, block=block) == [anchor(PLACES, 38, 49)]
    assert places_of([position(9, 20)], PLACES, block=block) == []


def test_what_leaves_leads_back():
    for words in ("😀", "Critics doubt it.", "5%"):
        described = on(words, TEXT)
        for selectors in (
            [text_quote_selector(described)],
            [text_quote_selector(described), text_position_selector(described, TEXT)],
        ):
            assert places_of(selectors, TEXT) == [described]
