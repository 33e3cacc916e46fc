"""Word documents, ninjs and NewsML-G2 sent to the API become drafts, whole or not at all."""

import pytest

from articles.models import ArticlePage, ArticleRevision, Embargo
from tests.conftest import work
from tests.wires.documents import NITF, PLAIN, news_item, newsml, ninjs, word, zipped
from wires.actions import Sent, begin_job
from wires.models import Item

pytestmark = pytest.mark.django_db

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NINJS = "application/vnd.iptc.ninjs+json"
MESSAGE = "application/vnd.iptc.g2.newsmessage+xml"


def taken(*sent: Sent, **said: object) -> list[Item]:
    job = begin_job(sent, **said)  # type: ignore[arg-type]
    work()
    return list(job.items.all())


def test_documents_of_every_format_become_drafts(desk, news):
    items = taken(
        Sent(word("It sails on Monday.", title="Ferry sails"), WORD),
        Sent(ninjs(embargoedUntil="2099-03-14T12:00:00+01:00"), NINJS),
        Sent(newsml(news_item(PLAIN, guid="urn:a"), news_item(kind="x:video", guid="urn:v")), MESSAGE),
        Sent(newsml(news_item(NITF, guid="urn:b", meta="")), "application/octet-stream", "port.xml"),
        Sent(zipped({"word/document.xml": b"<!DOCTYPE a []><a/>"}), "", "bomb.docx"),
        by=desk,
        section=news,
        wire="cw",
    )
    assert [(item.state, item.source_id.partition(":")[2]) for item in items if item.position > 1] == [
        ("new", "urn:newsml:coastwire.example:20260314:tram-7"),
        ("new", "urn:a"),
        ("refused", "urn:v"),
        ("new", "urn:b"),
        ("refused", ""),
    ]
    articles = {article.title: article for article in ArticlePage.objects.all()}
    assert set(articles) == {
        *("Ferry sails", "Harbour tram & tolls win vote", "Harbour tram wins vote", "Tolls stay, says port")
    }
    assert not any(article.live for article in articles.values())
    assert [embargo.article for embargo in Embargo.objects.all()] == [
        articles["Harbour tram & tolls win vote"]
    ]


def test_versions_of_one_item_are_revisions_in_the_order_of_their_versions(desk, news):
    versions = [
        news_item(PLAIN, guid="urn:a", version=version, meta=f"<headline>Version {version}</headline>")
        for version in (3, 1, 2)
    ]
    items = taken(Sent(newsml(*versions), MESSAGE), by=desk, section=news)
    assert [item.state for item in items] == ["new", "changed", "changed"]
    article = ArticlePage.objects.get()
    assert article.get_latest_revision_as_object().title == "Version 3"
    assert ArticleRevision.objects.of(article).count() == 3


def test_what_an_agency_cancels_is_refused_and_what_stands_here_stays(desk, news):
    taken(Sent(ninjs(), NINJS), by=desk, section=news)
    (item,) = taken(Sent(ninjs(pubStatus="canceled"), NINJS), by=desk, section=news)
    assert (item.state, item.cause) == ("refused", "cancelled")
    assert "kill it or take it offline" in item.why
    assert ArticlePage.objects.count() == 1
