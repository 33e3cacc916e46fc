"""Evidence of every kind: what it must have, what is looked up and retracted, who is told of its pages."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from archive.events import PAGE_CHANGED
from archive.models import Copy, KeptFile, Page
from claims import actions, quotations
from claims.claimreview import citation
from claims.models import Claim, Evidence, Notice, QuotationCheck
from claims.tasks import heed_change, heed_death, look_in_copy
from claims.workflow import Status
from outbox import relay
from outbox.models import OutboxEvent
from tests.archive.conftest import files  # noqa: F401 - where the tests' files lie
from tests.archive.papers import pdf
from tests.claims.deciding import second_person
from tests.conftest import work

pytestmark = pytest.mark.django_db
ADDRESS = "https://port.example.invalid/minutes"


def paper(name: str = "minutes.pdf", *pages: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(*(pages or ("Bridge: 40 million.", "Tolls stay."))))


def copy_of(page: Page, text: str) -> Copy:
    return Copy.objects.create(
        page=page, fetched_at=timezone.now(), status=200, final_url=page.url, headers=[], size=1, text=text,
        warc_size=1,
    )  # fmt: skip


@pytest.fixture
def claim(newsroom) -> Claim:
    return Claim.objects.create(statement="The bridge will cost 40 million crowns")


COMPLETE = {
    "url": {"url": ADDRESS},
    "file": {"upload": True, "title": "The letter"},
    "document": {"upload": True, "page_number": 2, "title": "The minutes"},
    "interview": {"interviewee": "Mara Lindqvist", "interviewed_by": "Chris", "title": "The chair’s account"},
    "data_set": {"url": ADDRESS, "version": "2026-2", "locator": "table 4, row 7"},
}


def add(claim, by, kind, **said):
    if said.pop("upload", None):
        said["upload"] = paper()
    return actions.add_evidence(claim, by=by, kind=kind, **said)


@pytest.mark.parametrize("kind", Evidence.Kind.values)
def test_evidence_of_each_kind_is_kept_with_who_and_when(claim, checker, kind):
    before = timezone.now()
    evidence = Evidence.objects.get(pk=add(claim, checker, kind, **COMPLETE[kind]).pk)
    assert (evidence.kind, evidence.added_by) == (kind, checker)
    assert before <= evidence.accessed_at <= evidence.added_at
    assert bool(evidence.page) == bool(evidence.url)
    assert bool(evidence.file) == ("upload" in COMPLETE[kind])
    claim.refresh_from_db()
    assert (claim.status, claim.assignee) == (Status.IN_CHECK, checker)


@pytest.mark.parametrize(
    ("kind", "without", "words"),
    [
        ("url", "url", "Give the address"),
        ("file", "upload", "Choose the file"),
        ("file", "title", "Say in a few words what it is"),
        ("document", "upload", "Choose the document"),
        ("document", "page_number", "number of the page"),
        ("interview", "interviewee", "with whom"),
        ("interview", "interviewed_by", "who held"),
        ("interview", "title", "Say in a few words what it is"),
        ("data_set", "url", "or choose its file"),
    ],
)
def test_what_a_kind_lacks_is_told_at_its_field_and_nothing_is_kept(claim, checker, kind, without, words):
    said = {name: value for name, value in COMPLETE[kind].items() if name != without}
    with pytest.raises(ValidationError) as refused:
        add(claim, checker, kind, **said)
    assert words in " ".join(refused.value.message_dict["file" if without == "upload" else without])
    assert not Evidence.objects.exists()
    assert not KeptFile.objects.exists()
    claim.refresh_from_db()
    assert claim.status == Status.NEW


@pytest.mark.parametrize(
    ("kind", "said", "field", "words"),
    [
        ("document", {"page_number": 3, "title": "M", "upload": True}, "page_number", "has 2 pages"),
        ("document", {"page_number": 0, "title": "M", "upload": True}, "page_number", "number of the page"),
        ("url", {"url": "ftp://example.org/x"}, "url", "valid URL"),
        ("url", {"url": ADDRESS, "stance": "proves"}, "stance", "not a valid choice"),
        ("rumour", {"url": ADDRESS}, "kind", "not a valid choice"),
        (
            "url",
            {"url": ADDRESS, "accessed_at": timezone.now() + timedelta(hours=1)},
            "accessed_at",
            "in the future",
        ),
    ],
)
def test_what_cannot_be_is_told_at_its_field(claim, checker, kind, said, field, words):
    with pytest.raises(ValidationError) as refused:
        add(claim, checker, kind, **said)
    assert words in " ".join(refused.value.message_dict[field])
    assert not Evidence.objects.exists()


def test_a_document_must_be_a_pdf_whatever_it_is_called(claim, checker):
    picture = SimpleUploadedFile("minutes.pdf", b"\x89PNG\r\n\x1a\n" + bytes(30))
    with pytest.raises(ValidationError) as refused:
        actions.add_evidence(claim, by=checker, kind="document", page_number=1, title="M", upload=picture)
    assert "image/png" in refused.value.message_dict["file"][0]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "url", "url": ""},
        {"kind": "file", "title": "A letter"},
        {"kind": "interview", "title": "A talk", "interviewee": "Mara"},
        {"kind": "data_set", "title": "A table"},
        {"kind": "url", "url": ADDRESS, "page_number": 4},
        {"kind": "url", "url": ADDRESS, "interviewee": "Mara"},
        {"kind": "url", "url": ADDRESS, "version": "2"},
        {"kind": "url", "url": ADDRESS, "file_name": "a.pdf"},
        {"kind": "url", "url": ADDRESS, "accessed_at": timezone.now() + timedelta(days=1)},
        {"kind": "interview", "interviewee": "Mara", "interviewed_by": "Chris"},
    ],
)
def test_the_database_itself_refuses_what_no_kind_is(claim, checker, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(claim=claim, added_by=checker, **fields)


@pytest.mark.parametrize("table", ["claims_evidence", "claims_retraction", "claims_quotationcheck"])
def test_the_database_refuses_to_change_evidence(claim, checker, table):
    evidence = add(claim, checker, "document", **COMPLETE["document"], quotation="Tolls stay.")
    work()
    actions.retract_evidence(evidence, by=checker, why="Of another year.")
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_retraction_is_an_act_on_file_and_readers_see_the_evidence_no_more(claim, checker, reporter):
    evidence = add(claim, checker, "url", url=ADDRESS, title="The minutes")
    actions.watch(claim, by=reporter)
    for why in ("", "no"):
        with pytest.raises(ValidationError) as refused:
            actions.retract_evidence(evidence, by=checker, why=why)
        assert "why" in refused.value.message_dict
    with pytest.raises(PermissionDenied):
        actions.retract_evidence(evidence, by=reporter, why="I do not like it.")
    actions.retract_evidence(evidence, by=checker, why="They are of another year.")
    act = claim.acts.get(name="retract")
    assert (act.why, act.about, act.by) == ("They are of another year.", "The minutes", checker)
    assert Notice.objects.get(person=reporter, words__contains="retracted").claim == claim
    assert list(Evidence.objects.standing()) == []
    assert list(claim.evidence.all()) == [evidence]
    with pytest.raises(ValidationError, match="retracted already"):
        actions.retract_evidence(evidence, by=second_person(), why="They are of another year.")
    assert claim.acts.filter(name="retract").count() == 1


def test_readers_are_told_neither_with_whom_nor_of_files(claim, checker):
    shown = [citation(add(claim, checker, kind, **COMPLETE[kind])) for kind in Evidence.Kind.values]
    assert shown == [
        {"@type": "CreativeWork", "name": ADDRESS, "url": ADDRESS},
        {"@type": "CreativeWork", "name": "The letter"},
        {"@type": "CreativeWork", "name": "The minutes, page 2"},
        {"@type": "CreativeWork", "name": "The chair’s account"},
        {
            "@type": "Dataset",
            "name": f"{ADDRESS}, table 4, row 7, version 2026-2",
            "url": ADDRESS,
            "version": "2026-2",
        },
    ]


@pytest.mark.parametrize(
    ("quotation", "page_number", "is_found"),
    [
        ("Bridge: 40 million", 1, True),
        ("tolls STAY", 2, True),
        ("40 million … Tolls stay", 1, True),  # over the end of a page
        ("Bridge: 40 million", 2, False),
        ("Tolls stay", 1, False),
        ("Bridge: 41 million", 1, False),
    ],
)
def test_quoted_words_are_looked_for_on_the_page_of_a_document(
    claim, checker, quotation, page_number, is_found
):
    said = COMPLETE["document"] | {"page_number": page_number, "quotation": quotation}
    evidence = add(claim, checker, "document", **said)
    assert evidence.quotation_check is None
    work()
    assert evidence.quotation_check.is_found is is_found
    again = add(claim, checker, "document", **said)  # the text is there already: told at once
    assert again.quotation_check.is_found is is_found


def test_a_page_that_was_not_read_tells_nothing(claim, checker):
    said = {"by": checker, "kind": "document", "title": "A scan", "quotation": "Tolls stay."}
    scan = SimpleUploadedFile("scan.pdf", pdf("", "Tolls stay."))
    evidence = actions.add_evidence(claim, upload=scan, page_number=1, **said)
    work()
    assert evidence.quotation_check is None
    assert quotations.stretch(evidence, evidence.file.reading) == ("", 0)


def test_quoted_words_are_looked_for_once_in_each_copy(claim, checker):
    evidence = add(claim, checker, "url", url=ADDRESS, quotation="40 million")
    first = copy_of(evidence.page, "It costs 40 million.")
    for _ in range(2):
        look_in_copy(str(first.pk))
    late = add(claim, checker, "url", url=ADDRESS, quotation="50 million")
    assert (evidence.quotation_check.is_found, late.quotation_check.is_found) == (True, False)
    second = copy_of(evidence.page, "It costs 50 million.")
    heed_change(str(second.pk))
    assert (evidence.quotation_check.is_found, late.quotation_check.is_found) == (False, True)
    assert QuotationCheck.objects.count() == 4


def test_a_copy_without_a_text_tells_nothing(claim, checker):
    evidence = add(claim, checker, "url", url=ADDRESS, quotation="40 million")
    look_in_copy(str(copy_of(evidence.page, "").pk))
    assert evidence.quotation_check is None


def test_of_one_page_everybody_hears_once_for_a_claim(claim, checker, reporter):
    page = add(claim, checker, "url", url=ADDRESS, quotation="40 million").page
    add(claim, checker, "url", url=ADDRESS, title="The same again")
    retracted = add(claim, checker, "url", url=f"{ADDRESS}/2")
    actions.retract_evidence(retracted, by=checker, why="Of another year.")
    actions.watch(claim, by=reporter)
    Notice.objects.all().delete()
    copy = copy_of(page, "It costs 50 million.")
    for _ in range(2):  # a doorbell may ring twice
        heed_change(str(copy.pk))
        heed_death(str(page.pk))
        heed_death(str(retracted.page_id))
    for person in (checker, reporter):
        told = list(Notice.objects.filter(person=person).order_by("pk").values_list("words", flat=True))
        assert [words.partition(":")[0] for words in told] == [
            "A page that bears on this claim has changed, and the words quoted from it are gone",
            "A page that bears on this claim is gone; what was kept of it stays",
        ]
    Page.objects.filter(pk=page.pk).update(checked_at=timezone.now())  # it came back, and went again
    heed_death(str(page.pk))
    assert Notice.objects.filter(person=reporter).count() == 3


def test_a_worker_that_dies_after_telling_tells_nobody_twice(claim, checker):
    page = add(claim, checker, "url", url=ADDRESS).page
    Notice.objects.all().delete()
    OutboxEvent.objects.record(PAGE_CHANGED, copy_of(page, "It costs 50 million.").pk)
    event = OutboxEvent.objects.get(topic=PAGE_CHANGED)
    relay._lease(event.pk, "killed")
    heed_change(event.key)  # and here its machine loses power
    OutboxEvent.objects.filter(pk=event.pk).update(lease_until=timezone.now())
    work()
    event.refresh_from_db()
    assert (event.state, Notice.objects.filter(words__contains="has changed").count()) == ("done", 1)
