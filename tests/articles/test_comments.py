"""Comments follow their words through every revision; nobody has to look for what they were on."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Comment

from accounts.models import User
from articles.actions import freeze_pending
from articles.comments.following import follow_comments
from articles.comments.places import contentpath_of, place_in, position_of
from articles.models import ArticlePage, ArticleRevision, KeptComment
from articles.retention import let_go
from articles.saving import saving_as
from articles.text import project
from tests.conftest import paragraph, work

A, B = "5b1f0c7e-2c4e-4a35-9f53-0d3c55d6f1a2", "7f0c2a44-6f0d-4a6c-8a1e-2f6f3c1d9b10"
C, D = "cccccccc-0000-4000-8000-1", "dddddddd-0000-4000-8000-2"
COST = "The bridge will cost 40 million crowns, said the board on Tuesday."
TOLLS = "Tolls would stay unchanged for ten years after the bridge has been opened."
FERRY = "The ferries left at noon."
WORDS = "40 million crowns"


def body(*blocks: tuple[str, str]) -> str:
    return json.dumps([paragraph(text, block=block, key=f"k{block[:4]}") for block, text in blocks])


def at(text: str, words: str, block: str = A) -> dict[str, Any]:
    """Where a comment is, in the editor's words: UTF-16 units."""
    start = len(text[: text.index(words)].encode("utf-16-le")) // 2
    position = [{"key": f"k{block[:4]}", "start": start, "end": start + len(words)}]
    return {"contentpath": f"body.{block}", "position": json.dumps(position, separators=(",", ":"))}


