"""What a claim's page says of its words, and what one decides there about them."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision
from claims.following import follow_article
from claims.models import Claim
from tests.claims.deciding import decide
from tests.conftest import paragraph
from tests.desk.making import claim_in, rewrite

pytestmark = pytest.mark.django_db

LAND = "“Nobody will take the harbour from us,” the mayor said on Monday at the quay."
OTHERS = ("The ferries left at noon.", "Tolls stay unchanged.", "Two cranes stood idle.")
CLAIM = "Nobody will take the harbour from us"


def body(*texts: str, prefix: str) -> list[dict[str, Any]]:
    return [paragraph(text, block=f"{prefix}{n}", key=f"{prefix}{n}") for n, text in enumerate(texts)]


@pytest.fixture
def told(article: ArticlePage) -> ArticlePage:
    return rewrite(article, body(OTHERS[0], LAND, *OTHERS[1:], prefix="a"))


@pytest.fixture
def claim(told: ArticlePage) -> Claim:
    return claim_in(told, CLAIM)


def save(article: ArticlePage, *texts: str, prefix: str) -> None:
    rewrite(article, body(*texts, prefix=prefix))
    follow_article(article.pk)


def page_of(client: Client, claim: Claim, user: User) -> str:
    client.force_login(user)
    return unescape(client.get(reverse("claims:page", args=[claim.pk])).content.decode())


def send(client: Client, claim: Claim, user: User, **fields: str) -> str:
    client.force_login(user)
    response = client.post(reverse("claims:page", args=[claim.pk]), fields, follow=True)
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.fixture
def torn(told: ArticlePage, claim: Claim) -> dict[str, str]:
    """The claim fits two places; what the form for choosing one of them sends."""
    save(told, *OTHERS[:2], LAND, OTHERS[2], LAND, prefix="b")
    revision = ArticleRevision.objects.latest_of(told)
    assert revision is not None
    return {"act": "place", "appearance": str(claim.appearances.get().pk), "seen": str(revision.pk)}


def test_a_place_is_chosen_among_those_that_fit(
    client: Client, claim: Claim, torn: dict[str, str], reporter: User
) -> None:
    text = page_of(client, claim, reporter)
    assert CLAIM in unescape(client.get(reverse("claims:index"), {"show": "torn"}).content.decode())
    assert "Where does the claim stand now?" in text
    assert text.count("It is this one") == 2
    assert text.count(f"“<mark>{CLAIM}</mark>,” the mayor said on Monday at the quay.") == 2
    text = send(client, claim, reporter, **torn, choice="1")
    assert "they are followed from there" in text
    assert "said where the words stand: paragraph 5" in text
    assert "choose otherwise while revision" in text
    assert not Claim.objects.torn().exists()
    assert "the words are gone" in send(client, claim, reporter, **torn, choice="gone")
    assert claim.appearances.get().anchor.state == "deleted"


def test_a_choice_is_not_offered_once_the_text_moved_on(
    client: Client, claim: Claim, torn: dict[str, str], told: ArticlePage, reporter: User
) -> None:
    send(client, claim, reporter, **torn, choice="1")
    save(told, "Rain fell.", *OTHERS[:2], LAND, OTHERS[2], LAND, prefix="b")
    assert "It is this one" not in page_of(client, claim, reporter)
    assert "by now" in send(client, claim, reporter, **torn, choice="0")


@pytest.mark.parametrize(
    "wrong",
    [
        {"choice": ""},
        {"choice": "7"},
        {"choice": "9" * 40},
        {"choice": "one"},
        {"appearance": "0"},
        {"appearance": "9" * 40},
        {"seen": "9" * 40},
        {"seen": ""},
        {"seen": "²"},
        {"choice": "²"},
    ],
)
def test_a_wrong_choice_is_refused_in_words(
    client: Client, claim: Claim, torn: dict[str, str], reporter: User, wrong: dict[str, str]
) -> None:
    text = send(client, claim, reporter, **{**torn, "choice": "0", **wrong})
    assert "none of the places shown" in text or "saved again meanwhile" in text
    assert not claim.acts.exists()


def test_words_as_they_were_checked_stand_beside_those_of_now(
    client: Client, claim: Claim, told: ArticlePage, checker: User
) -> None:
    save(told, OTHERS[0], LAND.replace("harbour", "port"), *OTHERS[1:], prefix="a")
    decide(claim, "true", reason="So it is.", by=checker)
    text = page_of(client, claim, checker)
    assert "As it was found" in text
    assert "confirm-words" not in text
    save(told, OTHERS[0], LAND.replace("harbour", "old docks"), *OTHERS[1:], prefix="a")
    text = page_of(client, claim, checker)
    assert "As it was checked" in text
    assert "</span>port<span" in text.replace(" <span", "<span")
    assert 'id="confirm-words"' in text


def test_confirming_leaves_open_what_changed_in_an_article_that_was_not_shown(
    client: Client, claim: Claim, told: ArticlePage, checker: User, write: Any
) -> None:
    other = write("Another story", LAND)
    revision = ArticleRevision.objects.latest_of(other)
    assert revision is not None
    second = claim_in(other, CLAIM)
    second.appearances.update(claim=claim)
    decide(claim, "true", reason="So it is.", by=checker)
    save(told, OTHERS[0], LAND.replace("harbour", "port"), *OTHERS[1:], prefix="a")
    save(other, LAND.replace("harbour", "docks"), prefix="z")
    first = claim.appearances.get(article_id=told.pk)
    send(client, claim, checker, act="reaffirm", seen=str(first.anchor.pk))
    assert [each.appearance for each in first.reaffirmations.all()] == [first]
    assert list(Claim.objects.reworded()) == [claim]


def test_that_words_went_is_taken_note_of(
    client: Client, claim: Claim, told: ArticlePage, checker: User
) -> None:
    decide(claim, "true", reason="So it is.", by=checker)
    save(told, *OTHERS, prefix="a")
    assert list(Claim.objects.reworded()) == [claim]
    text = send(client, claim, checker, act="reaffirm", seen=str(claim.appearances.get().anchor.pk))
    assert "Confirmed: the verdict holds" in text
    assert not Claim.objects.reworded().exists()
