"""Whatever the editor does: untouched sentences are found, deleted ones stay deleted."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from anchoring import anchor, resolve
from bench.edits import ACTS, Desk, invented, reported
from bench.marking import Marks, by_quotation, edited, follow, followed, is_right
from tests.anchoring.newsprint import text_of, whole

seeds = st.integers(0, 10_000)
numbers = st.integers(0, 999)
scripts = st.lists(st.sampled_from(sorted(ACTS)), min_size=1, max_size=12)


def after(script, seed, *, knowing_before=True):
    """The desk, its first text, and each passage with its truth and its resolution, after the script."""
    pick = random.Random(seed)  # noqa: S311 - edits, not secrets
    desk = Desk.open(pick, reported(pick) if seed % 2 else invented(pick))
    old, passages = desk.text(), desk.passages()
    for act in script:
        desk.act(act)
    new, places = desk.text(), desk.places()
    found = resolve([p.anchor for p in passages], new, before=old if knowing_before else None)
    told = [(p, desk.truth(p, new, places), one) for p, one in zip(passages, found, strict=True)]
    return old, new, told


@settings(max_examples=100, deadline=None)
@given(scripts, seeds)
def test_an_untouched_sentence_is_exact_or_moved(script, seed):
    _, _, told = after(script, seed)
    for passage, truth, found in told:
        if passage.is_whole and truth.text == passage.anchor.exact:
            torn = found.state == "ambiguous" and truth.copies
            assert torn or (found.state in ("exact", "moved") and found.anchor.exact == truth.text)


@settings(max_examples=100, deadline=None)
@given(scripts, seeds, st.booleans())
def test_a_sentence_said_to_be_the_same_is_the_same(script, seed, knowing_before):
    _, new, told = after(script, seed, knowing_before=knowing_before)
    for passage, truth, found in told:
        if passage.is_whole and found.state in ("exact", "moved"):
            assert is_right(truth, found, new)


@settings(max_examples=80, deadline=None)
@given(scripts, seeds, st.booleans())
def test_every_answer_points_at_words_that_stand_there(script, seed, knowing_before):
    _, new, told = after(script, seed, knowing_before=knowing_before)
    text = whole(new)
    for passage, _, found in told:
        assert (found.anchor is None) == (found.state in ("deleted", "ambiguous"))
        assert (len(found.candidates) > 1) == (found.state == "ambiguous")
        for one in (found.anchor, *found.candidates):
            if one is None:
                continue
            (segment,) = (s for s in new if (s.block, s.key) == (one.block, one.key))
            assert segment.text[one.start : one.end] == one.exact
            at, end = segment.start + one.start, segment.start + one.end
            assert text[max(0, at - 32) : at] == one.prefix
            assert text[end : end + 32] == one.suffix
        same = found.anchor is not None and found.anchor.exact == passage.anchor.exact
        assert same == (found.state in ("exact", "moved"))


@settings(max_examples=60, deadline=None)
@given(scripts, seeds)
def test_anchors_survive_the_way_there_and_back(script, seed):
    old, new, told = after([act for act in script if act != "copy"], seed)
    for passage, _, found in told:
        if passage.is_whole and found.state in ("exact", "moved"):
            back = resolve([found.anchor], old, before=new)[0]
            assert back.anchor.exact == found.anchor.exact


letters = st.text(st.sampled_from("ab .!\n“”é\u0301😀ש市。0"), max_size=30)


@settings(max_examples=200, deadline=None)
@given(st.lists(letters, max_size=4), st.lists(letters, max_size=4), numbers, numbers, st.booleans())
def test_no_text_is_too_strange(was, now, a, b, knowing_before):
    old, new = text_of(*was), text_of(*now)
    spots = [
        (s.start + i, s.start + j)
        for s in old
        for i in range(len(s.text))
        for j in range(i + 1, len(s.text) + 1)
    ]
    if not spots:
        return
    made = anchor(old, *spots[(a * 1000 + b) % len(spots)])
    found = resolve([made], new, before=old if knowing_before else None)[0]
    for now_at in (found.anchor, *found.candidates):
        if now_at is not None:
            place = next(s for s in new if s.block == now_at.block)
            assert 0 <= now_at.start < now_at.end <= len(place.text)
            assert place.text[now_at.start : now_at.end] == now_at.exact
    if found.state in ("exact", "moved"):
        assert found.anchor.exact == made.exact


def good_enough(marks: Marks) -> bool:
    return marks["changed"] >= 0.97 and marks["surviving"] >= 0.97


def test_of_known_edits_nothing_is_confused_and_little_lost():
    sentences, parts = edited(150, 12, follow)
    assert sentences.given["changed"] > 200, "the scripts edit too little to judge by"
    for marks in (sentences, parts):
        assert (marks["same"], marks["untouched"]) == (1.0, 1.0)
        assert good_enough(marks)
    assert sentences["deleted"] >= 0.99


def test_through_a_history_of_revisions_nothing_is_confused_and_little_lost():
    for marks in followed(40, 8, 2):
        assert marks["same"] == 1.0
        assert good_enough(marks)
        assert marks["deleted"] >= 0.99


def test_by_quotation_alone_sentences_are_not_confused_either():
    sentences, _ = edited(100, 8, by_quotation)
    assert (sentences["same"], sentences["untouched"]) == (1.0, 1.0)
    assert good_enough(sentences)
