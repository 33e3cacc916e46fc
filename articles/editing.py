"""Begin an article, or change one, from outside the editor: some fields, begun from a state that is named.

`Changes` are members of an `editorial_content`; what is not named stays.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page

from accounts.models import User
from articles.actions import freeze_pending
from articles.content import editorial_content
from articles.drafts import keep_draft
from articles.models import ArticlePage, ArticleRevision, Draft, SectionPage
from articles.restoring import fill
from articles.saving import saving_as
from articles.versions import Beginning, beginning_from, newest_of, require_stated, wait_for_turn, words_named

Changes = dict[str, Any]


class StoryLocked(Exception):
    """The story is locked for this person, or waits for its hour; nothing was written."""


@transaction.atomic
def edit_article(article: ArticlePage, changes: Changes, *, by: User, began_from: str) -> ArticleRevision:
    """Save an article's newest state with some of its fields changed; returns the revision, a draft.

    Raises StaleVersion where `began_from` does not name the newest state, StoryLocked, PermissionDenied for
    whoever may not edit the article, and ValidationError naming the field for what cannot be. Nothing is
    written then; `keep_changes` keeps the text.
    """
    wait_for_turn(article.pk)
    article = ArticlePage.objects.get(pk=article.pk)
    newest = newest_of(article.pk)
    _require_right(article, by)
    require_stated(article.pk, Beginning(began_from), newest)
    freeze_pending(article.pk)
    working_copy = article.get_latest_revision_as_object()
    now = editorial_content(newest.content) if newest else {}
    fill(working_copy, {**now, **changes})
    working_copy.full_clean()
    if _stored(now, changes) != now:
        with beginning_from(began_from), saving_as(ArticleRevision.Kind.SAVE):
            working_copy.save_revision(user=by, log_action=True)
    revision = ArticleRevision.objects.latest_of(article)
    assert revision is not None  # noqa: S101 (what is newest was frozen in this transaction)
    return revision


@transaction.atomic
def begin_article(section: SectionPage, changes: Changes, *, by: User) -> ArticlePage:
    """Begin a story in a section with `changes` as its first state, a draft; `title` must be among them.

    Without a `slug` it gets one that is free. Raises PermissionDenied where `by` may not add stories, and
    ValidationError naming the field.
    """
    if not section.permissions_for_user(by).can_add_subpage():
        raise PermissionDenied("You may not begin stories in this section. Ask its desk editor.")
    section = SectionPage.objects.select_for_update().get(pk=section.pk)  # two may want one address
    slug = changes.get("slug") or free_slug(section, changes["title"])
    article = ArticlePage(live=False, owner=by)
    fill(article, {**_defaults(), **changes, "slug": slug})
    section.add_child(instance=article)
    article.save_revision(user=by, log_action=True)
    return article


def _defaults() -> Changes:
    fields = ("language", "genre", "urgency")
    return {name: ArticlePage._meta.get_field(name).get_default() for name in fields}


def free_slug(section: SectionPage, title: str) -> str:
    """An address for a title that no other page of the section has."""
    wanted = slugify(title)[:200] or "story"
    taken = set(Page.objects.child_of(section).filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbers = range(2, len(taken) + 3)
    return next(slug for slug in (wanted, *(f"{wanted}-{number}" for number in numbers)) if slug not in taken)


@transaction.atomic
def keep_changes(
    article: ArticlePage, changes: Changes, *, by: User, began_from: str, reason: str, door: str
) -> Draft | None:
    """Keep changes that were refused as the text that they would have made of what they began from.

    None where the story, or what they began from, says the same.
    """
    wait_for_turn(article.pk)
    freeze_pending(article.pk)
    content = _stored(base_of(article, began_from), changes)
    return keep_draft(article.pk, content, by=by, began_from=began_from, door=door, reason=reason)


def base_of(article: ArticlePage, began_from: str) -> dict[str, Any]:
    """The content that a token names; where no such state was kept, the newest."""
    history = ArticleRevision.objects.of(article)
    base = history.filter(content_digest=words_named(began_from)).last() or history.last()
    return base.data if base else {}


def _stored(content: dict[str, Any], changes: Changes) -> dict[str, Any]:
    changed = {**content, **changes}
    return {name: value for name, value in changed.items() if value not in (None, "")}


def _require_right(article: ArticlePage, by: User) -> None:
    if not article.permissions_for_user(by).can_edit():
        raise PermissionDenied("You may not edit this article. Ask its desk.")
    require_unlocked(article, by)


def require_unlocked(article: ArticlePage, by: User) -> None:
    """Raise StoryLocked where somebody else holds the story's lock, or it waits for its hour."""
    lock = article.get_lock()
    if lock and lock.for_user(by):
        who = article.locked_by.display_name if article.locked_by else "Somebody"
        is_held = article.locked and article.locked_by_id != by.pk
        raise StoryLocked(
            f"{who} has locked this story." if is_held else "This story is locked, or waits for its hour."
        )
