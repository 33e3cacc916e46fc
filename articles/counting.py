"""How many words each revision added and removed, and which blocks it touched.

Counted once, at the first sight of a history, and kept as an index that can be thrown away.
"""

from collections.abc import Iterable

from django.db import transaction

from articles.content import canonical
from articles.diff import diff, summary
from articles.models import ArticleRevision, RevisionCount, TouchedBlock

FIELDS = ("title", "standfirst", "lead_image_caption")
NAMED = {"title": "headline"}  # as the plain text calls it
AT_ONCE = 50  # revisions whose contents are held in memory at a time


def uncounted(article_id: int) -> list[int]:
    """The numbers of the revisions of an article that are not counted yet, newest first."""
    missing = ArticleRevision.objects.of(article_id).filter(count=None).order_by("-number")
    return list(missing.values_list("number", flat=True))


def count_changes(article_id: int, numbers: Iterable[int] | None = None) -> None:
    """Count these revisions of an article, by default all that are not counted yet; may be called twice."""
    numbers = list(uncounted(article_id) if numbers is None else numbers)
    for start in range(0, len(numbers), AT_ONCE):
        _count(article_id, numbers[start : start + AT_ONCE])


def _count(article_id: int, numbers: list[int]) -> None:
    wanted = {*numbers, *(number - 1 for number in numbers)}
    found = {each.number: each for each in ArticleRevision.objects.of(article_id).filter(number__in=wanted)}
    counts, blocks = [], []
    for number in numbers:
        after, before = found[number], found.get(number - 1)
        added, removed = words_changed(before, after)
        counts.append(RevisionCount(revision=after, added=added, removed=removed))
        blocks += [
            TouchedBlock(revision=after, article_id=article_id, block=block[:64])
            for block in touched(before, after)
        ]
    with transaction.atomic():
        TouchedBlock.objects.bulk_create(blocks, ignore_conflicts=True)
        RevisionCount.objects.bulk_create(counts, ignore_conflicts=True)


def words_changed(before: ArticleRevision | None, after: ArticleRevision) -> tuple[int, int]:
    """How many words were added and removed; a text that is the same is not compared word by word."""
    if before is None:
        return after.word_count, 0
    if before.text_digest == after.text_digest:
        return 0, 0
    if before.is_let_go or after.is_let_go:  # as near as it can still be told
        more = after.word_count - before.word_count
        return max(more, 0), max(-more, 0)
    return summary(diff(before.text.segments, after.text.segments))


def touched(before: ArticleRevision | None, after: ArticleRevision) -> set[str]:
    """The blocks that are not what they were: changed in any way, added or taken out. Moving is no change."""
    if after.is_let_go or (before is not None and before.is_let_go):
        return set()
    old, new = _blocks(before), _blocks(after)
    return {block for block in old.keys() | new.keys() if old.get(block) != new.get(block)}


def _blocks(revision: ArticleRevision | None) -> dict[str, bytes]:
    if revision is None:
        return {}
    blocks = {
        NAMED.get(field, field): canonical({"value": revision.data[field]})
        for field in FIELDS
        if revision.data.get(field)
    }
    for block in revision.data.get("body") or []:
        blocks[block.get("id") or ""] = canonical({"type": block.get("type"), "value": block.get("value")})
    blocks.pop("", None)  # what no editor has opened yet has no id to be followed by
    return blocks
