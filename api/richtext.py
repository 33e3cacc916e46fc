"""Stored rich text made fit for other programs: links to pages and documents become addresses.

A link to a page that readers may not see loses its address, so that nobody learns of a draft by it.
Draft.js keys stay: selectors name paragraphs by them.
"""

import re
from collections.abc import Iterator
from typing import Any

from rest_framework.request import Request
from wagtail.documents import get_document_model

from api.references import page_address
from articles.models.embargo import pages_for_readers

ANCHOR = re.compile(r"<a\b[^>]*>")
INTERNAL = re.compile(r'\blinktype="(page|document)"')
ID = re.compile(r'\bid="(\d{1,18})"')


def with_addresses(content: Any, request: Request) -> Any:
    """A content's values with its internal links resolved, a copy if it has any. Two queries at most."""
    wanted: dict[str, set[int]] = {"page": set(), "document": set()}
    tags = [tag for text in _strings(content) if "<a" in text for tag in ANCHOR.findall(text)]
    if not any(INTERNAL.search(tag) for tag in tags):
        return content
    for tag in tags:
        if target := _target(tag):
            wanted[target[0]].add(target[1])
    addresses: dict[tuple[str, int], str] = {}
    if wanted["page"]:
        for page in pages_for_readers().filter(pk__in=wanted["page"]):
            if where := page_address(request, page):
                addresses["page", page.pk] = where
    if wanted["document"]:
        for document in get_document_model().objects.filter(pk__in=wanted["document"]):
            addresses["document", document.pk] = request.build_absolute_uri(document.url)
    return _rewritten(content, addresses)


def as_stored(sent: Any, base: Any, request: Request) -> Any:
    """What was sent, with the addresses that `with_addresses` made of `base` as internal links again."""
    stored = sorted({tag for text in _strings(base) for tag in ANCHOR.findall(text) if _target(tag)})
    shown = with_addresses(stored, request)
    back = {seen: tag for seen, tag in zip(shown, stored, strict=True) if shown.count(seen) == 1}
    return _replaced(sent, back) if back else sent


def _replaced(value: Any, back: dict[str, str]) -> Any:
    if isinstance(value, str):
        return ANCHOR.sub(lambda match: back.get(match[0], match[0]), value)
    if isinstance(value, dict):
        return {key: _replaced(inner, back) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, back) for inner in value]
    return value


def _target(tag: str) -> tuple[str, int] | None:
    kind, number = INTERNAL.search(tag), ID.search(tag)
    return (kind[1], int(number[1])) if kind and number else None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _rewritten(value: Any, addresses: dict[tuple[str, int], str]) -> Any:
    if isinstance(value, str):
        return ANCHOR.sub(lambda match: _tag(match[0], addresses), value)
    if isinstance(value, dict):
        return {key: _rewritten(inner, addresses) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rewritten(inner, addresses) for inner in value]
    return value


def _tag(tag: str, addresses: dict[tuple[str, int], str]) -> str:
    if not INTERNAL.search(tag):
        return tag
    target = _target(tag)
    return f'<a href="{addresses[target]}">' if target in addresses else "<a>"
