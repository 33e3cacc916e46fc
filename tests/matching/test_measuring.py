"""How `make eval` scores a ranking."""

import numpy as np
import pytest

from bench.quality.matching import Checked as Claim
from bench.quality.matching import full_text, right_keys, score
from bench.quality.worth import average_precision, read


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        (["a", "x"], (1, 1, 1, 1)),
        (["x", "a"], (0.5, 0.5, 1, 0)),
        (["x"] * 9 + ["a"], (0.1, 0, 0, 0)),
        (["x"], (0, 0, 0, 0)),
        ([], (0, 0, 0, 0)),
    ],
)
def test_the_one_right_claim_counts_by_its_place(ranking, expected):
    assert score(ranking, {"a"}) == expected


def test_of_two_right_claims_each_counts():
    assert score(["a", "x", "b"], {"a", "b"}) == ((1 + 2 / 3) / 2, (1 + 2 / 3) / 2, 1, 1)
    assert score(["a"], {"a", "b"}) == (0.5, 0.5, 0.5, 1)


def test_sentences_that_score_alike_keep_their_order():
    assert average_precision(np.array([1.0, 1.0, 0.0]), np.array([False, True, False])) == 0.5
    assert average_precision(np.array([0.0, 2.0]), np.array([False, True])) == 1


def test_the_sets_are_read_as_they_come(tmp_path):
    (tmp_path / "one.tsv").write_text("1\tLEE\tRents rose.\t1\n2\tLEE\tThanks.\t0\n", encoding="utf-8")
    assert read(tmp_path / "one.tsv") == [("Rents rose.", True), ("Thanks.", False)]
    (tmp_path / "right").write_text("1\t0\ta\t1\n1\t0\tb\t0\n2\t0\tc\t1\n", encoding="utf-8")
    assert right_keys(tmp_path / "right") == {"1": {"a"}, "2": {"c"}}


def test_the_peer_finds_any_of_the_words():
    claims = [Claim("a", ("Rents rose.", "Did Rents Rise?")), Claim("b", ("Cats are sold.", "Cats?"))]
    assert full_text(claims, "words")('"Selling CATS", they say! (rent)') == ["b"]
    assert set(full_text(claims, "stems")("Selling a cat; rent")) == {"a", "b"}
