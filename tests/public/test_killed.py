"""Where a killed story was, readers and programs find 410 and a notice; where others are, nothing changes."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from articles.kills import kill, lift_kill
from articles.models import ArticlePage, ArticleRevision, SectionPage
from claims.models import Claim
from tests.conftest import person
from tests.public.outputs import addresses, all_paths, fetch
from tests.public.test_pages import page

pytestmark = pytest.mark.django_db
REASON, NOTICE = "The quotation was invented.", "We withdrew this story."


@pytest.fixture
def managing(newsroom: object) -> User:
    return person("mona", "Managing editors")


def places_of(article: ArticlePage, claim: Claim) -> list[str]:
    appearance, live = claim.appearances.get(), ArticleRevision.objects.live_of(article)
    assert live is not None
    return [
        article.url,
        f"/history/{article.pk}/",
        f"/history/{article.pk}/1/",
        f"/history/{article.pk}/1/text",
        f"/annotations/articles/{article.pk}/",
        f"/annotations/{appearance.pk}/",
        claim.get_absolute_url(),
        f"/claims/{claim.pk}/",
        f"/claims/{claim.pk}/claimreview.jsonld",
        f"/annotations/claims/{claim.pk}/",
        f"/api/v1/articles/{article.pk}",
        f"/api/v1/articles/{article.pk}/revisions",
        f"/api/v1/articles/{article.pk}/revisions/{live.number}",
        f"/api/v1/articles/{article.pk}/reading",
        f"/api/v1/claims/{claim.pk}",
    ]


def test_every_address_of_it_says_410_and_nothing_of_its_words_is_left(
    client: Client, checked: Claim, published: ArticlePage, sport: SectionPage, managing: User
) -> None:
    alias = published.create_alias(parent=sport)
    paths = [*places_of(published, checked), alias.url]
    for path in paths:
        assert client.get(path, follow=True).status_code == 200, path
    killed = kill(published, by=managing, reason=REASON, notice=NOTICE)
    for path in paths:
        response = client.get(path, follow=True)
        assert response.status_code == 410, path
        assert NOTICE in response.content.decode()
        assert "invented" not in response.content.decode()
    assert client.get(f"/api/v1/articles/{published.pk}").json()["type"].endswith("/problems/gone")
    every = addresses([published.pk], all_paths() | {alias.url})
    told = [text for _, text in (fetch(client, path) for path in every) if '"openapi"' not in text]
    assert not [text for text in told if "40 million" in text or "Bridge bill grows" in text]
    lift_kill(killed, why="It was not invented.", by=managing)
    assert {client.get(path, follow=True).status_code for path in paths} == {404}


def test_what_another_story_says_too_stays(
    client: Client,
    checked: Claim,
    published: ArticlePage,
    write: Callable[..., ArticlePage],
    publish: Callable[..., ArticlePage],
    managing: User,
) -> None:
    from tests.desk.making import claim_in

    other = publish(write("Another story", "“The bridge will cost 40 million crowns,” said Mara Lindqvist."))
    twin = claim_in(other, "The bridge will cost 40 million crowns")
    twin.appearances.update(claim=checked)
    twin.delete()
    kill(published, by=managing, reason=REASON, notice=NOTICE)
    assert "40 million" in page(client, checked.get_absolute_url())
    assert client.get(f"/api/v1/claims/{checked.pk}").status_code == 200
    assert client.get(published.url).status_code == 410
    assert client.get("/news/nothing-here/").status_code == 404
    assert client.get(f"/history/{other.pk + 100}/").status_code == 404


def test_the_notice_outlives_the_page_and_its_move(
    client: Client, published: ArticlePage, sport: SectionPage, managing: User
) -> None:
    kill(published, by=managing, reason=REASON, notice=NOTICE)
    old = published.url
    Page.objects.get(pk=published.pk).move(sport, pos="last-child")
    assert client.get(old, follow=True).status_code == 410
    ArticlePage.objects.get(pk=published.pk).delete()
    assert client.get(old).status_code == 410
    assert client.get(f"/history/{published.pk}/").status_code == 410
    assert client.post(old).status_code == 404


def test_the_desk_says_before_what_will_happen_and_takes_it_back(
    client: Client, published: ArticlePage, managing: User, desk: User
) -> None:
    address = reverse("article_kill", args=[published.pk])
    client.force_login(desk)
    assert "Managing editors may kill a story." in page(client, address)
    sent = {"act": "kill", "reason": REASON, "notice": NOTICE, "is_sure": "on"}
    client.post(address, sent)
    assert ArticlePage.objects.visible().exists()
    client.force_login(managing)
    editor = reverse("wagtailadmin_pages:edit", args=[published.pk])
    assert address in page(client, editor)
    assert "with status 410 (gone)" in page(client, address)
    response = client.post(address, {**sent, "is_sure": ""})
    assert response.status_code == 422
    assert REASON in response.content.decode()
    client.post(address, sent)
    assert not ArticlePage.objects.visible().exists()
    assert "Mona killed this story" in page(client, editor)
    client.post(address, {"act": "lift", "why": "It was not invented."})
    assert "Lifted by" in page(client, address)
    assert "killed this story" not in page(client, editor)
