"""Feeds are read by a worker: politely, again and again, and nothing of them comes in twice or by halves."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision, SectionPage
from outbox.models import OutboxEvent
from tests.archive.web import Reply, Web, serving
from tests.conftest import person, work
from wires import polling
from wires.events import FEED_DUE, FEED_SWITCHED_OFF
from wires.feeds import add_feed, change_feed, delete_feed, read_now
from wires.models import Feed, Item, Job

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def web(settings) -> Iterator[Web]:
    """A web server on 127.0.0.1, at whose port feeds may be read."""
    with serving() as served:
        settings.NEWSROOM_ARCHIVE_PORTS = [80, 443, served.port]
        settings.NEWSROOM_ARCHIVE_TIMEOUT = 5.0
        yield served


@pytest.fixture
def feed(web: Web, desk: User, news: SectionPage) -> Feed:
    """A feed with two stories, due on Monday morning and not read yet."""
    says(web, rss(story(1), story(2)))
    made = add_feed(web.at("/feed"), section=news, by=desk, name="Coast Wire")
    OutboxEvent.objects.all().delete()
    Feed.objects.update(next_poll_at=MONDAY)
    made.refresh_from_db()
    return made


def story(number: int, text: str = "They stay.") -> str:
    return (
        f"<item><guid>cw-{number}</guid><title>Tolls {number}</title><description>{text}</description></item>"
    )


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>Coast</title>{"".join(items)}</channel></rss>'


def says(web: Web, body: str, status: int = 200, **headers: str) -> None:
    """Put the feed, or what else its server says, at its address."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    web.pages["/feed"] = Reply(body.encode(), status, {"Content-Type": "application/rss+xml", **named})


def poll(feed: Feed, at: datetime | None = None) -> Feed:
    """Have a worker look at its time, or at another, and take in what it brought; the feed as it is then."""
    feed.refresh_from_db()
    polling.poll(feed.pk, clock=lambda: at or feed.next_poll_at)
    while work():
        pass
    feed.refresh_from_db()
    return feed


def pause(feed: Feed) -> float:
    """Minutes from the last look to the next."""
    return (feed.next_poll_at - feed.polled_at).total_seconds() / 60


def headlines() -> list[str]:
    return list(ArticlePage.objects.order_by("title").values_list("title", flat=True))


def test_entries_come_in_once_as_drafts_of_the_section(feed, web, news, desk):
    poll(feed)
    assert headlines() == ["Tolls 1", "Tolls 2"]
    assert all(article.section == news and not article.live for article in ArticlePage.objects.all())
    assert {article.owner for article in ArticlePage.objects.all()} == {desk}
    assert (feed.title, feed.outcome) == ("Coast", "New or changed entries: 2 of 2.")
    assert list(feed.job.items.values_list("state", flat=True)) == ["new", "new"]
    assert ArticlePage.objects.get(title="Tolls 1").source_id.startswith(f"{feed.wire}:")
    poll(feed)
    assert feed.outcome == "Nothing in it was new."
    assert Job.objects.count() == 1
    says(web, rss(story(3), story(2, "They rise."), story(1)))
    poll(feed)
    assert feed.outcome == "New or changed entries: 2 of 3."
    assert list(feed.job.items.values_list("state", flat=True)) == ["changed", "new"]
    assert headlines() == ["Tolls 1", "Tolls 2", "Tolls 3"]
    changed = ArticlePage.objects.get(title="Tolls 2")
    assert ArticleRevision.objects.of(changed).count() == 2


def test_a_bad_entry_is_refused_by_itself(feed, web):
    says(web, rss(story(1), "<item><guid>x</guid><title>No text</title></item>", "<item/>"))
    poll(feed)
    assert headlines() == ["Tolls 1"]
    assert [item.why for item in feed.job.items.filter(state="refused")] == [
        "This item has neither a guid nor a link, so it could not be known again.",
        "This item has a title but no text. Its feed only links to its pages.",
    ]


