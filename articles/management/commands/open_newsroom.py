"""Make a new installation ready for work: front page, roles. May be run again at any time."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.actions import create_roles
from articles.actions import open_newsroom, open_section


class Command(BaseCommand):
    help = "Create the front page and the roles; --section adds sections (idempotent)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default=settings.WAGTAIL_SITE_NAME, help="what the site is called")
        parser.add_argument(
            "--section", action="append", default=[], metavar="NAME", help="may be given again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        create_roles()
        front = open_newsroom(options["name"])
        for title in options["section"]:
            open_section(title)
        self.stdout.write(f"{front.title} is open.")
