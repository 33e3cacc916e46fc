"""The feed of ClaimReviews: whole, in order, true to what readers see now, and told when it is the same."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from articles.models import ArticlePage, FrontPage
from claims.actions import issue_verdict, reopen, unpublish_verdict
from claims.models import Claim, Rating
from newsroom.public import reviews
from tests.claims.deciding import find_out
from tests.public.conftest import BODY, body
from tests.public.standards import Vocabulary, needs_schema
from tests.public.test_structured_data import structured

pytestmark = pytest.mark.django_db
FEED = "/claims/feed.jsonld"


def items(client: Client, path: str = FEED) -> list[dict[str, Any]]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/ld+json"
    return [element["item"] for element in response.json()["dataFeedElement"]]


@pytest.fixture
def many(
    write: Callable[..., ArticlePage], publish: Callable[..., ArticlePage], checker: User
) -> Callable[[int], list[Claim]]:
    """One more story with so many checked claims."""

    def check(count: int) -> list[Claim]:
        said = [
            f"“The harbour earned {n} million crowns,” said Mara Lindqvist, the chair." for n in range(count)
        ]
        story = publish(write(f"What {count} harbours earned", *said))
        claims = list(Claim.objects.undecided().appearing_in(story).order_by("pk"))
        assert len(claims) == count
        for claim in claims:
            find_out(claim, "true", reason="The accounts say so.", by=checker)
        return claims

    return check


def test_an_empty_newsroom_has_an_empty_feed(client: Client, newsroom: FrontPage) -> None:
    feed = client.get(FEED).json()
    assert (feed["@type"], feed["dataFeedElement"]) == ("DataFeed", [])
    assert "dateModified" not in feed


def test_the_feed_has_the_very_review_that_the_pages_carry(
    client: Client, checked: Claim, published: ArticlePage
) -> None:
    [item] = items(client)
    assert structured(client, checked.get_absolute_url()) == [item]
    assert structured(client, published.url)[1:] == [item]
    alone = client.get(f"/claims/{checked.pk}/claimreview.jsonld").json()
    assert alone.pop("@context") == "https://schema.org"
    assert alone == item
    assert item["url"] == f"http://testserver{checked.get_absolute_url()}"
    assert item["itemReviewed"]["firstAppearance"]["url"] == f"http://testserver{published.url}"


def test_every_page_leads_to_the_feed_and_a_claim_to_its_data(client: Client, checked: Claim) -> None:
    text = client.get(checked.get_absolute_url()).content.decode()
    for address in (FEED, f"/claims/{checked.pk}/claimreview.jsonld", f"/annotations/claims/{checked.pk}/"):
        assert f'href="{address}"' in text
        assert client.get(address).status_code == 200


@needs_schema
def test_schema_org_knows_every_word_of_the_feed(client: Client, checked: Claim, checker: User) -> None:
    vocabulary = Vocabulary()
    for rating in ("false", "unproven", "mostly-true"):
        find_out(checked, rating, reason="On other grounds.", by=checker)
        feed = client.get(FEED).json()
        assert feed["dataFeedElement"][0]["item"]["reviewRating"]["alternateName"]
        assert list(vocabulary.faults(feed, "feed")) == []


def test_every_step_of_the_scale_is_a_rating_that_others_can_read(
    client: Client, checked: Claim, checker: User
) -> None:
    for step in Rating.objects.in_use():
        find_out(checked, step.code, reason="So it is.", by=checker)
        [item] = items(client)
        rating = item["reviewRating"]
        assert rating["alternateName"] == step.label
        if step.value is None:
            assert not {"ratingValue", "bestRating", "worstRating"} & set(rating)
        else:
            assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
            assert rating["bestRating"] > rating["worstRating"]


def test_what_is_withdrawn_leaves_the_feed_at_once(
    client: Client, checked: Claim, published: ArticlePage, checker: User
) -> None:
    alone = f"/claims/{checked.pk}/claimreview.jsonld"
    unpublish_verdict(checked, by=checker, why="A doubt came up.")
    assert (items(client), client.get(alone).status_code) == ([], 404)
    find_out(checked, "true", reason="It is right.", by=checker)
    assert len(items(client)) == 1
    reopen(checked, by=checker, why="New papers came.")
    assert items(client) == []
    find_out(checked, "true", reason="It is right.", by=checker)
    issue_verdict(checked, "false", reason="A graver word that nobody confirmed.", by=checker)
    assert items(client) == []
    find_out(checked, "true", reason="It is right.", by=checker)
    published.unpublish()
    assert (items(client), client.get(alone).status_code) == ([], 404)


def test_a_verdict_on_words_that_changed_leaves_the_feed_until_it_is_given_again(
    client: Client, checked: Claim, published: ArticlePage, publish: Callable[..., ArticlePage], checker: User
) -> None:
    rows = [BODY[0], ("b2", "k2", BODY[1][2].replace("40 million", "41 million")), BODY[2]]
    shown = publish(published, body=json.dumps(body(*rows)))
    assert items(client) == []
    assert [node["@type"] for node in structured(client, shown.url)] == ["NewsArticle"]
    find_out(checked, "true", reason="Now it is right.", by=checker)
    assert len(items(client)) == 1
    # Back to the words that were checked first: the newest verdict is not on them.
    publish(shown, body=json.dumps(body()))
    assert items(client) == []


def test_the_feed_is_paged_newest_first_and_nothing_slips_between_pages(
    client: Client, many: Callable[[int], list[Claim]], monkeypatch: pytest.MonkeyPatch, checker: User
) -> None:
    claims = many(5)
    monkeypatch.setattr(reviews, "PER_PAGE", 2)
    find_out(claims[0], "mostly-true", reason="By now.", by=checker)
    expected = [claims[0], *reversed(claims[1:])]
    found, path, pages = [], FEED, 0
    while path:
        response = client.get(path)
        found += [element["item"]["claimReviewed"] for element in response.json()["dataFeedElement"]]
        pages += 1
        if pages == 1:  # a claim that is decided anew goes to the top and takes nobody else's place
            find_out(claims[4], "mostly-true", reason="By now.", by=checker)
        following = re.search(r'<http://testserver([^>]+)>; rel="next"', response["Link"])
        path = following.group(1) if following else ""
    assert pages == 3
    assert found == [claim.statement for claim in expected]


@pytest.mark.parametrize("cursor", ["x", "1", "W10:abc:def", "a" * 5000, "%00"])
def test_a_cursor_of_somebodys_own_making_is_refused(
    client: Client, newsroom: FrontPage, cursor: str
) -> None:
    response = client.get(f"{FEED}?before={cursor}")
    assert response.status_code == 400
    assert "Begin again" in response.content.decode()


def test_whoever_has_the_feed_is_told_that_it_is_the_same(
    client: Client, checked: Claim, checker: User
) -> None:
    response = client.get(FEED)
    assert response["Last-Modified"]
    assert "public" in response["Cache-Control"]
    same = client.get(FEED, headers={"If-None-Match": response["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert client.get(FEED, headers={"If-Modified-Since": response["Last-Modified"]}).status_code == 200
    find_out(checked, "unproven", reason="Who knows.", by=checker)
    assert client.get(FEED, headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_the_feed_costs_the_same_queries_with_little_and_with_much(
    client: Client, many: Callable[[int], list[Claim]]
) -> None:
    def queries() -> int:
        client.get(FEED)
        with CaptureQueriesContext(connection) as captured:
            client.get(FEED)
        return len(captured)

    many(1)
    before = queries()
    many(6)
    assert len(items(client)) == 7
    assert queries() == before <= 27
