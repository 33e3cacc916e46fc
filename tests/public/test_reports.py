"""Readers report errors by form and API; programs and crowds are kept out, and nothing typed is lost."""

from html import unescape

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from articles import requests
from articles.models import ArticlePage, CorrectionRequest, CorrectionRules
from claims.models import Notice
from newsroom.public.reports import SALT, opened_now
from tests.conftest import work

pytestmark = pytest.mark.django_db
WRONG = "The bridge costs 45 million, not 40."


@pytest.fixture(autouse=True)
def _patient(settings) -> None:
    settings.NEWSROOM_REPORT_SECONDS = 0


@pytest.fixture
def out(article: ArticlePage, desk: User) -> ArticlePage:
    article.get_latest_revision().publish(user=desk)
    return ArticlePage.objects.get(pk=article.pk)


def send(client: Client, out: ArticlePage, **given: str):
    return client.post(reverse("report", args=[out.pk]), {"wrong": WRONG, "opened": opened_now(), **given})


def test_a_report_becomes_a_ticket_with_a_deadline_and_the_desk_is_told(
    client: Client, out: ArticlePage, desk: User, news
) -> None:
    CorrectionRules.objects.create(section=news, answer_days=2)
    assert f'href="/report/{out.pk}/"' in client.get(out.url).content.decode()
    client = Client(enforce_csrf_checks=True)
    form = client.get(f"/report/{out.pk}/")
    token = {
        "csrfmiddlewaretoken": form.context["csrf_token"],
        "opened": form.context["form"]["opened"].value(),
    }
    response = client.post(f"/report/{out.pk}/", {"wrong": WRONG, "email": "ida@example.org", **token})
    assert response.status_code == 302
    assert "Your report has arrived" in client.get(response.url).content.decode()
    ticket = CorrectionRequest.objects.get()
    assert (ticket.state, ticket.wrong, ticket.email, ticket.door) == (
        "open",
        WRONG,
        "ida@example.org",
        "form",
    )
    assert (ticket.due_at - ticket.received_at).days in (1, 2)
    assert ticket.sender
    assert "127.0.0.1" not in ticket.sender
    work()
    notice = Notice.objects.get(person=desk)
    assert WRONG in notice.words
    assert notice.get_absolute_url() == ticket.get_absolute_url()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"wrong": ""}, "Say what is wrong."),
        ({"wrong": "Short."}, "in 10 characters or more"),
        ({"email": "nobody"}, "This is no e-mail address."),
        ({"website": "http://spam.example"}, "only programs fill it in"),
        ({"opened": ""}, "lay open for too long"),
        ({"opened": "form:forged"}, "lay open for too long"),
    ],
)
def test_what_cannot_be_taken_says_why_and_keeps_what_was_typed(
    client: Client, out: ArticlePage, given: dict[str, str], said: str
) -> None:
    response = send(client, out, right="See the minutes of March.", **given)
    text = unescape(response.content.decode())
    assert response.status_code == 422
    assert said in text
    assert "See the minutes of March." in text
    assert not CorrectionRequest.objects.exists()


def test_programs_are_too_fast_and_people_may_send_again(client: Client, out: ArticlePage, settings) -> None:
    settings.NEWSROOM_REPORT_SECONDS = 60
    response = send(client, out)
    assert "That was very fast." in response.content.decode()
    settings.NEWSROOM_REPORT_SECONDS = 0
    opened = response.context["form"]["opened"].value()
    assert signing.TimestampSigner(salt=SALT).unsign(opened)
    assert send(client, out, opened=opened).status_code == 302


def test_one_address_sends_only_so_many_by_both_doors_together(
    client: Client, out: ArticlePage, settings
) -> None:
    settings.NEWSROOM_REPORTS_PER_HOUR = 2
    told = {"article": out.pk, "wrong": WRONG}
    assert send(client, out).status_code == 302
    api = reverse("api:correction-requests")
    assert client.post(api, told, content_type="application/json").status_code == 201
    refused = client.post(api, told, content_type="application/json")
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert send(client, out).status_code == 429
    assert client.post(api, told, content_type="application/json", REMOTE_ADDR="10.0.0.9").status_code == 201
    settings.NEWSROOM_PROXIES = 1
    through = {"HTTP_X_FORWARDED_FOR": "127.0.0.1, 203.0.113.7"}  # only what our own proxy saw is believed
    assert client.post(api, told, content_type="application/json", **through).status_code == 201


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"wrong": ""}, "/wrong"),
        ({"article": 10**9}, "/article"),
        ({"article": "seven"}, "/article"),
        ({"email": "nobody"}, "/email"),
        ({"wrnog": "x"}, "/wrnog"),
    ],
)
def test_the_api_names_the_member_that_is_amiss(client: Client, out: ArticlePage, given, pointer) -> None:
    told = {"article": out.pk, "wrong": WRONG, **given}
    response = client.post(reverse("api:correction-requests"), told, content_type="application/json")
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert not CorrectionRequest.objects.exists()


def test_a_draft_takes_no_reports_and_does_not_show_itself(client: Client, article: ArticlePage) -> None:
    assert client.get(f"/report/{article.pk}/").status_code == 404
    told = {"article": article.pk, "wrong": WRONG}
    assert (
        client.post(reverse("api:correction-requests"), told, content_type="application/json").status_code
        == 422
    )


def test_the_answer_is_mailed_once_and_the_asker_forgotten_in_time(
    client: Client, out: ArticlePage, desk: User, settings
) -> None:
    send(client, out, name="Ida Holm", email="ida@example.org")
    ticket = CorrectionRequest.objects.get()
    requests.answer_request(ticket, "You are right; it is corrected.", by=desk)
    work()
    act = ticket.acts.get(name="answered")
    assert not requests.send_answer(act)
    (letter,) = [each for each in mail.outbox if each.to == ["ida@example.org"]]
    assert "You are right; it is corrected." in letter.body
    assert WRONG in letter.body
    assert requests.forget_askers() == 0
    settings.NEWSROOM_KEEP_ASKERS_DAYS = 0
    CorrectionRequest.objects.update(received_at=timezone.now() - timezone.timedelta(days=2))
    assert requests.forget_askers() == 1
    ticket.refresh_from_db()
    assert (ticket.name, ticket.email, ticket.sender, ticket.wrong) == ("", "", "", WRONG)
