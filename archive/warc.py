"""Copies of pages as WARC files (ISO 28500): every request and answer on the way, and the readable text.

Bodies stand in it as they came, still compressed, without the chunks of their transfer. Every record has
its SHA-256.
"""

import gzip
import zlib
from datetime import UTC
from io import BytesIO
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from archive.fetching import Answer, Exchange

CHUNKS = "transfer-encoding"
GZIP = b"\x1f\x8b"


class _Writer(WARCWriter):
    @staticmethod
    def _create_digester() -> Any:
        """The library's own default is SHA-1."""
        return Digester("sha256")


def write(answer: Answer, text: str, *, name: str, agent: str) -> bytes:
    """A compressed WARC file of a page, to be called `name`."""
    file = BytesIO()
    writer = _Writer(file, gzip=True, warc_version="1.1")
    about = {
        "software": "Newsroom, with warcio",
        "format": "WARC File Format 1.1",
        "http-header-user-agent": agent,
    }
    writer.write_record(writer.create_warcinfo_record(name, about))
    for exchange in answer.exchanges:
        response = _response(writer, exchange)
        writer.write_record(response)
        writer.write_record(_request(writer, exchange, response))
    if text:
        writer.write_record(_conversion(writer, answer.last, text, response))
    return file.getvalue()


def page_in(file: IO[bytes]) -> bytes:
    """The page in a WARC file, uncompressed: the body of the last answer. Raises LookupError without one."""
    body: bytes | None = None
    for record in ArchiveIterator(file):
        if record.rec_type == "response":
            body = record.content_stream().read()
    if body is None:
        raise LookupError("The WARC file holds no answer of a server.")
    return body


def faults_in(content: bytes) -> list[str]:
    """What is wrong with a WARC file, in words; empty where every record is whole and has its digest."""
    if content.startswith(GZIP):
        try:
            content = gzip.decompress(content)
        except (EOFError, OSError, zlib.error) as error:
            return [f"it cannot be unpacked: {error}"]
    faults, count = [], 0
    try:
        for count, record in enumerate(ArchiveIterator(BytesIO(content), check_digests=True), start=1):
            record.raw_stream.read()
            faults += [f"record {count} ({record.rec_type}): {f}" for f in record.digest_checker.problems]
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        faults.append(f"after record {count}: {error}")
    return faults if faults or count else ["it is empty"]


def _response(writer: Any, exchange: Exchange) -> Any:
    chunked = [
        (f"X-Archive-Orig-{name}" if name.lower() == CHUNKS else name, v) for name, v in exchange.headers
    ]
    reason = exchange.reason.encode("ascii", "replace").decode()
    head = StatusAndHeaders(f"{exchange.status} {reason}".strip(), chunked, protocol=exchange.http_version)
    extra = {"WARC-IP-Address": exchange.ip} | ({"WARC-Truncated": "length"} if exchange.is_cut else {})
    return _record(writer, "response", exchange, head, exchange.raw, extra)


def _request(writer: Any, exchange: Exchange, response: Any) -> Any:
    method, _, rest = exchange.request_line.partition(" ")
    head = StatusAndHeaders(rest, list[tuple[str, str]](exchange.request_headers), protocol=method)
    return _record(writer, "request", exchange, head, b"", {"WARC-Concurrent-To": _id(response)})


def _record(writer: Any, kind: str, exchange: Exchange, head: Any, body: bytes, extra: dict[str, str]) -> Any:
    return writer.create_warc_record(
        exchange.url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        http_headers=head,
        warc_headers_dict={"WARC-Date": _date(exchange)} | extra,
    )


def _conversion(writer: Any, exchange: Exchange, text: str, response: Any) -> Any:
    payload = text.encode()
    return writer.create_warc_record(
        exchange.url,
        "conversion",
        payload=BytesIO(payload),
        length=len(payload),
        warc_content_type="text/plain; charset=utf-8",
        warc_headers_dict={"WARC-Date": _date(exchange), "WARC-Refers-To": _id(response)},
    )


def _id(record: Any) -> str:
    return record.rec_headers.get_header("WARC-Record-ID")


def _date(exchange: Exchange) -> str:
    return datetime_to_iso_date(exchange.requested_at.astimezone(UTC).replace(tzinfo=None), use_micros=True)
