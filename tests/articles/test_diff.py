"""The diff that an editor reads between two revisions."""

from hypothesis import given, settings
from hypothesis import strategies as st

from anchoring import Segment
from articles.diff import diff, summary

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
    st.sampled_from(["one", "two", "three.", "Öl,", "שלום", "é", "😀", " ", "\n", "—"]), max_size=9
)
blocks = st.lists(st.tuples(st.sampled_from("abcde"), words.map(" ".join)), max_size=5)


def segments(pairs) -> list[Segment]:
    made, at = [], 0
    for ident, text in pairs:
        made.append(Segment(ident, "", at, text))
        at += len(text) + 2
    return made


@settings(max_examples=150, deadline=None)
@given(blocks, blocks)
def test_nothing_is_lost_or_made_up(before, after):
    old, new = segments(before), segments(after)
    changes = diff(old, new)
    assert [c.new for c in changes if c.new] == new
    assert sorted((c.old for c in changes if c.old), key=id) == sorted(old, key=id)
    for change in changes:
        kept = "".join(run.text for run in change.words if run.kind != "removed")
        was = "".join(run.text for run in change.words if run.kind != "added")
        assert kept == (change.new.text if change.new else "")
        assert was == (change.old.text if change.old else "")
        assert change.kind != "same" or change.old.text == change.new.text
        assert all(run.text for run in change.words)
