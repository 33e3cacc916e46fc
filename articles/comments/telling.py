"""Who follows a story's comments gets an e-mail, as of what is done in the editor's form."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.admin.mail import send_notification
from wagtail.models import Comment, CommentReply, PageSubscription

from accounts.models import User
from articles.models import ArticlePage

Replies = Sequence[tuple[Comment, Sequence[CommentReply]]]


def tell(
    article: ArticlePage,
    by: User,
    *,
    new_comments: Sequence[Comment] = (),
    resolved_comments: Sequence[Comment] = (),
    new_replies: Replies = (),
) -> None:
    """Once all is written, and nobody waits for the mail server: those who follow the story or the thread."""
    threads = [*resolved_comments, *(comment for comment, _ in new_replies)]
    told: dict[str, Any] = {
        "page": article,
        "editor": by,
        "new_comments": new_comments,
        "resolved_comments": resolved_comments,
        "deleted_comments": [],
        "replied_comments": [{"comment": comment, "replies": replies} for comment, replies in new_replies],
    }
    transaction.on_commit(partial(_send, article.pk, by.pk, [each.pk for each in threads], told), robust=True)


def _send(article_id: int, by: int, threads: Sequence[int], told: dict[str, Any]) -> None:
    following = PageSubscription.objects.filter(page=article_id, comment_notifications=True)
    in_thread = Q(comment_replies__comment__in=threads) | Q(wagtail_admin_comments__in=threads)
    everybody = User.objects.filter(Q(pk__in=following.values("user")) | in_thread)
    recipients = list(everybody.exclude(pk=by).distinct())
    if recipients:
        send_notification(recipients, "updated_comments", told)
