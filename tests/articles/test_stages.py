"""From draft to ready: each stage approves the text it saw, and what is skipped is skipped by name."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import Workflow, WorkflowPage

from articles import stages
from articles.desks import create_section_desk, set_stages, tasks_of
from articles.gate import Objection, PublicationBlocked, objections_to
from articles.models import ArticlePage, ArticleRevision, Publication, Stage, StoryAct, StoryPlan
from claims.gatekeeping import override_gate
from claims.models import Gate
from tests.conftest import edit, person, work

pytestmark = pytest.mark.django_db
WHY = "The lawyers have read it on paper."


@pytest.fixture
def all_stages(news) -> None:
    set_stages(news, Stage.values[1:5])
    Gate.objects.update_or_create(section=None, defaults={"undecided": "warn", "unread": "off"})


@pytest.fixture
def people(desk, checker) -> dict:
    copy, lawyer = person("cory", "Copy editors"), person("lea", "Lawyers")
    return {"desk": desk, "fact_check": checker, "copy": copy, "legal": lawyer}


def fresh(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk)


def hand_in(article: ArticlePage, by) -> None:
    fresh(article).get_workflow().start(fresh(article), by)


def decide(article: ArticlePage, by, action: str = "approve", comment: str = "") -> None:
    state = fresh(article).current_workflow_task_state
    state.task.specific.on_action(state, by, action, comment=comment)


def stage(article: ArticlePage) -> str:
    return StoryPlan.objects.get(article=article).stage


def test_a_story_passes_every_stage_and_is_ready_then(all_stages, article, reporter, people):
    hand_in(article, reporter)
    for name, by in people.items():
        assert stage(article) == name
        assert fresh(article).permissions_for_user(by).can_edit()  # their editor is open to them now
        decide(article, by)
    assert stage(article) == "ready"
    assert not fresh(article).live
    assert [act.stage for act in stages.passes(article.pk)] == list(people)
    fresh(article).get_latest_revision().publish(user=people["desk"])
    assert stage(article) == "published"
    acts = [str(act) for act in StoryAct.objects.filter(article=article)]
    assert acts == ["Rita handed it in", *(f"{by.display_name} approved it" for by in people.values())]


def test_only_those_of_a_stage_decide_at_it(all_stages, article, reporter, people):
    hand_in(article, reporter)
    task = fresh(article).current_workflow_task.specific
    assert [name for name, _, _ in task.get_actions(article, people["desk"])] == [
        "reject",
        "approve",
        "approve",
    ]
    for name in ("copy", "legal", "fact_check"):
        assert task.get_actions(article, people[name]) == []


def test_nobody_publishes_past_the_stages_but_for_a_reason_on_file(all_stages, article, people):
    desk = people["desk"]
    with pytest.raises(PublicationBlocked, match="not passed the stage “fact-check”"):
        fresh(article).get_latest_revision().publish(user=desk)
    keys = [each.key for each in objections_to(ArticleRevision.objects.latest_of(article), [article.section])]
    override_gate(article, reason="The prime minister has resigned just now.", seen=keys, by=desk)
    fresh(article).get_latest_revision().publish(user=desk)
    assert fresh(article).live


def test_a_stage_is_skipped_by_right_and_reason(all_stages, article, reporter, people):
    hand_in(article, reporter)
    desk = people["desk"]
    decide(article, desk)
    with pytest.raises(PermissionDenied, match="skip"):
        stages.skip(fresh(article), by=people["fact_check"], why=WHY)
    with pytest.raises(ValidationError, match="Say why"):
        stages.skip(fresh(article), by=desk, why="Hurry!")
    assert stages.skip(fresh(article), by=desk, why=WHY) == Stage.FACT_CHECK
    assert stage(article) == "copy"
    skipped = StoryAct.objects.get(name="skip")
    assert (skipped.by, skipped.stage, skipped.why) == (desk, "fact_check", WHY)


def test_the_fact_check_does_not_pass_while_claims_stand_in_the_way(
    all_stages, article, reporter, people, monkeypatch
):
    from articles import gate

    against = Objection("undecided:1", "The claim is not decided.", "Decide it.")
    hand_in(article, reporter)
    decide(article, people["desk"])
    monkeypatch.setattr(gate, "_judges", [lambda revision, sections: [against]])
    with pytest.raises(stages.StageRefused, match="fact-check yet"):
        decide(article, people["fact_check"])
    assert stage(article) == "fact_check"


def test_approval_is_of_what_the_approver_saw(all_stages, article, reporter, people):
    hand_in(article, reporter)
    other = person("maria", "Managing editors")
    edit(fresh(article), other, "40 million", "52 million")
    with pytest.raises(stages.StageRefused, match="Maria saved version 2"):
        decide(article, people["desk"])
    assert stage(article) == "desk"
    with stages.having_seen_newest():
        decide(article, people["desk"])
    assert stages.passes(article.pk)[0].revision.number == 2


def test_a_text_that_moved_on_is_ready_no_more(all_stages, article, reporter, people):
    hand_in(article, reporter)
    for by in people.values():
        decide(article, by)
    edit(fresh(article), people["desk"], "40 million", "52 million")
    assert stage(article) == "draft"
    with pytest.raises(PublicationBlocked, match="that was version 1, this is version 2"):
        fresh(article).get_latest_revision().publish(user=people["desk"])
    assert not Publication.objects.exists()
    hand_in(article, reporter)
    assert [act.stage for act in stages.passes(article.pk)] == []  # a new round


def test_sent_back_and_handed_in_again_goes_on_where_it_was(all_stages, article, reporter, people):
    hand_in(article, reporter)
    decide(article, people["desk"])
    decide(article, people["fact_check"], "reject", "Who says so?")
    assert stage(article) == "draft"
    assert StoryAct.objects.filter(name="send_back", why="Who says so?").exists()
    fresh(article).current_workflow_state.resume(reporter)
    assert stage(article) == "fact_check"
    assert [act.stage for act in stages.passes(article.pk)] == ["desk"]
    work()
    assert reporter.notices.filter(article=article, words__contains="Who says so?").exists()


def test_taken_back_it_is_a_draft(article, reporter):
    hand_in(article, reporter)
    fresh(article).current_workflow_state.cancel(user=reporter)
    assert stage(article) == "draft"
    assert stages.settle(article.pk) == Stage.DRAFT


def test_stages_are_switched_on_and_off_by_section(news, sport, desk):
    maria = person("maria", "Managing editors")
    set_stages(news, ["copy", "legal"], by=maria)
    assert stages.stages_of(news) == [Stage.DESK, Stage.COPY, Stage.LEGAL]
    assert stages.stages_of(sport) == [Stage.DESK]
    set_stages(news, ["fact_check"], by=maria)
    assert stages.stages_of(news) == [Stage.DESK, Stage.FACT_CHECK]
    set_stages(news, ["copy"], by=maria)
    assert len(tasks_of(news)) == 2
    with pytest.raises(PermissionDenied, match="managing editor"):
        set_stages(news, [], by=desk)
    with pytest.raises(ValidationError, match="No such stage: horoscope"):
        set_stages(news, ["horoscope"], by=maria)


def test_sections_that_shared_a_workflow_part(news, sport):
    WorkflowPage.objects.filter(page=news).update(workflow=create_section_desk(sport))
    set_stages(news, ["legal"])
    assert stages.stages_of(sport) == [Stage.DESK]
    assert stages.stages_of(news) == [Stage.DESK, Stage.LEGAL]
    assert Workflow.objects.filter(active=True).count() == 3


def test_the_diagram_in_the_docs_is_the_codes_own():
    page = Path(__file__).resolve().parents[2] / "docs" / "workflow.md"
    assert stages.diagram() in page.read_text(encoding="utf-8")
