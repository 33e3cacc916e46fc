"""Pages that evidence points to are kept, looked at again, and marked when they change or go."""

import gzip
import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone
from warcio.archiveiterator import ArchiveIterator

from archive import actions, manners, plaintext, visits
from archive.actions import check_again, check_due, fetch, take_note
from archive.events import PAGE_CHANGED, PAGE_DEAD, PAGE_KEPT, PAGE_REFUSED, PAGE_WANTED
from archive.models import Copy, Page
from newsroom.celery import app as celery
from outbox import subscriptions
from outbox.models import OutboxEvent
from tests.archive.web import Reply, Web
from tests.conftest import work

STORY = (
    "<html><head><title>Tides</title><script>var token = '{visit}'</script></head><body><article>"
    "<p>{text}</p></article><form><input type=hidden name=csrf value={visit}></form></body></html>"
)
NOON = "High water at the harbour is at noon, says the board of pilots in its notice for the week."
ONE = "High water at the harbour is at one, says the board of pilots in its notice for the week."


def story(text: str = NOON, visit: str = "1") -> str:
    return STORY.format(text=text, visit=visit)


@pytest.fixture
def news():
    """What the archive tells, to somebody who listens to all of it: topics and keys in order."""
    for topic in (PAGE_KEPT, PAGE_CHANGED, PAGE_DEAD, PAGE_REFUSED):
        subscriptions.subscribe(topic, "tests.archive.test_archive.listen")
    yield lambda: list(
        OutboxEvent.objects.for_handler("tests.archive.test_archive.listen")
        .order_by("pk")
        .values_list("topic", "key")
    )
    for topic in (PAGE_KEPT, PAGE_CHANGED, PAGE_DEAD, PAGE_REFUSED):
        del subscriptions._by_topic[topic]["tests.archive.test_archive.listen"]


def listen(key: str) -> None:
    """A subscriber with nothing to do."""


def owed() -> int:
    return OutboxEvent.objects.undone().filter(topic=PAGE_WANTED).count()


def look_again(page: Page) -> Page:
    """Let its time come, and have a worker do what the clock hands out."""
    Page.objects.filter(pk=page.pk).update(next_check_at=timezone.now() - timedelta(seconds=1))
    assert check_due() == 1
    work()
    page.refresh_from_db()
    return page


def test_a_page_is_kept_by_a_worker_with_all_that_it_said(web: Web, checker, news):
    url = web.says("/tides", story(), ETag='"1"')
    page = actions.keep(url, by=checker)
    assert (page.state, owed(), web.asked) == ("waiting", 1, [])
    work()
    page.refresh_from_db()
    copy = page.newest_copy
    assert (page.state, page.reason, page.created_by) == ("kept", "", checker)
    assert (copy.title, copy.text, copy.status, copy.final_url) == ("Tides", NOON, 200, url)
    assert copy.sha256 == hashlib.sha256(story().encode()).hexdigest()
    assert (copy.content_type, copy.charset, copy.size) == ("text/html", "utf-8", len(story()))
    assert ["ETag", '"1"'] in copy.headers
    assert copy.body() == story().encode()
    assert copy.faults() == []
    assert ("page.kept", str(copy.pk)) in news()


def test_its_file_is_a_warc_with_digests(web: Web, keep, files):
    web.pages["/"] = Reply(b"", 302, {"Location": "/tides"})
    web.pages["/tides"] = Reply(gzip.compress(story().encode()), headers={"Content-Encoding": "gzip"})
    copy = keep(web.at("/")).newest_copy
    path = files / copy.warc.name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == copy.warc_sha256
    with path.open("rb") as file:
        kinds = []
        for record in ArchiveIterator(file, check_digests="raise"):
            record.raw_stream.read()
            kinds.append(record.rec_type)
    assert kinds == ["warcinfo", "response", "request", "response", "request", "conversion"]
    path.write_bytes(path.read_bytes()[:-20])
    assert copy.faults() == ["its file was changed"]
    path.unlink()
    assert copy.faults() == ["its file is missing"]


