"""The nearest claims: by meaning and words, over all of them, in an order one can rely on."""

import threading

import numpy as np
import pytest

from matching import Index, vector_of

CHECKED = {
    "cats": ["Walmart sells live cats.", "Does Walmart Sell Cats?"],
    "crime": ["Crime in Leeds fell by a third between 2015 and 2020."],
    "rents": ["Rents in Leeds rose by 40 per cent.", "Did Rents Rise by 40 Percent?"],
    "bridge": ["The bridge at Marrow cost 40 million crowns."],
    "vaccine": ["Vaccination causes autism in children."],
    "pipeline": ["The pipeline has leaked three times in three years."],
    "mayor": ["Mayor Okoro voted against the hospital in 2012."],
}


@pytest.fixture(scope="module")
def index() -> Index:
    made = Index()
    for key, texts in CHECKED.items():
        made.add(key, texts)
    return made


@pytest.mark.parametrize(
    ("new", "key"),
    [
        (
            "So @Walmart has cats on its shelves now?? 😮 https://t.co/x — Ann Lee (@annlee) May 4, 2020",
            "cats",
        ),
        ("Leeds saw a 33% drop in offences.", "crime"),
        ("Tenants in Leeds pay 40% more than before.", "rents"),
        ("40 million for a bridge!", "bridge"),
        ("Getting jabbed makes kids autistic", "vaccine"),
        ("Third spill along the pipeline's route in under three years", "pipeline"),
        ("Okoro opposed the hospital", "mayor"),
        ("Ｏｋｏｒｏ opposed the hospital", "mayor"),
    ],
)
def test_the_claim_that_says_the_same_comes_first(index, new, key):
    assert index.nearest(new)[0].key == key


def test_a_match_says_why(index):
    match = index.nearest("Okoro voted against the bridge and the hospital")[0]
    assert match.key == "mayor"
    assert set(match.shared) == {"okoro", "vot", "against", "hospital"}
    assert 0 < match.likeness <= 1
    assert 0 < match.score <= 1


def test_the_same_words_score_higher_than_like_words_and_those_than_others(index):
    scores = [
        index.nearest(text)[0].score
        for text in (
            CHECKED["crime"][0],
            "Leeds had a third fewer crimes in 2020 than in 2015.",
            "A recipe for soup.",
        )
    ]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.8
    assert scores[2] < 0.2


def test_matches_come_best_first_and_none_below_the_least(index):
    matches = index.nearest("Rents in Leeds rose", limit=5)
    assert len(matches) == 5
    assert [m.score for m in matches] == sorted((m.score for m in matches), reverse=True)
    assert index.nearest("Rents in Leeds rose", least=matches[1].score) == matches[:2]
    assert index.nearest("Rents in Leeds rose", limit=0) == []


@pytest.mark.parametrize("text", ["", "…", "https://t.co/abc", "would they have been"])
def test_a_text_that_says_nothing_is_no_error(index, text):
    assert all(match.score < 0.5 for match in index.nearest(text))


def test_an_empty_index_has_no_matches():
    assert Index().nearest("Rents rose") == []


def test_a_removed_claim_is_gone_and_one_added_again_is_the_new_one():
    index = Index()
    index.add("a", ["Rents rose by 40 per cent."])
    index.add("b", ["Walmart sells cats."])
    index.remove("a")
    index.remove("nobody")
    assert [m.key for m in index.nearest("Rents rose by 40 per cent.")] == ["b"]
    assert "a" not in index
    index.add("b", ["Rents rose by 40 per cent."])
    assert len(index) == 1
    assert [m.key for m in index.nearest("cats")] == ["b"]
    assert index.nearest("rents rose by 40 per cent")[0].score > 0.5


def test_equals_come_in_the_order_in_which_they_were_added():
    index = Index()
    for key, words in [
        ("z", "He said “rents rose”."),
        ("x", "Cats!"),
        ("a", "He said 'rents rose'."),
        ("m", "Dogs."),
    ]:
        index.add(key, [words])
    first, second, *_ = index.nearest("rents rose")
    assert (first.key, second.key) == ("z", "a")
    assert first.score == second.score


def test_vectors_that_the_caller_kept_give_the_same_answer(index):
    kept = Index()
    for key, texts in CHECKED.items():
        kept.add(key, texts, vector_of(texts))
    text = "Leeds rents"
    assert kept.nearest(text, vector=vector_of([text])) == index.nearest(text)


def test_nothing_is_skipped_among_many():
    chance = np.random.default_rng(5)
    vectors = chance.standard_normal((3000, 384), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = Index()
    for n, vector in enumerate(vectors):
        index.add(str(n), [], vector)
    for n in range(0, 3000, 101):
        found = index.nearest("", vector=vectors[n], limit=3)
        exact = np.argsort(-(vectors @ vectors[n]))
        assert found[0].key == str(n)
        assert found[1].key in {str(row) for row in exact[1:3]}


def test_several_threads_may_ask_while_one_adds():
    index, wrong = Index(), []
    index.add("first", ["Walmart sells cats."])
    blank = np.zeros(384, dtype=np.float32)

    def ask() -> None:
        for _ in range(50):
            if index.nearest("Walmart sells cats", limit=1)[0].key != "first":
                wrong.append(1)

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    for n in range(2000):
        index.add(f"other {n}", [f"word{n} more"], blank)
    for asker in askers:
        asker.join()
    assert not wrong
    assert len(index) == 2001
