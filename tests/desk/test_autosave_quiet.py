"""An autosave is nobody's news: no redirect, nothing for readers or subscribers, no noise in history."""

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from articles.models import ArticlePage, ArticleRevision, Publication
from outbox.models import OutboxEvent
from tests.conftest import work
from tests.desk.test_editor_saving import autosave, form_of


@pytest.fixture
def as_desk(client, desk):
    client.force_login(desk)
    return client


@pytest.fixture
def live(article, desk):
    article.get_latest_revision().publish(user=desk)
    work()
    return ArticlePage.objects.get(pk=article.pk)


def typed(client, article, headline: str, *, after=None, slug: str = ""):
    data = form_of(article, title=headline, slug=slug or article.slug)
    if after:
        data |= {"overwrite_revision_id": str(after["revision_id"]), **after["field_updates"]}
    return autosave(client, article, data).json()


def test_another_slug_in_an_autosave_of_a_live_story_moves_nothing(
    live, as_desk, django_capture_on_commit_callbacks
):
    before = set(OutboxEvent.objects.values_list("topic", "key"))
    with django_capture_on_commit_callbacks(execute=True):
        assert typed(as_desk, live, "Bridge bill doubles", slug="bridge-bill-doubles")["success"]
    work()
    page = ArticlePage.objects.get(pk=live.pk)
    assert (page.slug, page.title, page.live) == (live.slug, live.title, True)
    assert not Redirect.objects.exists()
    news = set(OutboxEvent.objects.values_list("topic", "key")) - before
    assert {topic for topic, _ in news} <= {
        "revision.saved",
        "revision.frozen",
        "reading.finished",
        "claim.proposed",
    }
    assert Publication.objects.count() == 1


def test_another_slug_of_a_story_that_nobody_could_link_to_makes_no_redirect(
    article, as_desk, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert typed(as_desk, article, "Bridge bill doubles", slug="bridge-bill-doubles")["success"]
    assert ArticlePage.objects.get(pk=article.pk).slug == "bridge-bill-doubles"
    assert not Redirect.objects.exists()


def test_thirty_seconds_of_typing_are_one_revision(article, as_desk):
    work()
    told = typed(as_desk, article, "Bridge bill d")
    for letters in range(1, 30):
        told = typed(as_desk, article, "Bridge bill d" + "o" * letters, after=told)
        assert told["success"]
    assert OutboxEvent.objects.waiting().count() == 1
    OutboxEvent.objects.waiting().update(due_at=timezone.now())  # the writer pauses
    work()
    history = ArticleRevision.objects.of(article)
    assert [(row.kind, row.headline) for row in history] == [
        ("save", "Bridge bill grows"),
        ("autosave", "Bridge bill d" + "o" * 29),
    ]


def test_a_slug_that_readers_knew_leads_to_the_new_one_once_it_is_published(
    live, as_desk, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        typed(as_desk, live, "Bridge bill doubles", slug="bridge-bill-doubles")
        ArticlePage.objects.get(pk=live.pk).get_latest_revision().publish()
    assert Redirect.objects.get().redirect_page_id == live.pk
