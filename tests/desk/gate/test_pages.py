"""The gate's answer before anybody publishes, publishing all the same, and the rules in the settings."""

import pytest
from django.urls import reverse

from claims.models import Gate
from tests.desk.gate.stories import WORDS, is_out, lift, said

pytestmark = pytest.mark.django_db


def test_the_page_of_the_gate_and_publishing_all_the_same(article, claim, as_desk, desk):
    url = reverse("article_gate", args=[article.pk])
    page = as_desk.get(url).content.decode()
    assert "1 thing stands in the way" in page
    assert "Publish all the same" in page
    seen = f"undecided:{claim.pk}:"
    key = next(part for part in page.split('"') if part.startswith(seen))
    short = as_desk.post(url, {"act": "override", "seen": key, "reason": "short"})
    assert short.status_code == 422
    assert "10 characters or more" in short.content.decode()
    assert not is_out(article)
    reason = "The minister resigns at noon."
    response = as_desk.post(url, {"act": "override", "seen": key, "reason": reason}, follow=True)
    assert "is published" in said(response)
    assert is_out(article)
    assert reason in as_desk.get(reverse("article_history", args=[article.pk])).content.decode()
    assert reason in as_desk.get(reverse("wagtailadmin_pages:history", args=[article.pk])).content.decode()
    assert reason in as_desk.get(url).content.decode()


def test_publishing_from_the_page_of_the_gate(article, claim, as_desk):
    url = reverse("article_gate", args=[article.pk])
    response = as_desk.post(url, {"act": "publish"}, follow=True)
    assert "more has come up since you looked" in said(response)
    assert not is_out(article)
    lift(claim)
    assert "It may go out" in as_desk.get(url).content.decode()
    as_desk.post(url, {"act": "publish"})
    assert is_out(article)


def test_reporters_see_the_answer_and_may_not_override(article, claim, client, reporter):
    client.force_login(reporter)
    url = reverse("article_gate", args=[article.pk])
    page = client.get(url).content.decode()
    assert "stands in the way" in page
    assert 'name="reason"' not in page
    response = client.post(url, {"act": "override", "reason": "Because I say so."}, follow=True)
    assert "You may not publish what the rules forbid" in said(response)
    response = client.post(url, {"act": "publish"}, follow=True)
    assert "You may not publish in this section" in said(response)
    assert not is_out(article)


def test_the_editors_panel_asks_before_anybody_publishes(article, claim, as_desk):
    editor = as_desk.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    assert 'data-side-panel-toggle="gate"' in editor
    url = reverse("article_gate_answer", args=[article.pk])
    answer = as_desk.get(url)
    assert answer["X-Blocking"] == "1"
    assert WORDS in answer.content.decode()
    assert as_desk.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    lift(claim)
    assert as_desk.get(url, headers={"If-None-Match": answer["ETag"]})["X-Blocking"] == "0"


def test_rules_are_set_in_words_in_the_settings(client, managing, desk, sport):
    client.force_login(managing)
    listing = client.get(reverse("gates:index")).content.decode()
    assert "Every other section" in listing
    assert "Block while a claim of priority high or above is undecided." in listing
    answers = {"undecided": "warn", "priority": "1", "rated_false": "block", "false_up_to": "2"}
    data = {"section": str(sport.pk), **answers, "unnamed": "off", "unread": "block"}
    assert client.post(reverse("gates:add"), data).status_code == 302
    gate = Gate.objects.for_sections([sport])
    assert (gate.undecided, gate.priority, gate.unread) == ("warn", 1, "block")
    again = client.post(reverse("gates:add"), {**data, "section": ""})
    assert "This field is required" in again.content.decode()
    client.force_login(desk)
    assert (
        client.post(reverse("gates:add"), data).status_code == 302
    )  # Wagtail leads those without the right home
    assert Gate.objects.filter(section=sport).count() == 1
