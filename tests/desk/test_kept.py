"""What a browser that kept a text is told about it: on file already, or what it would change."""

import uuid

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset

from articles.models import ArticlePage, ArticleRevision, Contributor
from tests.desk.test_editor_saving import form_of, save


@pytest.fixture
def as_reporter(client, reporter):
    client.force_login(reporter)
    return client


def kept_form(article, **changed):
    """As a browser has it: its blocks have ids."""
    return form_of(article, **changed) | {"body-0-id": str(uuid.UUID(int=7))}


def ask(client, article, data):
    return client.post(reverse("desk_kept", args=[article.pk]), data)


def test_what_differs_is_shown_and_nothing_is_saved(article, as_reporter):
    before = ArticleRevision.objects.count(), article.get_latest_revision().created_at
    told = ask(as_reporter, article, form_of(article, title="Bridge bill doubles")).json()
    assert told["state"] == "differs"
    assert "<ins>" in told["html"]
    assert "doubles" in told["html"]
    assert "The story was last saved by Rita" in told["words"]
    assert (ArticleRevision.objects.count(), article.get_latest_revision().created_at) == before


def test_what_is_the_newest_state_is_on_file(article, as_reporter):
    data = kept_form(article)
    save(as_reporter, article, data)
    assert ask(as_reporter, article, data).json() == {"state": "saved"}


def test_rows_that_the_newest_state_has_under_other_numbers_are_in_order(article, as_reporter):
    rita = Contributor.objects.create(name="Rita Ramos")
    row = {"contributor": str(rita.pk), "role": "writer"}
    data = kept_form(article, bylines=inline_formset([row]))
    save(as_reporter, article, data)
    data |= {"bylines-INITIAL_FORMS": "1", "bylines-0-id": "4711"}  # as an earlier form knew it
    assert ask(as_reporter, article, data).json() == {"state": "saved"}


def test_what_stands_in_history_is_on_file(article, as_reporter):
    data = kept_form(article, title="Bridge bill doubles")
    save(as_reporter, article, data)
    article.refresh_from_db()
    save(as_reporter, article, form_of(article, title="Bridge bill triples"))
    assert ask(as_reporter, article, data).json() == {"state": "saved"}


def test_a_form_that_is_not_in_order_is_said_to_be_so(article, as_reporter):
    told = ask(as_reporter, article, form_of(article, urgency="12")).json()
    assert told["state"] == "invalid"


def test_a_story_without_a_slug_yet_gets_one_of_its_own_from_its_headline(article, as_reporter, news):
    address = reverse("desk_kept_new", args=[news.pk])
    data = kept_form(article, title=article.title, slug="")
    assert as_reporter.post(address, data).json()["state"] == "differs"
    begun = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", news.pk])
    told = as_reporter.post(begun, data, headers={"Accept": "application/json"}).json()
    assert ArticlePage.objects.get(pk=told["pk"]).slug == f"{article.slug}-2"


def test_whoever_may_not_edit_is_told_nothing(article, client, sport_desk):
    client.force_login(sport_desk)
    answer = client.post(reverse("desk_kept", args=[article.pk]), form_of(article))
    assert "state" not in answer.content.decode()


def test_a_story_that_was_begun_and_never_saved(article, as_reporter, news):
    address = reverse("desk_kept_new", args=[news.pk])
    data = kept_form(article, title="Ferry fares fall", slug="ferry")
    told = as_reporter.post(address, data).json()
    assert told["state"] == "differs"
    assert "It was never saved." in told["words"]
    assert ArticlePage.objects.count() == 1
    as_reporter.post(reverse("wagtailadmin_pages:add", args=["articles", "articlepage", news.pk]), data)
    assert as_reporter.post(address, data).json() == {"state": "saved"}
