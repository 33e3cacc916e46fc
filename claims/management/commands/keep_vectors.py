"""`manage.py keep_vectors`: have PostgreSQL compare meanings, by pgvector, instead of each worker."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from claims import vectors

EPILOG = """\
Claims are decided and compared meanwhile. Stop it at any time and run it again: it goes on where it was, and
changes nothing when all is there. Exit code 2 when nothing could begin; the message says what to do."""


class Command(BaseCommand):
    help = "Keep the meanings of claims in an index of PostgreSQL (pgvector), and compare claims there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EPILOG
        parser.add_argument("--drop", action="store_true", help="take them away: workers compare again")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["drop"]:
            vectors.drop()
            self.stdout.write("No vectors are kept; meanings are compared in the process.")
            return
        if hindrance := vectors.hindrance():
            raise CommandError(hindrance, returncode=2)
        with tqdm(unit="meaning", disable=None, leave=False) as progress:

            def told(what: str, done: int, of: int) -> None:
                progress.set_description(what, refresh=False)
                progress.total, progress.n = of or None, done
                progress.unit = "meaning" if what == "meanings" else "block"
                progress.refresh()

            try:
                is_ours = vectors.build(told)
            except DatabaseError as error:
                raise CommandError(
                    f"{str(error).strip()} If it is the extension that may not be made, have the database's"
                    " superuser run CREATE EXTENSION vector in it, then run this again.",
                    returncode=2,
                ) from error
        if not is_ours:
            raise CommandError("Somebody else is building them. Wait until that is done.", returncode=2)
        self.stdout.write("Vectors are kept and indexed; PostgreSQL compares meanings.")
