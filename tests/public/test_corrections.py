"""What readers and programs are told of corrections: beside the story, in a list, in a feed, as data."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.test import Client

from accounts.models import User
from articles.corrections import issue_correction
from articles.models import ArticlePage, CorrectionRules
from tests.public.conftest import body
from tests.public.test_pages import page, queries

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def put_right(published: ArticlePage, publish: Callable[..., ArticlePage], desk: User) -> ArticlePage:
    """The bridge story, corrected together with its text."""
    published.body = body(
        ("b1", "k1", "The harbour board of Eastmouth met on Tuesday to discuss the cost of the new bridge."),
        ("b2", "k2", "“The bridge will cost 45 million crowns,” said Mara Lindqvist, the board’s chair."),
    )
    published.save_revision(user=desk)
    issue_correction(
        published, "It is 45 million.", wrong="We wrote <b>40</b> million.", by=desk, with_story=True
    )
    return ArticlePage.objects.get(pk=published.pk)


def test_the_notice_stands_where_the_house_style_says_and_leads_to_the_change(
    client: Client, put_right: ArticlePage
) -> None:
    text = page(client, put_right.url)
    assert text.index("<dt>What was wrong") < text.index('class="body"')
    assert f'href="/history/{put_right.pk}/2/"' in text
    CorrectionRules.objects.create(section=put_right.section, place="bottom")
    text = page(client, put_right.url)
    assert text.index("<dt>What was wrong") > text.index('class="body"')
    changed = page(client, f"/history/{put_right.pk}/2/")
    assert "40" in " ".join(re.findall(r"<del.*?</del>", changed, re.S))
    assert "45" in " ".join(re.findall(r"<ins.*?</ins>", changed, re.S))


def test_all_corrections_are_listed_by_date_and_section(
    client: Client, put_right: ArticlePage, desk: User
) -> None:
    issue_correction(put_right, "The board met on Monday.", kind="update", by=desk)
    text = page(client, "/corrections/")
    assert text.index("The board met on Monday.") < text.index("It is 45 million.")
    assert f'href="{put_right.url}#correction-' in text
    assert "It is 45 million." in page(client, "/corrections/?section=news")
    assert "Nothing in Sport had to be put right." in page(client, "/corrections/?section=sport")
    put_right.unpublish()
    assert "Nothing had to be put right yet." in page(client, "/corrections/")


def test_the_feed_is_atom_and_names_story_notice_and_time(client: Client, put_right: ArticlePage) -> None:
    response = client.get("/corrections/feed.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    (entry,) = feed.findall(f"{ATOM}entry")
    correction = put_right.corrections.get()
    assert entry.findtext(f"{ATOM}title") == "Correction: Bridge bill grows"
    assert "We wrote <b>40</b> million." in (entry.findtext(f"{ATOM}summary") or "")
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://testserver{put_right.url}#correction-{correction.pk}"
    updated = entry.findtext(f"{ATOM}updated")
    assert updated == feed.findtext(f"{ATOM}updated")
    assert (updated or "")[:19] == correction.issued_at.isoformat()[:19]


def test_a_correction_moves_the_modified_date_everywhere_and_the_first_one_nowhere(
    client: Client, published: ArticlePage, desk: User
) -> None:
    issue_correction(published, "All else holds.", kind="note", by=desk)
    at = published.corrections.get().issued_at
    assert f'"dateModified": "{at.isoformat()}"' in page(client, published.url)
    told = client.get(f"/api/v1/articles/{published.pk}").json()
    assert told["updated_at"] == at.isoformat().replace("+00:00", "Z")
    assert told["published_at"] == published.first_published_at.isoformat().replace("+00:00", "Z")
    (listed,) = client.get("/api/v1/articles").json()["results"]
    assert listed["updated_at"] == told["updated_at"]
    assert f"<lastmod>{at.date()}</lastmod>" in page(client, "/sitemap-articles.xml")


def test_the_api_tells_what_was_wrong_in_which_revision(client: Client, put_right: ArticlePage) -> None:
    (told,) = client.get(f"/api/v1/articles/{put_right.pk}").json()["corrections"]
    assert (told["kind"], told["wrong"], told["text"]) == (
        "correction",
        "We wrote <b>40</b> million.",
        "It is 45 million.",
    )
    assert (told["before"], told["after"]) == (2, 3)
    assert told["changes"] == f"http://testserver/history/{put_right.pk}/2/"


def test_twenty_corrections_cost_no_more_queries_than_two(
    client: Client, write: Callable[..., ArticlePage], desk: User
) -> None:
    def add(number: int) -> ArticlePage:
        article = write(f"Story {number}")
        article.get_latest_revision().publish(user=desk)
        issue_correction(ArticlePage.objects.get(pk=article.pk), f"Number {number}.", kind="update", by=desk)
        return article

    articles = [add(number) for number in range(2)]
    paths = ("/corrections/", "/corrections/feed.atom", articles[0].url, "/api/v1/articles")
    few = [queries(client, path) for path in paths]
    for number in range(2, 20):
        add(number)
        issue_correction(ArticlePage.objects.get(pk=articles[0].pk), "More.", kind="update", by=desk)
    assert [queries(client, path) for path in paths] == few
