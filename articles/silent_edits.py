"""Ask the desk about an edit that changed facts without a word to readers, and keep what it answers."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from articles.alterations import Alteration
from articles.events import SILENT_EDIT_FOUND
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Correction,
    ProposedCorrection,
    SilentEdit,
    SilentEditAnswer,
)
from articles.text import project
from articles.versions import wait_for_turn
from outbox.models import OutboxEvent

Says = SilentEditAnswer.Says
SHORTEST_REASON = 3  # characters, where the answer is one of the writer's own


@transaction.atomic
def ask_about(
    before: ArticleRevision, after: ArticleRevision, found: Collection[Alteration], *, at: datetime
) -> SilentEdit | None:
    """Ask whether what changed between two published states wants a correction; once for the two.

    Nothing is asked where nothing changed, or a correction is about it already.
    """
    wait_for_turn(after.article_id)  # a correction may be on its way
    corrections = Correction.objects.filter(article_id=after.article_id)
    if not found or corrections.filter(Q(revision=before) | Q(after=after)).exists():
        return None
    edit, is_new = SilentEdit.objects.get_or_create(
        article_id=after.article_id,
        before=before,
        after=after,
        defaults={"changes": [each.as_dict() for each in found], "published_at": at},
    )
    if is_new:
        OutboxEvent.objects.record_new(SILENT_EDIT_FOUND, [edit.pk])
    return edit


@transaction.atomic
def answer_silent_edit(
    edit: SilentEdit, says: str, *, by: User, why: str = "", proposed: ProposedCorrection | None = None
) -> SilentEditAnswer:
    """Say of a silent edit that it is corrected (`proposed` says how) or why it needs no correction.

    Raises PermissionDenied for whoever may not edit the story, ValidationError naming the field.
    """
    article = ArticlePage.objects.filter(pk=edit.article_id).first()
    if article is not None and not article.permissions_for_user(by).can_edit():
        raise PermissionDenied("You may not edit this story. Ask its desk.")
    wait_for_turn(edit.article_id)
    if edit.answers.exists():
        raise ValidationError("It is answered already. Reload the page to see by whom.")
    if says not in Says.values:
        raise ValidationError({"says": "Choose one of the answers."})
    if says == Says.CORRECTION and proposed is None:
        raise ValidationError({"says": "Write the correction; that answers it."})
    if says == Says.OTHER and len(why.strip()) < SHORTEST_REASON:
        raise ValidationError({"why": "Say for which reason."})
    return SilentEditAnswer.objects.create(edit=edit, says=says, why=why.strip(), proposed=proposed, by=by)


def settle(proposed: ProposedCorrection, *, by: User) -> None:
    """A correction of a published state was published: that answers what was asked about that state."""
    asked = SilentEdit.objects.open().of(proposed.article_id).filter(before_id=proposed.revision_id)
    SilentEditAnswer.objects.bulk_create(
        SilentEditAnswer(edit=edit, says=Says.CORRECTION, proposed=proposed, by=by) for edit in asked
    )


def lines_of(content: dict[str, Any]) -> list[str]:
    """The paragraphs of an editorial content, and the figures of its tables, which its plain text has not."""
    return [*(segment.text for segment in project(content).segments), *_figures(content)]


def _figures(content: dict[str, Any]) -> Iterator[str]:
    for block in content.get("body") or []:
        value = block.get("value")
        if block.get("type") != "table" or not isinstance(value, dict):
            continue
        columns = value.get("columns") or []
        for row in value.get("rows") or []:
            cells = zip(columns, row.get("values") or [], strict=False)
            if figures := [str(cell) for column, cell in cells if column.get("type") != "text" and cell]:
                yield " | ".join(figures)
