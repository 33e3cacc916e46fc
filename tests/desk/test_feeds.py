"""Feeds at the desk: added, looked at, switched off and on, by the desk of the section that they go to."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from articles.models import ArticlePage, SectionPage
from tests.archive.web import Reply, serving
from tests.conftest import work
from wires.feeds import add_feed
from wires.models import Feed

RSS = b"""<rss version="2.0"><channel><title>Coast &amp; Harbour</title><item><guid>cw-1</guid>
<title>Tolls stay</title><description>They stay.</description></item>
<item><guid>cw-2</guid><title>Only a link</title></item></channel></rss>"""


def test_a_feed_is_added_looked_at_changed_and_removed(
    client: Client, desk: User, news: SectionPage, sport: SectionPage, settings: Any
) -> None:
    client.force_login(desk)
    assert "Add a feed" in client.get("/desk/feeds/").content.decode()
    with serving() as web:
        settings.NEWSROOM_ARCHIVE_PORTS = [web.port]
        web.pages["/feed"] = Reply(RSS, headers={"Content-Type": "application/rss+xml"})
        sent = {"url": "http://10.0.0.1/feed", "section": news.pk, "language": "en", "minutes": 15}
        assert "on the public web" in client.post("/desk/feeds/new/", sent).content.decode()
        elsewhere = client.post("/desk/feeds/new/", {**sent, "url": web.at("/feed"), "section": sport.pk})
        assert "Select a valid choice" in elsewhere.content.decode()
        assert not Feed.objects.exists()
        added = client.post("/desk/feeds/new/", {**sent, "url": web.at("/feed")})
        path = f"/desk/feeds/{Feed.objects.get().pk}/"
        assert added.headers["Location"] == path
        assert "has not been read yet" in client.get(path).content.decode()
        work()
        page = client.get(path).content.decode()
        for words in (
            "Coast &amp; Harbour",
            "New or changed entries: 2 of 2.",
            "1 new, 1 refused",
            "Working",
        ):
            assert words in page, words
        job = Feed.objects.get().job
        assert job
        assert f"/desk/ingests/{job.pk}/?show=all" in page
        assert "from Coast &amp; Harbour" in client.get(f"/desk/ingests/{job.pk}/").content.decode()
        assert "from Coast &amp; Harbour" in client.get("/desk/ingests/").content.decode()
        changes = {"act": "change", "change-url": web.at("/feed"), "change-section": news.pk}
        changes |= {"change-language": "en-GB", "change-name": "Coast Wire"}
        assert "Nothing was saved yet" in client.post(path, {**changes, "change-minutes": 1}).content.decode()
        client.post(path, {**changes, "change-minutes": 60})
        web.pages["/feed"] = Reply(status=503)
        client.post(path, {"act": "read"})
        work()
        page = client.get(path).content.decode()
        for words in ("Coast Wire", "every 60 minutes", "answered 503", "Failing since"):
            assert words in page, words
        assert "Coast Wire" in client.get("/desk/feeds/?show=failing").content.decode()
        assert "Coast Wire" not in client.get("/desk/feeds/?show=off").content.decode()
        client.post(path, {"act": "off"})
        assert f"{desk.display_name} switched it off." in client.get(path).content.decode()
        assert "Switch it on first" in client.post(path, {"act": "read"}, follow=True).content.decode()
        client.post(path, {"act": "on"})
        assert Feed.objects.get().is_active
    assert client.post(path, {"act": "delete"}).headers["Location"] == "/desk/feeds/"
    assert not Feed.objects.exists()
    assert ArticlePage.objects.get().title == "Tolls stay"


@pytest.mark.parametrize("name", ["reporter", "sport_desk"])
def test_others_see_none_of_it(client: Client, news: SectionPage, name: str, request: Any) -> None:
    other = request.getfixturevalue(name)
    feed = add_feed("https://coast.example/feed", section=news, by=User.objects.create_superuser("boss"))
    client.force_login(other)
    for path in ("", "new/", f"{feed.pk}/"):
        answer = client.get(f"/desk/feeds/{path}", follow=True)
        assert "coast.example" not in answer.content.decode()
    client.post(f"/desk/feeds/{feed.pk}/", {"act": "delete"})
    assert Feed.objects.exists()
