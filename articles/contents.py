"""What revisions say, parsed once in a process: a content never changes, and its digest names it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from cachetools import LRUCache

from articles.frontmatter import front_matters, front_of
from articles.models import ArticleRevision
from articles.text import project

LARGEST = 32 * 2**20  # characters of JSON that are kept in a process, of either kind


@dataclass(frozen=True, slots=True)
class Parsed:
    """A content and its plain text. Nobody may change what is in it: it is everybody's."""

    data: dict[str, Any]
    plain: str
    size: int  # characters of its JSON


_lock = Lock()
_whole: LRUCache[str, Parsed] = LRUCache(LARGEST, getsizeof=lambda parsed: parsed.size)
_fronts: LRUCache[str, tuple[dict[str, Any], int]] = LRUCache(LARGEST, getsizeof=lambda kept: kept[1])


def content_of(revision_id: int, digest: str) -> Parsed:
    """The content of a revision, whose `content_digest` this is. One query at most."""
    with _lock:
        if found := _whole.get(digest):
            return found
    text = ArticleRevision.objects.values_list("content", flat=True).get(pk=revision_id)
    data = json.loads(text) if text else {}
    parsed = Parsed(data, project(data).plain, len(text))
    if text:  # what was let go is not what the digest names
        _keep(_whole, digest, parsed)
    return parsed


def fronts_of(revisions: Iterable[tuple[int, str]]) -> dict[str, dict[str, Any]]:
    """Contents without their bodies by digest, for revisions as (id, `content_digest`). One query at most."""
    wanted = {digest: pk for pk, digest in revisions}
    with _lock:
        found = {digest: kept[0] for digest in wanted if (kept := _fronts.get(digest))}
    missing = {pk: digest for digest, pk in wanted.items() if digest not in found}
    for pk, revision in front_matters(missing).items() if missing else ():
        found[missing[pk]] = front = front_of(revision)
        if front:
            _keep(_fronts, missing[pk], (front, len(revision.front)))  # type: ignore[attr-defined]
    return found


def _keep(cache: LRUCache[str, Any], digest: str, value: Any) -> None:
    with _lock:
        if cache.getsizeof(value) <= cache.maxsize:
            cache[digest] = value
