"""IPTC ninjs 3.1: one news object in JSON. Members that no story of ours has are passed over.

`uri` is the id at the source, `located` the dateline, subjects are topics; `embargoedUntil` holds. What its
agency withheld or cancelled, and what is no text, is refused.
"""

import json
import re
from collections.abc import Iterable
from html import unescape
from typing import Any

import nh3

from articles.copy import BadCopy, Story, as_markup, compose
from wires.formats import releasing

DEEPEST = 40  # objects and arrays inside one another
LONGEST_NUMBER = 100  # digits
TEXTS = ("", "text", "composite", "article")
MARKUP = re.compile(r"\s*<[a-z!?]", re.IGNORECASE)
UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
MAIN = ("main", "")  # roles of what is meant for readers, before those of any other


def read(data: bytes) -> list[Story | BadCopy]:
    """The one story of a news object. Raises BadCopy."""
    item = _parsed(data)
    if not isinstance(item, dict):
        raise BadCopy("is JSON, but no ninjs object {…}. Send one object for each story.")
    if not _words(item, "uri"):
        raise BadCopy("has no uri, so it could not be known again. Give it the id that it has at its source.")
    if _words(item, "type") not in TEXTS:
        raise BadCopy(f"is of type {_words(item, 'type')[:40]}, not text. Send stories only.")
    if _words(item, "representationType") == "partial":
        raise BadCopy("is only part of its item (representationType partial). Send the whole item.")
    releasing.require_usable(_words(item, "pubStatus"))
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
    return [compose(stated, body["value"], is_markup=_is_markup(body))]


def _parsed(data: bytes) -> Any:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadCopy(f"is not UTF-8: byte {error.start:,} cannot be read. Send JSON as UTF-8.") from error
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_integer)
    except RecursionError:
        raise BadCopy(f"has JSON of more than {DEEPEST} levels. Send it flatter.") from None
    except ValueError as error:
        raise BadCopy(f"is no JSON that can be used: {str(error)[:200]}. Correct it.") from error
    _check(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a member is given twice in one object")
    return made


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON")


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"a number has {len(digits):,} digits")
    return int(digits)


def _check(value: Any) -> None:
    """Raise BadCopy for words that no database keeps, and for more levels than DEEPEST."""
    level: list[Any] = [value]
    for _ in range(DEEPEST + 1):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, str) and UNKEEPABLE.search(each):
                raise BadCopy(
                    "has U+0000 or half a surrogate pair in its words. Leave it out, or send both halves."
                )
            if isinstance(each, dict):
                inner += [*each, *each.values()]
            elif isinstance(each, list):
                inner += each
        if not inner:
            return
        level = inner
    raise BadCopy(f"has JSON of more than {DEEPEST} levels. Send it flatter.")


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
