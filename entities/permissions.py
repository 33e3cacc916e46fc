"""Who may decide on entities."""

from django.core.exceptions import PermissionDenied

from accounts.models import User


def require_change(user: User) -> None:
    """Raise PermissionDenied unless `user` may confirm, rename and reject entities."""
    if not user.has_perm("entities.change_entity"):
        raise PermissionDenied("You may not decide on entities. Ask a desk editor.")
