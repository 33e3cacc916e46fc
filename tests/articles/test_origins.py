"""When a sentence appeared, who wrote it and what it said before."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import User
from articles.actions import freeze
from articles.drafts import keep_draft
from articles.models import ArticlePage, ArticleRevision, RevisionOrigins
from articles.origins import SentenceOrigin, origins_of, sentence_at, trace, untraced
from articles.versions import token_of
from tests.articles.every_change import prose
from tests.desk.making import rewrite

LEAD = "The harbour board met on Tuesday to discuss the new bridge."
COST = "It will cost forty million crowns, the chair of the board said."
TOLLS = "Passengers on foot will never have to pay for a crossing."


def body(*texts: str) -> str:
    return json.dumps([prose(f"b{n}", text) for n, text in enumerate(texts)])


def newest(article: ArticlePage) -> ArticleRevision:
    revision = ArticleRevision.objects.latest_of(article)
    assert revision is not None
    return revision


def found(article: ArticlePage, words: str) -> SentenceOrigin:
    trace(article.pk)
    [one] = [one for one in origins_of(newest(article)) if words in one.text]
    return one


def told(origin: SentenceOrigin) -> list[tuple[int, str, str]]:
    return [(w.revision.number, w.by.username if w.by else "", w.how) for w in origin.wordings]


@pytest.fixture
def story(write: Callable[..., ArticlePage], reporter: User) -> ArticlePage:
    """Revision 2, by Rita: two paragraphs."""
    return rewrite(write(), body(f"{LEAD} {COST}", TOLLS), user=reporter)


def test_a_sentence_is_followed_through_a_split_a_move_and_another_kind(
    story: ArticlePage, desk: User
) -> None:
    story = rewrite(story, body(LEAD, COST, TOLLS), user=desk)
    story = rewrite(story, json.dumps([prose("h", COST, "heading"), prose("b0", LEAD)]), user=desk)
    assert told(found(story, COST)) == [(2, "rita", "written")]


def test_a_small_edit_is_a_rewording_with_what_it_was(story: ArticlePage, desk: User) -> None:
    story = rewrite(story, body(f"{LEAD} {COST.replace('forty', 'fifty')}", TOLLS), user=desk)
    origin = found(story, "fifty")
    assert told(origin) == [(2, "rita", "written"), (3, "dana", "reworded")]
    [(now, before)] = origin.later
    assert (before.text, now.text) == (COST, COST.replace("forty", "fifty"))
    assert told(found(story, TOLLS)) == [(2, "rita", "written")]


def test_what_was_taken_out_and_came_back_is_its_first_authors(story: ArticlePage, desk: User) -> None:
    gone = rewrite(story, body(LEAD), user=desk)
    back = rewrite(gone, body(LEAD, TOLLS), user=desk)
    assert told(found(back, TOLLS)) == [(2, "rita", "written"), (4, "dana", "returned")]


def test_a_sentence_typed_on_from_autosave_to_autosave_is_one_wording(story: ArticlePage, desk: User) -> None:
    story = rewrite(story, body(f"{LEAD} {COST}", TOLLS, "The opposition doubts it."), user=desk)
    story = rewrite(story, body(f"{LEAD} {COST}", TOLLS, "The opposition doubts it and asks why."), user=desk)
    origin = found(story, "opposition")
    assert told(origin) == [(3, "dana", "written")]
    assert origin.wordings[0].text == "The opposition doubts it and asks why."


def test_a_merge_gives_the_words_of_a_draft_to_whoever_wrote_them(
    story: ArticlePage, reporter: User, desk: User
) -> None:
    mine = {"title": "Bridge", "body": [prose("b0", f"{LEAD} {COST}"), prose("b9", "Rita asked twice why.")]}
    began_from = token_of(story)
    story = rewrite(story, body(f"{LEAD} {COST}", TOLLS, "Meanwhile Dana moved on."), user=desk)
    draft = keep_draft(story.pk, mine, by=reporter, began_from=began_from, door="api")
    assert draft is not None
    text = body(f"{LEAD} {COST}", TOLLS, "Meanwhile Dana moved on.", "Rita asked twice why.", "Dana did not.")
    working_copy = Revision(content_object=story, user=desk, created_at=timezone.now(), content={})
    working_copy.content = {**story.get_latest_revision().content, "body": text}
    merge = freeze(working_copy, kind="merge", merged=draft)
    assert merge.number == 4
    assert told(found(story, "Rita")) == [(4, "rita", "written")]
    assert told(found(story, "Dana did not")) == [(4, "dana", "written")]


def test_it_is_made_step_by_step_and_can_be_thrown_away(story: ArticlePage, desk: User) -> None:
    revision = newest(story)
    assert untraced(revision) == 2
    trace(story.pk)
    first = list(RevisionOrigins.objects.order_by("pk").values())
    story = rewrite(story, body(f"{LEAD} {COST}", TOLLS, "Dana added this sentence today."), user=desk)
    assert untraced(newest(story)) == 1
    trace(story.pk)
    stepwise = list(RevisionOrigins.objects.order_by("pk").values())
    assert stepwise[:2] == first
    RevisionOrigins.objects.all().delete()
    trace(story.pk)
    assert list(RevisionOrigins.objects.order_by("pk").values()) == stepwise
    RevisionOrigins.objects.filter(number=1).update(version=0, coined=[])
    trace(story.pk)
    assert list(RevisionOrigins.objects.order_by("pk").values()) == stepwise


def test_a_text_that_was_let_go_has_no_sentences_and_breaks_no_chain(story: ArticlePage, desk: User) -> None:
    story = rewrite(story, body(f"{LEAD} {COST}", TOLLS, "Dana added this sentence today."), user=desk)
    trace(story.pk)
    gone = newest(story)
    gone.content = ""  # as retention leaves it
    assert origins_of(gone) == []
    story = rewrite(story, body(TOLLS, LEAD), user=desk)
    assert told(found(story, TOLLS)) == [(2, "rita", "written")]


def test_a_long_history_costs_no_more_queries(story: ArticlePage, desk: User) -> None:
    trace(story.pk)
    with CaptureQueriesContext(connection) as few:
        assert origins_of(newest(story))
    for number in range(20):
        story = rewrite(story, body(f"{LEAD} {COST}", TOLLS, f"Update {number} was filed today."), user=desk)
    trace(story.pk)
    with CaptureQueriesContext(connection) as many:
        assert origins_of(newest(story))
    assert len(few) == len(many)


@pytest.mark.parametrize(
    ("block", "text", "at", "state", "words"),
    [
        ("b0", f"{LEAD} {COST}", 5, "same", LEAD),
        ("b0", f"{LEAD} {COST}", len(LEAD) + 5, "same", COST),
        ("b0", f"{LEAD} {COST.replace('forty', 'sixty')}", len(LEAD) + 5, "edited", COST),
        ("elsewhere", TOLLS, 0, "same", TOLLS),
        ("b0", "Nobody wrote these words before now.", 3, "new", None),
        ("b0", "", 0, "new", None),
    ],
)
def test_the_cursor_finds_its_sentence(
    story: ArticlePage, block: str, text: str, at: int, state: str, words: str | None
) -> None:
    trace(story.pk)
    said, origin = sentence_at(origins_of(newest(story)), block, "b0", text, at)
    assert (said, origin.text if origin else None) == (state, words)
