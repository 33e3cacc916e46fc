"""Read copy as programs send it: one item under its own media type, or many at once.

Many are `multipart/form-data` with any number of `file`, a JSON list of items, or JSON lines. What is wrong
with the envelope refuses the request; what is wrong with one story is found later and refuses that alone.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import IO, Any

from django.conf import settings
from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser
from rest_framework import serializers
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

from api.bodies import Body, Upload
from api.parsing import TooLarge, read_json
from wires.actions import Sent
from wires.formats import FORMATS, kind_of

JSON = "application/json"
JSON_LINES = ("application/jsonl", "application/x-ndjson")
MULTIPART = "multipart/form-data"
CHUNK = 2**16
KNOWN = [each.media_types[0] for each in FORMATS.values()]
TEXTS = [each.media_types[0] for each in FORMATS.values() if each.is_text]
# Charsets of the web beside UTF-8. Of Python's other codecs some take their time.
CHARSETS = re.compile(
    r"iso-8859-\d{1,2}|windows-125\d|koi8-[ru]|utf-16(le|be)?|shift_jis|euc-(jp|kr)|gb(k|2312|18030)|big5"
)


class ItemSent(Body):
    """One item among many. Binary formats come as files (`multipart/form-data`)."""

    type = serializers.ChoiceField(choices=[(name, name) for name in TEXTS])
    content = serializers.JSONField(help_text="Its text; of a JSON format also its object.")
    name = serializers.CharField(required=False, max_length=255, help_text="By which you know it again.")

    def validate_content(self, value: Any) -> str:
        """The text, whichever way it was sent."""
        if isinstance(value, dict):
            return json.dumps(value, ensure_ascii=False)
        if not isinstance(value, str):
            raise serializers.ValidationError("Give the text, or the object of a JSON format.")
        return value


class Files(serializers.Serializer[Any]):
    """Many files, each with its media type or an ending of its name that tells the format."""

    file = serializers.ListField(child=Upload())


class Received(list[Sent]):
    """What was sent."""

    def get(self, name: str, default: Any = None) -> Any:
        """No field of a form: a browser's CSRF token is asked for by this, and comes in its header."""
        return default


class CopyParser(BaseParser):
    """Takes every media type that a format has, and the three envelopes."""

    media_type = "*/*"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Received:
        """The items; raises ParseError, TooLarge, UnsupportedMediaType or ValidationError."""
        most = settings.NEWSROOM_INGEST_MAX_BATCH
        stated = Message()
        stated["Content-Type"] = media_type or ""
        kind = (media_type or "").partition(";")[0].strip().lower()
        if kind == MULTIPART:
            return Received(_files(_chunks(stream, most), str(stated.get_param("boundary") or "")))
        if kind != JSON and kind not in JSON_LINES and not kind_of(kind):
            raise UnsupportedMediaType(
                (media_type or "")[:80],
                f"There is nothing that reads {(media_type or 'what has no type')[:80]}. Send one of: "
                f"{', '.join((*KNOWN, MULTIPART, JSON, *JSON_LINES))}.",
            )
        if kind == JSON:  # small, since its objects take many times its bytes in memory
            most = settings.API_MAX_BODY
        body = b"".join(_chunks(stream, most))
        if kind == JSON:
            return Received(_items(read_json(body)))
        if kind in JSON_LINES:
            return Received(_items(list(_lines(body))))
        return Received([Sent(_as_utf8(body, stated.get_content_charset()), kind)] if body else [])


def _chunks(stream: IO[bytes], most: int) -> Iterator[bytes]:
    taken = 0
    while chunk := stream.read(CHUNK):
        taken += len(chunk)
        if taken > most:
            raise TooLarge(f"{most:,} bytes are taken at once in this form. Send it in several requests.")
        yield chunk


def _files(chunks: Iterator[bytes], boundary: str) -> Iterator[Sent]:
    most = settings.NEWSROOM_INGEST_MAX_ITEMS
    try:
        with PushMultipartParser(boundary, max_segment_count=most, strict=True) as parser:
            segment, data = None, bytearray()
            for event in (event for chunk in chunks for event in parser.parse(chunk)):
                if isinstance(event, MultipartSegment):
                    segment, data = event, bytearray()
                    _check_name(segment.name)
                elif event is not None:
                    data += event
                elif segment is not None:
                    media_type = _printable(segment.content_type or "").partition(";")[0].strip().lower()
                    content = _as_utf8(bytes(data), segment.charset)
                    yield Sent(content, media_type, _printable(segment.filename or ""))
    except ParserLimitReached as error:
        raise TooLarge(
            f"{error}: {most:,} files are taken at once. Send them in several requests."
        ) from error
    except MultipartError as error:
        raise ParseError(f"The body is no multipart/form-data that can be read: {error}.") from error


def _check_name(name: str) -> None:
    if name != "file":
        raise serializers.ValidationError({name: [f"There is no member “{name[:80]}”. Known are: file."]})


def _printable(name: str) -> str:
    return "".join(character for character in name if character.isprintable())[:255]


def _lines(body: bytes) -> Iterator[Any]:
    most, longest = settings.NEWSROOM_INGEST_MAX_ITEMS, settings.API_MAX_BODY
    for number, line in enumerate(io.BytesIO(body), 1):
        if number > most or len(line) > longest:
            raise TooLarge(
                f"Line {number}: {most:,} lines are taken at once, of at most {longest:,} bytes each."
                " Send several requests, or large items as files."
            )
        try:
            if line.strip():
                yield read_json(line)
        except ParseError as error:
            raise ParseError(f"Line {number}: {error.detail}") from error


def _items(sent: Any) -> Iterator[Sent]:
    if not isinstance(sent, list):
        raise serializers.ValidationError("Send a list of items, each with `type` and `content`.")
    if len(sent) > settings.NEWSROOM_INGEST_MAX_ITEMS:
        raise TooLarge(
            f"{settings.NEWSROOM_INGEST_MAX_ITEMS:,} items are taken at once. Send several requests."
        )
    items = ItemSent(data=sent, many=True)
    if not items.is_valid():
        place, errors = next(iter(items.errors.items()))  # the first is enough to be told of
        raise serializers.ValidationError({str(place): errors})
    for each in items.validated_data:
        yield Sent(each["content"].encode(), each["type"], each.get("name", ""))


def _as_utf8(data: bytes, charset: str | None) -> bytes:
    """The same text in UTF-8, where another charset is stated; whatever else it is, its reader finds out."""
    if not charset or not CHARSETS.fullmatch(charset.lower()):
        return data
    try:
        return data.decode(charset).encode()
    except (LookupError, UnicodeError):
        return data
