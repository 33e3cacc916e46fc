"""Print the API token of an account; made on the first call, the same afterwards."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rest_framework.authtoken.models import Token

from accounts.models import User


class Command(BaseCommand):
    help = "Print the API token of an account. --new makes another one, and the old one ends."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--new", action="store_true", help="replace the token that there is")

    def handle(self, *args: Any, username: str, new: bool, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        if not user.is_active:
            raise CommandError(f"The account “{username}” is not active, so that a token would be refused.")
        if not user.has_perm("wagtailadmin.access_admin"):
            self.stderr.write(f"“{username}” has no access to the desk: this token shows no drafts.")
        if new:
            Token.objects.filter(user=user).delete()
        token, _ = Token.objects.get_or_create(user=user)
        self.stdout.write(token.key)
