"""The shipped encoder: what it promises, and that no other is loaded in its place."""

import numpy as np
import pytest

from matching import EncoderError, embed, pack, sentences, unpack, vector_of, version


def test_vectors_have_unit_length_and_do_not_change_with_their_neighbours():
    texts = ["Rents rose by 4 per cent.", "No."]
    together = embed(texts)
    assert together.shape == (2, sentences.SIZE)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.array_equal(together, np.concatenate([embed([text]) for text in texts]))


@pytest.mark.parametrize("nothing", ["", "  ", "…", "https://t.co/abc"])
def test_a_text_without_words_has_no_direction(nothing):
    assert not embed([nothing]).any()
    assert not vector_of([nothing]).any()


def test_no_texts_no_rows():
    assert embed([]).shape == (0, sentences.SIZE)


@pytest.mark.parametrize(
    ("claim", "same", "other"),
    [
        ("Crime has fallen by a third.", "Offences are down 33 per cent.", "The bridge is closed."),
        (
            "The mayor sold the hospital.",
            "The clinic was privatised by the mayor.",
            "The mayor likes tennis.",
        ),
        ("Vaccines cause autism.", "Vaccination makes children autistic.", "Vaccines are kept cold."),
    ],
)
def test_what_means_the_same_is_closer_than_what_does_not(claim, same, other):
    asked, near, far = embed([claim, same, other])
    assert asked @ near > asked @ far + 0.1


def test_the_print_of_marks_changes_nothing():
    curly, straight = embed(
        ["He called it “a ‘gold’ mine” – twice.", "He called it \"a 'gold' mine\" - twice."]
    )
    assert np.array_equal(curly, straight)


def test_a_claim_told_in_two_ways_lies_between_them():
    ways = ["Walmart sells cats.", "Pets on supermarket shelves?"]
    one, two = embed(ways)
    middle = vector_of(ways)
    assert np.isclose(middle @ one, middle @ two, atol=1e-4)
    assert middle @ one > one @ two


def test_a_packed_vector_comes_back():
    vector = embed(["Rents rose."])[0]
    assert len(pack(vector)) == 388
    assert vector @ unpack(pack(vector)) > 0.999
    assert not unpack(pack(np.zeros(sentences.SIZE, dtype=np.float32))).any()


def test_bytes_of_another_size_are_no_vector():
    with pytest.raises(ValueError, match="388"):
        unpack(b"1234")


def test_the_card_names_licence_and_files():
    assert sentences.card()["licence"] == "Apache 2.0"
    assert len(version()) == 12
    size = sum(path.stat().st_size for path in sentences.FOLDER.iterdir())
    assert size < 25 * 2**20


def test_other_weights_are_refused(tmp_path, monkeypatch):
    for name in ("card.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((sentences.FOLDER / name).read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"something else")
    monkeypatch.setattr(sentences, "FOLDER", tmp_path)
    with pytest.raises(EncoderError, match="not the file"):
        sentences.checked("model.onnx", "sha256")
    (tmp_path / "model.onnx").unlink()
    with pytest.raises(EncoderError, match="cannot be read"):
        sentences.checked("model.onnx", "sha256")
