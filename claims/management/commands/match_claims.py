"""`manage.py match_claims`: have workers compare what was never compared, as after an upgrade."""

from typing import Any

from django.core.management.base import BaseCommand

from claims import matches


class Command(BaseCommand):
    help = "Have workers look for what was checked already, of every claim that was not compared yet."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{matches.place_all()} to compare; the bulk worker does it.")
