"""Programs that signed in by OAuth: for whom they act, and with which scopes."""

from oauth2_provider.models import get_access_token_model

from accounts.models import User
from accounts.scopes import common
from accounts.token_text import ACCESS, digest_of, is_well_formed
from api.scopes import Grant


def acting_by_oauth(secret: str) -> tuple[User, Grant] | None:
    """The account and the grant of an OAuth access token; None for one that is not in force. One query,
    and one for the sections of a client that is limited to some.

    A client's own token acts for the client's account. What was taken from a client is gone from its tokens.
    """
    if not (secret.startswith(ACCESS) and is_well_formed(secret)):
        return None
    tokens = get_access_token_model().objects.select_related("user", "application__user")
    token = tokens.filter(token_checksum=digest_of(secret)).first()
    if token is None or token.is_expired() or token.application is None:
        return None
    client = token.application
    user = token.user or client.user
    if user is None or not user.is_active:
        return None
    scopes = common(token.scope.split(), client.scopes)
    return user, Grant(tuple(scopes), client.limits(), f"oauth:{client.pk}:{user.pk}")
