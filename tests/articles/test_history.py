"""Every state worth keeping is kept once, in order, and cannot be changed."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from articles import guard
from articles.actions import freeze_pending
from articles.corrections import issue_correction
from articles.models import ArticlePage, ArticleRevision, Publication
from articles.saving import saving_as
from articles.tasks import freeze_autosave as freeze_when_paused
from outbox.models import OutboxEvent
from tests.conftest import paragraphs, work

pytestmark = pytest.mark.django_db


def test_each_save_of_new_words_is_the_next_link(article, reporter):
    article.body = paragraphs("Something else entirely.")
    article.save_revision(user=reporter)
    first, second = ArticleRevision.objects.of(article)
    assert (first.number, second.number) == (1, 2)
    assert second.previous_hash == first.hash
    assert second.created_by == reporter


def test_identical_content_is_not_frozen_twice(article, reporter):
    article.save_revision(user=reporter)
    article.save_revision(user=reporter)
    assert ArticleRevision.objects.of(article).count() == 1


def test_going_back_to_old_words_is_a_new_revision(article, reporter):
    old = article.body.raw_data[:]
    article.body = paragraphs("Something else.")
    article.save_revision(user=reporter)
    article.body = json.dumps(list(old))
    article.save_revision(user=reporter)
    assert [r.number for r in ArticleRevision.objects.of(article)] == [1, 2, 3]


@pytest.mark.parametrize("statement", ["UPDATE {} SET note = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_history(article, statement):
    table = ArticleRevision._meta.db_table
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_publishing_what_was_saved_adds_a_publication_and_no_revision(article, desk):
    article.save_revision(user=desk).publish(user=desk)
    assert ArticleRevision.objects.of(article).count() == 1
    assert Publication.objects.of(article).get().revision.number == 1


def test_publishing_an_older_copy_points_at_its_revision(article, desk):
    older = article.get_latest_revision()
    article.body = paragraphs("A newer draft.")
    article.save_revision(user=desk)
    older.publish(user=desk)
    assert Publication.objects.of(article).get().revision.number == 1
    assert ArticleRevision.objects.of(article).count() == 2


@pytest.mark.parametrize("keep_live", [True, False])
def test_a_copy_has_a_history_of_its_own_and_none_of_the_originals_publications(article, desk, keep_live):
    article.source_id = "wire:1"
    article.save_revision(user=desk).publish(user=desk)
    original = ArticlePage.objects.get(pk=article.pk)
    copy = original.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=keep_live, user=desk)
    shown = Publication.objects.of(copy)
    assert not shown  # a copy is another story: it begins as a draft
    assert not copy.live
    assert copy.first_published_at is None
    assert ArticlePage.objects.get(pk=copy.pk).source_id == ""
    assert ArticlePage.objects.get(pk=original.pk).source_id == "wire:1"


def test_an_autosave_waits_for_the_pause_and_then_is_kept(article, reporter, settings):
    settings.NEWSROOM_AUTOSAVE_PAUSE = 60
    copy = article.get_latest_revision()
    for words in ("One", "One two", "One two three"):
        article.body = paragraphs(words)
        article.save_revision(user=reporter, overwrite_revision=copy)
    assert ArticleRevision.objects.of(article).count() == 1
    waiting = OutboxEvent.objects.waiting().filter(topic="revision.saved")
    assert waiting.count() == 1  # fourteen keystrokes are one piece of news
    waiting.update(due_at="2020-01-01T00:00Z")
    work()
    kept = ArticleRevision.objects.latest_of(article)
    assert (kept.number, kept.kind) == (2, "autosave")
    assert "One two three" in kept.text.plain


def test_an_explicit_save_keeps_anothers_autosave_first(article, reporter, desk, settings):
    settings.NEWSROOM_AUTOSAVE_PAUSE = 60
    article.body = paragraphs("Rita was typing this.")
    with saving_as("autosave"):
        article.save_revision(user=reporter)
    article.body = paragraphs("Dana saved that.")
    article.save_revision(user=desk)
    texts = [r.text.plain for r in ArticleRevision.objects.of(article)]
    assert "Rita was typing" in texts[1]
    assert "Dana saved" in texts[2]
    assert not OutboxEvent.objects.waiting().filter(topic="revision.saved").exists()


def test_an_autosave_that_a_worker_has_just_taken_up_still_comes_before_the_save(
    article, reporter, desk, settings
):
    settings.NEWSROOM_AUTOSAVE_PAUSE = 60
    article.body = paragraphs("Rita was typing this.")
    with saving_as("autosave"):
        article.save_revision(user=reporter)
    event = OutboxEvent.objects.waiting().get(topic="revision.saved")
    OutboxEvent.objects.filter(pk=event.pk).update(state="running", task_id="a worker")
    article.body = paragraphs("Dana saved that.")
    article.save_revision(user=desk)
    freeze_when_paused(event.key)
    texts = [r.text.plain for r in ArticleRevision.objects.of(article)]
    assert len(texts) == 3
    assert "Rita was typing" in texts[1]
    assert "Dana saved" in texts[2]


def test_two_peoples_autosaves_are_kept_in_the_order_of_their_writing(article, reporter, desk, settings):
    settings.NEWSROOM_AUTOSAVE_PAUSE = 60
    for person, words in ((reporter, "Rita was typing this."), (desk, "Dana typed that.")):
        article.body = paragraphs(words)
        with saving_as("autosave"):
            article.save_revision(user=person)
    ritas, danas = OutboxEvent.objects.waiting().filter(topic="revision.saved").order_by("pk")
    for event in (danas, ritas):  # two workers, and the second was faster
        freeze_when_paused(event.key)
    texts = [r.text.plain for r in ArticleRevision.objects.of(article)]
    assert len(texts) == 3
    assert "Rita was typing" in texts[1]
    assert "Dana typed" in texts[2]


def test_whatever_waits_can_be_kept_at_once(article, reporter, settings):
    settings.NEWSROOM_AUTOSAVE_PAUSE = 60
    article.body = paragraphs("Half a thought")
    with saving_as("autosave"):
        article.save_revision(user=reporter)
    freeze_pending(article.pk)
    assert ArticleRevision.objects.latest_of(article).kind == "autosave"


def verify() -> str:
    out = io.StringIO()
    call_command("verify_history", stdout=out)
    return out.getvalue()


def test_an_untouched_history_verifies(article):
    assert "1 revisions of 1 articles" in verify()


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("content", '\'{"title":"Forged"}\'', "content was altered"),
        ("created_at", "'2001-01-01 00:00:00+00:00'", "record"),
        ("kind", "'import'", "record"),
        ("note", "'slipped in'", "record"),
        ("text_digest", "'0'", "record"),
    ],
)
def test_tampering_underneath_is_named(article, column, value, reason):
    with guard.lifted(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE articles_articlerevision SET {column} = {value}")  # noqa: S608
    with pytest.raises(CommandError, match=f"article {article.pk}, revision 1: .*{reason}"):
        verify()


def test_a_removed_link_is_named(article, reporter):
    article.body = paragraphs("Second")
    article.save_revision(user=reporter)
    with guard.lifted(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_articlerevision WHERE number = 1")
    with pytest.raises(CommandError, match="revision 1 is missing"):
        verify()


def test_history_outlives_the_page(article):
    pk = article.pk
    ArticlePage.objects.get(pk=pk).delete()
    assert ArticleRevision.objects.of(pk).count() == 1
    assert "1 revisions of 1 articles" in verify()


def test_a_draft_costs_no_indexing_and_a_new_or_published_story_is_found(article, desk):
    def found(words: str) -> list[int]:
        return [page.pk for page in ArticlePage.objects.search(words)]

    assert found("Bridge bill") == [article.pk]
    article.title = "Tunnel bill grows"
    article.save_revision(user=desk)
    assert found("Tunnel") == []  # a draft is no page yet
    article.get_latest_revision().publish(user=desk)
    assert found("Tunnel") == [article.pk]
    article.delete()
    assert found("Tunnel") == []


def test_a_correction_is_about_what_readers_saw_and_not_about_a_later_draft(article, desk):
    article.get_latest_revision().publish(user=desk)
    article.refresh_from_db()
    article.body = paragraphs("A draft that nobody saw.")
    article.save_revision(user=desk)
    correction = issue_correction(article, "The bridge costs 45 million.", by=desk, wrong="40")
    assert correction.revision.number == 1
