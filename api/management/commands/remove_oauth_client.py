"""Remove an OAuth client; all that it was given ends at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.clients import remove_client
from accounts.models import Client


class Command(BaseCommand):
    help = "Remove an OAuth client. Its tokens, and what people agreed to, end at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("client", type=int, help="its number, from list_oauth_clients")

    def handle(self, *args: Any, client: int, **options: Any) -> None:
        found = Client.objects.filter(pk=client).first()
        if found is None:
            raise CommandError(f"There is no client {client}. See list_oauth_clients.")
        remove_client(found, by=None)
        self.stdout.write(f"“{found}” is removed: {found.client_id}.")
