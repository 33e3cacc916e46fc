"""Create the newsroom's roles; may be run again at any time."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.actions import create_roles


class Command(BaseCommand):
    help = "Create the role groups and their rights (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        for group in create_roles():
            self.stdout.write(f"{group.name}: {group.permissions.count()} rights")
