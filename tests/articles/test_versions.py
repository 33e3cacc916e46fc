"""One token names what a text began from; whoever is slower is refused, whichever door it comes through."""

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import Comment, Page, Revision

from articles.models import ArticlePage, ArticleRevision
from articles.versions import Beginning, StaleVersion, beginning_from, newest_of, token_of
from tests.conftest import paragraphs

pytestmark = pytest.mark.django_db


def newest(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()


def save(article: ArticlePage, user, headline: str, **kwargs):
    article.title = headline
    return article.save_revision(user=user, **kwargs)


def test_a_token_changes_with_every_word_and_comes_back_with_the_state(article, reporter):
    first = token_of(article)
    save(article, reporter, "Another headline")
    assert token_of(article) not in ("", first)
    save(article, reporter, "Bridge bill grows")
    assert token_of(article) == first


def test_a_row_that_autosave_rewrites_in_place_has_another_token(article, reporter):
    row = article.get_latest_revision()
    before = token_of(article)
    assert save(article, reporter, "Rewritten", overwrite_revision=row).pk == row.pk
    assert token_of(article) != before


@pytest.mark.parametrize(
    ("field", "value"), [("go_live_at", timezone.now()), ("show_in_menus", True), ("slug", "elsewhere")]
)
def test_what_else_a_save_would_overwrite_counts_too(article, reporter, field, value):
    before = token_of(article)
    setattr(article, field, value)
    article.save_revision(user=reporter)
    assert token_of(article) != before


def test_what_no_save_overwrites_does_not_count(article, reporter, desk):
    before = token_of(article)
    article.wagtail_admin_comments.add(
        Comment(page=article, user=desk, text="Who says so?", contentpath="title")
    )
    article.save_revision(user=desk)
    article.get_latest_revision().publish(user=desk)
    Page.objects.filter(pk=article.pk).update(locked=True, locked_by=desk)
    newest(article).save_revision(user=reporter)
    assert token_of(article) == before


def test_a_stated_beginning_is_held_to_under_the_lock(article, reporter, desk):
    began = token_of(article)
    save(newest(article), desk, "Theirs")
    mine = newest(article)
    with pytest.raises(StaleVersion, match="Dana saved this story") as refused, beginning_from(began):
        save(mine, reporter, "Mine")
    assert refused.value.newest == newest_of(article.pk)
    assert newest(article).title == "Theirs"
    with beginning_from(token_of(article)):
        save(mine, reporter, "Mine")
    assert newest(article).title == "Mine"


def test_the_very_state_that_a_text_began_from_may_have_been_saved_again(article, reporter, desk):
    began = token_of(article)
    newest(article).save_revision(user=desk).publish(user=desk)
    with beginning_from(began):
        save(newest(article), reporter, "Mine")
    assert newest(article).title == "Mine"


def test_code_that_states_nothing_counts_what_it_read(article, reporter, desk):
    read_before = ArticlePage.objects.get(pk=article.pk)
    draft_before = newest(article)
    save(newest(article), desk, "Theirs")
    for stale in (read_before, draft_before):
        with pytest.raises(StaleVersion), transaction.atomic():
            save(stale, reporter, "Mine")
    assert newest(article).title == "Theirs"
    assert ArticleRevision.objects.latest_of(article).headline == "Theirs"


def test_restoring_an_old_text_is_no_stale_text(article, reporter, desk):
    save(newest(article), desk, "Second")
    first = Revision.objects.for_instance(article).earliest("pk")
    first.as_object().save_revision(user=reporter, previous_revision=first)
    assert newest(article).title == "Bridge bill grows"


def test_a_form_may_go_on_although_it_never_heard_that_it_was_saved(article, reporter, desk):
    began = token_of(article)
    for moment, headline in ((1.0, "One"), (2.0, "Two")):
        with beginning_from(Beginning(began, form="tab", moment=moment)):
            save(newest(article), reporter, headline)
    assert newest(article).title == "Two"
    with pytest.raises(StaleVersion) as late, beginning_from(Beginning(began, form="tab", moment=1.5)):
        save(newest(article), reporter, "One and a half")
    assert late.value.is_overtaken
    save(newest(article), desk, "Theirs")
    with pytest.raises(StaleVersion) as refused, beginning_from(Beginning(began, form="tab", moment=3.0)):
        save(newest(article), reporter, "Three")
    assert not refused.value.is_overtaken


def test_two_tabs_of_one_person_are_two_writers(article, reporter):
    began = token_of(article)
    with beginning_from(Beginning(began, form="one", moment=1.0)):
        save(newest(article), reporter, "In one tab")
    with pytest.raises(StaleVersion), beginning_from(Beginning(began, form="other", moment=2.0)):
        save(newest(article), reporter, "In the other")


def test_a_row_that_is_live_or_waits_for_its_hour_is_not_rewritten(article, desk):
    live = save(article, desk, "Live")
    live.publish(user=desk)
    written = save(newest(article), desk, "Going on", overwrite_revision=live)
    assert written.pk != live.pk
    live.refresh_from_db()
    assert live.content["title"] == "Live"


def test_publishing_never_points_back_behind_a_save_that_came_in_between(article, reporter, desk):
    publishing = article.get_latest_revision().as_object()  # as Wagtail's action reads it
    later = save(newest(article), reporter, "Saved meanwhile")
    publishing.seo_title = "For search engines"
    publishing.save()
    row = ArticlePage.objects.get(pk=article.pk)
    assert (row.latest_revision, row.draft_title) == (later, "Saved meanwhile")
    assert row.seo_title == "For search engines"


def test_a_gone_story_is_refused_in_words(article, reporter):
    mine = newest(article)
    ArticlePage.objects.get(pk=article.pk).delete()
    with pytest.raises(StaleVersion, match="Not saved"):
        save(mine, reporter, "Mine")


def test_a_token_costs_one_query(article, django_assert_num_queries):
    article.body = paragraphs(*["Word " * 50] * 40)
    article.save_revision()
    with django_assert_num_queries(1):
        token_of(article.pk)
