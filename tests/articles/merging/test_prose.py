"""Rich text that two people edited, merged word by word."""

import pytest

from articles.merging import prose, richtext, told

BASE = '<p data-block-key="k1">The bridge will cost 40 million crowns, said the board.</p>'


def edit(*changes: tuple[str, str], html: str = BASE) -> str:
    for old, new in changes:
        assert old in html
        html = html.replace(old, new, 1)
    return html


def key(text: str, name: str, tag: str = "p") -> str:
    return f'<{tag} data-block-key="{name}">{text}</{tag}>'


def merged(base: str, theirs: str, mine: str) -> str | None:
    stretches = prose.merge(base, theirs, mine)
    texts = [stretch.merged for stretch in stretches]
    return None if None in texts else prose.join(text for text in texts if text)


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ([("40", "55")], [("the board", "Mara Lindqvist")]),
        ([("40 million", "<b>40 million</b>")], [("said", "said on Tuesday")]),
        ([("bridge", '<a href="https://example.org/">bridge</a>')], [(" will", " never will")]),
        ([("The bridge", "The new bridge")], [(", said the board.", ".")]),
        ([(" will", '</p><p data-block-key="k2">will')], [("the board", "Mara")]),
    ],
)
def test_edits_that_do_not_touch_each_other_are_both_in_the_result(theirs, mine):
    expected = edit(*theirs, *mine)
    assert merged(BASE, edit(*theirs), edit(*mine)) == expected
    assert merged(BASE, edit(*mine), edit(*theirs)) == expected


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ([("40 million", "55 million")], [("40 million", "40 billion")]),  # side by side: a false figure
        ([("40", "55")], [("40", "38")]),
        ([("crowns", "kroner")], [("crowns, said", "crowns. So said")]),  # only a comma between
        ([("bridge", '<a href="x">bridge</a>')], [("bridge", '<a href="y">bridge</a>')]),
        ([("bridge", "<b>bridge</b>")], [("bridge", "tunnel")]),
        ([("crowns", "crowns this year")], [("crowns", "crowns next year")]),
    ],
)
def test_edits_of_the_same_words_are_a_conflict_with_the_three_versions(theirs, mine):
    (stretch,) = prose.merge(BASE, edit(*theirs), edit(*mine))
    assert stretch.merged is None
    assert (stretch.base, stretch.theirs, stretch.mine) == (BASE, edit(*theirs), edit(*mine))


def test_formats_of_both_are_put_on_the_same_words():
    theirs, mine = edit(("bridge", "<i>bridge</i>")), edit(("bridge will", "<b>bridge will</b>"))
    assert "<b><i>bridge</i> will</b>" in (merged(BASE, theirs, mine) or "")


def test_in_a_conflict_what_lies_beside_the_disputed_words_is_in_both_versions():
    theirs, mine = edit(("40", "55"), ("The", "This")), edit(("40", "38"), ("the board", "Mara"))
    (stretch,) = prose.merge(BASE, theirs, mine)
    assert (
        richtext.text(richtext.read(stretch.theirs)) == "This bridge will cost 55 million crowns, said Mara."
    )
    assert richtext.text(richtext.read(stretch.mine)) == "This bridge will cost 38 million crowns, said Mara."


def test_only_the_disputed_paragraph_of_a_long_text_is_asked_about():
    base = key("One is here.", "a") + key("Two is here.", "b") + key("Three is here.", "c")
    theirs, mine = base.replace("Two", "Second"), base.replace("Two", "Twice").replace("Three", "Third")
    stretches = prose.merge(base, theirs, mine)
    assert [(s.origin, s.merged is None) for s in stretches] == [
        ("same", False),
        ("both", True),
        ("mine", False),
    ]
    assert stretches[1].theirs == key("Second is here.", "b")


def test_a_paragraph_taken_out_by_one_and_edited_by_the_other_is_a_conflict():
    base = key("Tolls stay.", "a") + key("Nobody objected.", "b")
    kept, asked = prose.merge(base, base.replace("stay", "rise"), key("Nobody objected.", "b"))[::-1]
    assert (kept.merged, asked.merged) == (key("Nobody objected.", "b"), None)
    assert (asked.theirs, asked.mine) == (key("Tolls rise.", "a"), "")


def test_new_paragraphs_of_both_in_one_place_are_both_kept_once():
    base = key("Tolls stay.", "a")
    theirs, mine = base + key("The vote is on Friday.", "t"), base + key("Nobody objected at all.", "m")
    assert merged(base, theirs, mine) == theirs + key("Nobody objected at all.", "m")
    assert merged(base, theirs, theirs.replace('"t"', '"m"')) == theirs


def test_two_versions_of_one_new_paragraph_are_a_conflict():
    base = key("Tolls stay.", "a")
    news = "The vote on the bridge is on Friday at {}."
    stretch = prose.merge(base, base + key(news.format("noon"), "t"), base + key(news.format("six"), "m"))[-1]
    assert stretch.merged is None
    assert stretch.theirs == key(news.format("noon"), "t")


def test_list_items_merge_and_nesting_stays():
    inner = key("two", "b", "li")
    base = f'<ul><li data-block-key="a">one<ul>{inner}</ul></li>{key("three", "c", "li")}</ul>'
    theirs, mine = base.replace("one", "first"), base.replace("</ul>", "</ul>", 1).replace("three", "third")
    assert merged(base, theirs, mine) == base.replace("one", "first").replace("three", "third")


def test_a_text_whose_keys_are_all_new_is_known_by_its_words():
    base = key("Tolls stay for ten years.", "a") + key("Nobody objected.", "b")
    theirs = base.replace('"a"', '"x"').replace('"b"', '"y"').replace("ten", "nine")
    assert merged(base, theirs, base.replace("Nobody", "No one")) == theirs.replace("Nobody", "No one")


def test_no_two_paragraphs_of_the_result_share_a_key():
    both = prose.join([key("Mine.", "a"), key("Theirs.", "a")])
    keys = [token.key for token in richtext.read(both) if token.is_paragraph]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    "html",
    [
        BASE,
        '<p data-block-key="a">A <b>bold <i>and slanted</i></b> &amp; <a linktype="page" id="3">one</a>.</p>',
        '<p data-block-key="a">First line<br/>second</p><hr/><p data-block-key="b"></p>',
        "<p>No key</p>",
        "Bare words",
        "",
    ],
)
def test_reading_and_rendering_give_the_same_text_back(html):
    assert richtext.render(richtext.read(html)) == html


def test_what_cannot_be_read_without_loss_is_one_question():
    odd = "<p>One</p></div><li>two</li>three"
    stretches = prose.merge(odd, odd.replace("One", "1"), odd.replace("two", "2"))
    assert len([s for s in stretches if s.merged is None]) <= 1
    words = " ".join(s.theirs + s.mine + (s.merged or "") for s in stretches)
    assert all(word in words for word in ("1", "2", "three"))


def test_what_a_side_did_is_told_word_by_word():
    runs = told(BASE, edit(("40", "55"), ("board", "<b>board</b>")), "theirs")
    assert [(run.fate, run.text) for run in runs if run.fate != "kept"] == [
        ("removed", "40 "),
        ("added", "55 "),
        ("restyled", "board"),
    ]
