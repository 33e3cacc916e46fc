"""Take in a Wikidata dump, or a table of people and things, as candidates for identifiers and other names."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from entities import importing
from entities.dumps import DAMAGED, Record, UnknownFormat, opened

BATCH = 200  # records in memory, and in one transaction
SHOWN = 20  # bad lines named one by one
EPILOG = """\
Formats go by the name: .json is a Wikidata dump (one entity a line), .jsonl and .csv have id, label, kind,
aliases and description; .gz and .bz2 are unpacked on the way. CSV begins with these names and has | between
aliases.
Stop with Ctrl-C and start again as you like: what is in stays in, the same again changes nothing.
Exit code 1 when a line was refused, 2 when nothing could begin."""


class Command(BaseCommand):
    help = "Take in people and things from a file; they become candidates, not entities of the newsroom."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EPILOG
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--language", default="en", metavar="CODE", help="of the names taken from a dump")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        self.lines = self.taken = self.changed = self.refused = 0
        self.batch: list[Record] = []
        try:
            self._take_in(path, options["language"])
        except UnknownFormat as error:
            raise CommandError(str(error), returncode=2) from error
        except DAMAGED as error:
            self._keep()
            raise CommandError(
                f"{path.name} is damaged after line {self.lines}: {error}. What came before is in; "
                "fetch the file again and start over.",
                returncode=1,
            ) from error
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}", returncode=2) from error
        except KeyboardInterrupt:
            self._sum_up()
            raise CommandError(
                "Stopped. What is in stays in; start again to go on.", returncode=130
            ) from None
        self._sum_up()
        if self.changed and (asked := importing.ask_anew()):
            self.stdout.write(f"Looking up {asked:,} confirmed entities without an identifier in it.")
        if self.refused:
            raise CommandError(f"{self.refused:,} lines refused.", returncode=1)

    def _take_in(self, path: Path, language: str) -> None:
        with (
            opened(path, language) as (lines, position),
            tqdm(total=path.stat().st_size, unit="B", unit_scale=True, disable=None, leave=False) as progress,
        ):
            for line in lines:
                self.lines = line.number
                if line.fault:
                    self._refuse(line.number, line.fault)
                elif line.record is not None:
                    self.batch.append(line.record)
                if len(self.batch) >= BATCH:
                    self._keep()
                progress.update(position() - progress.n)
            self._keep()

    def _keep(self) -> None:
        batch, self.batch = self.batch, []
        self.changed += importing.take_in(batch)
        self.taken += len(batch)

    def _refuse(self, number: int, why: str) -> None:
        self.refused += 1
        if self.refused <= SHOWN:
            with tqdm.external_write_mode(file=self.stderr):
                self.stderr.write(f"refused    line {number}: {why}")
                if self.refused == SHOWN:
                    self.stderr.write("Further lines that are refused are only counted.")

    def _sum_up(self) -> None:
        self.stdout.write(
            f"{self.lines:,} lines: {self.taken:,} records, {self.changed:,} of them new or changed, "
            f"{self.refused:,} refused."
        )
