"""End an API token at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Token
from accounts.tokens import revoke_token


class Command(BaseCommand):
    help = "End an API token at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("token", type=int, help="its number, from list_api_tokens")

    def handle(self, *args: Any, token: int, **options: Any) -> None:
        found = token_of(token)
        revoke_token(found, by=None)
        self.stdout.write(f"Token {found.pk} of {found.user.get_username()} is revoked: {found}.")


def token_of(number: int) -> Token:
    """The token of this number; CommandError where there is none."""
    found = Token.objects.select_related("user").filter(pk=number).first()
    if found is None:
        raise CommandError(f"There is no token {number}. See list_api_tokens.")
    return found
