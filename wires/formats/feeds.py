"""RSS, Atom and JSON feeds: their entries as stories, each known by its guid or else its link.

The bytes come from anywhere: nothing they name is fetched, and an entry that is no story is the reason why.
"""

import hashlib
import io
import json
import logging
import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin

import feedparser
import nh3

from articles.copy import BadCopy, Story, as_markup, compose
from articles.copy.fields import LONGEST

log = logging.getLogger(__name__)

ACCEPT = (
    "application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml;q=0.9,"
    "application/xml;q=0.8,text/xml;q=0.8,application/json;q=0.7,*/*;q=0.1"
)
MOST_ENTRIES = 500
LONGEST_LINK = 200
LONGEST_TOPIC = 100
LONGEST_NAME = 160
LONGEST_SUMMARY = 600  # characters; what is longer is no standfirst
RELATIVE = re.compile(r"""(<a\s[^>]{0,300}?href\s*=\s*["'])([^"'<>:]{1,500})(?=["'])""", re.IGNORECASE)
NO_FEED = "It is no RSS, Atom or JSON feed. Give the address of the feed itself."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what it is known by, a digest of all it says, and the story or why there is none."""

    guid: str
    digest: str
    story: Story | BadCopy


@dataclass(frozen=True, slots=True)
class Document:
    """A feed as it stood there: its title, and its first entries in their order, each guid once."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(slots=True)
class _Found:
    """An entry in whatever format, before it is a story. `body` and `summary` are markup."""

    guid: str = ""
    link: str = ""
    title: str = ""
    body: str = ""
    summary: str = ""
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)


def read_feed(data: bytes, *, url: str, content_type: str = "") -> Document:
    """The feed in the bytes that came from an address. Raises BadCopy where there is none."""
    title, found = _json_feed(data, url) if data.lstrip()[:1] == b"{" else _xml_feed(data, url, content_type)
    entries: dict[str, Entry] = {}
    for each in found:
        entry = _entry(each, title)
        entries.setdefault(entry.guid, entry)
    return Document(title[:LONGEST_NAME], tuple(entries.values()))


def _xml_feed(data: bytes, url: str, content_type: str) -> tuple[str, list[_Found]]:
    # As a file: given bytes, the library would look whether they are the name of one, or an address. And
    # without saying where it came from: a guid that is no address would follow the feed when it moves.
    headers = {"content-type": content_type}
    try:
        parsed = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
        found = [_of_xml(entry, url) for entry in parsed.entries[:MOST_ENTRIES]]
    except Exception as error:  # whatever the library makes of a damaged document
        log.warning("The feed %s could not be parsed.", url, exc_info=True)
        raise BadCopy(f"It is damaged. {NO_FEED}") from error
    if not parsed.get("version") and not found:
        raise BadCopy(NO_FEED)
    return _line(str(parsed.feed.get("title", ""))), found


def _of_xml(entry: Any, url: str) -> _Found:
    contents = [each for each in entry.get("content", []) if each.get("value")]
    summary = _marked_up(entry.get("summary_detail") or {"value": entry.get("summary", "")})
    return _Found(
        guid=str(entry.get("id", "")),
        link=_absolute(str(entry.get("link", "")), url),
        title=_line(str(entry.get("title", ""))),
        body=_with_absolute_links(_marked_up(contents[0]) if contents else summary, url),
        summary=summary if contents else "",
        authors=[_name(str(each.get("name", ""))) for each in entry.get("authors", [])],
        topics=[each.get("label") or each.get("term") or "" for each in entry.get("tags", [])],
    )


def _marked_up(detail: Any) -> str:
    value = str(detail.get("value") or "")
    return as_markup(value) if detail.get("type") == "text/plain" else value


