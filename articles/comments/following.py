"""From a comment's first save on, its words are kept, and found again in every later revision.

What the editor says of a place is heard when a state is frozen (`heed`); the revisions after that are walked
when somebody asks, or when the news of it arrives (`follow_comments`).
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField
from wagtail.models import COMMENTS_RELATION_NAME, Comment, Revision

from anchoring import Anchor, State
from articles import trails
from articles.comments.places import contentpath_of, place_in
from articles.events import COMMENTS_LEFT_BEHIND
from articles.models import ArticleRevision, CommentAnchor, KeptComment
from articles.trails import Trail, run_from
from articles.versions import wait_for_turn
from outbox.models import OutboxEvent


def heed(revision: ArticleRevision, working_copy: Revision) -> None:
    """Take note of the comments in a working copy that is kept as `revision`; no query where it has none."""
    rows = {row["pk"]: row for row in working_copy.content.get(COMMENTS_RELATION_NAME) or [] if row.get("pk")}
    if not rows:
        return
    known = KeptComment.objects.filter(comment_id__in=rows)
    for kept in known:
        row = rows.pop(kept.comment_id)
        if (kept.text, kept.position) != (row["text"], row["position"]):
            kept.text, kept.position, kept.heard_in = row["text"], row["position"], revision
            kept.save(update_fields=["text", "position", "heard_in"])
    for row in rows.values():
        if place := place_in(revision.text, row["contentpath"], row["position"]):
            _keep(row, revision, place)
    OutboxEvent.objects.record(COMMENTS_LEFT_BEHIND, revision.article_id, queue=revision.queue)


def _keep(row: dict[str, Any], revision: ArticleRevision, place: Anchor) -> None:
    said = {"text": row["text"], "author_id": row["user"], "position": row["position"]}
    made_at = DateTimeField().to_python(row["created_at"])
    _begin(revision, place, comment_id=row["pk"], made_at=made_at, **said)


def keep(comment: Comment, revision: ArticleRevision, place: Anchor) -> None:
    """Follow a comment from a place in a revision on."""
    said = {"text": comment.text, "author_id": comment.user_id, "position": comment.position}
    _begin(revision, place, comment_id=comment.pk, made_at=comment.created_at, **said)


def _begin(revision: ArticleRevision, place: Anchor, **said: Any) -> None:
    kept = KeptComment.objects.create(
        article_id=revision.article_id, wording=place.exact, heard_in=revision, **said
    )
    CommentAnchor.objects.create(kept=kept, **run_from(revision, place, State.EXACT))


def trail_of(kept: KeptComment) -> Trail[CommentAnchor]:
    """A comment's words on their way; uses prefetched anchors."""
    anchors = sorted(kept.anchors.all(), key=lambda anchor: anchor.pk)
    return Trail(kept.wording, anchors[0], anchors[-1], partial(CommentAnchor, kept=kept))


def follow_comments(article_id: int) -> list[KeptComment]:
    """Carry the comments of a story up to its newest revision; returns them with their anchors.

    Two queries where none is behind.
    """
    comments = list(KeptComment.objects.of(article_id).with_anchors())
    newest = ArticleRevision.objects.tip_of(article_id) if comments else None
    if newest is None or all(kept.anchor.last_id == newest.pk for kept in comments):
        return comments
    _follow(article_id)
    return list(KeptComment.objects.of(article_id).with_anchors())


@transaction.atomic
def _follow(article_id: int) -> None:
    wait_for_turn(article_id)
    comments = list(KeptComment.objects.of(article_id).with_anchors().select_related("heard_in"))
    made = [trail_of(kept) for kept in comments]
    trails.follow(made, article_id)
    for kept, trail in zip(comments, made, strict=True):
        _believe_the_editor(kept, trail)
    trails.store(made, CommentAnchor)
    _point_to(zip(comments, made, strict=True))


def _believe_the_editor(kept: KeptComment, trail: Trail[CommentAnchor]) -> None:
    """Where the words cannot be found, but the editor saw every letter of how they were rewritten."""
    heard = kept.heard_in
    if trail.current.is_found or heard is None or trail.current.last_id != heard.pk:
        return
    place = place_in(heard.text, _path_of(kept), kept.position)
    if place and place.exact.strip():
        trail.put(place, heard)


def _path_of(kept: KeptComment) -> str:
    return Comment.objects.filter(pk=kept.comment_id).values_list("contentpath", flat=True).first() or ""


def _point_to(followed: Iterable[tuple[KeptComment, Trail[CommentAnchor]]]) -> None:
    """Have Wagtail's comments name the block that their words stand in now."""
    for kept, trail in followed:
        if not (trail.begun and trail.current.is_found):
            continue
        if path := contentpath_of(trail.place, trail.current.last.text):
            Comment.objects.filter(pk=kept.comment_id).exclude(contentpath=path).update(contentpath=path)
