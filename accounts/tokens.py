"""What can be done with tokens: made, found, replaced, revoked. Their text is told once and never kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Token, User
from accounts.scopes import complaint_about
from accounts.token_text import digest_of, is_well_formed, new_secret

USED_EVERY = timedelta(minutes=1)
OVERLAP = timedelta(days=1)  # that a replaced token lives on, unless somebody says otherwise


def may_manage(person: User, owner: User) -> bool:
    """Whether somebody may handle the tokens of an account: his own, or with the right to everybody's."""
    return person.is_active and (person == owner or person.has_perm("accounts.manage_tokens"))


@transaction.atomic
def make_token(
    user: User,
    name: str,
    *,
    scopes: Iterable[str],
    by: User | None,
    expires_at: datetime | None = None,
    sections: Iterable[Page] | None = None,
) -> tuple[Token, str]:
    """A new token and its text, which nobody can get again. `sections`: None does not limit it.

    `by` is None for whoever runs commands on the server. Raises PermissionDenied and ValidationError.
    """
    _require(by, user)
    scopes, now = list(dict.fromkeys(scopes)), timezone.now()
    longest = timedelta(days=settings.NEWSROOM_TOKEN_MAX_DAYS)
    expires_at = expires_at or now + longest
    errors = {}
    if not user.is_active:
        errors["user"] = f"The account “{user.get_username()}” is not active. Activate it first."
    if not name.strip():
        errors["name"] = "Say what it is for."
    if complaint := complaint_about(scopes):
        errors["scopes"] = complaint
    if expires_at <= now:
        errors["expires_at"] = "That time has passed. Give a later one."
    elif expires_at > now + longest + timedelta(days=1):
        errors["expires_at"] = f"A token lives {longest.days} days at most. Give an earlier time."
    limits = None if sections is None else list(sections)
    if limits == []:
        errors["sections"] = "Choose at least one section, or do not limit it."
    if errors:
        raise ValidationError(errors)
    return _make(user, name.strip(), scopes, by, expires_at, limits)


def _make(
    user: User,
    name: str,
    scopes: list[str],
    by: User | None,
    expires_at: datetime | None,
    sections: list[Page] | None,
    **more: Any,
) -> tuple[Token, str]:
    secret = new_secret()
    token = Token.objects.create(
        user=user,
        name=name,
        scopes=scopes,
        created_by=by,
        expires_at=expires_at,
        is_limited=sections is not None,
        digest=digest_of(secret),
        hint=secret[-4:],
        **more,
    )
    token.sections.set(sections or [])
    return token, secret


@transaction.atomic
def rotate_token(token: Token, *, by: User | None, overlap: timedelta = OVERLAP) -> tuple[Token, str]:
    """A successor with the same rights and as long a life; the old one ends after `overlap`.

    Until then both work, so that no program stands still. Raises PermissionDenied, and ValidationError for
    one that is not in force.
    """
    _require(by, token.user)
    token = Token.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
    if not Token.objects.in_force().filter(pk=token.pk).exists():
        raise ValidationError(f"“{token.name}” is not in force any more. Make a new token.")
    if Token.objects.filter(replaces=token).exists():
        raise ValidationError(f"“{token.name}” was replaced already. Replace its successor.")
    now = timezone.now()
    longest = timedelta(days=settings.NEWSROOM_TOKEN_MAX_DAYS)
    life = min(token.expires_at - token.created_at, longest) if token.expires_at else longest
    sections = list(token.sections.all()) if token.is_limited else None
    made = _make(token.user, token.name, token.scopes, by, now + life, sections, replaces=token)
    token.expires_at = min(filter(None, [token.expires_at, now + overlap]))
    token.save(update_fields=["expires_at"])
    return made


def revoke_token(token: Token, *, by: User | None) -> None:
    """End a token at once; to end it twice changes nothing. Raises PermissionDenied."""
    _require(by, token.user)
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def find_token(secret: str) -> Token | None:
    """The token of this text if it is in force, with its account. One query, no lock."""
    if not is_well_formed(secret):
        return None
    return Token.objects.in_force().select_related("user").filter(digest=digest_of(secret)).first()


def note_use(token: Token) -> None:
    """Put on record that a token was used: once a minute at most, and never waiting for another request."""
    now = timezone.now()
    if token.last_used_at and token.last_used_at > now - USED_EVERY:
        return
    due = Token.objects.filter(Q(last_used_at=None) | Q(last_used_at__lte=now - USED_EVERY), pk=token.pk)
    if connection.features.has_select_for_update_skip_locked:
        with transaction.atomic():
            if due.select_for_update(skip_locked=True).values_list("pk").first():
                due.update(last_used_at=now)
    else:
        due.update(last_used_at=now)


def _require(by: User | None, owner: User) -> None:
    if by is not None and not may_manage(by, owner):
        raise PermissionDenied("These are another account's tokens. Ask an administrator.")
