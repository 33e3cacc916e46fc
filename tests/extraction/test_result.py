"""A reading can be written as JSON and read back unchanged."""

import json

import pytest

from extraction import READER, Attribution, Entity, Reading, Span, read, tagger

TEXT = "Rents will fall, said Ada Obi. She cited “new homes”."


def a_reading() -> Reading:
    return Reading(
        reader=READER,
        entities=(Entity("Ada Obi", "person", (Span(22, 29),), (Span(31, 34),)),),
        attributions=(
            Attribution("indirect", (Span(22, 29),), (Span(17, 21),), (Span(0, 15),), 0.8, 0),
            Attribution("direct", (), (), (Span(41, 52),), 0.3),
        ),
    )


def test_a_reading_survives_json():
    written = json.loads(json.dumps(a_reading().as_dict(TEXT)))
    assert Reading.from_dict(written) == a_reading()


def test_json_shows_the_words_beside_every_span():
    written = a_reading().as_dict(TEXT)
    assert written["reader"] == {"name": READER.name, "version": READER.version}
    assert written["entities"][0] == {
        "name": "Ada Obi",
        "kind": "person",
        "mentions": [{"start": 22, "end": 29, "text": "Ada Obi"}],
        "pronouns": [{"start": 31, "end": 34, "text": "She"}],
    }
    assert written["attributions"][0] == {
        "type": "indirect",
        "source": [{"start": 22, "end": 29, "text": "Ada Obi"}],
        "source_entity": "Ada Obi",
        "cue": [{"start": 17, "end": 21, "text": "said"}],
        "content": [{"start": 0, "end": 15, "text": "Rents will fall"}],
        "confidence": 0.8,
        "mode": "said",
    }


def test_an_unattributed_quote_names_no_entity_in_json():
    assert a_reading().as_dict(TEXT)["attributions"][1]["source_entity"] is None


def test_the_reader_names_its_model():
    assert READER.version.split("+")[1] == tagger.version()


@pytest.mark.parametrize("text", [TEXT, "Ms. Obi and Ben Obi met Obi in Lagos. “No,” said Mr. Obi.", ""])
def test_what_is_read_survives_json_and_has_unique_names(text):
    reading = read(text)
    assert Reading.from_dict(json.loads(json.dumps(reading.as_dict(text)))) == reading
    names = [entity.name for entity in reading.entities]
    assert len(names) == len(set(names))
