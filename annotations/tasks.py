"""Doorbells: each takes a key, calls an action and may ring twice."""

from annotations import actions
from articles.models import ArticleRevision, Publication


def read_revision(key: str) -> None:
    """Read a frozen revision."""
    if revision := ArticleRevision.objects.filter(pk=int(key)).first():
        actions.read_revision(revision)


def reread_revision(key: str) -> None:
    """Read a revision with the reader of today; nobody waits for it at a screen."""
    if revision := ArticleRevision.objects.filter(pk=int(key)).first():
        actions.read_revision(revision, queue="bulk")


def index_publication(key: str) -> None:
    """Readers see another revision now: have its mentions and attributions at hand."""
    if publication := Publication.objects.filter(pk=int(key)).select_related("revision").first():
        actions.read_revision(publication.revision)
