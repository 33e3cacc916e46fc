"""Which sentence each sentence of a new text comes from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anchoring import Segment
from anchoring.lineage import cut, descend

ROOTS = "The council will build four hundred homes by the river."
RENTS = "Rents rose by 5% in Leeds, officials said on Monday."
VOTES = "Members voted late at night, after a long and noisy debate."


def text_of(*paragraphs: str, ids: str = "abcdefgh", kinds: str = "") -> list[Segment]:
    segments, at = [], 0
    for n, (ident, text) in enumerate(zip(ids, paragraphs, strict=False)):
        segments.append(Segment(ident, "k", at, text, "heading" if kinds[n : n + 1] == "h" else "paragraph"))
        at += len(text) + 2
    return segments


@pytest.mark.parametrize(
    ("old", "new", "sources"),
    [
        (text_of(ROOTS, RENTS), text_of(ROOTS, RENTS), [0, 1]),
        (text_of(f"{ROOTS} {RENTS}", VOTES), text_of(f"{ROOTS} {RENTS}", VOTES, ids="xy"), [0, 1, 2]),
        (text_of(ROOTS, RENTS, VOTES), text_of(VOTES, ROOTS, RENTS, ids="cab"), [2, 0, 1]),
        (text_of(f"{ROOTS} {RENTS}"), text_of(ROOTS, RENTS, ids="ax"), [0, 1]),
        (text_of(ROOTS, RENTS), text_of(f"{ROOTS} {RENTS}"), [0, 1]),
        (text_of(ROOTS), text_of(ROOTS, ids="z", kinds="h"), [0]),
        (text_of(f"{ROOTS} {RENTS}"), text_of(f"{RENTS.replace('5%', '7%')} {ROOTS}"), [1, 0]),
        (text_of(ROOTS), text_of(ROOTS, VOTES), [0, None]),
        (text_of(ROOTS, VOTES), text_of(VOTES, ids="b"), [1]),
        (text_of(ROOTS), text_of(VOTES), [None]),
        ([], text_of(ROOTS), [None]),
        (text_of(ROOTS), [], []),
    ],
)
def test_sentences_are_followed(old: list[Segment], new: list[Segment], sources: list[int | None]) -> None:
    assert descend(old, new) == sources


words = st.lists(st.sampled_from(["One two. ", "Rents rose. ", "No! ", "Why? ", "three"]), max_size=5)
texts = st.lists(words.map("".join), max_size=4).map(lambda parts: text_of(*[p for p in parts if p.strip()]))


@settings(max_examples=100, deadline=None)
@given(texts, texts)
def test_every_sentence_has_one_answer_and_a_kept_text_is_its_own_source(
    old: list[Segment], new: list[Segment]
) -> None:
    sources = descend(old, new)
    assert len(sources) == len(cut(new))
    assert all(source is None or 0 <= source < len(cut(old)) for source in sources)
    assert descend(old, old) == list(range(len(cut(old))))
