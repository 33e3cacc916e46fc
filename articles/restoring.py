"""Bring back what an article once said: a whole revision, or one block of it.

What is restored becomes the newest state, as a draft: publication and schedule stay as they are, and what
was newest until then stays in history, where it can be restored in turn.
"""

import copy
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from taggit.models import Tag
from wagtail.images import get_image_model
from wagtail.models import Page

from accounts.models import User
from articles.actions import freeze_pending, wait_for_turn
from articles.content import FIELDS, editorial_content
from articles.models import ArticlePage, ArticleRevision, Byline, Contributor
from articles.saving import saving_as
from articles.versions import beginning_from, token_of_content

Content = dict[str, Any]
FIELD_OF = {  # pieces of text that stand in a field, by the name that the plain text gives them
    "headline": "title",
    "standfirst": "standfirst",
    "lead_image_caption": "lead_image_caption",
}


class NothingToRestore(ValidationError):
    """The newest state says the same already."""


class MovedOn(ValidationError):
    """Somebody saved while somebody else was asked whether to restore. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a restoration would make of the article as it stands now."""

    now: Content
    then: Content
    left_out: tuple[str, ...]  # what cannot come back, each in a phrase
    began_from: str  # the token (`articles.versions`) of the state that it replaces

    @property
    def changes_nothing(self) -> bool:
        """Whether the newest state says the same already."""
        return self.now == self.then


def plan(revision: ArticleRevision, *, block: str = "") -> Plan:
    """What restoring a revision, or one block of it, would come to now; four queries at most.

    Raises ValidationError where the article is gone or the revision has no such block.
    """
    article = _article_of(revision)
    if revision.is_let_go:
        raise ValidationError(
            f"The text of revision {revision.number} was let go: {revision.dropped.policy}."
        )
    newest = article.get_latest_revision()
    now = editorial_content(newest.content)
    wanted = _with_block(now, revision, block) if block else revision.data
    then, left_out = without_missing(article, wanted, now)
    return Plan(now, then, tuple(left_out), token_of_content(newest.content))


@transaction.atomic
def restore(
    revision: ArticleRevision, *, by: User, began_from: str, block: str = ""
) -> tuple[ArticleRevision, tuple[str, ...]]:
    """Make a revision, or one block of it, the newest state of its article again.

    `began_from` is the state that `by` was shown (`Plan.began_from`): MovedOn is raised where another is
    newest by now, NothingToRestore where nothing would change. Returns the new revision and what could not
    come back. Raises PermissionDenied for whoever may not edit the article as it stands; ValidationError
    for a text that cannot be saved, naming the field.
    """
    article = _article_of(revision)
    wait_for_turn(article.pk)
    _require_right(article, by)
    freeze_pending(article.pk)
    article = _article_of(revision)
    planned = plan(revision, block=block)
    if planned.began_from != began_from:
        raise MovedOn(
            "Somebody saved this story while you looked. Nothing was restored. See what would change now."
        )
    if planned.changes_nothing:
        raise NothingToRestore("The newest text says the same already. Nothing had to be restored.")
    working_copy = article.get_latest_revision_as_object()
    fill(working_copy, planned.then)
    what = "One block restored" if block else "Restored"
    note = f"{what} from revision {revision.number}"
    with beginning_from(began_from), saving_as(ArticleRevision.Kind.RESTORE, note=note):
        working_copy.save_revision(user=by, log_action="wagtail.revert")
    restored = ArticleRevision.objects.latest_of(article)
    assert restored is not None  # noqa: S101 (it was frozen in this transaction)
    return restored, planned.left_out


def fill(working_copy: ArticlePage, content: Content) -> None:
    """Have a working copy say what an editorial content says. All that the content names must exist."""
    for name in FIELDS:
        attribute = "lead_image_id" if name == "lead_image" else name
        field = ArticlePage._meta.get_field(name)
        empty = None if name == "lead_image" else field.get_default()
        setattr(working_copy, attribute, content.get(name, empty))
    working_copy.draft_title = working_copy.title
    working_copy.body = copy.deepcopy(content.get("body") or [])
    working_copy.bylines = [
        Byline(contributor_id=byline["contributor"], role=byline["role"], sort_order=order)
        for order, byline in enumerate(content.get("bylines") or [])
    ]
    working_copy.topics.set(list(Tag.objects.filter(pk__in=content.get("topics") or [])))


