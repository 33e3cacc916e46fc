"""Files that people hand in: kept once, typed by their bytes, read by a worker, out of everybody's reach."""

from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.models import User
from archive import files
from archive.models import FileText, KeptFile
from tests.archive.papers import pdf
from tests.conftest import work

pytestmark = pytest.mark.django_db


def hand_in(content: bytes, by: User, name: str = "paper.pdf") -> KeptFile:
    return files.keep(files.examine(SimpleUploadedFile(name, content)), by=by)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (pdf("Minutes"), "holiday.jpg", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "minutes.pdf", "image/png"),
        (b"<!doctype html><script>alert(1)</script>", "table.csv", "text/html"),
        ("name,cost\nBrücke,40".encode(), "table.exe", "text/plain"),
        (b"\x00\x01\x02\x03 nothing known", "minutes.pdf", "application/octet-stream"),
        ("é".encode() * 40_000, "long.txt", "text/plain"),  # a character is cut where the beginning ends
    ],
)
def test_the_bytes_tell_the_type_and_not_the_name(checker, content, name, media_type):
    assert hand_in(content, checker, name).media_type == media_type


def test_the_same_bytes_are_kept_once_and_outside_of_what_is_served(checker, desk, tmp_path):
    first = hand_in(b"The bridge costs 40 million.", checker, "minutes.txt")
    assert hand_in(b"The bridge costs 40 million.", desk, "other.txt") == first
    assert len([path for path in (tmp_path / "archive").rglob("*") if path.is_file()]) == 1
    with first.open() as file:
        assert file.read() == b"The bridge costs 40 million."
    assert not configured.STORAGES["archive"]["OPTIONS"]["base_url"]
    assert (
        Path(configured.MEDIA_ROOT) not in Path(configured.STORAGES["archive"]["OPTIONS"]["location"]).parents
    )


def test_a_file_that_somebody_else_hands_in_at_the_same_moment_is_kept_once(checker, desk, tmp_path):
    late = files.examine(SimpleUploadedFile("minutes.txt", b"The bridge"))
    first = hand_in(b"The bridge", checker)
    assert files.keep(late, by=desk) == first
    assert len([path for path in (tmp_path / "archive").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(("content", "words"), [(b"", "empty"), (b"x" * 101, "101 bytes; 100 are the most")])
def test_what_cannot_be_kept_is_refused_with_its_remedy(settings, content, words):
    settings.NEWSROOM_EVIDENCE_MAX_BYTES = 100
    with pytest.raises(ValidationError, match=words):
        files.examine(SimpleUploadedFile("paper.pdf", content))


def test_only_who_may_keep_pages_hands_files_in(reporter):
    with pytest.raises(PermissionDenied):
        hand_in(b"The bridge", reporter)
    assert not KeptFile.objects.exists()


def test_a_worker_reads_a_pdf_page_by_page_once(checker):
    kept = hand_in(pdf("The bridge costs 40 million.", "Tolls stay.", "Signed."), checker)
    assert kept.page_count == 3
    work()
    reading = files.read(kept)
    assert FileText.objects.count() == 1
    pages = [reading.text[slice(*reading.page_span(number))].strip() for number in (1, 2, 3)]
    assert pages == ["The bridge costs 40 million.", "Tolls stay.", "Signed."]


@pytest.mark.parametrize(
    ("content", "trouble"),
    [(b"%PDF-1.4 and then nothing", "damaged"), (b"\x89PNG\r\n\x1a\n" + bytes(30), "kept, but not read")],
)
def test_what_cannot_be_read_says_so(checker, content, trouble):
    kept = hand_in(content, checker)
    assert kept.page_count is None
    assert trouble in files.read(kept).trouble


def test_a_file_that_was_changed_or_lost_is_found_out(checker, tmp_path):
    kept = hand_in(b"The bridge", checker)
    assert kept.faults() == []
    path = tmp_path / "archive" / str(kept.file.name)
    path.write_bytes(b"The ferry!")
    assert kept.faults() == ["its file was changed"]
    path.unlink()
    assert kept.faults() == ["its file is missing"]


def test_the_database_refuses_to_change_what_was_handed_in(checker):
    kept = hand_in(b"The bridge", checker)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        KeptFile.objects.filter(pk=kept.pk).update(media_type="text/html")
