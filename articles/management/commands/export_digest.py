"""Write and sign the digest of a day's heads, after the digests that are in the folder already."""

from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.digests import articles_of, digest_of
from articles.signing import SIGNATURE, is_signed, private_key, sign


class Command(BaseCommand):
    help = (
        "Write DAY.json, the newest revision of every article at the day's end, and DAY.json.jws beside it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="as in 2026-11-27; yesterday by default")
        parser.add_argument(
            "--folder", type=Path, default=Path(settings.NEWSROOM_DIGESTS), help="where the digests lie"
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        day = options["day"] or today - timedelta(days=1)
        file = folder / f"{day}.json"
        try:
            key = private_key()
            folder.mkdir(parents=True, exist_ok=True)
            if file.exists():
                content = file.read_bytes()
                if not is_signed(
                    content, file.with_name(file.name + SIGNATURE).read_text(), key.public_key()
                ):
                    raise CommandError(f"{file} is there and is not signed by this key. It is left as it is.")
                self.stdout.write(f"{file} is there already, and signed.")
                return
            before = [each for each in sorted(folder.glob("????-??-??.json")) if each.stem < str(day)]
            if any(each.stem > str(day) for each in folder.glob("????-??-??.json")):
                raise CommandError("There are digests of later days: none can be put in between.")
            previous = before[-1].read_bytes() if before else None
            content = digest_of(day, previous)
            # The signature first: a digest without one must never seem to be finished.
            file.with_name(file.name + SIGNATURE).write_text(sign(content, key) + "\n")
            unfinished = file.with_suffix(".unfinished")
            unfinished.write_bytes(content)
            unfinished.replace(file)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except OSError as error:
            raise CommandError(f"No digest was written: {error}") from error
        self.stdout.write(
            self.style.SUCCESS(
                f"{file}: the heads of {len(articles_of(content))} articles"
                + (f", after {before[-1].name}." if before else ", the first digest.")
            )
        )
