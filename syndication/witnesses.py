"""What is written down while it happens. Called within the transactions of other rooms (`apps.py`)."""

from collections.abc import Sequence

from articles.models import ArticlePage, ArticleRevision, Correction, Kill, Publication
from syndication import recording
from syndication.models import Kind

LONGEST_NOTICE = 5_000  # characters: webhooks are to stay small


def saved(keys: Sequence[str]) -> None:
    """Revisions were frozen. Nobody looks at a story while it is imported."""
    revisions = ArticleRevision.objects.filter(pk__in=keys).exclude(kind=ArticleRevision.Kind.IMPORT)
    for article_id, number in revisions.values_list("article_id", "number"):
        recording.record(Kind.ARTICLE_SAVED, [article_id], revision=number)


def published(keys: Sequence[str]) -> None:
    """Readers were shown revisions."""
    for publication in Publication.objects.filter(pk__in=keys).values("article_id", "revision__number"):
        recording.settle_article(
            publication["article_id"], Kind.ARTICLE_UPDATED, revision=publication["revision__number"]
        )


def unpublished(keys: Sequence[str]) -> None:
    """Stories were taken from readers; of a kill there is news of its own."""
    for article_id in map(int, keys):
        if Kill.objects.standing().of(article_id).exists():
            continue
        expired = ArticlePage.objects.filter(pk=article_id, expired=True).exists()
        gone = Kind.ARTICLE_EXPIRED if expired else Kind.ARTICLE_UNPUBLISHED
        recording.settle_article(article_id, gone=gone)


def killed(keys: Sequence[str]) -> None:
    """Stories were withdrawn everywhere; what readers find instead goes with the news."""
    for article_id, notice in Kill.objects.filter(pk__in=keys).values_list("article_id", "notice"):
        recording.settle_article(article_id, gone=Kind.ARTICLE_KILLED, notice=notice[:LONGEST_NOTICE])


def deleted(keys: Sequence[str]) -> None:
    """The pages of stories are gone."""
    for article_id in map(int, keys):
        recording.settle_article(article_id)


def corrected(keys: Sequence[str]) -> None:
    """Readers were told what was wrong."""
    for pk, article_id in Correction.objects.filter(pk__in=keys).values_list("pk", "article_id"):
        recording.settle_article(article_id, Kind.ARTICLE_CORRECTED, correction=pk)


def claims_proposed(keys: Sequence[str]) -> None:
    """The machine put claims into the queue."""
    recording.record(Kind.CLAIM_PROPOSED, map(int, keys))


def claims_changed(keys: Sequence[str]) -> None:
    """Something was done with claims, or with what readers see of them."""
    recording.record(Kind.CLAIM_MOVED, map(int, keys))
    for claim_id in map(int, keys):
        recording.settle_claim(claim_id)


def entities_decided(keys: Sequence[str]) -> None:
    """Editors decided on entities."""
    for entity_id in map(int, keys):
        recording.settle_entity(entity_id)


def entities_merged(keys: Sequence[str]) -> None:
    """Entities went into others."""
    for entity_id in map(int, keys):
        recording.merged_entity(entity_id)
