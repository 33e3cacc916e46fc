"""A story is begun once, however often its window must ask, and never fails for want of a slug."""

import pytest
from django.urls import reverse

from articles.models import ArticlePage
from tests.desk.test_editor_saving import form_of

WINDOW = "0123456789abcdef"


@pytest.fixture
def begin(client, reporter, news, article):
    """Posts a new story as autosave does; returns the answer."""
    client.force_login(reporter)
    address = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", news.pk])

    def post(headline: str, *, window: str = WINDOW, moment: str, slug: str = ""):
        data = form_of(article, title=headline, slug=slug) | {
            "window": window,
            "moment": moment,
            "version": "",
        }
        return client.post(address, data, headers={"Accept": "application/json"}).json()

    return post


def headlines(article):
    return sorted(
        page.get_latest_revision_as_object().title for page in ArticlePage.objects.exclude(pk=article.pk)
    )


def test_an_answer_that_was_lost_makes_no_second_story(begin, article):
    first = begin("Ferry fares", moment="1.0")
    again = begin("Ferry fares fall", moment="2.0")
    assert again["success"]
    assert (again["pk"], again["url"], again["hydrate_url"]) == (
        first["pk"],
        first["url"],
        first["hydrate_url"],
    )
    assert headlines(article) == ["Ferry fares fall"]


def test_the_very_same_text_again_is_answered_as_the_first_time(begin, article):
    first = begin("Ferry fares", moment="1.0")
    again = begin("Ferry fares", moment="1.0")
    assert (again["success"], again["pk"], again["url"]) == (True, first["pk"], first["url"])
    assert headlines(article) == ["Ferry fares"]


def test_two_windows_begin_two_stories_of_one_headline(begin, article):
    slugs = {begin("Ferry fares", window=window * 8, moment="1.0")["pk"] for window in "ab"}
    assert len(slugs) == 2
    assert headlines(article) == ["Ferry fares", "Ferry fares"]
    assert {page.slug for page in ArticlePage.objects.filter(pk__in=slugs)} == {
        "ferry-fares",
        "ferry-fares-2",
    }


def test_a_colleague_in_a_window_of_that_name_begins_one_of_her_own(begin, client, desk, article):
    first = begin("Ferry fares", moment="1.0")
    ArticlePage.objects.filter(pk=first["pk"]).update(owner=desk)
    assert begin("Ferry fares", moment="2.0")["pk"] != first["pk"]
