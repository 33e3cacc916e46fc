"""Read XML that strangers sent: no document types, no entities, nothing fetched, bounded depth and size."""

import re
from collections.abc import Collection, Mapping
from html import escape
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from articles.copy import BadCopy

DEEPEST = 100  # elements inside one another
MOST_ELEMENTS = 50_000
CHUNK = 65_536
TAG = re.compile(r"[a-z][a-z0-9]*")
VOID = frozenset(("br", "hr", "img", "wbr", "col", "input", "source", "embed"))
NOTHING: Mapping[str, str] = MappingProxyType({})


class _Bounded(TreeBuilder):
    """Builds a tree until it is too deep or too large."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST:
            raise BadCopy(f"has XML nested more than {DEEPEST} deep. Send the story's text alone.")
        if self._count > MOST_ELEMENTS:
            raise BadCopy(f"has more than {MOST_ELEMENTS:,} XML elements. Send it in parts.")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def read_tree(data: bytes) -> Element:
    """The root of an XML document. Raises BadCopy, and nothing else, saying what is wrong and what to do."""
    parser = XMLParser(target=_Bounded(), forbid_dtd=True, encoding="utf-8" if _is_utf8(data) else None)
    try:
        for begin in range(0, len(data), CHUNK):  # so that what is too much is refused before all is read
            parser.feed(data[begin : begin + CHUNK])
        root: Element = parser.close()
    except BadCopy:
        raise
    except DefusedXmlException as error:
        raise BadCopy("has a document type or entities (<!DOCTYPE …>). Send it without them.") from error
    except ParseError as error:
        line, column = error.position
        raise BadCopy(
            f"is no well-formed XML (line {line:,}, column {column:,}: {_why(error)}). Correct it, in the"
            " encoding that its first line names (UTF-8 where it names none)."
        ) from error
    except (LookupError, ValueError) as error:
        raise BadCopy("names an encoding in its first line that we cannot read. Send it as UTF-8.") from error
    return root


def _is_utf8(data: bytes) -> bool:
    """Whether it can be nothing else, whatever its first line says: copy is recoded on its way."""
    if data.isascii() or b"\0" in data:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _why(error: ParseError) -> str:
    return str(error).partition(":")[0]


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, name: str) -> list[Element]:
    """The children of this name, in whatever namespace; none of no element."""
    return [] if element is None else [each for each in element if local(each) == name]


def child(element: Element | None, name: str) -> Element | None:
    """The first child of this name."""
    return next(iter(children(element, name)), None)


def words(element: Element | None) -> str:
    """All words inside, with single spaces."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def markup(
    element: Element | None, *, tags: Mapping[str, str] = NOTHING, dropped: Collection[str] = ()
) -> str:
    """What stands inside an element as HTML, yet to be sanitised. `tags` renames, `dropped` leaves out."""
    parts: list[str] = []
    if element is not None:
        _write_inside(element, parts, tags, dropped)
    return "".join(parts)


def _write_inside(
    element: Element, parts: list[str], tags: Mapping[str, str], dropped: Collection[str]
) -> None:
    parts.append(escape(element.text or ""))
    for inner in element:
        name = local(inner)
        if name not in dropped:
            _write(inner, tags.get(name, name), parts, tags, dropped)
        parts.append(escape(inner.tail or ""))


def _write(
    element: Element, tag: str, parts: list[str], tags: Mapping[str, str], dropped: Collection[str]
) -> None:
    if not TAG.fullmatch(tag):  # such as <object.title>: no element of HTML, only its words
        _write_inside(element, parts, tags, dropped)
        return
    href = element.get("href")
    parts.append(f'<{tag} href="{escape(href)}">' if href else f"<{tag}>")
    _write_inside(element, parts, tags, dropped)
    if tag not in VOID:
        parts.append(f"</{tag}>")
