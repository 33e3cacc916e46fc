"""`manage.py import_claimreviews FILE|ADDRESS|-`: take in what others checked, and say what not."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from claims import importing
from claims.models import ReviewImport
from claims.reviews.formats import MOST_BYTES


class Command(BaseCommand):
    """Exit code 1 where nothing could be read. A worker compares what came in with the open claims."""

    help = "Take in what others checked (ClaimReview), from files, addresses or standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sources", nargs="+", metavar="FILE|ADDRESS|-", help="- is standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for source in options["sources"]:
            done = importing.run(self._handed_in(source))
            self.stdout.write(f"{done.name}: {done.get_state_display()}")
            if done.state == ReviewImport.State.FAILED:
                failed += 1
                self.stderr.write(f"  {done.reason}")
                continue
            self.stdout.write(
                f"  {done.added} added, {done.updated} updated, "
                f"{done.unchanged} known, {done.rejected} not taken"
            )
            for fault in done.faults:
                self.stderr.write(f"  {fault['where']}: {fault['reason']}")
        if failed:
            raise CommandError(f"{failed} of {len(options['sources'])} could not be read.")

    def _handed_in(self, source: str) -> ReviewImport:
        try:
            if source.startswith(("http://", "https://")):
                return importing.import_reviews(by=None, url=source)
            if source == "-":
                return importing.import_reviews(
                    by=None, name="standard input", content=sys.stdin.buffer.read(MOST_BYTES + 1)
                )
            with Path(source).open("rb") as file:
                return importing.import_reviews(
                    by=None, name=Path(source).name, content=file.read(MOST_BYTES + 1)
                )
        except OSError as error:
            raise CommandError(f"{source}: {error.strerror}. Give a file that can be read.") from error
        except ValidationError as error:
            raise CommandError(f"{source}: {' '.join(error.messages)}") from error
