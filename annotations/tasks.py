"""Doorbells: each takes a key, calls an action and may ring twice."""

from annotations import actions, rereading, silent_edits
from articles.models import ArticleRevision, Publication
from entities.models import EntityAct


def read_revision(key: str) -> None:
    """Read a frozen revision."""
    if revision := ArticleRevision.objects.filter(pk=int(key)).first():
        actions.read_revision(revision)


def reread_revision(key: str) -> None:
    """Read a revision with the reader of today; nobody waits for it at a screen."""
    if revision := ArticleRevision.objects.filter(pk=int(key)).first():
        actions.read_revision(revision, queue="bulk")


def link_anew(key: str) -> None:
    """An entity lost names: see whom the texts that name it mean now."""
    if act := EntityAct.objects.filter(pk=int(key)).first():
        rereading.want_all_naming(act.entity_id)


def index_publication(key: str) -> None:
    """Readers see another revision now: have its mentions and attributions at hand."""
    if publication := Publication.objects.filter(pk=int(key)).select_related("revision").first():
        actions.read_revision(publication.revision)


def look_for_silent_edit(key: str) -> None:
    """A story was published: did it change facts without a correction?"""
    if publication := Publication.objects.filter(pk=int(key)).select_related("revision").first():
        silent_edits.look(publication)


def look_again_for_silent_edit(key: str) -> None:
    """A text was read: its names are known now."""
    if revision := ArticleRevision.objects.filter(pk=int(key)).first():
        silent_edits.look_again(revision)
