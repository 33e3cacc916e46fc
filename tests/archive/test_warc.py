"""Copies are WARC files that any tool reads back."""

import base64
import gzip
import hashlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive import warc
from archive.fetching import Answer, Exchange

HTML = b"<html><title>Tides</title><p>High water at noon.</p></html>"
WHEN = datetime(2026, 11, 28, 9, 0, 0, 250_000, tzinfo=UTC)


def exchange(url: str, status: int, raw: bytes, *headers: tuple[str, str], is_cut: bool = False) -> Exchange:
    return Exchange(
        url=url,
        ip="93.184.216.34",
        requested_at=WHEN,
        request_line="GET / HTTP/1.1",
        request_headers=(("Host", "tides.example"), ("User-Agent", "Newsroom")),
        http_version="HTTP/1.1",
        status=status,
        reason="Très bien" if status == 200 else "Found",
        headers=headers,
        raw=raw,
        is_cut=is_cut,
    )


ANSWER = Answer(
    (
        exchange("http://tides.example/", 302, b"over there", ("Location", "/now"), is_cut=True),
        exchange(
            "http://tides.example/now",
            200,
            gzip.compress(HTML),
            ("Content-Type", "text/html"),
            ("content-encoding", "gzip"),
            ("Transfer-Encoding", "chunked"),
            ("X-Place", "Zürich"),
        ),
    ),
    HTML,
)


@pytest.fixture
def file() -> BytesIO:
    return BytesIO(warc.write(ANSWER, "High water at noon.", name="tides.warc.gz", agent="Newsroom"))


def test_every_hop_and_the_text_are_read_back_with_their_digests(file):
    records = []
    for record in ArchiveIterator(file, check_digests="raise"):
        head, body = record.rec_headers, record.raw_stream.read()
        assert record.digest_checker.passed is not False
        assert head.get_header("WARC-Block-Digest").startswith("sha256:")
        records.append((record.rec_type, head.get_header("WARC-Target-URI"), body))
        if record.rec_type == "response":
            digest = base64.b32encode(hashlib.sha256(body).digest()).decode()
            assert head.get_header("WARC-Payload-Digest") == f"sha256:{digest}"
            assert head.get_header("WARC-IP-Address") == "93.184.216.34"
            assert head.get_header("WARC-Date") == "2026-11-28T09:00:00.250000Z"
    assert [(kind, url) for kind, url, _ in records] == [
        ("warcinfo", None),
        ("response", "http://tides.example/"),
        ("request", "http://tides.example/"),
        ("response", "http://tides.example/now"),
        ("request", "http://tides.example/now"),
        ("conversion", "http://tides.example/now"),
    ]
    assert records[3][2] == gzip.compress(HTML) or gzip.decompress(records[3][2]) == HTML
    assert records[5][2].decode() == "High water at noon."


def test_headers_stand_as_they_came_but_for_the_chunks(file):
    pages = [record for record in ArchiveIterator(file) if record.rec_type == "response"]
    file.seek(0)
    first, last = pages
    assert first.rec_headers.get_header("WARC-Truncated") == "length"
    assert last.http_headers.get_header("X-Archive-Orig-Transfer-Encoding") == "chunked"
    assert last.http_headers.get_header("Transfer-Encoding") is None
    assert last.http_headers.get_statuscode() == "200"


def test_the_page_comes_out_as_it_was_before_compression(file):
    assert warc.page_in(file) == HTML


def test_a_file_without_a_page_says_so():
    with pytest.raises(LookupError):
        warc.page_in(BytesIO(b""))


def test_a_file_that_is_whole_has_no_faults(file):
    assert warc.faults_in(file.getvalue()) == []


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_a_changed_byte_is_a_fault(file, place):
    plain = gzip.decompress(file.getvalue())
    assert warc.faults_in(plain) == []
    at = plain.index(b"over there")
    assert warc.faults_in(plain[:at] + b"O" + plain[at + 1 :])
    packed = file.getvalue()
    assert warc.faults_in(packed[: int(len(packed) * place)])


def test_an_empty_file_is_a_fault():
    assert warc.faults_in(b"") == ["it is empty"]
