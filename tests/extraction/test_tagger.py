"""Weights that are not those of the card are refused; the reader's version names both files."""

import json

import pytest

from extraction import tagger


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A copy of the card beside other weights."""
    for name, fact in (("model.onnx", "WEIGHTS"), ("linker.npz", "LINKER")):
        (tmp_path / name).write_bytes(b"something else")
        monkeypatch.setattr(tagger, fact, tmp_path / name)
    return tmp_path


def test_a_linker_that_the_card_does_not_describe_is_refused(elsewhere):
    with pytest.raises(tagger.TaggerError, match=r"linker\.npz is not the file"):
        tagger.linker.__wrapped__()


def test_a_tagger_that_the_card_does_not_describe_is_refused(elsewhere):
    with pytest.raises(tagger.TaggerError, match=r"model\.onnx is not the file"):
        tagger._session.__wrapped__()


def test_a_missing_linker_is_named_with_the_remedy(elsewhere):
    (elsewhere / "linker.npz").unlink()
    with pytest.raises(tagger.TaggerError, match="make train"):
        tagger.linker.__wrapped__()


def test_another_linker_is_another_reader(monkeypatch):
    card = json.loads((tagger.FOLDER / "card.json").read_text(encoding="utf-8"))
    before = tagger.version()
    monkeypatch.setattr(tagger, "card", lambda: card | {"linker_sha256": "0" * 64})
    assert tagger.version() != before