def _json_feed(data: bytes, url: str) -> tuple[str, list[_Found]]:
    try:
        feed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadCopy(NO_FEED) from error
    items = feed.get("items")
    if not str(feed.get("version", "")).startswith("https://jsonfeed.org/version/") or not isinstance(
        items, list
    ):
        raise BadCopy(NO_FEED)
    found = [_of_json(item, url) for item in items[:MOST_ENTRIES] if isinstance(item, dict)]
    return _line(_str(feed.get("title"))), found


def _of_json(item: dict[str, Any], url: str) -> _Found:
    html, text, link = _str(item.get("content_html")), _str(item.get("content_text")), _str(item.get("url"))
    summary = _str(item.get("summary"))
    authors = [each for each in (*_list(item.get("authors")), item.get("author")) if isinstance(each, dict)]
    return _Found(
        guid=_str(item.get("id")),
        link=_absolute(link, url),
        title=_line(_str(item.get("title"))),
        body=_with_absolute_links(html, url) or _paragraphs(text),
        summary=as_markup(summary) if summary else "",
        authors=[_str(each.get("name")) for each in authors],
        topics=[_str(each) for each in _list(item.get("tags"))],
    )


def _str(value: Any) -> str:
    if isinstance(value, int | float):
        return str(value)
    return _clean(value) if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _name(author: str) -> str:
    """Without the mail address that RSS has before it."""
    found = re.search(r"\(([^()]+)\)?$", author)
    return found[1] if found else author


def _absolute(link: str, url: str) -> str:
    try:
        return urljoin(url, link) if link else ""
    except ValueError:  # such as a bracket in the host
        return ""


def _with_absolute_links(markup: str, url: str) -> str:
    return RELATIVE.sub(lambda found: found[1] + escape(_absolute(unescape(found[2]), url)), markup)


def _paragraphs(text: str) -> str:
    return "".join(as_markup(part) for part in re.split(r"\n\s*\n", text) if part.strip())


def _entry(found: _Found, feed_title: str) -> Entry:
    said = json.dumps([getattr(found, name) for name in _Found.__slots__], ensure_ascii=True)
    guid = _clean(found.guid or found.link)
    known_by = guid if len(guid) <= 100 else f"sha256:{_digest(guid)}"
    try:
        story: Story | BadCopy = _story(found, known_by, feed_title)
    except BadCopy as error:
        story = BadCopy(str(error), source_id=known_by)
    return Entry(known_by or f"sha256:{_digest(said)}", _digest(said), story)


def _story(found: _Found, known_by: str, feed_title: str) -> Story:
    if not known_by:
        raise BadCopy("has neither a guid nor a link, so it could not be known again.")
    if not found.title:
        raise BadCopy("has no title.")
    if not _line(found.body):
        raise BadCopy("has a title but no text. Its feed only links to its pages.")
    link = _clean(found.link)
    return compose(
        {
            "headline": found.title[: LONGEST["headline"]],
            "standfirst": _standfirst(found),
            "bylines": [
                name for each in found.authors if (name := _line(each)) and len(name) <= LONGEST_NAME
            ],
            "topics": [name for each in found.topics if (name := _line(each)) and len(name) <= LONGEST_TOPIC],
            "source": feed_title[: LONGEST["source"]],
            "source_id": known_by,
            "source_url": link
            if re.fullmatch(r"https?://\S{3,}", link) and len(link) <= LONGEST_LINK
            else "",
        },
        found.body,
    )


def _standfirst(found: _Found) -> str:
    """The summary, where it is short and says something else than the text begins with."""
    words = _line(found.summary).rstrip(" .…[]")
    is_one = 0 < len(words) <= LONGEST_SUMMARY and not _line(found.body).startswith(words[:80])
    return found.summary if is_one else ""


def _line(markup: Any) -> str:
    """The words of markup, in one line."""
    return (
        _clean(" ".join(unescape(nh3.clean(markup, tags=set())).split())) if isinstance(markup, str) else ""
    )


def _clean(words: str) -> str:
    """Without what no database keeps."""
    return words.strip().replace("\0", "").encode("utf-8", "ignore").decode()


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
