"""A reporter hands in a story, the section's desk decides on it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Workflow, WorkflowPage

from articles.actions import open_section
from articles.desks import create_section_desk
from articles.models import ArticlePage, ArticleRevision, StageTask
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(article, reporter) -> ArticlePage:
    article.get_workflow().start(article, reporter)
    return ArticlePage.objects.get(pk=article.pk)


def act(client, article, user, name):
    client.force_login(user)
    task_state = article.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, name, task_state.pk])
    return client.post(address, {"comment": "Ask the harbour board."})


def test_a_section_has_one_desk_however_often_asked(news):
    workflow = create_section_desk(news)
    assert create_section_desk(news) == workflow == WorkflowPage.objects.get(page=news).workflow
    assert workflow.name == "News desk"
    groups = StageTask.objects.get(name="News desk").groups
    assert set(groups.values_list("name", flat=True)) == {"News editors", "Managing editors"}


def test_a_new_section_has_a_desk_at_once(newsroom):
    section = open_section("Culture")
    assert section.get_workflow().name == "Culture desk"


def test_a_desk_that_an_administrator_chose_stays(news, sport):
    WorkflowPage.objects.filter(page=news).update(workflow=create_section_desk(sport))
    assert create_section_desk(news).name == "Sport desk"


def test_a_section_opened_again_after_its_end_finds_its_desk(newsroom):
    open_section("Culture").delete()
    assert open_section("Culture").get_workflow().name == "Culture desk"
    assert Workflow.objects.filter(name="Culture desk").count() == 1


def test_only_groups_of_the_newsroom_are_there(newsroom):
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
    assert not Workflow.objects.filter(name="Moderators approval").exists()


def test_what_the_desk_approves_is_ready_and_waits_to_be_published(client, handed_in, desk):
    assert handed_in.current_workflow_task.name == "News desk"
    assert act(client, handed_in, desk, "approve").status_code == 302
    handed_in.refresh_from_db()
    assert not handed_in.live
    assert (handed_in.plan.stage, handed_in.plan.approved.number) == ("ready", 1)
    handed_in.get_latest_revision().publish(user=desk)
    handed_in.refresh_from_db()
    assert (handed_in.live, handed_in.plan.stage) == (True, "published")
    assert ArticleRevision.objects.live_of(handed_in).number == 1


def test_managing_editors_stand_in_for_every_desk(client, handed_in):
    act(client, handed_in, person("maria", "Managing editors"), "approve")
    handed_in.refresh_from_db()
    assert handed_in.plan.stage == "ready"


def test_a_story_sent_back_is_the_reporters_again(client, handed_in, desk, reporter):
    assert handed_in.get_lock().for_user(reporter)
    assert ArticlePage.objects.submitted().get() == handed_in
    act(client, handed_in, desk, "reject")
    assert not ArticlePage.objects.submitted().exists()
    handed_in = ArticlePage.objects.get(pk=handed_in.pk)
    assert not handed_in.live
    assert handed_in.current_workflow_state.status == "needs_changes"
    assert handed_in.get_lock() is None or not handed_in.get_lock().for_user(reporter)


def test_the_reporter_is_told_what_the_desk_asks_for(client, handed_in, desk, reporter):
    act(client, handed_in, desk, "reject")
    client.force_login(reporter)
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[handed_in.pk])).content.decode()
    assert "sent this story back and asks for changes: “Ask the harbour board.”" in editor
    assert "Sent back, changes asked for" in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("who", ["rita", "sam"])
def test_neither_reporters_nor_other_desks_approve(client, handed_in, reporter, sport_desk, who):
    act(client, handed_in, {"rita": reporter, "sam": sport_desk}[who], "approve")
    handed_in.refresh_from_db()
    assert not handed_in.live
