"""An anchor says of which words it speaks."""

import pytest

from anchoring import Segment, anchor
from tests.anchoring.newsprint import text_of

TEXT = text_of("Headline", "First paragraph here.", "Second.", ids=["headline", "b1/k1", "b1/k2"])


def test_offsets_are_relative_to_the_segment():
    made = anchor(TEXT, 16, 25)
    assert (made.block, made.key, made.start, made.end, made.exact) == ("b1", "k1", 6, 15, "paragraph")
    assert (made.prefix, made.suffix) == ("Headline\n\nFirst ", " here.\n\nSecond.")


def test_a_span_over_several_segments_is_cut_to_the_largest_part():
    assert anchor(TEXT, 4, 35).exact == "First paragraph here."
    assert anchor(TEXT, 26, 40).exact == "Second."


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 5), (8, 10), (500, 510), (-3, 4)])
def test_a_span_without_text_is_refused(start, end):
    with pytest.raises(ValueError, match="no text between"):
        anchor(TEXT, start, end)


def test_a_segment_knows_its_end():
    assert Segment("b", "", 10, "😀e\u0301").end == 13
