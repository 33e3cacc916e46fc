"""The formats that copy comes in, by their media types: `read` turns a file into the stories in it.

A format is a module with `read(data: bytes) -> list[Story | BadCopy]` and a line in FORMATS. A file may hold
several stories; one of them that cannot be taken in is a BadCopy in its place, a file that cannot be read
raises it. `Story.language` and `section` stay empty where the file states none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

from articles.copy import BadCopy, Story, parse
from wires.formats import docx, newsml, ninjs

Found = list[Story | BadCopy]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: its media types, the endings of its names, and who reads it."""

    media_types: tuple[str, ...]
    endings: tuple[str, ...]
    read: Callable[[bytes], Found]
    is_text: bool = True


def _parsed(data: bytes, *, ending: str) -> Found:
    return [parse(data, name=f"copy{ending}")]


FORMATS: dict[str, Format] = {
    "text": Format(("text/plain",), (".txt", ".text"), partial(_parsed, ending=".txt")),
    "markdown": Format(
        ("text/markdown", "text/x-markdown"), (".md", ".markdown"), partial(_parsed, ending=".md")
    ),
    "html": Format(
        ("text/html", "application/xhtml+xml"), (".html", ".htm", ".xhtml"), partial(_parsed, ending=".html")
    ),
    "docx": Format(
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
        (".docx",),
        docx.read,
        is_text=False,
    ),
    "ninjs": Format(("application/vnd.iptc.ninjs+json",), (".json",), ninjs.read),
    "newsml": Format(
        (
            *("application/vnd.iptc.g2.newsmessage+xml", "application/vnd.iptc.g2.newsitem+xml"),
            *("application/vnd.iptc.g2.packageitem+xml", "application/xml", "text/xml"),
        ),
        (".xml",),
        newsml.read,
    ),
}
MEDIA_TYPES = {media_type: kind for kind, each in FORMATS.items() for media_type in each.media_types}
ENDINGS = {ending: kind for kind, each in FORMATS.items() for ending in each.endings}


def kind_of(media_type: str, name: str = "") -> str:
    """The format of a file: as its media type says, or else the ending of its name. "": none we know."""
    stated = media_type.partition(";")[0].strip().lower()
    return MEDIA_TYPES.get(stated) or ENDINGS.get(PurePath(name).suffix.lower(), "")


def read(kind: str, data: bytes) -> Found:
    """The stories in a file of a format (a key of FORMATS), each identified. Raises BadCopy, nothing else."""
    found = FORMATS[kind].read(data)
    if not found:
        raise BadCopy("holds no story.")
    return found
