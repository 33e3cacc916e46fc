"""Replace an API token by another with the same rights; the old one lives on for a while."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.tokens import OVERLAP, rotate_token
from api.management.commands.revoke_api_token import token_of


class Command(BaseCommand):
    help = "Replace an API token and print its successor, once. The old one ends after the overlap."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("token", type=int, help="its number, from list_api_tokens")
        parser.add_argument(
            "--overlap-hours", type=float, default=OVERLAP / timedelta(hours=1), help="default: %(default)s"
        )

    def handle(self, *args: Any, token: int, overlap_hours: float, **options: Any) -> None:
        if overlap_hours < 0:
            raise CommandError("--overlap-hours: give 0 or more.")
        old = token_of(token)
        try:
            successor, secret = rotate_token(old, by=None, overlap=timedelta(hours=overlap_hours))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        old.refresh_from_db()
        self.stderr.write(
            f"Token {successor.pk} replaces {old.pk}, which works until {old.expires_at:%Y-%m-%d %H:%M %Z}. "
            "It is shown this once:"
        )
        self.stdout.write(secret)
