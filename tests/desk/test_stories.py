"""The list of stories: how far they are, whose they are, and many given away at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.embargo import set_embargo
from articles.models import ArticlePage
from articles.planning import Plan, assign, plan, plan_of
from desk.home import panels_of
from tests.conftest import person
from tests.desk.gate.stories import form_as_it_is

pytestmark = pytest.mark.django_db


def shown(client, **query) -> set[str]:
    response = client.get(reverse("stories:index"), query)
    assert response.status_code == 200
    return {page.title for page in response.context["object_list"]}


def test_stories_are_narrowed_by_hands_time_and_stage(client, write, desk, reporter):
    mine, late, waiting, out = (write(title) for title in ("Mine", "Late", "Waiting", "Out"))
    assign(mine, desk, by=desk)
    plan(late, Plan(due_at=timezone.now() - timedelta(hours=1)), by=desk)
    waiting.get_workflow().start(waiting, reporter)
    out.get_latest_revision().publish(user=desk)
    set_embargo(mine, timezone.now() + timedelta(hours=1), by=desk)
    client.force_login(desk)
    assert shown(client, show="in-hand") == {"Mine"}
    assert shown(client, show="unassigned") == {"Late", "Waiting"}
    assert shown(client, show="overdue") == {"Late"}
    assert shown(client, stage="desk") == {"Waiting"}
    assert shown(client, stage=["draft", "published"]) == {"Mine", "Late", "Out"}
    assert "Embargoed until" in client.get(reverse("stories:index")).content.decode()


def test_twelve_rows_cost_no_more_queries_than_two(client, write, desk, reporter):
    def add(number: int) -> None:
        story = write(f"Story {number}")
        assign(story, reporter, by=desk)
        plan(story, Plan(due_at=timezone.now(), word_target=500), by=desk)
        set_embargo(story, timezone.now() + timedelta(hours=1), by=desk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("stories:index")).status_code == 200
        return len(captured)

    client.force_login(desk)
    for number in range(2):
        add(number)
    few = (queries(), queries())[1]
    for number in range(2, 12):
        add(number)
    assert queries() <= few


def test_many_are_given_to_one_and_what_cannot_be_is_told(client, write, news, sport, desk):
    rob, ours = person("rob", "Reporters", "News reporters"), [write("One"), write("Two")]
    elsewhere = sport.add_child(instance=ArticlePage(title="Rowing", live=False))
    client.force_login(desk)
    ids = [*(story.pk for story in ours), elsewhere.pk]
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "assign"])
    query = "&".join(f"id={pk}" for pk in ids)
    asked = client.get(f"{address}?{query}").content.decode()
    assert "Rowing" in asked
    assert "You cannot assign these pages" in asked
    done = client.post(f"{address}?{query}&next=/desk/", {"assignee": rob.pk}, follow=True)
    assert "2 stories are in the hands of Rob." in done.content.decode()
    assert [plan_of(story).assignee for story in (*ours, elsewhere)] == [rob, rob, None]
    sam = person("sam", "Desk editors", "Sport editors")
    refused = client.post(f"{address}?id={ours[0].pk}&next=/desk/", {"assignee": sam.pk}, follow=True)
    assert "Sam does not write in this section" in refused.content.decode()
    client.post(f"{address}?{query}&next=/desk/", {"assignee": "nobody"})
    assert plan_of(ours[0]).assignee is None


def test_what_is_in_ones_hands_stands_on_the_home_page(client, write, desk, reporter):
    story = write("The quay")
    assert "Stories in my hands" not in [panel.heading for panel in panels_of(reporter)]
    assign(story, reporter, by=desk)
    plan(story, Plan(due_at=timezone.now() - timedelta(hours=1)), by=desk)
    panel = next(panel for panel in panels_of(reporter) if panel.heading == "Stories in my hands")
    assert [(item.text, item.status, item.note) for item in panel.items()] == [
        ("The quay", "Overdue", "draft")
    ]
    client.force_login(reporter)
    assert "Stories in my hands" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_whoever_publishes_under_embargo_is_told_that_nobody_sees_it(client, article, desk):
    set_embargo(article, timezone.now() + timedelta(hours=1), by=desk)
    client.force_login(desk)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{address}?id={article.pk}&next=/desk/")
    assert ArticlePage.objects.get(pk=article.pk).live
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    form = form_as_it_is(ArticlePage.objects.get(pk=article.pk), **{"action-publish": "1"})
    told = client.post(url, form, follow=True).content.decode()
    assert "is under embargo: readers see it from" in told
