"""Name and annotate a revision after the fact."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from articles.actions import wait_for_turn
from articles.models import ArticlePage, ArticleRevision, RevisionLabel


@transaction.atomic
def label_revision(revision: ArticleRevision, *, name: str, note: str, by: User) -> RevisionLabel:
    """Say what a revision is, from now on; what was said before stays on file. Empty words take a name off.

    The same words again change nothing: the label that says them is returned. Raises PermissionDenied for
    whoever may not edit the article; ValidationError naming the field for words that cannot be.
    """
    article = ArticlePage.objects.defer_streamfields().filter(pk=revision.article_id).first()
    if article is None:
        raise ValidationError("The article was deleted. Its history stays as it is.")
    if not article.permissions_for_user(by).can_edit():
        raise PermissionDenied(
            "You may not edit this article, so you may not name its revisions. Ask its desk."
        )
    wait_for_turn(article.pk)
    before = revision.labels.newest_first().first()
    said = (before.name, before.note) if before else (revision.name, revision.note)
    name, note = " ".join(name.split()), note.strip()
    if said == (name, note):
        if before:
            return before
        raise ValidationError({"name": "Give it a name or a note: it has neither yet, and none was written."})
    label = RevisionLabel(revision=revision, name=name, note=note, at=timezone.now(), by=by)
    label.hash = label.compute_hash(revision.hash, before.hash if before else "")
    label.full_clean(exclude=["revision"])
    label.save(force_insert=True)
    return label
