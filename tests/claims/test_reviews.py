"""Every format of others is read; what is wrong is said, with its place and remedy."""

import json
from typing import Any

import pytest

from claims.reviews import Faulty, Record, Unreadable, read
from tests.claims.reviews import review


def read_json(document: Any) -> list[Record | Faulty]:
    return list(read(json.dumps(document).encode()))


def records(found: list[Record | Faulty]) -> list[Record]:
    assert [each for each in found if isinstance(each, Faulty)] == []
    return [each for each in found if isinstance(each, Record)]


def test_a_review_keeps_what_its_publisher_says():
    [found] = records(read_json(review()))
    assert (found.publisher, found.publisher_url) == ("Checks Example", "https://checks.example")
    assert (found.label, found.value, found.best, found.worst) == ("Way off", 1, 5, 1)
    assert (found.claimant, str(found.published_on)) == ("Mara Lindqvist", "2026-05-31")
    assert found.raw == review()


@pytest.mark.parametrize(
    "document",
    [
        [review()],
        {"@graph": [{"@type": "WebPage"}, review()]},
        {"@type": "NewsArticle", "review": [review()]},
        review(**{"@type": ["Review", "http://schema.org/ClaimReview"]}),
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [review()]}]},
        {"@type": "DataFeed", "dataFeedElement": [review()]},
    ],
)
def test_a_review_is_found_however_it_is_wrapped(document):
    [found] = records(read_json(document))
    assert found.claim_reviewed == "The bridge will cost 40 million crowns."


def test_a_publisher_may_be_named_elsewhere_in_the_graph():
    owner = {"@type": "Organization", "@id": "#us", "name": "Checks Example"}
    [found] = records(read_json({"@graph": [owner, review(author={"@id": "#us"})]}))
    assert found.publisher == "Checks Example"


def test_the_scripts_of_a_page_are_read_and_a_broken_one_is_told_of():
    page = (
        "<!doctype html><html><head><meta charset=utf-8><title>Check</title>"
        "<!-- <script type='application/ld+json'>{\"hidden\": 1}</script> -->"
        "<script type='application/ld+json'>{\n\"broken\": </script>"
        f"<script type='application/ld+json; charset=utf-8'>{json.dumps(review('Über'), ensure_ascii=False)}"
        "</script></head><body></body></html>"
    )
    broken, found = read(page.encode())
    assert isinstance(broken, Faulty)
    assert broken.where == "script 1"
    assert "Line 2" in broken.reason
    assert isinstance(found, Record)
    assert found.claim_reviewed == "Über"


def test_an_answer_of_the_fact_check_tools_is_read():
    one = {
        "publisher": {"name": "Checks Example", "site": "checks.example"},
        "url": "https://checks.example/bridge",
        "title": "No, it costs 80",
        "reviewDate": "2026-05-31T00:00:00Z",
        "textualRating": "Way off",
        "languageCode": "en",
    }
    claim = {
        "text": "The bridge costs 40.",
        "claimant": "Mara",
        "claimReview": [one, one | {"url": "nowhere"}],
    }
    found, faulty = read_json({"claims": [claim]})
    assert isinstance(found, Record)
    assert (found.publisher_url, found.label, found.value) == ("https://checks.example", "Way off", None)
    assert found.raw == claim | {"claimReview": [one]}
    assert faulty == Faulty(
        "claim 1, review 2", "url: “nowhere” is no web address. Give one that begins with https://."
    )


def test_the_markup_of_the_fact_check_tools_is_read():
    markup = {
        "claimReviewed": "The bridge costs 40.",
        "claimAuthor": {"name": "Mara"},
        "rating": {"textualRating": "Way off", "ratingValue": 0},
    }
    page = {
        "pageUrl": "https://checks.example/bridge",
        "publishDate": "2026-05-31",
        "claimReviewAuthor": {"name": "Checks Example"},
        "claimReviewMarkups": [markup],
    }
    [found] = records(read_json({"claimReviewMarkupPages": [page]}))
    assert (found.url, found.publisher, found.value) == (
        "https://checks.example/bridge",
        "Checks Example",
        None,
    )


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"url": None}, "url: it is missing"),
        ({"url": "javascript:alert(1)"}, "url: “javascript:alert(1)” is no web address"),
        ({"url": "https://[::1"}, "is no web address"),
        ({"claimReviewed": ""}, "claimReviewed: it is missing"),
        ({"claimReviewed": {"a": {"b": 1}}, "itemReviewed": None}, "claimReviewed: it is missing"),
        ({"claimReviewed": True}, "claimReviewed: this is no text"),
        ({"claimReviewed": "x" * 6000}, "6,000 characters"),
        ({"claimReviewed": "a\x00b"}, "characters that are no text"),
        ({"claimReviewed": "a\ud800b"}, "characters that are no text"),
        ({"extra": "a\x00b"}, "characters that are no text"),
        ({"reviewRating": {}}, "reviewRating.alternateName: the rating is missing"),
        ({"reviewRating": {"ratingValue": "seven"}}, "reviewRating.ratingValue: “seven” is no number"),
        ({"datePublished": "31 May"}, "datePublished: “31 May” is no date"),
        ({"datePublished": "2026-02-31"}, "datePublished: “2026-02-31” is no date"),
        ({"extra": "x" * 300_000}, "At most 200,000"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(fields, reason):
    [found] = read_json(review(**fields))
    assert isinstance(found, Faulty)
    assert found.where == "record 1"
    assert reason in found.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n", "not known"),
        (b"{}", "No ClaimReview"),
        (b'{"a": \xff}', "no UTF-8"),
        (b'{\n"a": nothing}', "Line 2"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a":' * 100_000, "deep"),
        (b"[" + b"9" * 5000 + b"]", "no JSON"),
        (b"<html><body>Nothing</body></html>", "No ClaimReview"),
    ],
)
def test_other_files_are_refused_in_words(content, reason):
    with pytest.raises(Unreadable, match=reason):
        list(read(content))


def test_an_element_of_a_feed_that_is_no_review_is_told_of():
    feed = {"dataFeedElement": [{"@type": "DataFeedItem"}, 7, review()]}
    first, second, third = read_json(feed)
    assert isinstance(first, Faulty)
    assert first.where == "element 1"
    assert isinstance(second, Faulty)
    assert second.where == "element 2"
    assert isinstance(third, Record)


def test_infinite_numbers_are_refused():
    [found] = read(
        b'[{"@type": "ClaimReview", "url": "https://a.example", "claimReviewed": "x",'
        b' "reviewRating": {"alternateName": "False"}, "more": 1e999}]'
    )
    assert isinstance(found, Faulty)
