"""Anchors leave the house in W3C words."""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft4Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

from anchoring import as_annotation_target, text_position_selector, text_quote_selector
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
