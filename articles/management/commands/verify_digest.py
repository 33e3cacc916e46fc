"""Does the database still say what a signed digest says? Exit 1 naming what differs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.digests import articles_of, differences, follows
from articles.history import Break, as_of_now, verify
from articles.models import ArticleRevision
from articles.signing import SIGNATURE, is_signed, public_key

AT_ONCE = 500  # articles
SHOWN = 100


class Command(BaseCommand):
    help = "Check a digest's signature, then the heads it names and the chains that lead up to them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--public-key", type=Path, required=True, metavar="PEM")
        parser.add_argument("--signature", type=Path, metavar="JWS", help=f"FILE{SIGNATURE} by default")
        parser.add_argument("--after", type=Path, metavar="FILE", help="the digest that it must follow")
        parser.add_argument(
            "--heads-only", action="store_true", help="do not walk the chains below the heads"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        signature = options["signature"] or file.with_name(file.name + SIGNATURE)
        try:
            content = file.read_bytes()
            if not is_signed(content, signature.read_text(), public_key(options["public_key"])):
                raise CommandError(
                    f"{file} does not bear this key's signature: it was altered, or another key signed it.",
                    returncode=1,
                )
            if options["after"] and not follows(content, options["after"].read_bytes()):
                raise CommandError(f"{file} does not follow {options['after']}.", returncode=1)
            articles = articles_of(content)
            with as_of_now():
                found = [
                    f"article {each.article_id}: {each.words}" if each.article_id else each.words
                    for each in differences(content)
                ]
                if not options["heads_only"]:
                    found += self._broken(articles)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except OSError as error:
            raise CommandError(f"Not checked: {error}") from error
        if found:
            more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            raise CommandError("The database differs: " + "; ".join(found[:SHOWN]) + more, returncode=1)
        self.stdout.write(
            self.style.SUCCESS(f"The signature is good, and all {len(articles)} heads stand as they stood.")
        )

    def _broken(self, articles: list[int]) -> list[str]:
        found = []
        with tqdm(total=len(articles), unit="article", disable=None, leave=False) as progress:
            for start in range(0, len(articles), AT_ONCE):
                some = articles[start : start + AT_ONCE]
                for link in verify(ArticleRevision.objects.filter(article_id__in=some)):
                    if isinstance(link, Break):
                        found.append(f"article {link.article_id}, revision {link.number}: {link.reason}")
                progress.update(len(some))
        return found
