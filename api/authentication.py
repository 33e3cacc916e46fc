"""How a program says who it is: by a token. Settings name these classes."""

from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import Token, User
from accounts.token_text import PREFIX, digest_of, is_well_formed
from accounts.tokens import note_use
from api.clients import acting_by_oauth
from api.limits import count_failure
from api.questions import Question
from api.scopes import Grant

REALM = 'Bearer realm="Newsroom"'
WORDS = ("bearer", "token")  # `Token` is what we took before there were scopes


class ApiToken(BaseAuthentication):
    """`Authorization: Bearer …` (or `Token …`): acts for the account that the token was made for."""

    def authenticate(self, request: Request) -> tuple[User, Grant] | None:
        secret = secret_of(request)
        if secret is None:
            return None
        if found := acting_by_oauth(secret):
            return found
        if (token := _token_of(secret)) is None:
            request._request.token_error = "invalid_token"  # noqa: S105
            count_failure(request)
            kind = "" if secret.startswith(PREFIX) else f" Ours begin with “{PREFIX}”."
            raise AuthenticationFailed(
                f"This token is not known, has expired or was revoked.{kind} "
                "Make a new one at the desk, under your account."
            )
        note_use(token)
        return token.user, Grant(tuple(token.scopes), token.limits(), f"token:{token.pk}")

    def authenticate_header(self, request: Request) -> str:
        """What a 401 says in `WWW-Authenticate` (RFC 6750): a reason only where a token was sent."""
        error = getattr(request._request, "token_error", "")
        return f'{REALM}, error="{error}"' if error else REALM


def _token_of(secret: str) -> Token | None:
    """The token of this text if it is in force, with its account. One query, no lock."""
    rows = _IN_FORCE.ask(digest_of(secret), timezone.now()) if is_well_formed(secret) else []
    for row in rows:
        token = Token.from_db("default", _TOKEN, row[: len(_TOKEN)])
        token.user = User.from_db("default", _USER, row[len(_TOKEN) :])
        return token
    return None


_TOKEN, _USER = ([field.attname for field in model._meta.concrete_fields] for model in (Token, User))
_IN_FORCE = Question(
    lambda digest, now: (
        Token.objects.in_force(now)
        .filter(digest=digest)
        .order_by()
        .values_list(*_TOKEN, *(f"user__{name}" for name in _USER), named=True)
    )
)


def secret_of(request: Any) -> str | None:
    """The token in the `Authorization` header; None without, AuthenticationFailed for half a one."""
    word, _, secret = request.headers.get("Authorization", "").strip().partition(" ")
    if word.lower() not in WORDS:
        return None
    secret = secret.strip()
    if not secret or " " in secret:
        request._request.token_error = "invalid_request"  # noqa: S105
        raise AuthenticationFailed("Send one token after “Bearer”: `Authorization: Bearer nrt_…`.")
    return secret


class DeskSession(SessionAuthentication):
    """Whoever is logged in at the desk may use the API in the same browser; to change things takes the CSRF
    token of its pages as `X-CSRFToken`."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except Exception as error:
            raise type(error)(
                f"{error} A browser that is logged in at the desk must send its CSRF token as `X-CSRFToken`; "
                "a program sends `Authorization: Bearer …` and no cookie."
            ) from error