def test_a_look_names_what_we_have_and_304_brings_nothing(feed, web):
    modified = "Mon, 02 Mar 2026 07:00:00 GMT"
    says(web, rss(story(1)), ETag='"7"', Last_Modified=modified)
    poll(feed)
    assert "newsroomfeeds/1" in web.asked[-1][1]["user-agent"].lower()
    assert "application/rss+xml" in web.asked[-1][1]["accept"]
    web.pages["/feed"] = lambda headers: Reply(b"", 304) if headers.get("if-none-match") == '"7"' else Reply()
    poll(feed)
    assert web.asked[-1][1]["if-modified-since"] == modified
    assert (feed.outcome, feed.failures, feed.job_id) == ("Nothing in it was new.", 0, Job.objects.get().pk)


def test_a_quiet_feed_is_read_less_often_and_a_lively_one_as_often_as_wanted(feed, web):
    pauses = [pause(poll(feed)) for _ in range(9)]
    assert 12 <= pauses[0] <= 15
    assert 19 <= pauses[1] <= 22.5
    assert 100 <= pauses[-1] <= 8 * 15
    says(web, rss(story(9)))
    assert 12 <= pause(poll(feed)) <= 15


def test_failures_are_tried_ever_less_often_and_once_a_day_at_the_end(feed, web):
    says(web, "", 503)
    pauses = [pause(poll(feed)) for _ in range(9)]
    assert 25 <= pauses[0] <= 30
    assert 50 <= pauses[1] <= 60
    assert all(0.85 * 24 * 60 <= each <= 24 * 60 for each in pauses[-2:])
    assert feed.outcome == "Its server answered 503 Service Unavailable."
    assert (feed.failures, feed.failing_since) == (9, MONDAY)
    says(web, rss(story(1)))
    poll(feed)
    assert (feed.failures, feed.failing_since, feed.is_active) == (0, None, True)
    assert headlines() == ["Tolls 1"]


@pytest.mark.parametrize(("after", "minutes"), [("7200", 120), ("999999", 24 * 60), ("1", 25)])
def test_a_server_is_left_alone_as_long_as_it_asks(feed, web, after, minutes):
    says(web, "", 429, Retry_After=after)
    assert minutes <= pause(poll(feed)) <= max(minutes, 30)


def test_a_feed_that_is_gone_is_switched_off(feed, web):
    says(web, "", 410)
    poll(feed)
    assert (feed.is_active, feed.next_poll_at) == (False, None)
    assert "gone for good (410)" in feed.off_reason
    assert polling.ring_due(MONDAY + timedelta(days=400)) == 0


def with_addresses(*people: User) -> None:
    for user in people:
        user.email = f"{user.username}@example.org"
        user.save()


def test_whoever_leads_a_feed_and_its_desk_hear_once_that_the_machine_switched_it_off(
    feed, web, desk, sport_desk, reporter, news
):
    nora = person("nora", "Desk editors", "News editors")
    leader = person("lena", "Desk editors", "Sport editors")
    with_addresses(desk, sport_desk, reporter, nora, leader)
    Feed.objects.update(by=leader)
    says(web, "", 410)
    poll(feed)
    (letter,) = mail.outbox
    assert letter.to == ["dana@example.org", "lena@example.org", "nora@example.org"]
    assert "This feed is read no more: Coast Wire" in letter.subject
    for words in (feed.url, "gone for good (410)", "came in for News", f"/desk/feeds/{feed.pk}/"):
        assert words in letter.body, words
    OutboxEvent.objects.filter(topic=FEED_SWITCHED_OFF).update(state="waiting")  # as if a worker was killed
    assert work()
    assert len(mail.outbox) == 1
    change_feed(feed, by=desk, is_active=True)
    Feed.objects.update(next_poll_at=MONDAY)
    poll(feed)
    assert len(mail.outbox) == 2


