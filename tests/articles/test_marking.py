"""Marks stand on the very words, and the HTML stays what it was."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.marking import Marker, Note
from articles.text import project

VOID = {"br"}


def content(html: str, **fields: object) -> dict:
    return {**fields, "body": [{"id": "b", "type": "paragraph", "value": html}]}


def marked(html: str, *spans: tuple[int, int]) -> str:
    """The paragraph with a note on each span of its plain text."""
    notes = [Note(number, f"Note {number}", (span,)) for number, span in enumerate(spans, 1)]
    return Marker(project(content(html)), notes).content(content(html))["body"][0]["value"]


def marks_of(html: str, number: int = 1) -> str:
    """The words under a note's marks, as a reader sees them."""

    class Words(HTMLParser):
        found, depth = "", 0

        def handle_starttag(self, tag: str, attrs: list) -> None:
            if tag == "mark":
                self.depth += str(number) in dict(attrs)["data-notes"].split()

        def handle_endtag(self, tag: str) -> None:
            if tag == "mark":
                self.depth = 0

        def handle_data(self, data: str) -> None:
            self.found += data if self.depth else ""

    words = Words()
    words.feed(html)
    words.close()
    return words.found


def without_marks(html: str) -> str:
    return re.sub(r'<a class="note-ref".*?</a>|</?mark[^>]*>', "", html)


def is_well_nested(html: str) -> bool:
    class Nesting(HTMLParser):
        stack: list[str]
        is_right = True

        def handle_starttag(self, tag: str, attrs: list) -> None:
            self.is_right &= not (tag in ("a", "mark") and tag in self.stack)
            if tag not in VOID:
                self.stack.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if tag not in VOID:
                self.is_right &= bool(self.stack) and self.stack.pop() == tag

    nesting = Nesting()
    nesting.stack = []
    nesting.feed(html)
    nesting.close()
    return nesting.is_right and not nesting.stack


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<p data-block-key="k">She said rents will fall.</p>', "rents will fall"),
        ('<p data-block-key="k">She said <b>rents</b> will fall.</p>', "rents will fall"),
        ('<p data-block-key="k">She said <b>all <i>rents</i> will</b> fall.</p>', "rents will fall"),
        (
            '<p data-block-key="k">Fish &amp; chips &lt;now&gt; cost &pound;9, he said.</p>',
            "chips <now> cost £9",
        ),
        ('<p data-block-key="k">A&#8217;s and B&#x2019;s, 😀 “quoted” words.</p>', "😀 “quoted” words"),
        ('<p data-block-key="k">one<br/>two three</p>', "one\ntwo"),
        ("<p>No key here, but words.</p>", "but words"),
        ("Loose words alone", "words"),
        ('<p data-block-key="a">First.</p>\n<p data-block-key="b">Second one.</p>', "Second"),
    ],
)
def test_marks_stand_on_the_very_words(html: str, words: str) -> None:
    start = project(content(html)).plain.index(words)
    result = marked(html, (start, start + len(words)))
    assert marks_of(result) == words.replace("\n", "")
    assert without_marks(result) == html
    assert is_well_nested(result)


def test_a_mark_that_ends_in_a_link_keeps_its_note_out_of_the_link() -> None:
    result = marked(
        '<p data-block-key="k">Tolls <a href="https://x.org/">stay unchanged</a> for years.</p>', (0, 10)
    )
    assert is_well_nested(result)
    assert re.search(r'unchanged</a><a class="note-ref" id="ref-1" href="#note-1"[^>]*>1</a> for', result)


def test_a_mark_over_several_paragraphs_has_one_note_at_its_end() -> None:
    html = '<p data-block-key="a">“One.</p><p data-block-key="b">Two.”</p>'
    result = marked(html, (0, len(project(content(html)).plain)))
    assert marks_of(result) == "“One.Two.”"
    assert result.count("note-ref") == 1
    assert result.endswith(">1</a></p>")


