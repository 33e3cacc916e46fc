"""The annotated stories keep their format, their size and their variety."""

import re
from collections import Counter
from pathlib import Path

import pytest

from corpus.markup import STORIES, STYLES, VARIETIES, MarkupError, Story, read_stories, read_story
from corpus.scoring import TYPES
from corpus.stats import source_of, tables, types_of, words_of

SECOND = STORIES.parent / "second"


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return read_stories()


def spans_of(story: Story) -> list[list[int]]:
    named = [span for thing in story.entities for span in thing.mentions + thing.pronouns]
    reported = [span for r in story.attributions for span in r.source + r.cue + r.content]
    return named + reported + story.traps + story.headings


def test_there_is_enough_to_learn_from(stories: list[Story]) -> None:
    assert len(stories) >= 150
    assert sum(map(words_of, stories)) >= 60_000


def test_every_style_and_both_varieties_are_there(stories: list[Story]) -> None:
    assert {story.style for story in stories} == set(STYLES)
    assert {story.variety for story in stories} == set(VARIETIES)


def test_every_type_and_sort_of_source_is_there(stories: list[Story]) -> None:
    kinds = Counter(kind for story in stories for _, kind in types_of(story))
    sorts = Counter(source_of(report) for story in stories for report in story.attributions)
    assert min(kinds[type_] for type_ in TYPES) >= 300
    assert min(sorts[sort] for sort in ("entity", "unnamed", "none")) >= 100


def test_the_same_text_stands_in_no_two_stories(stories: list[Story]) -> None:
    assert [text[:60] for text, times in Counter(s.text for s in stories).items() if times > 1] == []


def test_every_span_is_trimmed_and_inside_the_text(stories: list[Story]) -> None:
    wrong = [
        (story.id, start, end)
        for story in stories
        for start, end in spans_of(story)
        if not 0 <= start < end <= len(story.text) or story.text[start:end] != story.text[start:end].strip()
    ]
    assert wrong == []


def test_every_content_says_something(stories: list[Story]) -> None:
    empty = [
        (story.id, report.id)
        for story in stories
        for report in story.attributions
        if not any(re.search(r"\w", story.text[start:end]) for start, end in report.content)
    ]
    assert empty == []


def test_every_source_stands_for_a_name_or_for_people_who_are_told_apart(stories: list[Story]) -> None:
    nobody = [
        (story.id, report.id)
        for story in stories
        for report in story.attributions
        if bool(report.source) != bool(report.entities or report.group)
    ]
    assert nobody == []


@pytest.mark.parametrize("mark", '“"‘«„')
def test_every_quotation_mark_opens_words_that_somebody_says(stories: list[Story], mark: str) -> None:
    speaking = [
        story.id
        for story in stories
        if any(
            mark in story.text[max(0, start - 1) : start + 1]
            for report in story.attributions
            for start, _ in report.content
        )
    ]
    assert len(speaking) >= 3


def test_splits_are_fixed_by_the_id_and_of_sensible_size(stories: list[Story]) -> None:
    words: Counter[str] = Counter()
    for story in stories:
        if not story.id.startswith("lesson-"):
            words[story.split] += words_of(story)
    share = {split: count / words.total() for split, count in words.items()}
    assert share.keys() == {"train", "dev", "test"}
    assert 0.6 < share["train"] < 0.85
    assert 0.07 < share["dev"] < 0.2
    assert 0.1 < share["test"] < 0.25


@pytest.mark.parametrize(
    ("name", "split"),
    [("harbour-crane", "dev"), ("biz-cocoa-price", "train"), ("court-deli-verdict", "test")],
)
def test_an_old_story_never_changes_its_split(name: str, split: str) -> None:
    assert read_story(STORIES / f"{name}.xml").split == split


def test_lessons_are_never_measured_on(stories: list[Story]) -> None:
    assert {story.split for story in stories if story.id.startswith("lesson-")} == {"train"}


def test_each_wikinews_story_names_its_page(stories: list[Story]) -> None:
    origins = {story.origin for story in stories} - {"invented"}
    assert origins
    assert [o for o in origins if not re.fullmatch(r"Wikinews, https://en\.wikinews\.org/wiki/\S+", o)] == []


def test_a_second_annotation_has_the_same_words(stories: list[Story]) -> None:
    first = {story.id: story for story in stories}
    second = read_stories(SECOND)
    assert [story.id for story in second if story.text != first[story.id].text] == []


def test_tables_count_every_story(stories: list[Story]) -> None:
    counted = tables(stories)
    assert f"| all | {len(stories):,} | {sum(map(words_of, stories)):,} |" in counted
    assert all(f"\n| {style} | " in counted for style in STYLES)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<p><s a='1' r='lee'>Lee</s> spoke</p>", 'r="lee": no such <entity>'),
        ("<p><s a='1'>Lee</s> said <c a='1'>no</c></p>", "source of 1 needs r="),
        ("<p>He <q a='1'>said</q> so</p>", "attribution 1 has no content"),
        ("<p>He <q>said</q> so</p>", "needs a number"),
        ("<p>He <q a='1' mode='loud'>said</q> <c a='1'>so</c></p>", "mode 'loud' is not one of"),
        ("<p>He said <c a='1'> </c>so</p>", "an empty tag"),
        ("<p>He said <b>so</b></p>", "<b> is no tag of ours"),
        ("<div>He said so</div>", "<div> cannot stand here"),
        ("<entity id='lee' kind='man'>Lee</entity>", "entity 'lee' needs"),
        ("<entity id='lee' kind='person'>Lee</entity><p>No.</p>", "entity lee is never mentioned"),
        ("<p>He said so", "not well-formed XML"),
    ],
)
def test_a_broken_story_is_refused_with_its_remedy(tmp_path: Path, body: str, problem: str) -> None:
    path = tmp_path / "fair.xml"
    path.write_text(f'<story id="fair" style="local" variety="British" origin="invented">{body}</story>')
    with pytest.raises(MarkupError, match=re.escape(problem)):
        read_story(path)


def test_spans_count_characters_of_the_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "fair.xml"
    path.write_text(
        '<story id="fair" style="local" variety="British" origin="invented">'
        '<entity id="lee" kind="person">Ann Lee</entity>'
        "<h>Fair &amp;\n  fine</h>"
        "<p>“<c a='1'>No</c>,”\n<s a='1' r='lee'>she</s> <q a='1'>said</q>.</p></story>"
    )
    story = read_story(path)
    assert story.text == "Fair & fine\n\n“No,” she said."
    (report,) = story.attributions
    words = [story.text[a:b] for a, b in report.content + report.source + report.cue]
    assert words == ["No", "she", "said"]
    assert [story.text[a:b] for a, b in story.headings] == ["Fair & fine"]
    assert [story.text[a:b] for a, b in story.entities[0].pronouns] == ["she"]
