"""The archive at the desk: states in words, copies as text and never as pages, what changed, asking again."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from archive.events import PAGE_WANTED
from archive.models import Copy, Page
from claims import actions
from claims.models import Claim, Evidence
from outbox.models import OutboxEvent
from tests.archive.conftest import files, keep, web  # noqa: F401 - a server, and where the tests' files lie
from tests.archive.web import Web

pytestmark = pytest.mark.django_db
STORY = (
    "<html><title>Tides</title><script>steal()</script><body><p>{}</p><p>Low water at six.</p></body></html>"
)


@pytest.fixture
def claim(newsroom: Any) -> Claim:
    return Claim.objects.create(statement="High water is at noon")


@pytest.fixture
def page(claim: Claim, web: Web, checker: User, keep: Any) -> Page:  # noqa: F811
    """A page that changed once after it was quoted."""
    url = web.says("/tides", STORY.format("High water at noon."))
    actions.add_evidence(claim, url, by=checker, title="The table", quotation="high water at NOON")
    keep(url)
    web.says("/tides", STORY.format("High water at one."))
    Page.objects.update(checked_at=None)
    return keep(url)


def get(client: Client, user: User, name: str, *args: Any) -> str:
    client.force_login(user)
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_a_page_shows_its_copies_its_state_and_who_points_to_it(
    client: Client, page: Page, reporter: User, checker: User
) -> None:
    first, second = page.copies.all()
    text = get(client, reporter, "archive_page", page.pk)
    for words in ("The page has changed", first.sha256, second.sha256, "The table", "High water is at noon"):
        assert words in text
    assert reverse("archive_comparison", args=[page.pk, first.pk, second.pk]) in text
    assert "Ask again now" not in text
    assert "Ask again now" in get(client, checker, "archive_page", page.pk)


def test_a_copy_is_text_with_the_quotation_marked(client: Client, page: Page, reporter: User) -> None:
    first, second = page.copies.all()
    text = get(client, reporter, "archive_copy", page.pk, first.pk)
    assert '<mark id="quoted">High water at noon</mark>' in text
    assert "steal()" not in text
    assert "these words do not stand in it" in get(client, reporter, "archive_copy", page.pk, second.pk)


def test_what_changed_is_shown_word_by_word(client: Client, page: Page, reporter: User) -> None:
    first, second = page.copies.all()
    client.force_login(reporter)
    address = reverse("archive_compare", args=[page.pk])
    shown = client.get(address, {"from": second.pk, "to": first.pk}, follow=True)
    text = shown.content.decode()
    assert "1 word added" in text
    assert '<del><span class="w-sr-only">[removed: </span>noon' in text
    for pair in ({"from": first.pk, "to": first.pk}, {"from": "x", "to": "9" * 30}, {}):
        told = client.get(address, pair, follow=True).content.decode()
        assert "Choose two different copies" in told


def test_the_warc_file_is_a_download(client: Client, page: Page, reporter: User) -> None:
    copy = page.copies.first()
    client.force_login(reporter)
    response = client.get(reverse("archive_warc", args=[page.pk, copy.pk]))
    with copy.warc_file() as kept:
        assert b"".join(response.streaming_content) == kept.read()
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_asking_again_and_taking_note_need_the_right(
    client: Client, page: Page, reporter: User, checker: User
) -> None:
    address = reverse("archive_page", args=[page.pk])
    OutboxEvent.objects.all().delete()
    client.force_login(reporter)
    for act in ("ask", "note"):
        told = client.post(address, {"act": act}, follow=True).content.decode()
        assert "You may not have pages archived" in told
    client.force_login(checker)
    assert (
        "A worker is about to look at it"
        in client.post(address, {"act": "ask"}, follow=True).content.decode()
    )
    assert OutboxEvent.objects.filter(topic=PAGE_WANTED, key=str(page.pk)).exists()
    client.post(address, {"act": "note"})
    page.refresh_from_db()
    assert page.state == "kept"
    assert "not known here" in client.post(address, {"act": "burn"}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "A copy is being fetched."),
        ("kept", "A copy is kept; last looked at on"),
        ("changed", "The page has changed"),
        ("dead", "The page is gone"),
        ("refused", "No newer copy is kept, because: Too long. Shorten it."),
    ],
)
def test_how_things_stand_is_said_on_the_claim_too(
    client: Client, claim: Claim, page: Page, checker: User, state: str, words: str
) -> None:
    Page.objects.update(state=state, reason="Too long.", remedy="Shorten it.", changed_at=timezone.now())
    for text in (
        get(client, checker, "archive_page", page.pk),
        get(client, checker, "claims:page", claim.pk),
    ):
        assert words in text


def test_strangers_and_made_up_numbers_get_nothing(
    client: Client, page: Page, reporter: User, sport_desk: User
) -> None:
    copy, other = page.copies.first(), Page.objects.create(url="https://a.invalid/", digest="a")
    client.force_login(reporter)
    for name, args in (
        ("archive_page", [10**6]),
        ("archive_page", [10**30]),
        ("archive_copy", [other.pk, copy.pk]),
        ("archive_warc", [other.pk, copy.pk]),
        ("archive_copy", [page.pk, 10**30]),
        ("archive_comparison", [page.pk, copy.pk, 10**30]),
        ("evidence_file", [Evidence.objects.get().pk]),
        ("evidence_text", [10**30]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404
    client.force_login(User.objects.create_user("otto", password="otto"))
    for name, args in (("archive_page", [page.pk]), ("archive_warc", [page.pk, copy.pk])):
        assert client.get(reverse(name, args=args)).status_code == 302


def test_a_very_long_text_is_shown_around_what_was_quoted(client: Client, page: Page, reporter: User) -> None:
    text = "So it goes on. " * 60_000 + "High water at noon. " + "And on. " * 60_000
    copy = Copy.objects.create(
        page=page, fetched_at=timezone.now(), status=200, final_url=page.url, headers=[], size=1, text=text,
        warc_size=1,
    )  # fmt: skip
    shown = get(client, reporter, "archive_copy", page.pk, copy.pk)
    assert '<mark id="quoted">High water at noon</mark>' in shown
    assert "characters are left out" in shown
    assert len(shown) < 400_000


def test_more_copies_and_more_evidence_cost_no_more_queries(
    client: Client, claim: Claim, page: Page, checker: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(client, checker, "archive_page", page.pk)
        return len(captured)

    queries()
    few = queries()
    for number in range(4):
        copy = Copy(
            page=page, fetched_at=timezone.now(), status=200, final_url=page.url, headers=[], size=1,
            text=f"High water at {number}.", warc_size=1,
        )  # fmt: skip
        copy.warc.save(f"{number}.warc.gz", ContentFile(b""), save=False)
        copy.save()
        actions.add_evidence(claim, page.url, by=checker)
    assert queries() == few


def test_the_listing_narrows_searches_and_counts_claims(
    client: Client, claim: Claim, page: Page, checker: User, reporter: User
) -> None:
    actions.add_evidence(claim, page.url, by=checker)
    actions.add_evidence(Claim.objects.create(statement="Low water is at six"), page.url, by=checker)
    kept = Page.objects.create(url="https://kept.invalid/", digest="kept", state="kept")
    client.force_login(reporter)

    def shown(**query: str) -> list[Page]:
        response = client.get(reverse("archive:index"), query)
        assert response.status_code == 200
        return list(response.context["object_list"])

    assert [row.pk for row in shown()] == [kept.pk, page.pk]
    assert (
        [row.pk for row in shown(show="in-trouble")]
        == [row.pk for row in shown(state="changed")]
        == [page.pk]
    )
    assert [row.pk for row in shown(q="kept.invalid")] == [kept.pk]
    text = get(client, reporter, "archive:index")
    assert reverse("archive_page", args=[page.pk]) in text
    assert "<td>2</td>" in "".join(text.split())
    client.force_login(User.objects.create_user("otto", password="otto"))
    assert client.get(reverse("archive:index")).status_code == 302


def test_more_pages_cost_the_listing_no_more_queries(client: Client, page: Page, reporter: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(client, reporter, "archive:index")
        return len(captured)

    queries()
    few = queries()
    for number in range(5):
        Page.objects.create(url=f"https://{number}.invalid/", digest=str(number))
    assert queries() == few