def test_notes_that_share_words_both_stand_on_them_in_order() -> None:
    result = marked('<p data-block-key="k">abcdef</p>', (0, 4), (2, 4))
    assert (marks_of(result, 1), marks_of(result, 2)) == ("abcd", "cd")
    assert result.index('id="ref-1"') < result.index('id="ref-2"')
    assert is_well_nested(result)


def test_a_repeated_key_is_told_apart_as_the_text_does() -> None:
    html = '<p data-block-key="k">Same.</p><p data-block-key="k">Same.</p>'
    result = marked(html, (7, 11))
    assert result.startswith('<p data-block-key="k">Same.</p><p data-block-key="k"><mark')


def test_text_that_is_not_the_texts_own_is_left_alone() -> None:
    text = project(content('<p data-block-key="k">As it was.</p>'))
    other = content('<p data-block-key="k">As it is.</p>')
    assert Marker(text, [Note(1, "n", ((0, 5),))]).content(other) == other


def test_every_kind_of_block_is_marked_where_its_words_are() -> None:
    page = {
        "standfirst": '<p data-block-key="s">Standfirst words.</p>',
        "lead_image_caption": '<p data-block-key="c">Caption words.</p>',
        "body": [
            {"id": "h", "type": "heading", "value": '<p data-block-key="h1">Heading words.</p>'},
            {"id": "l", "type": "list", "value": '<ul><li data-block-key="l1">Item words.</li></ul>'},
            {
                "id": "q",
                "type": "quote",
                "value": {"quote": '<p data-block-key="q1">Quote words.</p>', "attribution": "<p>She</p>"},
            },
            {"id": "i", "type": "image", "value": {"image": 1, "caption": "<p>Picture words.</p>"}},
            {
                "id": "t",
                "type": "table",
                "value": {
                    "columns": [{"type": "text", "heading": "A"}, {"type": "number", "heading": "B"}],
                    "rows": [{"values": ['<p data-block-key="t1">Cell words.</p>', 4]}],
                    "caption": "A table",
                },
            },
        ],
    }
    text = project(page)
    notes = [
        Note(number, "n", ((match.start(), match.end()),))
        for number, match in enumerate(re.finditer(r"\w+ words", text.plain), 1)
    ]
    result = Marker(text, notes).content(page)
    flat = repr(result)
    assert len(notes) == 7
    assert [marks_of(flat, note.number) for note in notes] == [
        text.plain[s:e] for note in notes for s, e in note.spans
    ]
    assert result["body"][4]["value"]["rows"][0]["values"][1] == 4


PIECES = st.sampled_from(
    [
        "word ",
        "&amp;",
        "&lt;b&gt;",
        "é",
        "😀",
        "<b>bold </b>",
        "<i>it <b>both</b></i>",
        "<br/>",
        " a &copy x",
        '<a href="https://x.org/?a=1&amp;b=2">link</a>',
        '<a linktype="page" id="3">page <i>x</i></a>',
        "&notit;",
    ]
)


@given(st.lists(st.lists(PIECES, max_size=6), min_size=1, max_size=3), st.data())
@settings(max_examples=150, deadline=None)
def test_any_span_of_any_rich_text_can_be_marked(paragraphs: list[list[str]], data: st.DataObject) -> None:
    html = "".join(f'<p data-block-key="k{n}">{"".join(parts)}</p>' for n, parts in enumerate(paragraphs))
    plain = project(content(html)).plain
    spans = [tuple(sorted(data.draw(st.tuples(*[st.integers(0, len(plain))] * 2)))) for _ in range(2)]
    result = marked(html, *spans)
    assert without_marks(result) == html
    assert is_well_nested(result)
    for number, (start, end) in enumerate(spans, 1):
        found = marks_of(result, number)
        wanted = plain[start:end].replace("\n", "")
        assert found == wanted or ("&notit;" in html and set(found) ^ set(wanted) <= set("¬it;"))
