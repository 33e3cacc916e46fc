"""Feeds through the API: led by the desk of their section, changed by whoever saw their newest state."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage, SectionPage
from tests.api.conftest import get, with_token
from tests.archive.web import Reply, serving
from tests.conftest import work
from wires.feeds import add_feed
from wires.models import Feed

pytestmark = pytest.mark.django_db

URL = "https://coast.example/feed"
RSS = b"""<rss version="2.0"><channel><title>Coast</title><item><guid>cw-1</guid><title>Tolls stay</title>
<description>They stay.</description></item></channel></rss>"""


def change(client: APIClient, path: str, body: Any, etag: str | None) -> Any:
    headers = {} if etag is None else {"if-match": etag}
    return client.patch(f"/api/v1/{path}", body, format="json", headers=headers)


def test_a_feed_is_added_read_changed_and_removed(news: SectionPage, desk: User, settings: Any) -> None:
    program = with_token(desk)
    with serving() as web:
        settings.NEWSROOM_ARCHIVE_PORTS = [web.port]
        web.pages["/feed"] = Reply(RSS, headers={"Content-Type": "application/rss+xml"})
        made = program.post("/api/v1/feeds", {"url": web.at("/feed"), "section": "news"}, format="json")
        assert made.status_code == 201
        assert made["Location"] == made.json()["self"]
        path = f"feeds/{made.json()['id']}"
        work()
        told = program.get(f"/api/v1/{path}")
        feed = told.json()
        assert (feed["title"], feed["outcome"]) == ("Coast", "New or changed entries: 1 of 1.")
        assert feed["section"]["slug"] == "news"
        assert program.get(feed["ingest"]).json()["counts"]["new"] == 1
        assert ArticlePage.objects.get().title == "Tolls stay"

        assert change(program, path, {"minutes": 60}, None).status_code == 428
        assert change(program, path, {"minutes": 60}, '"other"').status_code == 412
        changed = change(program, path, {"minutes": 60, "name": "Coast"}, told["ETag"])
        assert (changed.status_code, changed.json()["minutes"], changed.json()["name"]) == (200, 60, "Coast")
        stale = change(program, path, {"is_active": False}, told["ETag"])
        assert (stale.status_code, stale.json()["changed"]) == (412, ["name", "minutes"])
        assert stale.json()["changed_by"] == desk.display_name
        off = change(program, path, {"is_active": False}, changed["ETag"])
        assert off.json()["off_reason"] == f"{desk.display_name} switched it off."
        assert off.json()["next_poll_at"] is None
        refused = program.post(f"/api/v1/{path}/poll")
        assert refused.status_code == 409
        assert "Switch it on first" in str(refused.json())
        assert change(program, path, {"is_active": True}, off["ETag"]).status_code == 200
        asked = program.post(f"/api/v1/{path}/poll")
        assert (asked.status_code, asked.json()["is_active"]) == (202, True)
        work()
        assert get(program, path)["outcome"] == "Nothing in it was new."
    now = program.get(f"/api/v1/{path}")["ETag"]
    for tag, status in ((None, 428), (told["ETag"], 412), (now, 204)):
        headers = {} if tag is None else {"if-match": tag}
        assert program.delete(f"/api/v1/{path}", headers=headers).status_code == status
    get(program, path, 404)
    assert ArticlePage.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"url": "http://127.0.0.1:22/feed", "section": "news"}, "/url"),
        ({"url": "http://10.0.0.1/feed", "section": "news"}, "/url"),
        ({"url": URL}, "/section"),
        ({"url": URL, "section": "moon"}, "/section"),
        ({"url": URL, "section": "news", "minutes": 1}, "/minutes"),
        ({"url": URL, "section": "news", "minuets": 30}, "/minuets"),
        ({"url": URL, "section": "news", "language": "!"}, "/language"),
        ({"url": URL, "section": "news", "is_active": False}, "/is_active"),
    ],
)
def test_what_cannot_be_is_told_of_its_member(
    news: SectionPage, desk: User, body: dict[str, Any], pointer: str
) -> None:
    refused = with_token(desk).post("/api/v1/feeds", body, format="json")
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert not Feed.objects.exists()


def test_feeds_are_seen_and_led_by_the_desk_of_their_section(
    news: SectionPage, sport: SectionPage, desk: User, sport_desk: User, reporter: User, reader: APIClient
) -> None:
    boss = User.objects.create_superuser("boss")
    feed = add_feed(URL, section=news, by=boss)
    path = f"feeds/{feed.pk}"
    assert [each["id"] for each in get(with_token(desk), "feeds")["results"]] == [feed.pk]
    for other in (with_token(sport_desk), with_token(boss, sections=[sport])):
        assert get(other, "feeds")["results"] == []
        get(other, path, 404)
        assert change(other, path, {"name": "Mine"}, '"x"').status_code == 404
        assert other.delete(f"/api/v1/{path}").status_code == 404
        assert other.post(f"/api/v1/{path}/poll").status_code == 404
        sent = {"url": "https://harbour.example/feed", "section": "news"}
        assert other.post("/api/v1/feeds", sent, format="json").status_code in (403, 422)
    get(with_token(reporter), "feeds", 403)
    get(reader, "feeds", 401)
    get(with_token(boss, "claims:read"), "feeds", 403)
    reading = with_token(boss, "articles:read")
    get(reading, path)
    assert reading.post(f"/api/v1/{path}/poll").status_code == 403
    etag = with_token(desk).get(f"/api/v1/{path}")["ETag"]
    assert change(with_token(desk), path, {"section": "sport"}, etag).status_code == 403
    assert Feed.objects.get().section == news


def test_the_list_costs_the_same_however_long_and_fits_the_document(news: SectionPage, desk: User) -> None:
    program = with_token(desk)
    document = program.get("/api/v1/schema").json()
    costs = []
    for number in range(5):
        add_feed(f"https://coast.example/{number}", section=news, by=desk)
        with CaptureQueriesContext(connection) as queries:
            answer = get(program, "feeds")
        costs.append(len(queries))
        assert not any('"seen"' in query["sql"] for query in queries)
    assert len(answer["results"]) == 5
    assert len(set(costs)) == 1
    for path, told in (
        ("/feeds", answer),
        ("/feeds/{id}", get(program, f"feeds/{Feed.objects.all()[0].pk}")),
    ):
        found = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        validator = Draft202012Validator({**found, "components": document["components"]})
        assert not list(validator.iter_errors(told))
