"""Bytes to text: UTF-8, UTF-16 with a byte order mark, Windows-1252. Guesses nothing beyond these.

The byte order mark is no part of the text; every other character, line ends included, is kept, so that
offsets into the result are offsets into the file as any editor shows it.
"""

import codecs
import re

from articles.copy.story import BadCopy

MARKS = (  # the longer first: a UTF-16 mark begins the UTF-32 one
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "compressed"),
)
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
SAVE_AS = "Save it as UTF-8 text and send it again."


def decode(data: bytes) -> str:
    """The text of a file. Raises BadCopy for what is empty, binary or in an encoding that cannot be told."""
    for mark, codec, name in MARKS:
        if data.startswith(mark):
            return _filled(_strict(data[len(mark) :], codec, name))
    for signature, what in SIGNATURES:
        if data.startswith(signature):
            raise BadCopy(f"is {what}, not text. {SAVE_AS}")
    controls = len(CONTROL.findall(data))
    if b"\0" in data or controls * 100 > len(data):
        raise BadCopy(f"is binary, not text (or UTF-16 without a byte order mark). {SAVE_AS}")
    try:
        return _filled(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return _filled(_western(data, error.start))


def _filled(text: str) -> str:
    if not text.strip():
        raise BadCopy("is empty.")
    return text


def _strict(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise BadCopy(f"says that it is {name}, but is broken at byte {error.start:,}. {SAVE_AS}") from error


def _western(data: bytes, bad_byte: int) -> str:
    """Windows-1252, where the bytes can be read as such and look like a language written with it."""
    as_utf8 = data.decode("utf-8", errors="replace")
    broken = as_utf8.count("\ufffd")
    if sum(character > "\x7f" for character in as_utf8) - broken > broken:
        raise BadCopy(f"is UTF-8, but broken at byte {bad_byte:,}. {SAVE_AS}")
    high = sum(byte > 0x7F for byte in data)
    letters = sum(chr(byte).isalpha() for byte in data if byte < 0x80)
    if high > letters:  # Cyrillic, Greek, Japanese… would come out as nonsense
        raise BadCopy(f"is in an encoding that is neither UTF-8 nor Windows-1252. {SAVE_AS}")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise BadCopy(
            f"is neither UTF-8 (byte {bad_byte:,}) nor Windows-1252 (byte {error.start:,}). {SAVE_AS}"
        ) from error
