"""Accounts: whoever signed something stays on record. Such an account is deactivated, never deleted."""

from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages

from accounts.models import User


def refuse_to_delete(request: HttpRequest, user: User) -> HttpResponse | None:
    """Send whoever wants to delete a signatory's account to the form where it is deactivated."""
    if not _signed([user]):
        return None
    messages.error(
        request,
        f"{user.display_name} signed revisions, claims or verdicts, which stay on record, so the account "
        "cannot be deleted. Untick “Active” under Roles and save: nobody can log in with it then.",
    )
    return redirect("wagtailusers_users:edit", user.pk)


def refuse_to_delete_many(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """The same for the accounts ticked in the listing: none is deleted when one of them must stay."""
    if action_type != "delete" or User not in action.models:
        return None
    if not (staying := [user for user in objects if _signed([user])]):
        return None
    names = ", ".join(user.display_name for user in staying)
    messages.error(
        request,
        f"Nobody was deleted. What these people signed stays on record: {names}. "
        "Set them inactive instead, and delete the others without them.",
    )
    return redirect("wagtailusers_users:index")


def _signed(users: list[User]) -> bool:
    try:
        Collector(using=DEFAULT_DB_ALIAS).collect(users)
    except ProtectedError:
        return True
    return False
