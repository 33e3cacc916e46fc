"""Structured data: known to schema.org, true to the newsroom's records, and safe in a page."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from annotations.actions import rule
from articles.corrections import issue_correction
from articles.models import ArticlePage, Byline, Contributor
from claims.models import Claim
from entities.actions import confirm_entity
from entities.models import Entity
from tests.claims.deciding import find_out
from tests.public.standards import Vocabulary, needs_schema

pytestmark = pytest.mark.django_db


def structured(client: Client, path: str) -> list[dict[str, Any]]:
    """The nodes of a page's one structured document."""
    html = client.get(path).content.decode()
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data = json.loads(script)
    assert data.pop("@context") == "https://schema.org"
    return data.get("@graph", [data])


@pytest.fixture
def rich(
    checked: Claim, published: ArticlePage, publish: Callable[..., ArticlePage], desk: User
) -> ArticlePage:
    """The checked story with bylines, a correction, a confirmed speaker and a confirmed quotation."""
    published.bylines = [Byline(contributor=Contributor.objects.create(name="Zoe", slug="zoe"))]
    published.topics.add("bridges")
    shown = publish(published, dateline="Eastmouth", standfirst="<p>Doubts &amp; &lt;/script&gt; remain.</p>")
    issue_correction(shown, "It is Mara.", wrong="We said Maria.", by=desk)
    confirm_entity(Entity.objects.get(name="Mara Lindqvist"), by=desk)
    revision = shown.history.last()
    rule(revision.attributions.get(type="direct"), "confirmed", by=desk)
    return shown


def test_a_news_article_states_what_people_stand_by(client: Client, rich: ArticlePage) -> None:
    [node, review] = structured(client, rich.url)
    assert (node["@type"], review["@type"]) == ("NewsArticle", "ClaimReview")
    assert node["headline"] == rich.title
    assert node["alternativeHeadline"] == "Doubts & </script> remain."
    assert node["author"] == [{"@type": "Person", "name": "Zoe"}]
    assert node["articleSection"] == "News"
    assert node["correction"][0]["text"] == "What was wrong: We said Maria.\nWhat is right: It is Mara."
    assert node["hasPart"] == [
        {
            "@type": "Quotation",
            "text": "The bridge will cost 40 million crowns",
            "creator": {"@type": "Person", "name": "Mara Lindqvist"},
        }
    ]
    assert {"@type": "Person", "name": "Mara Lindqvist"} in node["mentions"]
    assert node["wordCount"] > 20
    assert node["url"].startswith("http://")


def test_what_the_machine_merely_found_is_not_stated(client: Client, published: ArticlePage) -> None:
    [node] = structured(client, published.url)
    assert "hasPart" not in node
    assert "mentions" not in node


def test_a_claim_review_is_the_newest_verdict(client: Client, checked: Claim, checker: User) -> None:
    find_out(checked, "unproven", reason="The contract is disputed.", by=checker)
    [node] = structured(client, checked.get_absolute_url())
    assert node["@type"] == "ClaimReview"
    assert node["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Unproven",
        "ratingExplanation": "The contract is disputed.",
    }
    assert node["itemReviewed"]["author"] == {"@type": "Person", "name": "Mara Lindqvist"}
    assert node["itemReviewed"]["appearance"][0]["headline"] == "Bridge bill grows"


def test_a_rating_with_a_place_on_the_scale_says_which(client: Client, checked: Claim) -> None:
    [node] = structured(client, checked.get_absolute_url())
    rating = node["reviewRating"]
    assert (rating["ratingValue"], rating["worstRating"], rating["bestRating"]) == (1, 1, 5)


@needs_schema
def test_schema_org_knows_every_word_of_it(client: Client, rich: ArticlePage, checked: Claim) -> None:
    vocabulary = Vocabulary()
    nodes = [*structured(client, rich.url), *structured(client, checked.get_absolute_url())]
    assert {node["@type"] for node in nodes} == {"NewsArticle", "ClaimReview"}
    assert [fault for node in nodes for fault in vocabulary.faults(node, node["@type"])] == []


@needs_schema
def test_the_check_against_schema_org_finds_faults() -> None:
    wrong = {"@type": "NewsArticle", "speaker": "x", "author": {"@type": "Nobody"}, "ratingValue": 3}
    faults = list(Vocabulary().faults(wrong))
    assert [fault.split(":")[0] for fault in faults] == [".speaker", ".author", ".author", ".ratingValue"]
