"""Bodies are stored as the editor stores them, and the same words keep their ids."""

import re

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from articles.blocks import INLINE, PLAIN
from articles.copy import parse

FEATURES = {"paragraph": INLINE, "heading": PLAIN, "list": [*INLINE, "ul", "ol"]}
STORY = r"""# Headline

Plain & "quoted" with 'single' and < signs, **bold _both_ bold**, *it*, H<sub>2</sub>O, [a **b** c](https://e.org/?a=1&b=2).

## A *slanted* heading

One line\
and another.

- one **b**
- two

2. three

> Quoted.
>
> — *Somebody*
"""


def rich_texts(story):
    for block in story.body:
        if block["type"] == "quote":
            yield block["value"]["quote"], INLINE
            yield block["value"]["attribution"], PLAIN
        else:
            yield block["value"], FEATURES[block["type"]]


def test_opening_and_saving_an_imported_story_changes_nothing():
    values = list(rich_texts(parse(STORY.encode(), name="s.md")))
    assert len(values) == 7
    for html, features in values:
        converter = ContentstateConverter(features)
        assert converter.to_database_format(converter.from_database_format(html)) == html


def ids(text: str) -> list[tuple[str, str]]:
    return [
        (block["id"], re.search(r'data-block-key="(\w+)"', block["value"])[1])
        for block in parse(text.encode()).body
    ]


def test_words_that_stay_keep_their_ids():
    before = ids("H\n\nOne.\n\nTwo.\n\nThree.")
    assert ids("Other\n\nNew.\n\nThree.\n\nOne.\n\nTwo, changed.")[1:3] == [before[2], before[0]]


def test_repeated_words_have_ids_of_their_own():
    found = ids("H\n\nSame.\n\nSame.\n\nSame.")
    assert len({block for block, _ in found}) == 3


def test_keys_are_unique_in_a_value():
    [block] = parse(b"# H\n\n" + b"- same\n" * 50, name="s.md").body
    keys = re.findall(r'data-block-key="([a-z0-9]{5})"', block["value"])
    assert len(keys) == len(set(keys)) == 50


@pytest.mark.parametrize("text", ["**[x](https://e.org)**", "a **b**c*d*", "**a** **b**"])
def test_no_words_are_lost_between_looks(text):
    [block] = parse(f"# H\n\n{text}".encode(), name="s.md").body
    expected = re.sub(r"\(.*?\)|[*\[\]]", "", text)
    assert re.sub(r"<[^>]+>", "", block["value"]) == expected
