"""Which comments a story has, and where their words stand now."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from wagtail.models import COMMENTS_RELATION_NAME, Comment, CommentReply

from articles.comments.following import follow_comments
from articles.comments.places import contentpath_of, position_of
from articles.models import ArticlePage, ArticleRevision, CommentAnchor, KeptComment
from articles.text import ArticleText
from articles.trails import place_of


@dataclass(frozen=True)
class Remark:
    """A comment with what is known of its words; `kept` is None where it is on a whole field or block."""

    comment: Comment
    kept: KeptComment | None
    text: ArticleText
    is_cut: bool  # the field or block that it is on is gone

    @property
    def is_open(self) -> bool:
        return self.comment.resolved_at is None

    @property
    def state(self) -> str:
        """What became of the words (`CommentAnchor.State`)."""
        if self.kept:
            return self.kept.anchor.state
        return CommentAnchor.State.DELETED if self.is_cut else CommentAnchor.State.EXACT

    @property
    def has_place(self) -> bool:
        """Whether the editor can show it beside its words."""
        return self.state not in CommentAnchor.LOST

    @property
    def last_seen(self) -> ArticleRevision | None:
        """The last revision that had the words, where the newest one has not."""
        runs = [anchor for anchor in self.kept.anchors.all() if anchor.is_found] if self.kept else []
        return max(runs, key=lambda anchor: anchor.pk).last if runs and not self.has_place else None

    @cached_property
    def replies(self) -> Sequence[CommentReply]:
        """Oldest first; prefetched."""
        return sorted(self.comment.replies.all(), key=lambda reply: reply.pk)

    @property
    def position(self) -> str:
        """In the editor's words; "" where it has no place, or is on a whole field."""
        return position_of(place_of(self.kept.anchor), self.text) if self.kept and self.has_place else ""

    @property
    def contentpath(self) -> str:
        """In the editor's words."""
        path = contentpath_of(place_of(self.kept.anchor), self.text) if self.kept and self.has_place else ""
        return path or self.comment.contentpath


def remarks_on(article_id: int) -> list[Remark]:
    """All comments of a story, oldest first; eight queries at most."""
    return remarks_of(article_id, list(with_people(article_id).order_by("pk")))


def with_people(article_id: int) -> QuerySet[Comment]:
    """The comments of a story with what `remarks_of` tells of them: who said, resolved and replied."""
    rows = Comment.objects.filter(page=article_id).defer("position")
    return rows.select_related("user", "resolved_by").prefetch_related("replies__user")


def remarks_of(article_id: int, comments: Sequence[Comment]) -> list[Remark]:
    """What is known of the words of some of a story's comments."""
    newest = ArticleRevision.objects.latest_of(article_id) if comments else None
    if newest is None:
        return []
    kept = {each.comment_id: each for each in follow_comments(article_id)}
    blocks = {block.get("id") for block in newest.data.get("body") or []}
    text = newest.text
    return [Remark(each, kept.get(each.pk), text, _is_cut(each.contentpath, blocks)) for each in comments]


def _is_cut(contentpath: str, blocks: set[str]) -> bool:
    field, _, inside = contentpath.partition(".")
    return field == "body" and bool(inside) and inside.partition(".")[0] not in blocks


def stand_on_words(page: ArticlePage) -> None:
    """Give a page that a form is to be filled from its open comments, where their words stand now.

    Those that have none are `is_lost`: the form does not show them, and its saves leave them alone.
    """
    comments = [each for each in getattr(page, COMMENTS_RELATION_NAME).all() if not each.resolved_at]
    setattr(page, COMMENTS_RELATION_NAME, comments)
    if not comments:
        return
    known = {remark.comment.pk: remark for remark in remarks_on(page.pk)}
    for comment in comments:
        remark = known.get(comment.pk)
        if remark is None or remark.kept is None:
            continue
        comment.is_lost = not remark.has_place
        comment.contentpath = remark.contentpath
        comment.position = remark.position or comment.position
