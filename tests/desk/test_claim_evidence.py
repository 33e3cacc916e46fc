"""Evidence on a claim's page: its form by kind, files that stay private, retraction."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection

from accounts.models import User
from archive.models import Copy
from claims import actions
from claims.models import Claim, Evidence
from tests.archive.conftest import files  # noqa: F401 - where the tests' files lie
from tests.archive.papers import pdf
from tests.conftest import work

pytestmark = pytest.mark.django_db
MINUTES = ("The bridge costs 40 million.", "Tolls stay.")


@pytest.fixture
def claim(newsroom: Any) -> Claim:
    return Claim.objects.create(statement="The bridge will cost 40 million crowns")


def send(client: Client, claim: Claim, user: User, act: str = "evidence", **fields: Any) -> Any:
    client.force_login(user)
    named = {f"{act}-{name}": value for name, value in fields.items()}
    stance = {"evidence-stance": "supports"} if act == "evidence" else {}
    return client.post(reverse("claims:page", args=[claim.pk]), {"act": act, **stance, **named}, follow=True)


def paper(name: str = "minutes.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(*MINUTES))


def test_an_interview_needs_no_link_and_what_stands_in_other_fields_is_not_taken(
    client: Client, claim: Claim, checker: User
) -> None:
    response = send(
        client, claim, checker, kind="interview", title="The chair’s account", interviewee="Mara Lindqvist",
        interviewed_by="Chris", accessed_at="2026-01-02T10:00", locator="minute 12", url="no address",
        version="7", reliability="She signed the contract herself.",
    )  # fmt: skip
    evidence = claim.evidence.get()
    assert (evidence.url, evidence.version, evidence.page) == ("", "", None)
    text = response.content.decode()
    for words in ("With Mara Lindqvist, held by Chris", "minute 12", "Held on", "She signed the contract"):
        assert words in text


def test_a_file_is_read_downloaded_and_never_served_as_a_page(
    client: Client, claim: Claim, checker: User, reporter: User, tmp_path: Any
) -> None:
    page = b"<!doctype html><script>alert(document.cookie)</script><p>The bridge costs 40 million.</p>"
    upload = SimpleUploadedFile("leak.html", page, content_type="text/plain")
    send(client, claim, checker, kind="file", title="The letter", file=upload, quotation="41 million")
    evidence = claim.evidence.get()
    work()
    client.force_login(reporter)
    got = client.get(reverse("evidence_file", args=[evidence.pk]))
    assert b"".join(got.streaming_content) == page
    assert got["Content-Disposition"] == 'attachment; filename="leak.html"'
    assert (got["X-Content-Type-Options"], got["Content-Type"]) == ("nosniff", "text/html")
    assert "sandbox" in got["Content-Security-Policy"]
    text = client.get(reverse("evidence_text", args=[evidence.pk])).content.decode()
    assert "The bridge costs 40 million." in text
    assert "these words do not stand in it" in text
    assert "alert(" not in text
    assert (
        "These words do not stand in" in client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    )
    outsider = User.objects.create_user("otto", password="otto")
    for user in (None, outsider):
        client.force_login(user) if user else client.logout()
        for name in ("evidence_file", "evidence_text"):
            assert client.get(reverse(name, args=[evidence.pk])).status_code == 302


def test_a_page_of_a_document_shows_that_page_with_the_quotation_marked(
    client: Client, claim: Claim, checker: User
) -> None:
    send(
        client, claim, checker, kind="document", title="The minutes", file=paper(), page_number="2",
        quotation="tolls stay",
    )  # fmt: skip
    work()
    text = client.get(reverse("evidence_text", args=[claim.evidence.get().pk])).content.decode()
    assert '<mark id="quoted">Tolls stay</mark>.' in text
    assert "The bridge costs" not in text


def test_a_document_of_the_newsroom_is_copied_and_outlives_it(
    client: Client, claim: Claim, checker: User, tmp_path: Any, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    document = get_document_model().objects.create(
        title="Minutes", file=ContentFile(pdf(*MINUTES), name="minutes.pdf"),
        collection=Collection.get_first_root_node(),
    )  # fmt: skip
    said = {"kind": "document", "title": "The minutes", "page_number": "1", "document": str(document.pk)}
    send(client, claim, checker, **said)
    document.delete()
    evidence = claim.evidence.get()
    with evidence.file.open() as kept:
        assert kept.read() == pdf(*MINUTES)
    for number in (str(document.pk), "x", "9" * 30):
        gone = send(client, claim, checker, **said | {"document": number})
        assert (gone.status_code, "There is no such document" in gone.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "url"}, "Give the address of the page."),
        ({"kind": "file", "title": "A letter"}, "Choose the file."),
        (
            {"kind": "document", "title": "Minutes", "page_number": "9", "file": True},
            "The document has 2 pages",
        ),
        (
            {"kind": "document", "title": "Minutes", "page_number": "9", "file": True},
            "Choose the file once more",
        ),
        (
            {"kind": "document", "title": "Minutes", "page_number": "0", "file": True},
            "greater than or equal to 1",
        ),
        ({"kind": "interview", "title": "A", "interviewed_by": "C"}, "Say when the interview was held."),
        ({"kind": "url", "url": "https://a.invalid/", "accessed_at": "2999-01-01T00:00"}, "in the future"),
        ({"kind": "url", "url": "https://a.invalid/", "accessed_at": "soon"}, "Enter a valid date/time"),
        ({"kind": "rumour", "url": "https://a.invalid/"}, "Select a valid choice"),
        ({"kind": "url", "url": "https://a.invalid/\0"}, "Null characters"),
        ({"kind": "file", "title": "T", "file": SimpleUploadedFile("a.pdf", b"")}, "The file is empty"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_nothing_is_kept(
    client: Client, claim: Claim, checker: User, fields: dict[str, Any], words: str
) -> None:
    if fields.get("file") is True:
        fields = fields | {"file": paper()}
    response = send(client, claim, checker, **fields)
    assert response.status_code == 422
    assert words in response.content.decode().replace("&#x27;", "'")
    assert not claim.evidence.exists()


def test_words_that_do_not_stand_in_the_copy_are_a_warning_and_no_refusal(
    client: Client, claim: Claim, checker: User
) -> None:
    page = actions.add_evidence(claim, "https://port.example.invalid/", by=checker).page
    copy = Copy.objects.create(
        page=page, fetched_at=timezone.now(), status=200, final_url=page.url, headers=[], size=1,
        text="It costs 40 million.", warc_size=1,
    )  # fmt: skip
    said = {"kind": "url", "url": "https://port.example.invalid/"}
    text = send(client, claim, checker, **said, quotation="50 million").content.decode()
    assert "The quoted words do not stand in the copy kept on" in text
    assert reverse("archive_copy", args=[page.pk, copy.pk]) in text
    text = send(client, claim, checker, **said, quotation="40 million").content.decode()
    assert "The quoted words do not stand" not in text
    assert claim.evidence.count() == 3


def test_retracted_evidence_stays_struck_through_with_its_reason(
    client: Client, claim: Claim, checker: User, reporter: User
) -> None:
    evidence = actions.add_evidence(claim, "https://port.example.invalid/", by=checker, title="The minutes")
    bare = send(client, claim, checker, "retract", evidence=str(evidence.pk), why="")
    assert (bare.status_code, "Say why it is not to be relied on." in bare.content.decode()) == (422, True)
    for number in ("999999", "9" * 40):
        assert send(client, claim, checker, "retract", evidence=number, why="Wrong.").status_code == 422
    send(client, claim, reporter, "retract", evidence=str(evidence.pk), why="Of another year.")
    assert list(Evidence.objects.standing()) == [evidence]
    text = send(client, claim, checker, "retract", evidence=str(evidence.pk), why="Of another year.")
    shown = text.content.decode()
    assert "<strong>Retracted</strong> by Chris" in shown
    assert "Of another year." in shown
    assert "<del><a" in shown
    assert "retracted a piece of evidence: The minutes" in shown


def test_more_evidence_of_every_kind_costs_no_more_queries(
    client: Client, claim: Claim, checker: User
) -> None:
    def add(number: int) -> None:
        said: dict[str, Any] = {"by": checker, "title": f"Paper {number}", "quotation": "Tolls stay."}
        made = actions.add_evidence(claim, kind="document", page_number=2, upload=paper(), **said)
        actions.add_evidence(claim, f"https://example.invalid/{number}", **said)
        work()
        actions.retract_evidence(made, by=checker, why="Of another year.")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("claims:page", args=[claim.pk])).status_code == 200
        return len(captured)

    client.force_login(checker)
    add(1)
    queries()
    few = queries()
    for number in range(2, 5):
        add(number)
    queries()  # the notices of what was done are read away
    assert queries() == few
