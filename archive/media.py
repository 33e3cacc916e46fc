"""Which kinds of page are archived, and of which kind a page is."""

import re

from archive.addresses import Refused

HTML = frozenset({"text/html", "application/xhtml+xml"})
PDF = "application/pdf"
TEXTS = frozenset(
    {
        "text/plain",
        "text/csv",
        "text/markdown",
        "text/xml",
        "application/xml",
        "application/json",
        "application/geo+json",
        "application/ld+json",
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
    }
)
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/svg+xml"})
ARCHIVED = HTML | TEXTS | PICTURES | {PDF}
UNKNOWN = "application/octet-stream"
MARKUP = re.compile(rb"\s*(<!doctype html|<html|<head|<body|<!--|<\?xml)", re.IGNORECASE)


def media_type(header: str, beginning: bytes) -> str:
    """The media type that a Content-Type header names; where it names none, told from the first bytes."""
    named = header.partition(";")[0].strip().lower()
    if named and named != UNKNOWN:
        return named
    beginning = beginning[:1024].removeprefix(b"\xef\xbb\xbf")
    if beginning.startswith(b"%PDF-"):
        return PDF
    if MARKUP.match(beginning):
        return "text/html"
    return UNKNOWN if named or b"\0" in beginning else "text/plain"


def charset(header: str) -> str:
    """The character encoding that a Content-Type header names, empty where it names none."""
    found = re.search(r"""charset\s*=\s*["']?([\w.:-]+)""", header, re.IGNORECASE)
    return found[1].lower() if found else ""


def refuse_type(header: str, beginning: bytes | None = None) -> None:
    """Raise Refused for a kind that is not archived; without its `beginning`, only where the header tells."""
    named = header.partition(";")[0].strip().lower()
    if beginning is None and named in ("", UNKNOWN):
        return
    if (kind := media_type(header, beginning or b"")) not in ARCHIVED:
        raise Refused(
            f"Pages of the type {kind[:80]} are not archived, only text, HTML, PDF, JSON, XML and pictures.",
            "Download it and attach it as a document.",
        )
