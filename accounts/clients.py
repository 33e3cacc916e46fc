"""What can be done with programs that sign in by OAuth: made known, changed, given a new secret, removed.

A change holds at once, also for what was given out already. A secret is told once and kept as a slow hash.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import transaction
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import get_access_token_model, get_grant_model
from oauth2_provider.validators import AllowedURIValidator
from wagtail.models import Page

from accounts.consents import end_all
from accounts.models import Client, User
from accounts.scopes import common, complaint_about

NAME_LENGTH = 80


@transaction.atomic
def make_client(
    user: User,
    name: str,
    *,
    scopes: Iterable[str],
    by: User | None,
    sections: Iterable[Page] | None = None,
    redirect_uris: Iterable[str] = (),
    is_public: bool = False,
) -> tuple[Client, str]:
    """A new program and its secret, which nobody can get again; a public one has none.

    With addresses to return to it acts for whoever agrees and `user` answers for it; without, it acts for
    `user`. `by` is None for whoever runs commands on the server. Raises PermissionDenied and ValidationError.
    """
    _require(by)
    scopes, uris = list(dict.fromkeys(scopes)), list(dict.fromkeys(redirect_uris))
    limits = None if sections is None else list(sections)
    errors = _errors_in(name, scopes, limits, uris)
    if not user.is_active:
        errors["user"] = f"The account “{user.get_username()}” is not active. Activate it first."
    if is_public and not uris:
        errors["redirect_uris"] = "A program that keeps no secret needs an address to send people back to."
    if errors:
        raise ValidationError(errors)
    secret = "" if is_public else generate_client_secret()
    client = Client.objects.create(
        name=name.strip(),
        user=user,
        scopes=scopes,
        is_limited=limits is not None,
        redirect_uris=" ".join(uris),
        client_type=Client.CLIENT_PUBLIC if is_public else Client.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Client.GRANT_AUTHORIZATION_CODE if uris else Client.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
    )
    client.sections.set(limits or [])
    return client, secret


@transaction.atomic
def change_client(
    client: Client,
    name: str,
    *,
    scopes: Iterable[str],
    by: User | None,
    sections: Iterable[Page] | None = None,
    redirect_uris: Iterable[str] = (),
    seen: datetime | None = None,
) -> bool:
    """All of this from now on; whether people are asked anew, since it reaches further than they agreed to.

    `seen`: when it had been changed last, as the page said. Raises PermissionDenied and ValidationError.
    """
    _require(by)
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    scopes, uris = list(dict.fromkeys(scopes)), list(dict.fromkeys(redirect_uris))
    limits = None if sections is None else list(sections)
    errors = _errors_in(name, scopes, limits, uris)
    if client.acts_for_itself and uris:
        errors["redirect_uris"] = "It acts for itself and sends nobody back. Make another program for that."
    elif not client.acts_for_itself and not uris:
        errors["redirect_uris"] = "Give the address to which people are sent back once they agreed."
    if seen and client.updated != seen:
        errors[NON_FIELD_ERRORS] = "Somebody else changed it meanwhile. Open it again to see how it stands."
    if errors:
        raise ValidationError(errors)
    is_asked_anew = not client.acts_for_itself and _reaches_further(client, limits)
    client.name, client.scopes, client.is_limited = name.strip(), scopes, limits is not None
    client.redirect_uris = " ".join(uris)
    client.save(update_fields=["name", "scopes", "is_limited", "redirect_uris", "updated"])
    client.sections.set(limits or [])
    if is_asked_anew:
        end_all(client)
    else:
        _take_back(client)
    return is_asked_anew


@transaction.atomic
def new_secret(client: Client, *, by: User | None, ends_all: bool = False) -> str:
    """Another secret; the old one ends at once. `ends_all`: so does whatever it got, as where it leaked.

    Raises PermissionDenied, and ValidationError for a program that keeps none.
    """
    _require(by)
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    if not client.keeps_a_secret:
        raise ValidationError(f"“{client.name}” keeps no secret. Remove it where it is not to be trusted.")
    secret: str = generate_client_secret()
    client.client_secret = secret
    client.save(update_fields=["client_secret", "updated"])
    if ends_all:
        end_all(client)
    return secret


@transaction.atomic
def remove_client(client: Client, *, by: User | None) -> None:
    """End a program with its tokens, its codes and whatever people agreed to. Raises PermissionDenied."""
    _require(by)
    # The lock keeps tokens from being given out between what is found to be deleted and its deletion.
    Client.objects.select_for_update(of=("self",)).filter(pk=client.pk).first()
    end_all(client)
    Client.objects.filter(pk=client.pk).delete()


def complaint_about_addresses(redirect_uris: list[str]) -> str:
    """Which of these nobody can be sent back to, and the remedy; empty where all will do."""
    if not (wrong := [uri for uri in redirect_uris if not _leads_back(uri)]):
        return ""
    return (
        f"Nobody can be sent back to {', '.join(f'“{uri}”' for uri in wrong)}. "
        "Give whole addresses that begin with https:// and have no “#”."
    )


def _errors_in(
    name: str, scopes: list[str], sections: list[Page] | None, redirect_uris: list[str]
) -> dict[str, str]:
    errors = {}
    if not name.strip():
        errors["name"] = "Give it the name by which people are asked about it."
    elif len(name.strip()) > NAME_LENGTH:
        errors["name"] = f"Give it a shorter name: {NAME_LENGTH} characters at most."
    if complaint := complaint_about(scopes):
        errors["scopes"] = complaint
    if sections == []:
        errors["sections"] = "Choose at least one section, or do not limit it."
    if complaint := complaint_about_addresses(redirect_uris):
        errors["redirect_uris"] = complaint
    return errors


def _leads_back(uri: str) -> bool:
    schemes = Client().get_allowed_schemes()
    try:
        AllowedURIValidator(schemes, "redirect uri", allow_path=True, allow_query=True)(uri)
    except ValidationError:
        return False
    return len(uri.split()) == 1


def _reaches_further(client: Client, sections: list[Page] | None) -> bool:
    had = client.limits()
    if had is None:
        return False
    return sections is None or not all(section.path.startswith(had) for section in sections)


def _take_back(client: Client) -> None:
    """Take from what was given out whatever is not on file any more: it does not come back by itself."""
    codes = get_grant_model().objects.filter(application=client)
    codes.exclude(redirect_uri__in=client.redirect_uris.split()).delete()
    for given in (get_access_token_model().objects.filter(application=client), codes):
        for scopes in set(given.values_list("scope", flat=True)):
            kept = " ".join(common(scopes.split(), client.scopes))
            if kept != scopes:
                given.filter(scope=scopes).update(scope=kept)


def _require(by: User | None) -> None:
    if by is not None and not (by.is_active and by.has_perm("accounts.manage_tokens")):
        raise PermissionDenied("Programs are for administrators. Ask one of them.")
