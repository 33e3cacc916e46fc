"""Who may rule on what the machine read."""

from django.core.exceptions import PermissionDenied

from accounts.models import User
from articles.models import ArticlePage


def require_rule(user: User, article: ArticlePage) -> None:
    """Raise PermissionDenied unless `user` may confirm and dismiss attributions in `article`."""
    if not user.has_perm("annotations.rule_attribution"):
        raise PermissionDenied(
            "You may not confirm or dismiss attributions. Ask your desk editor for the right."
        )
    if not article.permissions_for_user(user).can_edit():
        raise PermissionDenied("You may not edit this article, so you may not rule on its attributions.")


def require_replay(user: User, article: ArticlePage) -> None:
    """Raise PermissionDenied unless `user` may have the article read again: whoever may edit it may."""
    if not article.permissions_for_user(user).can_edit():
        raise PermissionDenied("You may not edit this article, so you may not have it read again.")


def require_replay_failed(user: User) -> None:
    """Raise PermissionDenied unless `user` may have any failed background work tried again."""
    if not user.has_perm("annotations.replay_reading"):
        raise PermissionDenied("You may not have failed work tried again. Ask a desk editor.")
