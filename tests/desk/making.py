"""Claims and the like, made without reading any prose, for tests of pages that show them."""

from typing import Any

from anchoring import anchor
from articles.models import ArticlePage, ArticleRevision
from claims.following import appear
from claims.models import Claim
from outbox.models import OutboxEvent


def claim_in(article: ArticlePage, words: str, **fields: Any) -> Claim:
    """A claim that stands in the newest revision of `article` with these words."""
    revision = ArticleRevision.objects.latest_of(article)
    assert revision is not None
    start = revision.text.plain.index(words)
    claim = Claim.objects.create(statement=words, **fields)
    appear(claim, revision, anchor(revision.text.segments, start, start + len(words)))
    return claim


def give_up(handler: str, key: int, error: str = "Traceback\nMemoryError: no room") -> OutboxEvent:
    """The newest work of a handler about a key, given up after the last attempt."""
    event = OutboxEvent.objects.filter(handler=handler, key=str(key)).latest("pk")
    OutboxEvent.objects.filter(pk=event.pk).update(
        state="failed", attempts=5, last_error=error, finished_at=event.due_at
    )
    event.refresh_from_db()
    return event


def rewrite(article: ArticlePage, body: str, **fields: Any) -> ArticlePage:
    """Save another state of an article; returns it fresh from the database."""
    user = fields.pop("user", None)
    working_copy = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    working_copy.body = body
    for name, value in fields.items():
        setattr(working_copy, name, value)
    working_copy.save_revision(user=user)
    return ArticlePage.objects.get(pk=article.pk)
