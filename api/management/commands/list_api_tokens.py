"""List API tokens: whose, what for, what they are good for, until when, last used. Never their text."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.models import Token


class Command(BaseCommand):
    help = "List the API tokens that are in force; --all: revoked and expired ones too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", help="of one account alone")
        parser.add_argument("--all", action="store_true", dest="every")

    def handle(self, *args: Any, user: str | None, every: bool, **options: Any) -> None:
        tokens = Token.objects.all() if every else Token.objects.in_force()
        if user:
            tokens = tokens.filter(user__username=user)
        for token in tokens.select_related("user", "replaced_by").prefetch_related("sections"):
            where = ", ".join(s.slug for s in token.sections.all()) or "nothing"
            told = (
                token.pk,
                token.user.get_username(),
                token,
                token.state.label,
                ", ".join(token.scopes),
                where if token.is_limited else "everywhere",
                f"until {_day(token.expires_at)}",
                f"last used {_day(token.last_used_at)}",
            )
            self.stdout.write("\t".join(map(str, told)))


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "never"
