"""The text of whoever was slower is kept, once, with what it began from and what became of it."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from articles import guard
from articles.actions import freeze
from articles.content import editorial_content
from articles.drafts import drop_draft, keep_draft, reopen_draft, settle_draft
from articles.models import ArticlePage, ArticleRevision, Draft, DraftSettled
from articles.saving import saving_as
from articles.versions import token_of
from outbox.models import OutboxEvent
from tests.conftest import paragraph, paragraphs

pytestmark = pytest.mark.django_db


def text(article: ArticlePage, *words: str, headline: str = "Mine") -> dict:
    body = [paragraph(each, block=f"block {n}", key=f"key{n}") for n, each in enumerate(words)]
    return editorial_content({**article.serializable_data(), "title": headline, "body": body})


@pytest.fixture
def keep(article, reporter, desk):
    """Keeps words of the reporter's that began from the first revision, when the desk saved a second."""
    began = token_of(article)
    theirs = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    theirs.title = "Theirs"
    theirs.save_revision(user=desk)

    def keep_words(*words: str, **changed) -> Draft | None:
        given = {"by": reporter, "began_from": began, "door": "editor", **changed}
        return keep_draft(article.pk, text(article, *words), **given)

    return keep_words


def test_a_draft_says_who_wrote_what_from_where(keep, article, reporter):
    draft = keep("My words.")
    first = ArticleRevision.objects.of(article).first()
    assert (draft.created_by, draft.base, draft.reason, draft.door) == (reporter, first, "stale", "editor")
    assert draft.headline == "Mine"
    assert "My words." in draft.text.plain
    assert draft.hash == Draft.objects.get(pk=draft.pk).compute_hash()
    assert OutboxEvent.objects.filter(topic="draft.kept", key=draft.pk).count() in (0, 1)
    assert list(Draft.objects.of(article).by(reporter).open()) == [draft]


def test_the_base_may_be_what_was_only_autosaved(article, reporter, desk):
    article.body = paragraphs("Half a thought")
    with saving_as("autosave"):
        article.save_revision(user=reporter)
    draft = keep_draft(
        article.pk, text(article, "Another."), by=desk, began_from=token_of(article), door="api"
    )
    assert draft.base.kind == "autosave"
    assert "Half a thought" in draft.base.text.plain


def test_what_says_nothing_new_is_not_kept(keep, article, desk):
    newest = ArticleRevision.objects.latest_of(article)
    began = token_of(article)
    assert keep_draft(article.pk, newest.data, by=desk, began_from="", door="api") is None
    assert keep_draft(article.pk, newest.data, by=desk, began_from=began, door="api") is None
    assert not Draft.objects.exists()


def test_the_same_text_is_kept_once_while_it_is_open(keep, reporter):
    draft = keep("My words.")
    assert keep("My words.") == draft
    drop_draft(draft, by=reporter)
    assert keep("My words.") != draft


def test_a_later_text_of_the_same_page_takes_the_place_of_the_one_before(keep, reporter):
    first, other = keep("One", form="tab"), keep("Else", form="other tab")
    second = keep("One two", form="tab")
    assert set(Draft.objects.open()) == {second, other}
    assert first.settled.how == "superseded"
    assert "One" in first.text.plain
    reopen_draft(first, by=reporter)
    assert first in Draft.objects.open()


def test_each_settling_stays_on_file_and_the_newest_counts(keep, reporter, desk):
    draft = keep("My words.")
    drop_draft(draft, by=desk)
    with pytest.raises(ValidationError, match="dropped already, by Dana"):
        settle_draft(draft, DraftSettled.How.MERGED, by=reporter)
    reopen_draft(draft, by=reporter)
    with pytest.raises(ValidationError, match="open already"):
        reopen_draft(draft, by=reporter)
    settle_draft(draft, DraftSettled.How.MERGED, by=reporter, revision=draft.base)
    with pytest.raises(ValidationError, match="restore an earlier revision"):
        reopen_draft(draft, by=reporter)
    assert [row.how for row in draft.settlements.all()] == ["dropped", "reopened", "merged"]
    assert not Draft.objects.open()


def test_only_its_author_and_the_storys_editors_settle_it(keep, sport_desk):
    with pytest.raises(PermissionDenied, match="Ask the story’s desk"):
        drop_draft(keep("My words."), by=sport_desk)


@pytest.mark.parametrize("model", [Draft, DraftSettled])
def test_the_database_refuses_to_change_what_was_kept(keep, reporter, model):
    drop_draft(keep("My words."), by=reporter)
    for statement in ("UPDATE {} SET id = 99", "DELETE FROM {}"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(model._meta.db_table))


def verify() -> str:
    out = io.StringIO()
    call_command("verify_history", stdout=out)
    return out.getvalue()


def test_a_merge_has_two_parents_and_both_are_proved(keep, article, reporter):
    draft = keep("My words.")
    working_copy = article.get_latest_revision()
    working_copy.content["title"] = "Ours"
    merge = freeze(working_copy, kind="merge", merged=draft)
    assert merge.merged == draft
    assert "every link holds" in verify()
    with guard.lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE articles_draft SET content = replace(content, 'My words', 'Forged')")
    with pytest.raises(CommandError, match=f"draft {draft.pk}: it was altered"):
        verify()


def test_an_altered_draft_is_named(keep):
    draft = keep("My words.")
    with guard.lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE articles_draft SET door = 'api'")
    with pytest.raises(CommandError, match=f"draft {draft.pk}: it was altered"):
        verify()