def test_a_letter_that_could_not_be_sent_is_sent_later(feed, web, desk, settings):
    with_addresses(desk)
    says(web, "", 410)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # where nobody listens
    poll(feed)
    assert feed.is_untold
    settings.EMAIL_BACKEND = working
    OutboxEvent.objects.filter(topic=FEED_SWITCHED_OFF).update(due_at=MONDAY)
    work()
    feed.refresh_from_db()
    assert (len(mail.outbox), feed.is_untold) == (1, False)


def test_the_desk_hears_of_rights_that_were_lost_and_who_lost_his_account_nothing(
    feed, desk, sport_desk, news
):
    nora = person("nora", "Desk editors", "News editors")
    with_addresses(desk, nora)
    desk.is_active = False
    desk.save()
    poll(feed)
    assert [letter.to for letter in mail.outbox] == [["nora@example.org"]]
    assert "not active any more" in mail.outbox[0].body


def test_nobody_hears_of_a_feed_that_a_person_switched_off_or_on_again_meanwhile(feed, web, desk):
    with_addresses(desk)
    change_feed(feed, by=desk, is_active=False)
    work()
    change_feed(feed, by=desk, is_active=True)
    OutboxEvent.objects.all().delete()
    says(web, "", 410)
    feed.refresh_from_db()
    polling.poll(feed.pk, clock=lambda: feed.next_poll_at)
    feed.refresh_from_db()
    assert (feed.is_active, feed.is_untold) == (False, True)
    says(web, rss(story(1)))
    change_feed(feed, by=desk, is_active=True)
    change_feed(feed, by=desk, is_active=False)
    work()
    assert not mail.outbox


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<html><title>No feed</title></html>", "no RSS, Atom or JSON feed"),
        ("x" * (polling.MOST_BYTES + 1), "longer than 3,000,000 bytes"),
    ],
)
def test_what_is_no_feed_fails_in_words(feed, web, body, why):
    says(web, body)
    assert why in poll(feed).outcome
    assert feed.failures == 1
    assert not Job.objects.exists()


