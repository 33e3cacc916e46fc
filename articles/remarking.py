"""What people do with comments outside of the editor's form: say, reply, resolve, open again, put in a place.

Whoever may edit a story may do all of it; who follows the story's comments is told as by the form.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from wagtail.models import Comment, CommentReply

from accounts.models import User
from anchoring import Anchor
from articles.actions import freeze_pending
from articles.comments.following import follow_comments, keep, trail_of
from articles.comments.places import contentpath_of
from articles.comments.telling import tell
from articles.models import ArticlePage, ArticleRevision
from articles.versions import wait_for_turn

LONGEST = 10_000


@transaction.atomic
def say(article: ArticlePage, text: str, *, at: Anchor | None, contentpath: str = "", by: User) -> Comment:
    """Comment on a passage of the newest kept state, or on a whole field (`contentpath`)."""
    revision = _turn(article, by)
    words = _words(text)
    place = _checked(at, revision) if at else None
    comment = Comment(page=article, user=by, text=words, contentpath=contentpath)
    if place:
        comment.contentpath = contentpath_of(place, revision.text)
    comment.revision_created_id = article.latest_revision_id
    comment.save()
    if place:
        keep(comment, revision, place)
    comment.log_create(page_revision=article.latest_revision, user=by)
    tell(article, by, new_comments=[comment])
    return comment


@transaction.atomic
def reply(article: ArticlePage, comment_id: int, text: str, *, by: User) -> CommentReply:
    """Answer a comment."""
    _turn(article, by)
    comment = _comment(article, comment_id)
    answer = CommentReply.objects.create(comment=comment, user=by, text=_words(text))
    answer.log_create(page_revision=article.latest_revision, user=by)
    tell(article, by, new_replies=[(comment, [answer])])
    return answer


@transaction.atomic
def resolve(article: ArticlePage, comment_id: int, *, by: User) -> Comment:
    """Say that a comment is dealt with. Raises ValidationError where somebody has said so already."""
    _turn(article, by)
    comment = _comment(article, comment_id)
    if comment.resolved_at:
        who = comment.resolved_by.display_name if comment.resolved_by else "somebody"
        raise ValidationError(f"This comment was resolved already, by {who}. Reload to see it.")
    comment.resolved_at, comment.resolved_by = now(), by
    comment.save()
    comment.log_resolve(page_revision=article.latest_revision, user=by)
    tell(article, by, resolved_comments=[comment])
    return comment


@transaction.atomic
def reopen(article: ArticlePage, comment_id: int, *, by: User) -> Comment:
    """Say that a resolved comment is not dealt with after all."""
    _turn(article, by)
    comment = _comment(article, comment_id)
    if not comment.resolved_at:
        raise ValidationError("This comment is open already. Reload to see it.")
    comment.resolved_at = comment.resolved_by = None
    comment.save()
    comment.log_edit(page_revision=article.latest_revision, user=by)
    return comment


@transaction.atomic
def put(article: ArticlePage, comment_id: int, place: Anchor, *, by: User) -> Comment:
    """Put a comment on another passage of the newest kept state; it is followed from there."""
    revision = _turn(article, by)
    comment = _comment(article, comment_id)
    place = _checked(place, revision)
    kept = next((each for each in follow_comments(article.pk) if each.comment_id == comment.pk), None)
    if kept is None:
        keep(comment, revision, place)
    else:
        trail_of(kept).put(place, revision).save()
    comment.contentpath = contentpath_of(place, revision.text)
    comment.save()
    comment.log_edit(page_revision=article.latest_revision, user=by)
    return comment


def _turn(article: ArticlePage, by: User) -> ArticleRevision:
    """With everybody else waiting: the newest state, kept."""
    wait_for_turn(article.pk)
    if not article.permissions_for_user(by).can_edit():
        raise PermissionDenied("You may not edit this story, so you may not comment on it. Ask its desk.")
    freeze_pending(article.pk)
    revision = ArticleRevision.objects.latest_of(article)
    if revision is None:
        raise ValidationError("This story was never saved. Save it first.")
    return revision


def _comment(article: ArticlePage, comment_id: int) -> Comment:
    comment = Comment.objects.filter(page=article.pk, pk=comment_id).select_related("resolved_by").first()
    if comment is None:
        raise ValidationError("This comment is not there any more: its author has deleted it.")
    comment.page = article
    return comment


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise ValidationError({"text": "Write what you have to say."})
    if len(words) > LONGEST:
        raise ValidationError({"text": f"That is {len(words)} characters; a comment has {LONGEST} at most."})
    return words


def _checked(place: Anchor, revision: ArticleRevision) -> Anchor:
    """The place, if its words can carry a comment."""
    if not place.exact.strip():
        raise ValidationError("Select the words that the comment is on.")
    if not contentpath_of(place, revision.text):
        raise ValidationError("Headline and tables take no comments on words. Select words of another block.")
    return place
