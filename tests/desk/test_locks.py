"""The way to a colleague's lock, and the page that asks before it is taken over."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from articles.models import Presence
from tests.desk.test_editor_saving import edit_url

BUTTON = "Take over the lock…"


@pytest.fixture
def locked(article, reporter):
    Page.objects.filter(pk=article.pk).update(locked=True, locked_by=reporter, locked_at=timezone.now())
    article.refresh_from_db()
    return article


def address(article) -> str:
    return reverse("article_take_over_lock", args=[article.pk])


def test_the_editor_leads_there_whoever_may(locked, client, desk, reporter):
    client.force_login(desk)
    assert address(locked) in client.get(edit_url(locked)).content.decode()
    client.force_login(reporter)
    page = client.get(edit_url(locked)).content.decode()
    assert BUTTON not in page
    assert 'data-lock-url=""' in page


def test_it_asks_saying_who_holds_it_and_what_they_are_doing(locked, client, desk, reporter):
    client.force_login(desk)
    page = client.get(address(locked)).content.decode()
    assert "Rita</strong> has held the lock on this story since" in page
    assert "They do not have it open at this moment." in page
    Presence.objects.create(
        article=locked, person=reporter, window="w" * 8, is_writing=True, seen_at=timezone.now()
    )
    assert "with words that are not saved yet" in client.get(address(locked)).content.decode()
    assert Page.objects.get(pk=locked.pk).locked_by == reporter


def test_the_button_does_it_and_leads_to_the_editor(locked, client, desk, reporter):
    client.force_login(desk)
    page = client.post(address(locked), {"holder": reporter.pk}, follow=True).content.decode()
    assert "You hold the lock on this story now. Rita is told" in page
    assert Page.objects.get(pk=locked.pk).locked_by == desk


@pytest.mark.parametrize("holder", ["", "x", "999999"])
def test_nonsense_changes_nothing(locked, client, desk, reporter, holder):
    client.force_login(desk)
    page = client.post(address(locked), {"holder": holder}, follow=True).content.decode()
    assert "Rita holds the lock by now" in page
    assert Page.objects.get(pk=locked.pk).locked_by == reporter


def test_the_door_is_shut_to_whoever_may_not(locked, client, sport_desk, reporter):
    for user in (sport_desk, reporter):
        client.force_login(user)
        assert client.post(address(locked), {"holder": reporter.pk}).status_code == 302
    assert Page.objects.get(pk=locked.pk).locked_by == reporter


def test_a_story_that_nobody_locked_leads_back(article, client, desk):
    client.force_login(desk)
    page = client.get(address(article), follow=True).content.decode()
    assert "Nobody else holds this story’s lock." in page
