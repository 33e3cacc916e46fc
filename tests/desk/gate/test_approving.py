"""Approvals and the gate: the fact-check waits for the claims; what is ready passes the gate all the same."""

import pytest
from django.urls import reverse

from articles.desks import set_stages
from articles.gate import PublicationBlocked
from articles.models import ArticlePage, StoryPlan
from tests.desk.gate.stories import WORDS, form_as_it_is, fresh, is_out, lift, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(article, reporter, managing, client) -> ArticlePage:
    """Past the section's desk, at its fact-check; the client is somebody's who decides there."""
    set_stages(article.section, ["fact_check"])
    article.get_workflow().start(article, reporter)
    state = fresh(article).current_workflow_task_state
    state.task.specific.on_action(state, managing, "approve")
    client.force_login(managing)
    return fresh(article)


def stage(article: ArticlePage) -> str:
    return StoryPlan.objects.get(article=article).stage


def test_approving_in_the_editor(submitted, claim, client):
    url = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    act = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    response = client.post(url, form_as_it_is(submitted, title="Typed just now", **act), follow=True)
    assert "It cannot pass the fact-check yet." in said(response)
    assert WORDS in said(response)
    assert stage(submitted) == "fact_check"
    assert fresh(submitted).draft_title == "Typed just now"
    lift(claim)
    client.post(url, form_as_it_is(fresh(submitted), title="Typed just now", **act))
    assert stage(submitted) == "ready"
    assert not fresh(submitted).workflow_in_progress


@pytest.mark.parametrize("is_script", [True, False])
def test_approving_from_a_list(submitted, claim, client, is_script):
    state = submitted.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[submitted.pk, "approve", state.pk])
    headers = {"X-Requested-With": "XMLHttpRequest"} if is_script else {}
    response = client.post(url, {"comment": ""}, headers=headers)
    editor = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    if is_script:
        assert response.json() == {"step": "success", "redirect": editor}
    else:
        assert response["Location"] == editor
    assert WORDS in said(client.get(editor))
    assert stage(submitted) == "fact_check"
    lift(claim)
    client.post(url, {"comment": ""}, headers=headers)
    assert stage(submitted) == "ready"


def test_a_story_that_is_ready_passes_the_gate_all_the_same(article, claim, reporter, desk):
    article.get_workflow().start(article, reporter)
    state = fresh(article).current_workflow_task_state
    state.task.specific.on_action(state, desk, "approve")
    assert stage(article) == "ready"
    with pytest.raises(PublicationBlocked):
        fresh(article).get_latest_revision().publish(user=desk)
    assert not is_out(article)
