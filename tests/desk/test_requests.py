"""The desk works on readers' reports: takes, assigns, answers, rejects, corrects."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from articles import requests
from articles.models import ArticlePage, CorrectionRequest
from desk.home import panels_of

pytestmark = pytest.mark.django_db
WRONG = "The bridge costs 45 million, not 40."


@pytest.fixture
def out(article: ArticlePage, desk: User) -> ArticlePage:
    article.get_latest_revision().publish(user=desk)
    return ArticlePage.objects.get(pk=article.pk)


def report(out: ArticlePage, number: int = 0) -> CorrectionRequest:
    return requests.receive_request(
        out, wrong=f"{WRONG} {number}", address=f"10.0.0.{number}", email="i@x.org"
    )


def test_it_is_taken_answered_and_opened_again_with_every_step_on_file(
    client: Client, out: ArticlePage, desk: User
) -> None:
    ticket = report(out)
    page = reverse("correction_requests:page", args=[ticket.pk])
    client.force_login(desk)
    assert "Errors that readers report" in [panel.heading for panel in panels_of(desk)]
    client.post(page, {"act": "take"})
    assert client.post(page, {"act": "answer", "answer-words": ""}).status_code == 422
    client.post(page, {"act": "answer", "answer-words": "Thank you, it is corrected."})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee) == ("answered", desk)
    assert "Take it up again" in client.get(page).content.decode()
    client.post(page, {"act": "reopen", "reopen-words": "It came back."})
    client.post(page, {"act": "reject", "reject-words": "The figure is right after all."})
    steps = [(act.name, act.by and act.by.username) for act in ticket.acts.all()]
    assert steps == [
        ("received", None),
        ("assigned", "dana"),
        ("answered", "dana"),
        ("reopened", "dana"),
        ("rejected", "dana"),
    ]


def test_one_click_leads_to_a_correction_and_the_two_are_linked(
    client: Client, out: ArticlePage, desk: User
) -> None:
    ticket = report(out)
    client.force_login(desk)
    address = client.get(reverse("correction_requests:page", args=[ticket.pk])).context["correction_url"]
    form = client.get(address).context["form"]
    assert form.initial["wrong"] == ticket.wrong
    sent = {**form.initial, "article": out.pk, "kind": "correction", "text": "45 million.", "act": "issue"}
    client.post(address, sent)
    ticket.refresh_from_db()
    assert ticket.state == "in_work"
    assert ticket.proposed.state == "published"
    assert ticket.acts.last().name == "corrected"


def test_only_the_storys_own_desk_answers_and_reporters_do_not_see_who_asked(
    client: Client, out: ArticlePage, reporter: User, sport_desk: User, desk: User
) -> None:
    ticket = report(out)
    for somebody in (reporter, sport_desk):
        with pytest.raises(PermissionDenied):
            requests.answer_request(ticket, "Thank you.", by=somebody)
    with pytest.raises(ValidationError, match="may answer readers"):
        requests.assign_request(ticket, reporter, by=desk)
    client.force_login(reporter)
    assert "i@x.org" not in client.get(ticket.get_absolute_url()).content.decode()
    client.force_login(desk)
    assert "i@x.org" in client.get(ticket.get_absolute_url()).content.decode()


def test_the_list_is_narrowed_and_its_queries_do_not_grow(
    client: Client, out: ArticlePage, desk: User
) -> None:
    def rows(**query: str) -> list[int]:
        found = client.get(reverse("correction_requests:index"), query).context["object_list"]
        return [row.pk for row in found]

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            rows()
        return len(captured)

    client.force_login(desk)
    first, second = report(out, 1), report(out, 2)
    requests.assign_request(first, desk, by=desk)
    CorrectionRequest.objects.filter(pk=second.pk).update(due_at=timezone.now())
    assert rows() == [second.pk, first.pk]
    assert rows(show="mine") == [first.pk]
    assert rows(show="nobody") == rows(show="overdue") == [second.pk]
    assert rows(section="sport") == []
    queries()
    few = queries()
    for number in range(3, 21):
        report(out, number)
    assert len(rows(show="open")) == 20
    assert queries() == few