def test_the_agent_says_who_asks_and_where_to_complain(web: Web, keep, settings):
    settings.WAGTAIL_SITE_NAME = "Østmunn Tidende\r\nX: y"
    settings.NEWSROOM_ARCHIVE_CONTACT = "archive@news.example"
    keep(web.says("/", story()))
    assert web.asked[0][1]["user-agent"] == "NewsroomArchive/1 (?stmunn TidendeX: y; +archive@news.example)"


def test_one_address_in_two_spellings_is_one_page_and_one_look(web: Web, checker):
    url = web.says("/tides", story())
    page = actions.keep(url, by=checker)
    assert actions.keep(url.replace("http", "HTTP") + "#high", by=checker) == page
    assert Page.objects.at(url + "#low").get() == page
    assert owed() == 1
    work()
    actions.keep(url, by=checker)
    assert owed() == 0  # it was looked at a moment ago
    Page.objects.update(checked_at=timezone.now() - timedelta(hours=2))
    actions.keep(url, by=checker)
    assert owed() == 1


def test_only_who_may_has_pages_archived(reporter, checker):
    for act in (
        lambda: actions.keep("https://example.org/", by=reporter),
        lambda: check_again(Page(), by=reporter),
        lambda: take_note(Page(), by=reporter),
    ):
        with pytest.raises(PermissionDenied, match="fact-checkers"):
            act()
    assert not Page.objects.exists()


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/", "http://user@example.org/", "http://example.org:22/", "ftp://example.org/", "x"],
)
def test_what_is_never_asked_is_refused_at_once_in_words(checker, url, news):
    page = actions.keep(url, by=checker)
    page.refresh_from_db()
    assert (page.state, page.next_check_at, owed()) == ("refused", None, 0)
    assert page.reason
    assert page.remedy
    assert news() == [("page.refused", str(page.pk))]
    check_again(page, by=checker)
    assert owed() == 0
    assert fetch(page).next_check_at is None


def test_a_redirect_to_a_private_address_is_refused_and_looked_at_seldom(web: Web, keep, news):
    web.pages["/"] = Reply(b"", 302, {"Location": "http://169.254.169.254/latest/meta-data/"})
    page = keep(web.at("/"))
    assert page.state == "refused"
    assert "169.254.169.254" in page.reason
    assert not page.copies.exists()
    assert page.next_check_at > timezone.now() + timedelta(days=24)
    assert news() == [("page.refused", str(page.pk))]


def test_a_week_later_a_server_may_say_that_nothing_changed(web: Web, keep, news):
    def page_or_304(headers: dict[str, str]) -> Reply:
        same = headers.get("if-none-match") == '"1"'
        return Reply(b"", 304) if same else Reply(story().encode(), headers={"ETag": '"1"'})

    web.pages["/"] = page_or_304
    page = keep(web.at("/"))
    assert abs(page.next_check_at - timezone.now() - timedelta(days=7)) < timedelta(hours=17)
    seen = page.checked_at
    page = look_again(page)
    assert [headers.get("if-none-match") for _, headers in web.asked] == [None, '"1"']
    assert (page.state, page.copies.count()) == ("kept", 1)
    assert page.checked_at > seen
    assert [topic for topic, _ in news()] == ["page.kept"]


def test_new_tokens_and_advertisements_are_no_change(web: Web, keep, news, files):
    page = keep(web.says("/", story(visit="1")))
    web.says("/", story(visit="2").replace("<p>", "<p>\n  "), ETag='"2"')
    page = look_again(page)
    assert (page.state, page.copies.count(), page.etag) == ("kept", 1, '"2"')
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1
    assert [topic for topic, _ in news()] == ["page.kept"]


