"""Whose a story is, when it is due, where it is to run: each act signed, told and refused to others."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles import planning
from articles.models import ArticlePage, StoryAct, StoryPlan
from articles.planning import Plan, assign, begin_idea, plan, plan_of, release
from tests.conftest import person, work

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)


@pytest.fixture
def rob(newsroom):
    return person("rob", "Reporters", "News reporters")


def test_a_story_is_given_to_a_reporter_who_is_told_and_may_edit_it(article, desk, rob, reporter):
    assert not article.permissions_for_user(rob).can_edit()
    assign(article, rob, by=desk)
    work()
    notice = rob.notices.get()
    assert notice.words == "Dana gave it to Rob"
    assert notice.get_absolute_url() == f"/desk/articles/{article.pk}/plan/"
    assert reporter.notices.count() == 1  # who began it hears of it, too
    assert ArticlePage.objects.get(pk=article.pk).permissions_for_user(rob).can_edit()
    assign(article, rob, by=desk)
    assert StoryAct.objects.count() == 1
    release(article, by=desk)
    work()
    assert rob.notices.filter(words="Dana took it from Rob").exists()
    assert not ArticlePage.objects.get(pk=article.pk).permissions_for_user(rob).can_edit()


def test_who_may_assign(article, desk, rob, reporter, sport_desk, checker):
    for person_ in (rob, sport_desk):
        with pytest.raises(PermissionDenied):
            assign(article, rob, by=person_)
    with pytest.raises(ValidationError, match="Sam does not write in this section"):
        assign(article, sport_desk, by=desk)
    assign(article, reporter, by=reporter)  # nobody had it, and it is theirs to edit
    with pytest.raises(PermissionDenied, match="assign"):
        assign(article, rob, by=reporter)
    with pytest.raises(PermissionDenied, match="somebody else’s"):
        release(article, by=checker)
    release(article, by=reporter)
    assert plan_of(article).assignee is None


def test_a_plan_says_what_was_planned(article, desk, news):
    lead = planning.add_slot(news, "Front page lead", by=desk, at=time(17))
    due = timezone.now() + timedelta(days=1)
    wanted = Plan(due_at=due, priority=4, day=MONDAY, slot=lead, word_target=600)
    assert planning.planned(plan(article, wanted, by=desk)) == wanted
    act = StoryAct.objects.get(name="plan")
    assert act.about.endswith("priority urgent, for Mon 30 Nov 2026, Front page lead, 17:00, 600 words")
    planning.place(article, None, None, by=desk)
    assert planning.planned(plan_of(article)) == replace(wanted, day=None, slot=None)


def test_what_cannot_be_planned(article, desk, reporter, news, sport):
    with pytest.raises(PermissionDenied):
        plan(article, Plan(priority=3), by=reporter)
    lead = planning.add_slot(news, "Lead", by=desk)
    with pytest.raises(ValidationError, match="Choose a day for this slot"):
        plan(article, Plan(slot=lead), by=desk)
    once = planning.add_slot(news, "Special", by=desk, day=MONDAY)
    with pytest.raises(ValidationError, match="a slot of 30 November only"):
        plan(article, Plan(slot=once, day=MONDAY + timedelta(days=1)), by=desk)
    boss = person("maria", "Managing editors")
    elsewhere = planning.add_slot(sport, "Lead", by=boss)
    with pytest.raises(ValidationError, match="a slot of Sport, and the story stands elsewhere"):
        plan(article, Plan(slot=elsewhere, day=MONDAY), by=desk)
    with pytest.raises(ValidationError, match="already"):
        planning.add_slot(news, "Lead", by=desk)
    with pytest.raises(PermissionDenied, match="slots"):
        planning.add_slot(sport, "Second", by=desk)
    assert planning.planned(plan_of(article)) == Plan()
    assert not StoryAct.objects.filter(name="plan").exists()


def test_a_slot_that_goes_leaves_its_stories_their_day(article, desk, news):
    lead = planning.add_slot(news, "Lead", by=desk)
    plan(article, Plan(slot=lead, day=MONDAY), by=desk)
    planning.remove_slot(lead, by=desk)
    assert planning.planned(plan_of(article)) == Plan(day=MONDAY)


def test_an_idea_is_a_draft_with_a_working_title_and_a_plan(news, desk, reporter, sport_desk):
    lead = planning.add_slot(news, "Lead", by=desk)
    idea = begin_idea(news, " The bridge, a year on ", by=desk, wanted=Plan(day=MONDAY, slot=lead))
    assert (idea.title, idea.live, plan_of(idea).slot) == ("The bridge, a year on", False, lead)
    assert idea.history.count() == 1
    twin = begin_idea(news, "The bridge, a year on", by=desk)
    assert twin.slug == f"{idea.slug}-2"
    for title, words in (("  ", "working title"), ("x" * 256, "255")):
        with pytest.raises(ValidationError, match=words):
            begin_idea(news, title, by=desk)
    with pytest.raises(PermissionDenied):
        begin_idea(news, "Ours", by=sport_desk)
    with pytest.raises(PermissionDenied):  # may begin stories, but not plan them: nothing is half done
        begin_idea(news, "Mine", by=reporter, wanted=Plan(day=MONDAY))
    assert not ArticlePage.objects.filter(title="Mine").exists()
    assert StoryPlan.objects.count() == 1
