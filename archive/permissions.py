"""Who may have pages archived."""

from django.core.exceptions import PermissionDenied

from accounts.models import User


def require_keep(user: User | None) -> None:
    """Raise PermissionDenied unless `user` may have pages archived. None is the newsroom's own machinery."""
    if user is not None and not user.has_perm("archive.keep_page"):
        raise PermissionDenied("You may not have pages archived. That is the fact-checkers' part.")
