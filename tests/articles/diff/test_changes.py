"""The changes between two plain texts, as an editor reads them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anchoring import Segment
from articles.diff import BlockChange, diff, summary
from bench.edits import ACTS
from bench.marking import articles

ROOTS = "The council will build four hundred homes by the river."
RENTS = "Rents rose by 5% in Leeds, officials said on Monday."
VOTES = "Members voted late at night, after a long and noisy debate."


def text_of(*paragraphs: str, ids: str = "abcdefgh") -> list[Segment]:
    segments, at = [], 0
    for ident, text in zip(ids, paragraphs, strict=False):
        segments.append(Segment(ident, "k", at, text))
        at += len(text) + 2
    return segments


def told(changes) -> list[tuple[str, str]]:
    marks = {"same": "{}", "added": "[+{}+]", "removed": "[-{}-]"}
    return [(c.kind, "".join(marks[run.kind].format(run.text) for run in c.words)) for c in changes]


def test_an_edited_word_is_shown_in_its_sentence():
    changes = diff(text_of(ROOTS, RENTS), text_of(ROOTS, RENTS.replace("5%", "7%")))
    assert told(changes) == [
        ("same", ROOTS),
        ("changed", "Rents rose by [-5-][+7+]% in Leeds, officials said on Monday."),
    ]
    assert summary(changes) == (1, 1)


def test_a_removed_block_stands_in_its_old_place():
    kinds = told(diff(text_of(ROOTS, RENTS, VOTES), text_of(ROOTS, VOTES, ids="ac")))
    assert kinds == [("same", ROOTS), ("removed", f"[-{RENTS}-]"), ("same", VOTES)]


def test_a_block_removed_at_the_head_stays_at_the_head():
    assert told(diff(text_of(ROOTS, RENTS), text_of(RENTS, ids="b")))[0] == ("removed", f"[-{ROOTS}-]")


def test_blocks_are_known_by_their_words_when_all_ids_are_new():
    changes = diff(text_of(ROOTS, RENTS), text_of(ROOTS, RENTS.replace("Monday", "Friday"), ids="xy"))
    assert [change.kind for change in changes] == ["same", "changed"]


def test_a_block_carried_up_is_moved_and_the_rest_stays():
    changes = diff(text_of(ROOTS, RENTS, VOTES), text_of(VOTES, ROOTS, RENTS, ids="cab"))
    assert [change.kind for change in changes] == ["moved", "same", "same"]


def test_unrelated_words_under_a_new_id_are_added_and_removed():
    changes = diff(text_of(ROOTS, RENTS), text_of(ROOTS, VOTES, ids="az"))
    assert [change.kind for change in changes] == ["same", "removed", "added"]
    assert summary(changes) == (11, 10)


def test_a_rewritten_phrase_is_not_chopped_by_its_commas():
    old, new = text_of("Yesterday, in Leeds, rents rose."), text_of("Today, near York, rents rose.")
    assert told(diff(old, new)) == [("changed", "[-Yesterday, in Leeds-][+Today, near York+], rents rose.")]


def test_a_huge_block_is_replaced_whole():
    old, new = text_of("spam " * 30_000), text_of("egg " * 30_000)
    assert [run.kind for run in diff(old, new)[0].words] == ["removed", "added"]
    assert summary(diff(old, new)) == (30_000, 30_000)


def test_hundreds_of_blocks_in_a_new_order_keep_as_many_as_can_stay():
    ids = [f"b{n}" for n in range(600)]
    old = text_of(*ids, ids=ids)
    new = text_of(*ids[300:], *ids[:200], *ids[200:300], ids=ids[300:] + ids[:300])
    kinds = [change.kind for change in diff(old, new)]
    assert (kinds.count("same"), kinds.count("moved")) == (300, 300)


def test_many_unlike_blocks_are_not_all_compared():
    many = [Segment(f"old{n}", "", n * 3, f"{n}") for n in range(1000)]
    others = [Segment(f"new{n}", "", n * 3, f"x{n}") for n in range(1000)]
    assert len(diff(many, others)) == 2000


words = st.lists(
    st.sampled_from(["one", "two", "three.", "Öl,", "שלום", "é", "😀", " ", "\n", "—", "東京"]), max_size=9
)
blocks = st.lists(st.tuples(st.sampled_from("abcde"), words.map(" ".join)), max_size=5)


def segments(pairs) -> list[Segment]:
    made, at = [], 0
    for ident, text in pairs:
        made.append(Segment(ident, "", at, text))
        at += len(text) + 2
    return made


def was(change) -> str:
    return "".join(run.text for run in change.words if run.kind != "added")


def now(change) -> str:
    return "".join(run.text for run in change.words if run.kind != "removed")


def account_for_every_word(old: list[Segment], new: list[Segment]) -> list[BlockChange]:
    """The changes; fails where a word of either text is lost, told twice or made up."""
    changes = diff(old, new)
    assert [c.new for c in changes if c.new] == new
    whole: dict[int, str] = {}  # old segment -> its words, gathered from all parts that it became
    for change in changes:
        assert now(change) == (change.new.text if change.new else "")
        assert all(run.text for run in change.words)
        assert change.kind != "same" or (change.old.text == change.new.text and not change.is_moved)
        if change.joined:
            assert was(change) == "\n\n".join(segment.text for segment in change.joined)
            assert not {id(segment) for segment in change.joined} & set(whole)
            whole |= {id(segment): segment.text for segment in change.joined}
        elif change.old:
            assert id(change.old) not in whole or change.kind == "split"
            whole[id(change.old)] = whole.get(id(change.old), "") + was(change)
    assert whole == {id(segment): segment.text for segment in old}
    return changes


@settings(max_examples=100, deadline=None)
@given(blocks, blocks)
def test_nothing_is_lost_or_made_up(before, after):
    account_for_every_word(segments(before), segments(after))


def test_nothing_is_lost_of_prose_that_is_edited_at_random():
    kinds = set()
    for desk in articles(60, seed=11):
        old = list(desk.text())
        for _ in range(desk.pick.randint(1, 8)):
            desk.act(desk.pick.choice(list(ACTS)))
        kinds |= {change.kind for change in account_for_every_word(old, list(desk.text()))}
    assert kinds >= {"same", "changed", "moved", "split", "merged", "removed"}


PARTED = ROOTS + " " + RENTS + " " + VOTES


@pytest.mark.parametrize("ids", ["axy", "xya", "xay", "xyz"])
def test_a_paragraph_parted_in_three_is_split(ids: str):
    changes = diff(text_of(PARTED, ids="a"), text_of(ROOTS, RENTS, VOTES, ids=ids))
    assert [change.kind for change in changes] == ["split"] * 3
    assert "".join(map(was, changes)) == PARTED
    assert summary(changes) == (0, 0)


@pytest.mark.parametrize("ids", ["a", "b", "c", "x"])
def test_paragraphs_run_together_are_merged(ids: str):
    [change] = diff(text_of(ROOTS, RENTS, VOTES), text_of(PARTED, ids=ids))
    assert (change.kind, [segment.text for segment in change.joined]) == ("merged", [ROOTS, RENTS, VOTES])
    assert summary([change]) == (0, 0)


def test_a_sentence_parted_in_its_middle_and_edited_is_still_split():
    old = text_of(
        "Rents rose by 5% in Leeds, officials said, and the council will build more homes soon.", ids="a"
    )
    new = text_of(
        "Rents rose by 7% in Leeds, officials said.", "The council will build many more homes soon."
    )
    assert told(diff(old, new)) == [
        ("split", "Rents rose by [-5-][+7+]% in Leeds, officials said[-, and the -][+.+]"),
        ("split", "[+The +]council will build [+many +]more homes soon."),
    ]


def test_a_new_paragraph_beside_an_edited_one_is_added_not_split():
    changes = diff(text_of(ROOTS), text_of(ROOTS.replace("four", "five"), RENTS))
    assert [change.kind for change in changes] == ["changed", "added"]


def test_what_was_typed_above_a_paragraph_leaves_it_its_history():
    """Enter at the head of a paragraph gives the empty line above its old key."""
    old, new = text_of(RENTS, ids="a"), text_of(VOTES, RENTS.replace("5%", "7%"), ids="ab")
    assert [change.kind for change in diff(old, new)] == ["added", "changed"]


def test_a_moved_paragraph_that_was_parted_says_both():
    changes = diff(
        text_of(PARTED, "Short.", "Brief."),
        text_of("Short.", "Brief.", ROOTS, RENTS + " " + VOTES, ids="bcax"),
    )
    assert [(change.kind, change.is_moved) for change in changes] == [
        ("same", False),
        ("same", False),
        ("split", True),
        ("split", True),
    ]


def test_words_put_at_the_end_leave_the_stop_before_them_alone():
    assert told(diff(text_of(ROOTS), text_of(ROOTS + " Soon."))) == [("changed", ROOTS + "[+ Soon.+]")]


def test_a_word_that_happens_to_stay_does_not_chop_a_rewritten_phrase():
    old, new = (
        text_of("Every negotiator at Parliament refused."),
        text_of("No candidate at Westminster refused."),
    )
    assert told(diff(old, new)) == [
        ("changed", "[-Every negotiator at Parliament-][+No candidate at Westminster+] refused.")
    ]
    old, new = text_of("It fell in 2019 and 2020."), text_of("It fell in 2021 and 2022.")
    assert told(diff(old, new)) == [("changed", "It fell in [-2019-][+2021+] and [-2020-][+2022+].")]


def test_a_number_is_one_word():
    old, new = text_of("It cost 1,200.50 crowns."), text_of("It cost 1,300.50 crowns.")
    assert told(diff(old, new)) == [("changed", "It cost [-1,200.50-][+1,300.50+] crowns.")]
    assert summary(diff(old, new)) == (1, 1)


def test_a_heading_of_few_words_is_known_by_its_letters():
    changes = diff(text_of("Rents rise", ids="a"), text_of("Rent rises", ids="b"))
    assert [change.kind for change in changes] == ["changed"]


def test_thousands_of_rewritten_blocks_are_paired_by_their_rare_words():
    lines = [f"In year {n} the town of Place{n} counted item{n} and thing{n} once more." for n in range(600)]
    old = text_of(*lines, ids=[f"o{n}" for n in range(600)])
    new = text_of(*(line.replace("counted", "weighed") for line in lines), ids=[f"n{n}" for n in range(600)])
    assert {change.kind for change in diff(old, new)} == {"changed"}
