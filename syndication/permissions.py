"""Who may do what about webhooks."""

from django.core.exceptions import PermissionDenied

from accounts.models import User

REMEDY = {
    "view_webhook": "You may not see who is told of news. Ask an administrator for the right.",
    "add_webhook": "You may not have addresses told of news. Ask an administrator.",
    "change_webhook": "You may not change who is told of news. Ask an administrator.",
    "delete_webhook": "You may not remove addresses that are told of news. Ask an administrator.",
}


def require(user: User, act: str) -> None:
    """Raise PermissionDenied, saying whom to ask, unless `user` may `act` (a key of REMEDY)."""
    if not user.has_perm(f"syndication.{act}"):
        raise PermissionDenied(REMEDY[act])
