"""`manage.py archive_page ADDRESS …`: keep a copy of pages now, and say what became of each."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive import actions
from archive.models import Page


class Command(BaseCommand):
    """Exit code 1 where any of the pages has no copy."""

    help = "Keep a copy of pages of the web now, and say what became of each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("addresses", nargs="+", metavar="ADDRESS", help="an http or https address")

    def handle(self, *args: Any, **options: Any) -> None:
        lost = 0
        for address in options["addresses"]:
            page = actions.fetch(actions.keep(address, by=None))
            self.stdout.write(_words(page))
            lost += page.newest_copy is None
        if lost:
            raise CommandError(f"{lost} of {len(options['addresses'])} have no copy.")


def _words(page: Page) -> str:
    copy = page.newest_copy
    lines = [f"{page.url}: {page.get_state_display()}"]
    if page.reason:
        lines += [f"  {page.reason} {page.remedy}"]
    if copy:
        lines += [f"  {copy.title or 'without a title'}, {len(copy.text.split())} words, {copy.size:,} bytes"]
        lines += [f"  SHA-256 {copy.sha256}", f"  {copy.warc.name}"]
    return "\n".join(lines)
