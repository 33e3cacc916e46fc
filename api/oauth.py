"""The OAuth server: what a client may get, what its tokens look like, and the page that asks a person.

RFC 6749 with PKCE (RFC 7636, S256), revocation (RFC 7009), introspection (RFC 7662), metadata (RFC 8414).
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views import View
from oauth2_provider.scopes import BaseScopes
from oauth2_provider.views import AuthorizationView, IntrospectTokenView, RevokeTokenView, TokenView
from oauthlib.oauth2 import Server as OAuthServer

from accounts.models import Client
from accounts.scopes import EVERYTHING, FAMILIES, SCOPES, covers, words_of
from accounts.token_text import ACCESS, REFRESH, new_secret
from api.limits import count
from articles.requests import address_of, digest_of

STARS = (EVERYTHING, *(f"{family}:*" for family in FAMILIES))


GRANTS = ("authorization_code", "client_credentials", "refresh_token")


class Server(OAuthServer):
    """Knows codes with PKCE by S256, client credentials and renewal, and nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        methods = self.auth_grant._code_challenge_methods
        self.auth_grant._code_challenge_methods = {"S256": methods["S256"]}
        self._response_types = {"code": self.auth_grant}
        known: dict[str, Any] = vars(self)["_grant_types"]
        self._grant_types = {name: known[name] for name in GRANTS}


class ClientScopes(BaseScopes):
    """A client gets what is on file for it; `*` forms only where they are on file as such."""

    def get_all_scopes(self) -> dict[str, str]:
        return dict(SCOPES) | dict(zip(STARS, words_of(STARS), strict=True))

    def get_available_scopes(
        self, application: Client | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return given_to(application.scopes) if application else list(SCOPES)

    def get_default_scopes(
        self, application: Client | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return list(application.scopes) if application else []


def given_to(on_file: Iterable[str]) -> list[str]:
    """The scopes that a client with these on file may ask for."""
    on_file = list(on_file)
    return [*(scope for scope in SCOPES if covers(on_file, scope)), *(s for s in STARS if s in on_file)]


def access_token(request: Any, refresh_token: bool = False) -> str:
    """What a program signs in with for an hour."""
    return new_secret(ACCESS)


def refresh_token(request: Any, refresh_token: bool = True) -> str:
    """What it gets the next one with, once."""
    return new_secret(REFRESH)


class Counted(View):
    """Counts requests per address as those of readers, so that nobody tries secrets at leisure."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        standing = count("readers", digest_of(address_of(request.META)))
        if standing and standing.is_over:
            told = {"error": "slow_down", "error_description": "Too many requests. Wait, then try again."}
            return JsonResponse(told, status=429, headers={"Retry-After": str(standing.resets_in)})
        return super().dispatch(request, *args, **kwargs)


class ConsentPage(AuthorizationView):
    """Asks a person who is logged in whether a program may act for him, and with what."""

    template_name = "api/consent.html"

    def form_valid(self, form: Any) -> HttpResponse:
        # What was removed or came to reach elsewhere while he read the page, he is asked about anew.
        client = Client.objects.filter(client_id=form.cleaned_data["client_id"]).first()
        if client is None or reach_of(client) != self.request.POST.get("reach"):
            return redirect(self.request.get_full_path())
        response: HttpResponse = super().form_valid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        client = kwargs.get("application")
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | ({"reach": reach_of(client)} if client else {})

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().render_to_response(context, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response


def reach_of(client: Client) -> str:
    """Where a program is led to, as a word that changes with it."""
    limits = client.limits()
    return "everywhere" if limits is None else " ".join(sorted(limits))


class TokenAddress(Counted, TokenView):
    """Gives out tokens."""


class RevokeAddress(Counted, RevokeTokenView):
    """Ends them."""


class IntrospectAddress(Counted, IntrospectTokenView):
    """Tells a client what a token is good for."""
