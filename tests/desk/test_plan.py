"""The plan of a story: a page, and the editor's side panel."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from articles.embargo import set_embargo
from articles.models import Embargo, StoryAct
from articles.planning import Plan, plan, plan_of

pytestmark = pytest.mark.django_db


def post(client, article, name="story_plan", **fields):
    return client.post(reverse(name, args=[article.pk]), fields)


def lives_in(user, zone: str) -> None:
    UserProfile.objects.update_or_create(user=user, defaults={"current_time_zone": zone})


def test_the_panel_does_what_the_page_does(client, article, desk, reporter):
    client.force_login(desk)
    panel = reverse("story_plan_panel", args=[article.pk])
    first = client.get(panel)
    assert first.status_code == 200
    assert client.get(panel, headers={"If-None-Match": first["ETag"]}).status_code == 304
    said = post(client, article, "story_plan_panel", act="assign", **{"assign-assignee": reporter.pk})
    assert "It is in the hands of Rita." in said.content.decode()
    changed = client.get(panel, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    fields = {"plan-priority": 3, "plan-day": "2026-11-30", "plan-word_target": 600}
    post(client, article, "story_plan_panel", act="plan", **fields)
    page = client.get(reverse("story_plan", args=[article.pk])).content.decode()
    assert "3 of 600" in page.replace("\n", "") or "of 600" in page
    assert "planned it" in page
    assert "Mon 30 Nov 2026" in page


def test_what_is_refused_is_told_at_its_field_and_changes_nothing(client, article, desk, reporter):
    client.force_login(desk)
    past = "2020-01-01T10:00"
    for name in ("story_plan", "story_plan_panel"):
        refused = post(client, article, name, act="embargo", **{"embargo-until": past})
        assert refused.status_code == 422
        assert "That time has passed" in refused.content.decode()
    assert not Embargo.objects.exists()
    client.force_login(reporter)
    refused = post(client, article, "story_plan_panel", act="plan", **{"plan-priority": 3})
    assert "You may not plan stories here" in refused.content.decode()
    assert not StoryAct.objects.exists()


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2027-01-15T17:00", "2027-01-15T22:00+00:00"),  # winter in New York
        ("2027-07-15T17:00", "2027-07-15T21:00+00:00"),  # summer
        ("2027-03-14T02:30", None),  # an hour that does not exist there
        ("2027-11-07T01:30", None),  # one that exists twice
    ],
)
def test_times_are_typed_by_the_users_own_clock(client, article, desk, typed, moment):
    lives_in(desk, "America/New_York")
    client.force_login(desk)
    answer = post(client, article, "story_plan_panel", act="embargo", **{"embargo-until": typed})
    if moment is None:
        assert answer.status_code == 422
        assert not Embargo.objects.exists()
        return
    assert Embargo.objects.get().until == datetime.fromisoformat(moment)


def test_an_embargo_is_told_by_both_clocks_everywhere(client, article, desk, settings):
    settings.TIME_ZONE = "Europe/Oslo"
    timezone.get_default_timezone.cache_clear()
    try:
        lives_in(desk, "America/New_York")
        set_embargo(article, datetime(2027, 1, 15, 17, tzinfo=ZoneInfo("Europe/Oslo")), by=desk)
        client.force_login(desk)
        words = "Fri 15 Jan 2027, 17:00 CET (11:00 EST your time)"
        for address in (
            reverse("story_plan", args=[article.pk]),
            reverse("wagtailadmin_pages:edit", args=[article.pk]),
        ):
            assert words in client.get(address).content.decode(), address
        assert "until Fri 15 Jan 2027, 17:00 CET" in StoryAct.objects.get().about
    finally:
        timezone.get_default_timezone.cache_clear()


def test_whose_plan_it_is_and_how_late(client, article, desk):
    plan(article, Plan(due_at=timezone.now() - timedelta(hours=1)), by=desk)
    assert plan_of(article).is_overdue
    client.force_login(desk)
    post(client, article, act="take")
    page = client.get(reverse("story_plan", args=[article.pk])).content.decode()
    assert "Overdue:" in page
    assert "gave it to themselves" in page
    post(client, article, act="release")
    assert plan_of(article).assignee is None