def test_an_address_that_leads_inside_is_not_asked(feed, web, settings):
    web.pages["/feed"] = Reply(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"})
    assert "169.254.169.254" in poll(feed).outcome
    settings.NEWSROOM_ARCHIVE_ALLOWED = []
    asked = len(web.asked)
    assert "this machine" in poll(feed).outcome
    assert len(web.asked) == asked


def test_a_look_that_breaks_leaves_nothing_and_comes_again(feed, monkeypatch):
    def breaks(*args: object, **kwargs: object) -> None:
        raise DatabaseError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(Feed, "save", _saving_until_settled(breaks))
        with pytest.raises(DatabaseError):
            polling.poll(feed.pk, clock=lambda: MONDAY)
    feed.refresh_from_db()
    assert not Job.objects.exists()
    assert not Item.objects.exists()
    assert (feed.seen, feed.found_at, feed.failures) == ({}, "", 1)
    assert MONDAY + timedelta(minutes=10) <= feed.next_poll_at <= MONDAY + timedelta(minutes=30)
    poll(feed)
    assert headlines() == ["Tolls 1", "Tolls 2"]


def _saving_until_settled(breaks: Callable[..., None]) -> Callable[..., None]:
    save = Feed.save

    def saves(feed: Feed, **kwargs: object) -> None:
        (save if "update_fields" in kwargs else breaks)(feed, **kwargs)  # type: ignore[arg-type]

    return saves


def test_two_workers_do_not_read_a_feed_at_once_and_the_slower_one_says_nothing(feed, web):
    taken = polling._take(feed.pk, MONDAY)
    assert taken is not None
    assert polling._take(feed.pk, MONDAY) is None
    poll(feed, MONDAY + timedelta(hours=1))
    assert Job.objects.count() == 1
    polling._note_failure(taken, "It is slow.", MONDAY + timedelta(hours=2))
    feed.refresh_from_db()
    assert (feed.failures, feed.outcome) == (0, "New or changed entries: 2 of 2.")


def test_the_clock_hands_out_what_is_due(feed):
    assert polling.ring_due(MONDAY - timedelta(minutes=1)) == 0
    assert polling.ring_due(MONDAY) == 1
    assert OutboxEvent.objects.undone().filter(topic=FEED_DUE, key=str(feed.pk)).exists()
    work()
    assert headlines() == ["Tolls 1", "Tolls 2"]


def test_what_comes_in_comes_with_the_rights_of_whoever_leads_it(feed, desk, web):
    desk.is_active = False
    desk.save()
    poll(feed)
    assert not feed.is_active
    assert "not active any more" in feed.off_reason
    assert not Job.objects.exists()
    desk.is_active = True
    desk.save()
    change_feed(feed, by=desk, is_active=True)
    work()
    assert headlines() == ["Tolls 1", "Tolls 2"]
    desk.groups.clear()
    desk = User.objects.get(pk=desk.pk)
    says(web, rss(story(5)))
    poll(feed)
    assert "may not have feeds read into News any more" in feed.off_reason
    assert (headlines(), feed.seen.keys()) == (["Tolls 1", "Tolls 2"], {"cw-1", "cw-2"})


def test_a_feed_is_led_by_the_desk_of_its_section(web, desk, reporter, news, sport, feed):
    url = web.at("/other")
    for by, section in ((reporter, news), (desk, sport)):
        with pytest.raises(PermissionDenied):
            add_feed(url, section=section, by=by)
    sports = add_feed(url, section=news, by=desk)
    Feed.objects.filter(pk=sports.pk).update(section=sport)
    sports.refresh_from_db()
    for act in (
        lambda: change_feed(sports, by=desk, name="Mine"),
        lambda: change_feed(feed, by=desk, section=sport),
        lambda: delete_feed(sports, by=desk),
        lambda: read_now(sports, by=desk),
    ):
        with pytest.raises(PermissionDenied, match="may not write in Sport"):
            act()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "http://10.0.0.1/feed"}, "url"),
        ({"url": "ftp://coast.example/feed"}, "url"),
        ({"url": "http://coast.example:22/feed"}, "url"),
        ({"url": "http://coast.example/" + "x" * 2000}, "url"),
        ({"language": "english!"}, "language"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"name": "x" * 161}, "name"),
    ],
)
def test_what_cannot_be_is_said_of_its_field(desk, news, values, field):
    with pytest.raises(ValidationError) as refused:
        add_feed(**{"url": "https://coast.example/feed", "section": news, "by": desk, **values})
    assert list(refused.value.message_dict) == [field]
    assert not Feed.objects.exists()


def test_a_feed_is_read_once_whatever_the_spelling_and_known_again_when_it_comes_back(desk, news):
    first = add_feed("https://coast.example/feed", section=news, by=desk)
    with pytest.raises(ValidationError, match="read already"):
        add_feed("HTTPS://Coast.example:443/feed#top", section=news, by=desk)
    delete_feed(first, by=desk)
    assert add_feed("https://coast.example/feed", section=news, by=desk).wire == first.wire


def test_a_feed_is_switched_off_and_on_moved_and_read_at_once(feed, web, desk):
    poll(feed)
    change_feed(feed, by=desk, is_active=False)
    feed.refresh_from_db()
    assert (feed.off_reason, feed.next_poll_at) == (f"{desk.display_name} switched it off.", None)
    with pytest.raises(ValidationError, match="switched off"):
        read_now(feed, by=desk)
    web.pages["/moved"] = web.pages["/feed"]
    change_feed(feed, by=desk, is_active=True, url=web.at("/moved"), minutes=60)
    work()
    feed.refresh_from_db()
    assert (feed.off_reason, feed.outcome) == ("", "Nothing in it was new.")
    read_now(feed, by=desk)
    work()
    assert web.paths == ["/feed", "/moved", "/moved"]
    assert ArticlePage.objects.count() == 2