def _article_of(revision: ArticleRevision) -> ArticlePage:
    article = ArticlePage.objects.filter(pk=revision.article_id).first()
    if article is None or article.latest_revision_id is None:
        raise ValidationError("This article was deleted. Its revisions can be read, but not restored.")
    return article


def _require_right(article: ArticlePage, by: User) -> None:
    rights = article.permissions_for_user(by)
    if not rights.can_edit():
        raise PermissionDenied(
            "You may not edit this article, so you may not restore anything. Ask its desk."
        )
    if rights.page_locked():
        raise PermissionDenied(
            "This article is locked or waits for its hour to go out. Unlock it or cancel the schedule first."
        )


def _with_block(now: Content, revision: ArticleRevision, block: str) -> Content:
    """The newest content with one block as the revision had it."""
    if field := FIELD_OF.get(block):
        if not revision.data.get(field):
            raise ValidationError(f"Revision {revision.number} has no {block.replace('_', ' ')}.")
        return {**now, field: revision.data[field]}
    old = revision.data.get("body") or []
    place = next((n for n, each in enumerate(old) if block and each.get("id") == block), None)
    if place is None:
        raise ValidationError(f"Revision {revision.number} has no such block.")
    body = list(now.get("body") or [])
    known = {each.get("id"): n for n, each in enumerate(body)}
    if block in known:
        body[known[block]] = old[place]
        return {**now, "body": body}
    neighbours = (known[each["id"]] for each in reversed(old[:place]) if each.get("id") in known)
    after = next(neighbours, -1)
    return {**now, "body": [*body[: after + 1], old[place], *body[after + 1 :]]}


def without_missing(article: ArticlePage, content: Content, now: Content) -> tuple[Content, list[str]]:
    """The content without what was deleted meanwhile or is another story’s by now; and what that was."""
    kept = dict(content)
    left_out = _give_up_what_others_have(article, kept, now)
    kept["body"] = _body(content.get("body") or [], left_out)
    image = content.get("lead_image")
    if image and not get_image_model().objects.filter(pk=image).exists():
        del kept["lead_image"]
        left_out.append("the lead image, which was deleted")
    bylines, topics = content.get("bylines") or [], content.get("topics") or []
    people = Contributor.objects.in_bulk({byline["contributor"] for byline in bylines}) if bylines else {}
    kept["bylines"] = [byline for byline in bylines if byline["contributor"] in people]
    tags = Tag.objects.in_bulk({int(topic) for topic in topics if topic.isdigit()}) if topics else {}
    kept["topics"] = [topic for topic in topics if topic.isdigit() and int(topic) in tags]
    left_out += [
        f"{gone} {word}{'' if gone == 1 else 's'}, deleted meanwhile"
        for word, gone in (
            ("name of the byline", len(bylines) - len(kept["bylines"])),
            ("topic", len(topics) - len(kept["topics"])),
        )
        if gone
    ]
    return kept, left_out


def _give_up_what_others_have(article: ArticlePage, kept: Content, now: Content) -> list[str]:
    """Leave address and id at the source as they are now where another story has them by now."""
    left_out = []
    slug, source_id = kept.get("slug"), kept.get("source_id")
    if slug != now.get("slug") and not Page._slug_is_available(slug, article.get_parent(), article):
        kept["slug"] = now["slug"]
        left_out.append(f"the address “{slug}”, which is another story’s by now")
    others = ArticlePage.objects.filter(source_id=source_id).exclude(pk=article.pk)
    if source_id and source_id != now.get("source_id") and others.exists():
        kept.pop("source_id")
        if "source_id" in now:
            kept["source_id"] = now["source_id"]
        left_out.append("the id at the source, which is another story’s by now")
    return left_out


def _body(blocks: list[Content], left_out: list[str]) -> list[Content]:
    """The blocks that can stand in a story today; a picture that was deleted leaves with its caption."""
    known = ArticlePage._meta.get_field("body").stream_block.child_blocks
    wanted = {_image_of(each) for each in blocks} - {None}
    images = (
        set(get_image_model().objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    )
    kept = []
    for block in blocks:
        if block.get("type") not in known:
            left_out.append(f"a block of the kind “{block.get('type')}”, which stories do not have any more")
        elif block["type"] == "image" and _image_of(block) not in images:
            alt = (block.get("value") or {}).get("alt")
            left_out.append(f"a picture{f' (“{alt}”)' if alt else ''}, which was deleted")
        else:
            kept.append(block)
    return kept


def _image_of(block: Content) -> int | None:
    value = block.get("value")
    return value.get("image") if block.get("type") == "image" and isinstance(value, dict) else None
