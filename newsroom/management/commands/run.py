"""One command from nothing to a running newsroom; started again, it keeps what is there."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from newsroom.management.commands.serve import require_free


class Command(BaseCommand):
    help = "Bring the database up to date, open the newsroom, load the demo stories, and serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--empty", action="store_true", help="without the demo stories and accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        require_free(options["host"], options["port"])  # before a long wait, not after it
        self._migrate()
        call_command("open_newsroom")
        if settings.DEMO_ACCOUNTS and not options["empty"]:
            call_command("load_demo")
        call_command("serve", host=options["host"], port=options["port"])

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", interactive=False)
