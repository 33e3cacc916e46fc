"""Is the history what it was? Walks the hash chains of articles."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from articles import guard
from articles.content import canonical, sha256
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Draft,
    DroppedContent,
    RevisionLabel,
    SectionPage,
)
from articles.models.history import record_hash

CHUNK = 1000  # rows that are in memory at a time
STATED = (
    *("article_id", "number", "kind", "created_at", "created_by_id", "name", "note"),
    *("content_digest", "text_digest", "previous_hash"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A revision that holds."""

    article_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Break:
    """The first link of an article's chain that does not hold, and why."""

    article_id: int
    number: int
    reason: str


def all_revisions() -> QuerySet[ArticleRevision]:
    """Every revision there is, also of articles that are gone."""
    return ArticleRevision.objects.all()


def revisions_in(section: SectionPage) -> QuerySet[ArticleRevision]:
    """The revisions of the articles that stand in a section now."""
    pages = ArticlePage.objects.descendant_of(section).order_by().values("pk")
    return ArticleRevision.objects.filter(article_id__in=pages)


@contextmanager
def as_of_now() -> Iterator[None]:
    """Have all that is read in this block be of one moment, whoever writes meanwhile.

    On SQLite, where a transaction would keep writers out, only each single question is of one moment.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def verify(
    revisions: QuerySet[ArticleRevision] | None = None, *, thorough: bool = False
) -> Iterator[Link | Break]:
    """Walk the chains of whole articles, by default of all, oldest revision first, in bounded memory.

    Yields a Link for every revision that holds and, for a broken chain, one Break at its first bad link; the
    rest of that article is passed over. `thorough` also reads each content again: whether it is in canonical
    form, and whether its plain text, as it would be made today, is what was digested then.
    """
    wanted = all_revisions() if revisions is None else revisions
    rows = (
        wanted.order_by("article_id", "number")
        .annotate(
            draft_hash=F("merged__hash"),
            was_dropped=Exists(DroppedContent.objects.filter(revision=OuterRef("pk"))),
        )
        .values_list(*STATED, "content", "hash", "draft_hash", "was_dropped", "pk")
    )
    article, number, before = 0, 0, ""
    broken: int | None = None
    for row in rows.iterator(chunk_size=CHUNK):
        stated = dict(zip(STATED, row, strict=False))
        content, stored, draft_hash, was_dropped, pk = row[len(STATED) :]
        if stated["article_id"] == broken:
            continue
        if stated["article_id"] != article:
            article, number, before = stated["article_id"], 0, ""
        if was_dropped and not content:
            content = None  # what it said is told by its digest alone
        fault = _fault(stated, content, stored, draft_hash, expected=number + 1, before=before)
        if not fault and thorough and content is not None:
            fault = _unlike(ArticleRevision.objects.get(pk=pk))
        if fault:
            broken = article
            yield Break(article, stated["number"], fault)
            continue
        number, before = stated["number"], stored
        yield Link(article, number)


def _fault(
    stated: dict[str, Any],
    content: str | None,
    stored: str,
    draft_hash: str | None,
    *,
    expected: int,
    before: str,
) -> str:
    """What is wrong with one row, "" where it holds."""
    if stated["number"] != expected:
        return f"revision {expected} is missing"
    if stated["previous_hash"] != before:
        return "it does not follow from the revision before"
    if content is not None and sha256(content.encode()) != stated["content_digest"]:
        return "its content was altered"
    if record_hash(stated, draft_hash) != stored:
        return "its record (number, kind, author, time, name, note, text or parents) was altered"
    return ""


def _unlike(revision: ArticleRevision) -> str:
    try:
        if canonical(revision.data) != revision.content.encode():
            return "its content is not canonical"
    except ValueError as error:
        return f"its content cannot be read: {error}"
    return "" if revision.text.digest == revision.text_digest else "its text does not match its digest"


def altered_drafts(revisions: QuerySet[ArticleRevision] | None = None) -> Iterator[Draft]:
    """The drafts of these revisions' articles, or of all, that do not say any more what was kept."""
    drafts = Draft.objects.order_by("pk").select_related("base").defer("base__content")
    if revisions is not None:
        drafts = drafts.filter(article_id__in=revisions.order_by().values("article_id"))
    return (draft for draft in drafts.iterator(chunk_size=CHUNK) if not _holds(draft))


def _holds(draft: Draft) -> bool:
    return sha256(draft.content.encode()) == draft.content_digest and draft.compute_hash() == draft.hash


def altered_labels(revisions: QuerySet[ArticleRevision] | None = None) -> Iterator[RevisionLabel]:
    """The first label of each of these revisions, or of all, that is not what was said."""
    labels = RevisionLabel.objects.order_by("revision_id", "pk").select_related("revision")
    labels = labels.defer("revision__content")
    if revisions is not None:
        labels = labels.filter(revision__in=revisions.order_by().values("pk"))
    revision, before = 0, ""
    broken: int | None = None
    for label in labels.iterator(chunk_size=CHUNK):
        if label.revision_id != revision:
            revision, before = label.revision_id, ""
        if revision != broken and label.compute_hash(label.revision.hash, before) != label.hash:
            broken = revision
            yield label
        before = label.hash


def unguarded_tables() -> list[str]:
    """Append-only tables on which the database would not refuse a change right now."""
    return [table for table in guard.protected_tables() if not guard.is_installed(table)]
