"""The desk's pages of corrections: asking, approving, publishing, from a story and from a claim."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from articles.models import ArticlePage, Correction, CorrectionRules, ProposedCorrection, SectionPage
from claims.models import CorrectedClaim, Notice
from tests.claims.deciding import find_out
from tests.conftest import paragraphs, person, work
from tests.desk.making import claim_in, rewrite

COST = "The bridge will cost 40 million crowns"
pytestmark = pytest.mark.django_db


@pytest.fixture
def out(article: ArticlePage, desk: User) -> ArticlePage:
    article.get_latest_revision().publish(user=desk)
    return ArticlePage.objects.get(pk=article.pk)


@pytest.fixture
def managing(newsroom: object) -> User:
    return person("mona", "Managing editors")


def send(client: Client, article: ArticlePage, **fields: object) -> str:
    words = {"article": article.pk, "kind": "correction", "wrong": "40 million.", "text": "45 million."}
    response = client.post(reverse("corrections:add"), words | fields, follow=True)
    return response.content.decode()


def test_a_reporter_proposes_and_those_concerned_are_told_until_it_is_published(
    client: Client, out: ArticlePage, reporter: User, desk: User, managing: User, news: SectionPage
) -> None:
    CorrectionRules.objects.create(section=news, needs_approval=True)
    client.force_login(reporter)
    assert "Issue the correction" not in client.get(reverse("corrections:add")).content.decode()
    assert "Waits for a managing editor’s approval" in send(client, out, act="ask", why="The mayor rang.")
    proposed = ProposedCorrection.objects.get()
    work()
    (notice,) = Notice.objects.filter(person=managing)
    assert notice.get_absolute_url() == reverse("corrections:page", args=[proposed.pk])
    assert "It waits for a managing editor’s approval: The mayor rang." in notice.words

    client.force_login(desk)
    page = reverse("corrections:page", args=[proposed.pk])
    assert "Publish the correction" not in client.get(page).content.decode()
    client.force_login(managing)
    assert "Waits for your approval" in client.get(page).content.decode()
    assert [
        row.pk
        for row in client.get(reverse("corrections:index"), {"show": "approval"}).context["object_list"]
    ] == [proposed.pk]
    seen = {f"seen-{name}": words for name, words in proposed.wording.items()}
    client.post(page, {"act": "approve", **seen})
    client.force_login(desk)
    assert "Publish the correction" in client.get(page).content.decode()
    client.post(page, {"act": "publish"})
    assert Correction.objects.get().text == "45 million."
    work()
    assert "published the correction" in Notice.objects.filter(person=reporter).first().words


def test_it_is_issued_together_with_the_newest_text(client: Client, out: ArticlePage, desk: User) -> None:
    rewrite(out, paragraphs("“The bridge will cost 45 million crowns,” said Mara Lindqvist."), user=desk)
    client.force_login(desk)
    assert "put right in version 2" in send(client, out, act="issue", with_story="on")
    out.refresh_from_db()
    assert not out.has_unpublished_changes


def test_what_is_refused_says_why_and_keeps_what_was_typed(
    client: Client, out: ArticlePage, desk: User, reporter: User
) -> None:
    client.force_login(reporter)
    send(client, out, act="ask")
    page = reverse("corrections:page", args=[ProposedCorrection.objects.get().pk])
    client.force_login(desk)
    response = client.post(
        page, {"act": "reword", "reword-kind": "note", "reword-wrong": "X", "reword-text": "Typed"}
    )
    assert response.status_code == 422
    assert "This kind of notice is one text." in response.content.decode()
    assert "Typed" in response.content.decode()
    client.post(page, {"act": "refuse", "refuse-why": "The figure is right."})
    assert ProposedCorrection.objects.get().state == "refused"
    work()
    assert "The figure is right." in Notice.objects.get(person=reporter).words


def test_a_claim_found_false_in_a_published_story_suggests_a_correction(
    client: Client, out: ArticlePage, desk: User, checker: User
) -> None:
    claim = claim_in(out, COST)
    client.force_login(desk)
    page = reverse("claims:page", args=[claim.pk])
    assert "Write a correction" not in client.get(page).content.decode()
    find_out(claim, "false", reason="The contract says 45.", by=checker)
    address = f"{reverse('corrections:add')}?article={out.pk}&amp;claim={claim.pk}"
    text = client.get(page).content.decode()
    assert address in text
    form = client.get(address.replace("&amp;", "&") + "&wrong=Forty").content.decode()
    assert "It concerns the claim" in form
    assert "Forty" in form
    client.post(
        address.replace("&amp;", "&"),
        {"act": "ask", "article": out.pk, "kind": "correction", "wrong": "40.", "text": "45."},
    )
    proposed = CorrectedClaim.objects.get(claim=claim).proposed
    text = client.get(page).content.decode()
    assert address not in text
    assert reverse("corrections:page", args=[proposed.pk]) in text


def test_the_rules_are_a_managing_editors_and_are_set_in_words(
    client: Client, managing: User, desk: User, news: SectionPage
) -> None:
    add = reverse("correction_rules:add")
    client.force_login(desk)
    assert client.get(add).status_code == 302
    client.force_login(managing)
    sent = {"section": news.pk, "needs_approval": "on", "place": "bottom", "answer_days": 5}
    assert client.post(add, sent).status_code == 302
    rules = CorrectionRules.objects.for_section(news)
    assert (rules.needs_approval, rules.place, rules.answer_days) == (True, "bottom", 5)
    assert "A managing editor approves" in client.get(reverse("correction_rules:index")).content.decode()
