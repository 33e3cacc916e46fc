"""Undo the content encoding of a body as it comes, never beyond a limit: a gzip bomb stays folded."""

import zlib
from typing import Any

from archive.addresses import Refused

GZIP, ZLIB, BARE = 31, 15, -15  # window bits, as zlib wants them
PLAIN = frozenset({"", "identity"})
KNOWN = {"gzip": GZIP, "x-gzip": GZIP, "deflate": ZLIB}


class TooLong(Exception):
    """The decoded body is longer than it may be."""


class BadlyEncoded(Exception):
    """The body is not in the encoding that it claims, or ends too early."""


class Decoder:
    """Decodes one body of at most `most` bytes. Raises Refused for an encoding that nobody asked for."""

    def __init__(self, coding: str, most: int) -> None:
        self.coding, self.left = coding.strip().lower(), most
        self.is_begun = False
        if self.coding not in PLAIN and self.coding not in KNOWN:
            raise Refused(
                f"The server sends the page encoded as “{coding[:40]}”, which nobody asked for.",
                "Save the page in a browser and attach it as a document.",
            )
        self.member: Any = None if self.coding in PLAIN else zlib.decompressobj(KNOWN[self.coding])

    def feed(self, data: bytes) -> bytes:
        """The next part of the decoded body. Raises TooLong or BadlyEncoded."""
        if self.member is None:
            return self._spent(data)
        body = bytearray()
        while data:
            if self.member.eof:  # gzip files may have several members, one after the other
                self.member = zlib.decompressobj(KNOWN[self.coding])
            body += self._spent(self._inflate(data))
            data = self.member.unconsumed_tail or self.member.unused_data
        return bytes(body)

    def finish(self) -> None:
        """Say that the body is over. Raises BadlyEncoded where it lacks its end."""
        if self.member is not None and self.is_begun and not self.member.eof:
            raise BadlyEncoded("it ends too early")

    def _inflate(self, data: bytes) -> bytes:
        """Decode `data`, one byte more than is left at most."""
        try:
            part = self.member.decompress(data, self.left + 1)
        except zlib.error as error:
            if self.is_begun or self.coding != "deflate":
                raise BadlyEncoded(str(error)) from error
            self.member = zlib.decompressobj(BARE)  # what many servers call deflate has no zlib header
            self.is_begun = True
            return self._inflate(data)
        self.is_begun = True
        return part

    def _spent(self, part: bytes) -> bytes:
        self.left -= len(part)
        if self.left < 0:
            raise TooLong
        return part
