"""Merge a text that was kept aside into the story as it stands now.

What comes of it becomes the newest state, as a draft, and the draft is settled: the revision has both as
its parents. Publication and schedule stay as they are; restoring the revision before undoes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from wagtail.models import Revision

from accounts.models import User
from articles.actions import freeze_pending
from articles.content import editorial_content
from articles.drafts import settle_draft
from articles.merging import Choice, Plan, Undecided, weave
from articles.models import ArticlePage, ArticleRevision, Draft, DraftSettled
from articles.restoring import fill, without_missing
from articles.saving import saving_as
from articles.versions import StaleVersion, newest_of, token_of_content, wait_for_turn

Content = dict[str, Any]


@dataclass(frozen=True)
class Merge:
    """A draft beside the newest state of its story. `began_from` names that state."""

    draft: Draft
    article: ArticlePage
    newest: Revision
    began_from: str

    @cached_property
    def theirs(self) -> Content:
        """What the story says now."""
        return editorial_content(self.newest.content)

    @cached_property
    def plan(self) -> Plan:
        """What merges by itself, and what must be chosen."""
        return weave(self.draft.base.data if self.draft.base else {}, self.theirs, self.draft.data)

    @cached_property
    def says_nothing_new(self) -> bool:
        """Whether the story says already all that the draft does."""
        return not self.plan.conflicts and self.plan.settle({}) == self.theirs

    def result(self, choices: Mapping[str, Choice]) -> tuple[Content, list[str]]:
        """The merged content, without what was deleted meanwhile, and that in words. Raises Undecided."""
        return without_missing(self.article, self.plan.settle(choices), self.theirs)


def begin_merge(draft: Draft) -> Merge:
    """The draft beside its story as it stands now. Raises ValidationError where the story is gone."""
    article = ArticlePage.objects.filter(pk=draft.article_id).first()
    newest = newest_of(draft.article_id)
    if article is None or newest is None:
        raise ValidationError("This story was deleted. The text can be read, but not merged.")
    return Merge(draft, article, newest, token_of_content(newest.content))


def why_not(draft: Draft, article: ArticlePage, user: User) -> str:
    """In words, why somebody may not merge a draft now; "" where they may."""
    rights = article.permissions_for_user(user)
    if not rights.can_edit():
        return "You may not edit this story, so you may not merge anything into it. Ask its desk."
    if rights.page_locked():
        return "This story is locked, or waits for its hour. Unlock it, or cancel the schedule, first."
    if settled := draft.settled:
        who = settled.by.display_name if settled.by else "somebody"
        return f"This text was {settled.get_how_display()} already, by {who}."
    return ""


@transaction.atomic
def merge_draft(
    draft: Draft, choices: Mapping[str, Choice], *, by: User, began_from: str
) -> tuple[ArticleRevision, list[str]]:
    """Save what `choices` make of a draft and its story; returns the revision, and what had to be left out.

    `began_from` is the state that `by` was shown: StaleVersion is raised where another is newest by now.
    Raises Undecided for conflicts without a choice, PermissionDenied for whoever may not edit the story,
    and ValidationError, naming the field, for a text that cannot be saved. Whatever is raised, nothing is
    written. Where the story says all of it already, the draft is settled and nothing else is saved.
    """
    wait_for_turn(draft.article_id)
    freeze_pending(draft.article_id)
    vars(draft).pop("settled", None)  # what was read before our turn
    merge = begin_merge(draft)
    if objection := why_not(draft, merge.article, by):
        raise (ValidationError if draft.settled else PermissionDenied)(objection)
    if merge.began_from != began_from:
        raise StaleVersion(draft.article_id, began_from, merge.newest)
    content, left_out = merge.result(choices)
    if content != merge.theirs:
        _save(merge, content, by)
    revision = ArticleRevision.objects.latest_of(draft.article_id)
    settle_draft(draft, DraftSettled.How.MERGED, by=by, revision=revision)
    assert revision is not None  # noqa: S101 (what is newest was frozen in this transaction)
    return revision, left_out


def _save(merge: Merge, content: Content, by: User) -> None:
    working_copy = merge.article.get_latest_revision_as_object()
    fill(working_copy, content)
    working_copy.full_clean()
    with saving_as(ArticleRevision.Kind.MERGE, merged=merge.draft):
        working_copy.save_revision(user=by, log_action=True)


__all__ = ["Merge", "Undecided", "begin_merge", "merge_draft", "why_not"]
