"""Keep the text of whoever was slower, and say what became of it. Doors call these when a save is refused."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from articles.actions import freeze_pending
from articles.content import canonical, sha256
from articles.events import DRAFT_KEPT
from articles.models import ArticlePage, ArticleRevision, Draft, DraftSettled
from articles.text import project
from articles.versions import wait_for_turn, words_named
from outbox.models import OutboxEvent

How = DraftSettled.How


@transaction.atomic
def keep_draft(
    article_id: int,
    content: dict[str, Any],
    *,
    by: User | None,
    began_from: str,
    door: str,
    reason: str = Draft.Reason.STALE,
    form: str = "",
) -> Draft | None:
    """Keep a text (an `editorial_content`) that was not saved, and tell its author's desk of it.

    None where there is nothing to keep: the story, or what it was begun from, says the same. The same
    text again is kept once while it is open. A later text from the same `form`, and a later import, take
    the place of the one before, which stays on file.
    """
    wait_for_turn(article_id)
    freeze_pending(article_id)  # what was only autosaved is the base, or theirs
    encoded = canonical(content)
    digest = sha256(encoded)
    newest = ArticleRevision.objects.tip_of(article_id)
    if digest == words_named(began_from) or (newest and newest.content_digest == digest):
        return None
    history = ArticleRevision.objects.of(article_id).defer("content")
    base = history.filter(content_digest=words_named(began_from)).last()
    earlier = Draft.objects.of(article_id).filter(created_by=by).open().defer("content")
    if same := earlier.filter(base=base, content_digest=digest).first():
        return same
    text = project(content)
    draft = Draft(
        article_id=article_id,
        base=base,
        content=encoded.decode(),
        content_digest=digest,
        text_digest=text.digest,
        word_count=len(text.plain.split()),
        created_at=timezone.now(),
        created_by=by,
        reason=reason,
        door=door,
        form=form,
    )
    draft.hash = draft.compute_hash()
    draft.save(force_insert=True)
    if form or door == Draft.Door.IMPORT:
        for followed in earlier.filter(form=form, **({} if form else {"door": door})).exclude(pk=draft.pk):
            _settle(followed, How.SUPERSEDED, by)
    OutboxEvent.objects.record_new(DRAFT_KEPT, [draft.pk])
    return draft


@transaction.atomic
def settle_draft(
    draft: Draft, how: str, *, by: User, revision: ArticleRevision | None = None
) -> DraftSettled:
    """Put on file that a draft was merged (into `revision`) or dropped; its text stays readable.

    Raises PermissionDenied for whoever neither wrote it nor may edit the story, ValidationError where
    somebody has settled it already.
    """
    wait_for_turn(draft.article_id)
    require_right(draft, by)
    vars(draft).pop("settled", None)  # what was read before our turn
    if draft.settled:
        who = draft.settled.by.display_name if draft.settled.by else "Somebody"
        raise ValidationError(f"This text was {draft.settled.get_how_display()} already, by {who}.")
    return _settle(draft, how, by, revision)


def drop_draft(draft: Draft, *, by: User) -> DraftSettled:
    """Say that a draft is not needed. `reopen_draft` takes that back. Raises as `settle_draft`."""
    return settle_draft(draft, How.DROPPED, by=by)


@transaction.atomic
def reopen_draft(draft: Draft, *, by: User) -> DraftSettled:
    """Take a dropped or superseded draft up again. Raises ValidationError for one that is open or merged."""
    wait_for_turn(draft.article_id)
    require_right(draft, by)
    vars(draft).pop("settled", None)  # what was read before our turn
    if draft.settled is None:
        raise ValidationError("This text is open already.")
    if draft.settled.how == How.MERGED:
        raise ValidationError("This text is part of the story: restore an earlier revision instead.")
    return _settle(draft, How.REOPENED, by)


def may_handle(draft: Draft, user: User) -> bool:
    """Whether a user may see a draft, merge and drop it: its author, and whoever may edit the story."""
    if draft.created_by_id == user.pk:
        return True
    article = ArticlePage.objects.defer_streamfields().filter(pk=draft.article_id).first()
    return bool(article and article.permissions_for_user(user).can_edit())


def require_right(draft: Draft, user: User) -> None:
    """Raise PermissionDenied unless `may_handle`."""
    if not may_handle(draft, user):
        raise PermissionDenied(
            "You may not edit this story, and the text is not yours. Ask the story’s desk."
        )


def _settle(draft: Draft, how: str, by: User | None, revision: ArticleRevision | None = None) -> DraftSettled:
    settled = DraftSettled.objects.create(draft=draft, how=how, at=timezone.now(), by=by, revision=revision)
    vars(draft).pop("settled", None)
    return settled
