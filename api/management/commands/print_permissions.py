"""Print the table of who may do what through the API, as docs/permissions.md has it."""

from typing import Any

from django.core.management.base import BaseCommand

from api.permissions import page


class Command(BaseCommand):
    help = "Print docs/permissions.md: manage.py print_permissions > docs/permissions.md"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")