def test_changed_words_are_kept_beside_the_old_and_told(web: Web, keep, news, checker):
    page = keep(web.says("/", story(NOON)))
    cited = page.newest_copy
    web.says("/", story(ONE))
    page = look_again(page)
    assert (page.state, [copy.text for copy in page.copies.all()]) == ("changed", [NOON, ONE])
    assert page.is_changed_since(cited)
    assert news()[-1] == ("page.changed", str(page.newest_copy.pk))
    assert list(Page.objects.in_trouble()) == [page]

    assert look_again(page).state == "changed"  # until somebody takes note
    page = take_note(page, by=checker)
    assert (page.state, page.changed_at) == ("kept", None)
    assert look_again(page).state == "kept"
    assert page.is_changed_since(cited)
    web.says("/", story(NOON))
    assert look_again(page).state == "changed"
    assert not page.is_changed_since(cited)
    assert [topic for topic, _ in news()] == ["page.kept", "page.changed", "page.changed"]


def test_what_has_no_text_is_compared_byte_by_byte(web: Web, keep):
    web.pages["/"] = Reply(b"\x89PNG 1", headers={"Content-Type": "image/png"})
    page = keep(web.at("/"))
    assert look_again(page).state == "kept"
    web.pages["/"] = Reply(b"\x89PNG 2", headers={"Content-Type": "image/png"})
    assert look_again(page).state == "changed"


def test_a_reader_that_was_slow_once_is_no_change(web: Web, keep, monkeypatch):
    page = keep(web.says("/", story(visit="1")))
    web.says("/", story(visit="2"))
    with monkeypatch.context() as busy:
        busy.setattr(plaintext, "PATIENCE", 0.001)
        page = look_again(page)
        assert (page.state, page.attempts, page.reason) == ("kept", 1, "Reading its text takes too long.")
    assert look_again(page).attempts == 0
    assert page.copies.count() == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_dead_and_its_copy_stays(web: Web, keep, news, status):
    page = keep(web.says("/", story()))
    web.pages["/"] = Reply(b"gone", status)
    page = look_again(page)
    assert page.state == "dead"
    assert str(status) in page.reason
    assert page.newest_copy.text == NOON
    assert page.newest_copy.faults() == []
    assert page.next_check_at > timezone.now() + timedelta(days=24)
    assert news()[-1] == ("page.dead", str(page.pk))
    assert look_again(page).state == "dead"
    web.says("/", story())
    assert look_again(page).state == "kept"
    assert [topic for topic, _ in news()] == ["page.kept", "page.dead", "page.kept"]


def test_a_page_that_never_was_is_dead_without_a_copy(web: Web, keep):
    page = keep(web.at("/nothing"))
    assert (page.state, page.newest_copy) == ("dead", None)


def test_a_server_that_hands_nothing_out_is_said_to(web: Web, keep, news):
    web.pages["/"] = Reply(b"", 403)
    page = keep(web.at("/"))
    assert (page.state, "403" in page.reason) == ("refused", True)
    assert "browser" in page.remedy
    assert news() == [("page.refused", str(page.pk))]
    assert look_again(page).state == "refused"
    assert len(news()) == 1


def test_a_server_in_trouble_is_tried_for_days_before_its_page_counts_as_dead(web: Web, keep, news):
    page = keep(web.says("/", story()))
    web.pages["/"] = Reply(b"", 500)
    pauses = []
    while page.state == "kept" and len(pauses) < 20:
        page = look_again(page)
        pauses.append(page.next_check_at - timezone.now())
    assert (page.state, len(pauses)) == ("dead", len(visits.PAUSES) + 1)
    assert all(
        abs(found - said) < timedelta(seconds=30) for found, said in zip(pauses, visits.PAUSES, strict=False)
    )
    assert sum(pauses[:-1], timedelta()) > timedelta(days=3)
    assert [topic for topic, _ in news()] == ["page.kept", "page.dead"]
    assert "for days" in page.reason
    web.says("/", story())
    page = look_again(page)
    assert (page.state, page.attempts, page.reason) == ("kept", 0, "")


