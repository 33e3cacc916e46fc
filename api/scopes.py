"""What a token is good for, asked at every address: what its account may do, as far as its scopes allow.

A view states the scope that each method takes in `scopes`, `None` where any token will do; a method that it
does not name takes `<family>:read` to read, the family being the first word of the address. A method that
changes something must be named. Sessions and readers without an account have no scopes to lack.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.urls import reverse
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from wagtail.models import Page

from accounts.scopes import SCOPES, covers
from api.questions import Question
from articles.models import Embargo

READING = ("GET", "HEAD", "OPTIONS")
FAMILY_OF = {
    "sections": "articles",
    "corrections": "articles",
    "ingest": "articles",
    "ratings": "claims",
    "images": "media",
    "documents": "media",
}  # where the first word of an address is no family
EMBARGO = "embargo:read"
_HELD = Question(lambda pk: Embargo.objects.filter(article=pk).order_by().values_list("pk", named=True)[:1])


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token gives. `sections`: the paths of those that it is limited to (None: no limit)."""

    scopes: tuple[str, ...]
    sections: tuple[str, ...] | None = None
    key: str = ""  # its own name, by which requests are counted

    def allows(self, scope: str) -> bool:
        """Whether it covers a scope."""
        return covers(self.scopes, scope)

    def reach(self) -> Q:
        """Which pages it leads to: its sections and what stands under them."""
        if self.sections is None:
            return Q()
        return reduce(or_, (Q(path__startswith=path) for path in self.sections), Q(pk__in=[]))


class InsufficientScope(PermissionDenied):
    """The token lacks a scope, which `WWW-Authenticate` names (RFC 6750)."""

    def __init__(self, scope: str) -> None:
        super().__init__(
            f"This takes a token with the scope “{scope}”. Make one at the desk, under your account."
        )
        self.auth_header = f'Bearer realm="Newsroom", error="insufficient_scope", scope="{scope}"'
        self.scope = scope


def grant_of(request: Request) -> Grant | None:
    """What the request's token gives; None for a session or a reader, whom nothing but rights limits."""
    return request.auth if isinstance(request.auth, Grant) else None


def scope_of(view: Any, method: str, path: str) -> str | None:
    """The scope that a method of an address (under /api/v1/) takes; None: any token will do.

    Raises LookupError where it is not stated, so that no new address is open by oversight.
    """
    stated: Mapping[str, str | None] = getattr(view, "scopes", {})
    method = method.upper()
    for name in (method, "GET") if method in READING else (method,):
        if name in stated:
            return stated[name]
    word = path.strip("/").partition("/")[0]
    scope = f"{FAMILY_OF.get(word, word)}:read"
    if method in READING and scope in SCOPES:
        return scope
    raise LookupError(f"{type(view).__name__} must state in `scopes` what {method} {path} takes.")


class WithinScopes(BasePermission):
    """Refuses what the request's token is not made for (403), and articles that it does not lead to (404)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        grant = grant_of(request)
        method = request.method or ""
        if grant is None or method.lower() not in (getattr(view, "action_map", None) or dir(view)):
            return True  # a method that the address does not take is a 405
        path = request.path_info.removeprefix(reverse("api:root"))
        if (scope := scope_of(view, method, path)) and not grant.allows(scope):
            raise InsufficientScope(scope)
        if (article := article_in(view.kwargs, path)) and not reaches(grant, article):
            raise NotFound(f"There is nothing at {request.path} that you may see.")
        return True


def article_in(kwargs: Mapping[str, Any], path: str) -> int | None:
    """The article that an address is about."""
    return kwargs.get("article") or (kwargs.get("pk") if path.startswith("articles/") else None)


def reaches(grant: Grant, article_id: int) -> bool:
    """Whether the token leads to an article; what embargo holds back takes a scope of its own."""
    if grant.sections is not None and not Page.objects.filter(grant.reach(), pk=article_id).exists():
        return False
    return grant.allows(EMBARGO) or not _HELD.ask(article_id)
