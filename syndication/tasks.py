"""Doorbells: each takes a key, calls an action and may ring twice."""

from celery import shared_task

from annotations.index import indexed_revisions
from articles.models import Publication
from claims.following import follow_article
from syndication import delivering, notices, numbering, recording


def number_changes(key: str) -> None:
    """A change was committed: it and all that wait beside it get their numbers."""
    numbering.number_changes()


def claims_of_publication(key: str) -> None:
    """Readers see a story: tell of its claims, once it is known where they stand in its text."""
    for article_id in Publication.objects.filter(pk=int(key)).values_list("article_id", flat=True):
        follow_article(article_id)
        recording.settle_claims_of(article_id)


def claims_of_article(key: str) -> None:
    """Readers do not see a story any more: nor, perhaps, its claims."""
    recording.settle_claims_of(int(key))


def entities_of_revision(key: str) -> None:
    """A text was read: tell of whom readers meet in it."""
    recording.settle_entities_of(int(key))


def entities_of_article(key: str) -> None:
    """Readers see a story no more, or see it without its being read anew: tell of whom it names."""
    for revision_id in indexed_revisions(int(key)):
        recording.settle_entities_of(revision_id)


def deliver(key: str) -> None:
    """Something is to be sent to a webhook."""
    delivering.deliver_due(int(key))


def tell_of_disabling(key: str) -> None:
    """A webhook was switched off."""
    notices.tell_of_disabling(int(key))


@shared_task(name="syndication.ring_due", acks_late=False, expires=30)
def ring_due() -> None:
    """Have workers send what is due by now."""
    delivering.ring_due()


@shared_task(name="syndication.forget", acks_late=False, expires=3600)
def forget() -> None:
    """Let go of what is older than is kept."""
    numbering.forget_old_changes()
    delivering.forget_old_deliveries()