def test_one_answer_makes_up_for_all_that_failed(web: Web, keep):
    web.pages["/"] = Reply(b"", 503, {"Retry-After": "7200"})
    page = keep(web.at("/"))
    assert (page.state, page.attempts) == ("waiting", 1)
    assert "tried again" in page.remedy
    assert page.next_check_at > timezone.now() + timedelta(minutes=110)
    web.says("/", story())
    page = look_again(page)
    assert (page.state, page.attempts, page.reason, page.remedy) == ("kept", 0, "", "")


@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        *(("120", 120), ("9" * 30, 86_400), ("soon", 0), ("", 0), ("-5", 0)),
        *(("Sat, 01 Jan 2000 00:00:00 GMT", 0), ("Fri, 01 Jan 2100 00:00:00 GMT", 86_400)),
        ("Fri, 01 Jan 2100 00:00:00", 86_400),
    ],
)
def test_a_server_may_ask_to_be_left_alone_for_a_day_at_most(web: Web, after, seconds):
    web.pages["/"] = Reply(b"", 503, {"Retry-After": after})
    last = manners.newsroom_fetcher().fetch(web.at("/")).last
    assert manners.wish(last) == timedelta(seconds=seconds)


def test_what_goes_wrong_with_us_is_tried_again_and_leaves_no_file(web: Web, checker, monkeypatch, files):
    actions.keep(web.says("/", story()), by=checker)

    def fail(self: Copy, **kwargs: object) -> None:
        raise DatabaseError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(Copy, "save", fail)
        event = OutboxEvent.objects.get(topic=PAGE_WANTED)
        work(1)
    event.refresh_from_db()
    assert (event.state, event.reason) == ("waiting", "django.db.utils.DatabaseError: The disk is full.")
    assert [path for path in files.rglob("*") if path.is_file()] == []
    OutboxEvent.objects.update(due_at=timezone.now())
    work()
    assert Page.objects.get().state == "kept"


def test_a_page_that_ends_its_worker_every_time_comes_to_an_end(web: Web, keep):
    page = keep(web.says("/", story()))
    Page.objects.update(attempts=len(visits.PAUSES) + 1)  # each look begun, none ended
    page = look_again(page)
    assert (page.state, "badly" in page.reason) == ("dead", True)
    assert len(web.asked) == 1


def test_of_two_workers_at_one_page_one_copy_comes(web: Web, checker):
    url = web.says("/", story())
    page = actions.keep(url, by=checker)

    def meanwhile(headers: dict[str, str]) -> Reply:
        return Reply(story().encode())

    web.pages["/"] = meanwhile
    fetch(page)
    fetch(page)
    assert page.copies.count() == 1


def test_a_slow_look_does_not_overwrite_a_later_one(web: Web, keep):
    page = keep(web.says("/", story(ONE)))
    later = timezone.now() + timedelta(seconds=5)
    Page.objects.update(checked_at=later)
    web.says("/", story(NOON))
    page = fetch(page)
    assert (page.state, page.copies.count(), page.checked_at) == ("kept", 1, later)


def test_the_clock_hands_each_page_out_once(web: Web, keep):
    page = keep(web.says("/", story()))
    assert check_due() == 0
    Page.objects.update(next_check_at=timezone.now() - timedelta(days=1))
    assert (check_due(), check_due()) == (1, 0)
    assert owed() == 1
    page.refresh_from_db()
    assert page.next_check_at > timezone.now()  # and again, were that news ever lost


def test_the_clock_knows_the_task(settings):
    celery.loader.import_default_modules()
    assert settings.CELERY_BEAT_SCHEDULE["look-at-pages"]["task"] in celery.tasks


def test_what_a_server_says_of_its_version_is_said_back_only_where_it_can_be(web: Web, keep):
    page = keep(web.says("/", story(), ETag='"ü"', Last_Modified="yesterday"))
    look_again(page)
    sent = web.asked[1][1]
    assert (sent.get("if-none-match"), sent["if-modified-since"]) == (None, "yesterday")


def test_copies_are_never_changed_nor_removed(keep, web: Web):
    copy = keep(web.says("/", story())).newest_copy
    for act in (lambda: Copy.objects.filter(pk=copy.pk).update(text="x"), copy.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
