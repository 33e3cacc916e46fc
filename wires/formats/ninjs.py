"""IPTC ninjs 3.1: one news object in JSON. Members that no story of ours has are passed over.

`uri` is the id at the source, `located` the dateline, subjects are topics; `embargoedUntil` holds. What its
agency withheld or cancelled, and what is no text, is refused.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from typing import Any

import nh3

from articles.copy import BadCopy, Story, as_markup, compose
from articles.copy.strict import UnusableJSON, read_json
from wires.formats import releasing

TEXTS = ("", "text", "composite", "article")
MARKUP = re.compile(r"\s*<[a-z!?]", re.IGNORECASE)
MAIN = ("main", "")  # roles of what is meant for readers, before those of any other


def read(data: bytes) -> list[Story | BadCopy]:
    """The one story of a news object. Raises BadCopy."""
    item = _parsed(data)
    if not isinstance(item, dict):
        raise BadCopy("is JSON, but no ninjs object {…}. Send one object for each story.")
    if not _words(item, "uri"):
        raise BadCopy("has no uri, so it could not be known again. Give it the id that it has at its source.")
    try:
        return [_story(item)]
    except BadCopy as error:
        error.source_id = _words(item, "uri")[:255]
        raise


def _story(item: dict[str, Any]) -> Story:
    version = releasing.version(item.get("version"))
    releasing.require_usable(_words(item, "pubStatus"), version=version)
    if _words(item, "type") not in TEXTS:
        raise BadCopy(f"is of type {_words(item, 'type')[:40]}, not text. Send stories only.")
    if _words(item, "representationType") == "partial":
        raise BadCopy("is only part of its item (representationType partial). Send the whole item.")
    body = _best(item, "bodies", prefer_markup=True)
    if not body:
        raise BadCopy("has no words in its bodies. Send the text in bodies[].value.")
    headline = _plain(_best(item, "headlines")) or _words(item, "title") or _words(item, "slugline")
    if not headline:
        raise BadCopy("has no headline. Give it one in headlines[].value.")
    stated = {
        "headline": headline,
        "standfirst": _as_markup(_best(item, "descriptions", skip=("caption",))),
        "bylines": _words(item, "by"),
        "dateline": _words(item, "located"),
        "language": _words(item, "language"),
        "topics": _names(item, "subjects"),
        "genre": releasing.genre(_names(item, "genres")),
        "urgency": _urgency(item),
        "source": _words(item, "copyrightHolder") or next(iter(_names(item, "infoSources")), ""),
        "source_id": _words(item, "uri"),
        "embargoed_until": _words(item, "embargoedUntil"),
    }
    return replace(compose(stated, body["value"], is_markup=_is_markup(body)), version=version)


def _parsed(data: bytes) -> Any:
    try:
        return read_json(data.removeprefix(codecs.BOM_UTF8))
    except UnusableJSON as error:
        raise BadCopy(str(error)) from error


def _words(item: dict[str, Any], member: str) -> str:
    value = item.get(member)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadCopy(f"has {_kind(value)} in {member}, where words are expected.")
    return value.strip()


def _urgency(item: dict[str, Any]) -> str:
    value = item.get("urgency")
    return "" if value is None else str(value)[:20]


def _objects(item: dict[str, Any], member: str) -> list[dict[str, Any]]:
    value = item.get(member) or []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise BadCopy(f"has something else in {member} than a list of objects, as ninjs has it.")
    return value


def _names(item: dict[str, Any], member: str) -> list[str]:
    return [name for each in _objects(item, member) if (name := _words(each, "name"))]


def _best(
    item: dict[str, Any], member: str, *, skip: Iterable[str] = (), prefer_markup: bool = False
) -> dict[str, str]:
    """The text that is meant for readers: the one with markup if asked, else the main one, else the first."""
    texts = [
        {name: _words(each, name) for name in ("role", "contentType", "value")}
        for each in _objects(item, member)
    ]
    told = [each for each in texts if each["value"] and each["role"] not in skip]
    told.sort(key=lambda each: (prefer_markup and not _is_markup(each), each["role"].lower() not in MAIN))
    return told[0] if told else {}


def _is_markup(text: dict[str, str]) -> bool:
    kind = text["contentType"].lower()
    return "html" in kind or ("plain" not in kind and bool(MARKUP.match(text["value"])))


def _as_markup(text: dict[str, str]) -> str:
    if not text:
        return ""
    return text["value"] if _is_markup(text) else as_markup(text["value"])


def _plain(text: dict[str, str]) -> str:
    value = text.get("value", "")
    return unescape(nh3.clean(value, tags=set())) if "html" in text.get("contentType", "") else value


def _kind(value: Any) -> str:
    return {dict: "an object", list: "a list", bool: "true or false"}.get(type(value), "a number")
