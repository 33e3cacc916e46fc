"""Every code point of the plain text knows its place, and every place its code point."""

import pytest

from articles.text import project

CONTENT = {
    "title": "Bridge bill grows 🌉",
    "standfirst": "<p data-block-key='s1'>Tolls stay.</p>",
    "body": [
        {"id": "b1", "type": "paragraph", "value": '<p data-block-key="k1">A 𝔠ost of <b>40</b> million.</p>'},
        {"id": "b2", "type": "list", "value": "<ul><li data-block-key='l1'>one</li><li>two</li></ul>"},
        {
            "id": "b3",
            "type": "quote",
            "value": {"quote": "<p data-block-key='q1'>No.</p>", "attribution": ""},
        },
    ],
}


def test_every_code_point_leads_to_its_place_and_back():
    text = project(CONTENT)
    located = {offset: place for offset in range(len(text.plain)) if (place := text.locate(offset))}
    for offset, (segment, inside) in located.items():
        assert segment.text[inside] == text.plain[offset]
        assert text.offset(segment.block, segment.key, inside) == offset
    between = {text.plain[offset] for offset in range(len(text.plain)) if offset not in located}
    assert between == {"\n"}
    assert "".join(text.plain[offset] for offset in located) == "".join(s.text for s in text.segments)


@pytest.mark.parametrize("offset", [-1, 10_000])
def test_there_is_nothing_outside_the_text(offset):
    with pytest.raises(IndexError, match="outside a text"):
        project(CONTENT).locate(offset)


def test_a_span_over_several_paragraphs_is_cut_at_their_ends():
    text = project(CONTENT)
    start, end = text.plain.index("Tolls"), text.plain.index("million")
    parts = [segment.text[first:last] for segment, first, last in text.cut(start, end)]
    assert parts == ["Tolls stay.", "A 𝔠ost of 40 "]


def test_equal_words_have_equal_digests_however_they_are_set():
    plain = {"title": "A", "body": [{"id": "1", "type": "paragraph", "value": "<p>x <b>y</b></p>"}]}
    other = {"title": "A", "body": [{"id": "2", "type": "paragraph", "value": "<p>x <i>y</i></p>"}]}
    assert project(plain).digest == project(other).digest
