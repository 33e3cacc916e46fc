"""Make the key that daily digests are signed with."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.signing import key_id, make_key, public_key


class Command(BaseCommand):
    help = "Write a new Ed25519 key to FILE and the public key to FILE.pub; never over one that is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            public = make_key(file)
        except OSError as error:
            raise CommandError(f"No key was made: {error}") from error
        self.stdout.write(
            f"The private key is in {file}: keep it off the database's machine, and name it in "
            f"NEWSROOM_SIGNING_KEY.\nThe public key is in {public}: give it away, to many.\n"
            f"Its thumbprint is {key_id(public_key(public))}."
        )