def newest(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()


def save(article: ArticlePage, *blocks: tuple[str, str], user: User | None = None) -> None:
    """Another text, through a door that knows nothing of where comments are."""
    page = newest(article)
    page.body = body(*blocks)
    page.save_revision(user=user)


@pytest.fixture
def comment_on(article, desk):
    """Saves a text with a comment of the desk's on some of its words."""

    def make(text: str, words: str = WORDS) -> Comment:
        page = newest(article)
        page.body = body((A, text), (B, TOLLS))
        page.wagtail_admin_comments.add(Comment(user=desk, text="Who says so?", **at(text, words)))
        page.save_revision(user=desk)
        return Comment.objects.get()

    return make


BRIDGE = "🌉🌉 "  # two letters, four units
CASES = [
    ("stays", [(A, COST), (B, TOLLS + " So it is.")], "exact", WORDS, A),
    ("typed before it", [(A, BRIDGE + COST), (B, TOLLS)], "moved", WORDS, A),
    ("the blocks change places", [(B, TOLLS), (A, COST)], "exact", WORDS, A),
    ("in another block", [(C, COST), (B, TOLLS)], "moved", WORDS, C),
    ("split off", [(A, "The bridge."), (B, TOLLS), (C, COST)], "moved", WORDS, C),
    ("corrected", [(A, COST.replace("40", "45")), (B, TOLLS)], "changed", "45 million crowns", A),
    ("deleted", [(B, TOLLS)], "deleted", WORDS, A),
    ("in two places", [(D, TOLLS), (C, COST), (D[::-1], FERRY), (C[::-1], COST)], "ambiguous", WORDS, A),
]


@pytest.mark.django_db
def test_a_comment_is_found_again_whatever_is_done_to_the_text(article, comment_on, desk):
    made = comment_on(COST)
    for what, blocks, state, words, block in CASES:
        save(article, (A, COST), (B, TOLLS))
        KeptComment.objects.all().delete()
        Comment.objects.filter(pk=made.pk).update(contentpath=f"body.{A}")
        newest(article).save_revision()
        [kept] = follow_comments(article.pk)
        assert (kept.anchor.state, kept.wording) == ("exact", WORDS), what
        save(article, *blocks)
        [kept] = follow_comments(article.pk)
        assert (kept.anchor.state, kept.anchor.exact, kept.anchor.block) == (state, words, block), what
        made.refresh_from_db()
        assert made.contentpath == f"body.{block}", what
        text = ArticleRevision.objects.latest_of(article).text
        place = place_in(text, made.contentpath, position_of(kept.anchor, text))
        assert (place.exact if place else "") == (words if kept.anchor.is_found else ""), what


@pytest.mark.django_db
def test_words_that_went_come_back_with_their_comment_and_only_they(article, comment_on):
    comment_on(COST)
    save(article, (B, TOLLS))
    save(article, (A, "The bridge will cost 41 million crowns, said nobody."), (B, TOLLS))
    [kept] = follow_comments(article.pk)
    assert kept.anchor.state == "deleted"
    save(article, (B, TOLLS))
    save(article, (C, COST), (B, TOLLS))
    [kept] = follow_comments(article.pk)
    assert [anchor.state for anchor in kept.anchors.all()] == ["exact", "deleted", "moved"]
    assert Comment.objects.get().contentpath == f"body.{C}"


@pytest.mark.django_db
def test_an_autosave_is_followed_once_it_is_kept_by_the_worker_and_at_no_price_without_comments(
    article, comment_on, desk
):
    with CaptureQueriesContext(connection) as queries:
        save(article, (A, COST), (B, TOLLS))
    assert not [query for query in queries.captured_queries if "keptcomment" in query["sql"]]
    comment_on(COST)
    work()
    with saving_as("autosave"):
        save(article, (A, BRIDGE + COST), (B, TOLLS))
    work()
    assert KeptComment.objects.with_anchors().get().anchor.last.number == 2
    freeze_pending(article.pk)
    work()
    kept = KeptComment.objects.with_anchors().get()
    assert (kept.anchor.state, kept.anchor.last.number) == ("moved", 3)
    with CaptureQueriesContext(connection) as queries:
        follow_comments(article.pk)
    assert len(queries) == 3


@pytest.mark.django_db
def test_where_words_cannot_be_found_the_editor_who_saw_every_letter_is_believed(article, comment_on, desk):
    made = comment_on(COST, "crowns")
    rewritten = "Nobody knows how much all of this is going to come to in the end."
    page = newest(article)
    page.body = body((A, rewritten), (B, TOLLS))
    [same] = page.wagtail_admin_comments.all()
    same.position = at(rewritten, "how much")["position"]
    page.wagtail_admin_comments.add(same)
    page.save_revision(user=desk)
    [kept] = follow_comments(article.pk)
    assert (kept.anchor.state, kept.anchor.exact) == ("changed", "how much")
    made.delete()
    newest(article).save_revision(user=desk)
    kept = KeptComment.objects.get()
    assert (kept.text, kept.author, kept.made_at) == ("Who says so?", desk, made.created_at)


TEXT = project(
    {
        "title": "Bridge",
        "standfirst": '<p data-block-key="sssss">Costs rise.</p>',
        "body": [
            {"id": A, "type": "paragraph", "value": '<p data-block-key="aaaaa">🌉 One two</p>'},
            {
                "id": B,
                "type": "quote",
                "value": {
                    "quote": '<p data-block-key="qqqqq">I did.</p>',
                    "attribution": '<p data-block-key="wwwww">Ada</p>',
                },
            },
        ],
    }
)


@pytest.mark.parametrize(
    ("path", "position", "words"),
    [
        (f"body.{A}", '[{"key":"aaaaa","start":3,"end":6}]', "One"),
        (f"body.{B}.quote", '[{"key":"qqqqq","start":2,"end":5}]', "did"),
        (f"body.{B}.attribution", '[{"key":"wwwww","start":0,"end":3}]', "Ada"),
        ("standfirst", '[{"key":"sssss","start":0,"end":5}]', "Costs"),
        (f"body.{A}", '[{"key":"aaaaa","start":3,"end":4},{"key":"aaaaa","start":7,"end":99}]', "two"),
        *((f"body.{A}", position, None) for position in ("", "[]", "no JSON", "7", '[{"key":"aaaaa"}]')),
        (f"body.{A}", '[{"key":"zzzzz","start":3,"end":6}]', None),
        ("title", "", None),
        ("lead_image", "", None),
    ],
)
def test_the_editors_words_for_a_place_and_ours(path, position, words):
    place = place_in(TEXT, path, position)
    assert (place.exact if place else None) == words
    if place:
        assert contentpath_of(place, TEXT) == path
        assert place_in(TEXT, path, position_of(place, TEXT)) == place


@pytest.mark.django_db
def test_a_state_whose_text_was_let_go_has_no_say_in_where_they_are(article, comment_on, desk, monkeypatch):
    comment_on(COST)
    for n in range(3):
        with saving_as("autosave"):
            save(article, (B, f"{TOLLS} {n}."), user=desk)
        freeze_pending(article.pk)
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert sum(let_go(1)) == 2
    [kept] = follow_comments(article.pk)
    assert [(run.state, run.first.number) for run in kept.anchors.all()] == [("exact", 2), ("deleted", 5)]


@pytest.mark.django_db
def test_nobody_discusses_an_alias(article, comment_on, desk, sport):
    comment_on(COST)
    newest(article).get_latest_revision().publish(user=desk)
    alias = ArticlePage.objects.get(pk=article.pk).create_alias(parent=sport)
    for _ in range(2):
        newest(article).save_revision(user=desk).publish(user=desk)
    assert alias.wagtail_admin_comments.count() == 0
    assert Comment.objects.get().page_id == article.pk
