"""Web server and worker in one process: the product as a newcomer runs it."""

import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

import extraction
from newsroom import embedded


class Command(BaseCommand):
    help = "Start the web server and, unless REDIS_URL names a broker, a worker in the same process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        require_free(host, port)
        base = f"http://{host}:{port}"
        if not settings.EMBEDDED:
            self.stdout.write("A broker is set: start the worker with `celery -A newsroom worker`.")
            self._serve(host, port, base)
            return
        self.stdout.write("Loading the language model …", ending=" ")
        self.stdout.flush()
        extraction.warm_up()
        self.stdout.write("done.")
        with embedded.worker() as ready:
            ready.wait()
            self.stdout.write("The worker listens.")
            self._serve(host, port, base)

    def _serve(self, host: str, port: int, base: str) -> None:
        for name, path in (
            ("Readers", "/"),
            ("Desk", "/desk/"),
            ("API", "/api/v1/"),
            ("API docs", "/api/v1/docs"),
        ):
            self.stdout.write(f"  {name:<9} {base}{path}")
        call_command("runserver", f"{host}:{port}", use_reloader=False, skip_checks=True, verbosity=0)


def require_free(host: str, port: int) -> None:
    """Raise CommandError, with the remedy, when something listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken. Choose another: make run PORT={port + 1}, or --port."
            ) from error
