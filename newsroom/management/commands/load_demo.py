"""Fill a newcomer's newsroom: people of every role, six stories, checked claims, a correction."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

import extraction
from newsroom.demo import route
from newsroom.demo.people import accounts_table


class Command(BaseCommand):
    help = "Load the demo newsroom (development settings only); again it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not getattr(settings, "DEMO_ACCOUNTS", False):
            raise CommandError(
                "These settings allow no demo accounts: their passwords are public. "
                "Use newsroom.settings.dev, or make accounts with `manage.py createsuperuser`."
            )
        if route.is_loaded():
            self.stdout.write("The demo newsroom is there already.")
        else:
            self._tell("Loading the language model …")
            extraction.warm_up()
            route.load(self._tell)
            self.stdout.write(self.style.SUCCESS("The demo newsroom is open."))
        self.stdout.write("Demo accounts:")
        self.stdout.write(accounts_table())

    def _tell(self, step: str) -> None:
        self.stdout.write(step)
        self.stdout.flush()
