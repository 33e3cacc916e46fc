"""Is the history what it was? Walks the hash chains of articles."""

from collections.abc import Iterator
from dataclasses import dataclass

from articles import guard
from articles.content import canonical, sha256
from articles.models import ArticleRevision, Draft


@dataclass(frozen=True, slots=True)
class Break:
    """The first link of an article's chain that does not hold, and why."""

    article_id: int
    number: int
    reason: str


def verify(article_id: int | None = None) -> Iterator[ArticleRevision | Break]:
    """Walk one article's chain, or all, oldest revision first, in bounded memory.

    Yields every revision that holds and, for a broken chain, one Break at its first bad link; the
    rest of that article is passed over.
    """
    revisions = ArticleRevision.objects.order_by("article_id", "number").select_related("merged__base")
    if article_id is not None:
        revisions = revisions.filter(article_id=article_id)
    previous: ArticleRevision | None = None
    broken: int | None = None
    for revision in revisions.iterator(chunk_size=500):
        if revision.article_id == broken:
            continue
        if previous is not None and previous.article_id != revision.article_id:
            previous = None
        reason = _fault(revision, previous)
        if reason:
            broken = revision.article_id
            yield Break(revision.article_id, revision.number, reason)
            continue
        previous = revision
        yield revision


def altered_drafts(article_id: int | None = None) -> Iterator[Draft]:
    """The drafts of one article, or of all, that do not say any more what was kept; in bounded memory."""
    drafts = Draft.objects.order_by("pk").select_related("base").defer("base__content")
    if article_id is not None:
        drafts = drafts.of(article_id)
    return (draft for draft in drafts.iterator(chunk_size=500) if not _holds(draft))


def _holds(draft: Draft) -> bool:
    is_same = sha256(draft.content.encode()) == draft.content_digest
    return is_same and draft.text.digest == draft.text_digest and draft.compute_hash() == draft.hash


def _fault(revision: ArticleRevision, previous: ArticleRevision | None) -> str:
    expected = previous.number + 1 if previous else 1
    if revision.number != expected:
        return f"revision {expected} is missing"
    if revision.previous_hash != (previous.hash if previous else ""):
        return "it does not follow from the revision before"
    if sha256(revision.content.encode()) != revision.content_digest:
        return "its content was altered"
    try:
        if canonical(revision.data) != revision.content.encode():
            return "its content is not canonical"
    except ValueError as error:
        return f"its content cannot be read: {error}"
    if revision.text.digest != revision.text_digest:
        return "its text does not match its digest"
    if revision.merged and not _holds(revision.merged):
        return "the draft that was merged into it was altered"
    if revision.compute_hash() != revision.hash:
        return "its record (number, kind, author, time, name or note) was altered"
    return ""


def unguarded_tables() -> list[str]:
    """Append-only tables on which the database would not refuse a change right now."""
    return [table for table in guard.protected_tables() if not guard.is_installed(table)]
