"""The changes between two contents: words, formatting, links, pictures, embeds, lists and tables."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.diff import Mark, compare
from articles.diff.elements import elements
from articles.text import project

P = '<p data-block-key="k">{}</p>'
BOLD, ITALIC = Mark("bold"), Mark("italic")


def block(kind: str, value: Any, ident: str = "b") -> dict[str, Any]:
    return {"id": ident, "type": kind, "value": value}


def body(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"body": list(blocks)}


def picture(image: int | None, caption: str = "", **more: str) -> dict[str, Any]:
    return block("image", {"image": image, "caption": P.format(caption) if caption else "", **more})


def embed(address: str) -> dict[str, Any]:
    return block("embed", {"embed": address, "caption": ""})


def table(headings: str, *rows: str) -> dict[str, Any]:
    columns = [{"type": "number" if name == "n" else "text", "heading": name} for name in headings.split()]
    values = [
        {
            "values": [
                float(c) if k["type"] == "number" else P.format(c)
                for c, k in zip(r.split(), columns, strict=True)
            ]
        }
        for r in rows
    ]
    return block("table", {"columns": columns, "rows": values, "caption": ""})


def styled(old: str, new: str) -> list[tuple[str, str, tuple[Mark, ...], tuple[Mark, ...] | None]]:
    [change] = compare(body(block("paragraph", P.format(old))), body(block("paragraph", P.format(new))))
    return [(run.kind, run.text, run.marks, run.was) for run in change.words]


A, B = "https://a.example/", "https://b.example/"


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        ("One two", "One <b>two</b>", [("same", "One ", (), None), ("same", "two", (BOLD,), ())]),
        ("<b>One</b>", "<strong>One</strong>", [("same", "One", (BOLD,), None)]),
        ("<i>One</i>", "<b>One</b>", [("same", "One", (BOLD,), (ITALIC,))]),
        ("<i>One</i>", "<b><em>One</em></b>", [("same", "One", (BOLD, ITALIC), (ITALIC,))]),
        (
            f'<a href="{A}">One two</a>',
            f'<a href="{A}">One</a> two',
            [("same", "One", (Mark("link", A),), None), ("same", " two", (), (Mark("link", A),))],
        ),
        (
            f'<a href="{A}">One</a>',
            f'<a href="{B}">One</a>',
            [("same", "One", (Mark("link", B),), (Mark("link", A),))],
        ),
        (
            '<a linktype="page" id="7">One</a>',
            '<a linktype="document" id="7">One</a>',
            [("same", "One", (Mark("link", "document:7"),), (Mark("link", "page:7"),))],
        ),
        (
            "One two",
            "One <b>three</b>",
            [("same", "One ", (), None), ("removed", "two", (), None), ("added", "three", (BOLD,), None)],
        ),
        ("x2", "x<sup>2</sup>", [("same", "x", (), None), ("same", "2", (Mark("superscript"),), ())]),
    ],
)  # fmt: skip
def test_formatting_and_links_are_told_of_words_that_stayed(old: str, new: str, runs: Any) -> None:
    assert styled(old, new) == runs


def kinds(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [change.kind for change in compare(old, new)]


def details(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(d.name, d.old, d.new) for change in compare(old, new) for d in change.changed_details]


@pytest.mark.parametrize(
    ("old", "new", "kind", "told"),
    [
        ([picture(1)], [picture(2)], ["changed"], [("image", 1, 2)]),
        ([picture(1)], [picture(1, credit="Foto")], ["changed"], [("credit", None, "Foto")]),
        ([picture(1, alt="A quay")], [picture(1, alt="")], ["changed"], [("alt", "A quay", None)]),
        ([picture(1)], [picture(1, caption="The quay.")], ["same", "added"], []),
        ([], [picture(1)], ["added"], [("image", None, 1)]),
        ([picture(1)], [], ["removed"], [("image", 1, None)]),
        ([picture(1)], [{**picture(1), "id": "c"}], ["same"], []),
        ([embed(A)], [embed(B)], ["changed"], [("embed", A, B)]),
        ([block("map", [1])], [block("map", [2])], ["changed"], [("content", "[1]", "[2]")]),
        (
            [block("list", "<ul><li data-block-key='k'>One</li></ul>")],
            [block("list", "<ol><li data-block-key='k'>One</li></ol>")],
            ["changed"],
            [("numbering", "bulleted", "numbered")],
        ),
    ],
)  # fmt: skip
def test_what_no_word_tells(old: Any, new: Any, kind: list[str], told: Any) -> None:
    assert kinds(body(*old), body(*new)) == kind
    assert details(body(*old), body(*new)) == told


def test_a_paragraph_that_became_a_heading_is_retyped() -> None:
    old = body(block("paragraph", P.format("What happens next"), "a"))
    [change] = compare(old, body(block("heading", P.format("What happens next"), "x")))
    assert (change.kind, change.is_retyped, change.is_reworded) == ("retyped", True, False)
    assert (change.old.kind, change.new.kind) == ("paragraph", "heading")


def test_a_moved_picture_takes_its_caption_with_it() -> None:
    text = [block("paragraph", P.format(words), words) for words in ("One.", "Two.", "Three.")]
    shot = picture(1, caption="The quay.")
    assert kinds(body(shot, *text), body(*text, shot)) == ["same", "same", "same", "moved", "moved"]


def drawn(old: dict[str, Any], new: dict[str, Any]) -> tuple[Any, Any, Any]:
    [change] = compare(body(old), body(new))
    mark = {"same": "{}", "added": "+{}", "removed": "-{}"}
    table = change.table
    assert table is not None

    def cells(line: Any) -> str:
        return "|".join("".join(mark[run.kind].format(run.text) for run in cell) for cell in line)

    return table.columns, cells(table.headings), [(row.kind, cells(row.cells)) for row in table.rows]


SAME = ("same", "same")


@pytest.mark.parametrize(
    ("old", "new", "columns", "headings", "rows"),
    [
        (table("t n", "Leeds 4", "York 5"), table("t n", "Leeds 4", "York 6"), SAME, "t|n",
         [("same", "Leeds|4.0"), ("changed", "York|-5.0+6.0")]),
        (table("t n", "Leeds 4", "York 5"), table("t n", "York 5"), SAME, "t|n",
         [("removed", "-Leeds|-4.0"), ("same", "York|5.0")]),
        (table("t n", "York 5"), table("t n", "York 5", "Hull 7"), SAME, "t|n",
         [("same", "York|5.0"), ("added", "+Hull|+7.0")]),
        (table("t", "Leeds", "York"), table("t n", "Leeds 4", "York 5"), ("same", "added"), "t|+n",
         [("same", "Leeds|+4.0"), ("same", "York|+5.0")]),
        (table("t n", "Leeds 4"), table("n", "4"), ("removed", "same"), "-t|n", [("same", "-Leeds|4.0")]),
        (table("a n", "Leeds 4"), table("b n", "Leeds 4"), SAME, "-a+b|n", [("same", "Leeds|4.0")]),
    ],
)  # fmt: skip
def test_tables_are_compared_cell_by_cell(old: Any, new: Any, columns: Any, headings: str, rows: Any) -> None:
    assert drawn(old, new) == (columns, headings, rows)


prose = st.lists(
    st.sampled_from(["One", " two ", "<b>", "</b>", "<a href='/a'>", "</a>", "<br/>", "&amp;", "<i>é</i>"]),
    max_size=8,
).map("".join)  # fmt: skip
rich = st.lists(prose, max_size=3).map(lambda parts: "".join(f"<p>{part}</p>" for part in parts))
cells = st.lists(st.lists(st.sampled_from(["", "a", "b c", "d"]), min_size=2, max_size=2), max_size=4)
blocks = st.one_of(
    st.tuples(st.sampled_from(["paragraph", "heading", "list"]), rich),
    st.tuples(st.just("image"), st.fixed_dictionaries({"image": st.integers(1, 2), "caption": rich})),
    st.tuples(
        st.just("table"),
        st.builds(
            lambda rows: {
                "columns": [{"type": "text", "heading": "A"}, {"type": "number", "heading": "B"}],
                "rows": [{"values": row} for row in rows],
                "caption": "",
            },
            cells,
        ),
    ),
)
contents = st.lists(st.tuples(blocks, st.sampled_from("abcd")), max_size=4, unique_by=lambda one: one[1]).map(
    lambda found: {"title": "Bridge", "body": [block(*one, ident) for one, ident in found]}
)


@settings(max_examples=60, deadline=None)
@given(contents, contents)
def test_every_element_of_either_is_told_of_once(old: dict[str, Any], new: dict[str, Any]) -> None:
    changes = compare(old, new)
    assert [change.new for change in changes if change.new] == [one.segment for one in elements(new)]
    olds = {segment for change in changes for segment in change.joined or [change.old] if segment}
    assert olds == {one.segment for one in elements(old)}
    for change in changes:
        if change.table and change.new:
            [now] = [one.table for one in elements(new) if one.segment == change.new]
            kept = [row for row in change.table.rows if row.kind != "removed"]
            shown = [
                "".join(r.text for r in cell if r.kind != "removed") for row in kept for cell in row.cells
            ]
            assert [text for text in shown if text] == [c.text for row in now.rows for c in row if c.text]


@settings(max_examples=60, deadline=None)
@given(contents)
def test_its_paragraphs_are_those_of_the_plain_text(content: dict[str, Any]) -> None:
    text = [s for s in project(content).segments if s.kind != "cell"]
    ours = [one.segment for one in elements(content) if one.text]
    assert [(s.block, s.key, s.text, s.kind) for s in ours] == [
        (s.block, s.key, s.text, s.kind) for s in text
    ]
    assert kinds(content, content) == ["same"] * len(elements(content))
