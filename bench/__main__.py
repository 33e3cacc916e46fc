"""`python -m bench [NAME …]`: all that `ALL` lists, or those named.

They run in an installation of their own: a new SQLite file or, where DATABASE_URL names a PostgreSQL
server, a new database there; both are removed at the end.
"""

import argparse
import importlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

ALL = (
    "reading",
    "saving",
    "latency",
    "rereading",
    "anchoring",
    "matching",
    "vectors",
    "gate",
    "presence",
    "merging",
    "verify",
    "diff",
    "api",
)


@contextmanager
def installation() -> Iterator[None]:
    """An empty, migrated newsroom, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, _database() as url:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "NEWSROOM_VAR_DIR": folder,
            "REDIS_PREFIX": f"bench-{secrets.token_hex(4)}:",
            **({"DATABASE_URL": url} if url else {}),
        }
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("open_newsroom", verbosity=0)
        try:
            yield
        finally:
            connections.close_all()


@contextmanager
def _database() -> Iterator[str]:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    server, name = url.rsplit("/", 1)[0], f"newsroom_bench_{secrets.token_hex(4)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server}/{name}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("which", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}; all by default")
    which = parser.parse_args().which or ALL
    if unknown := set(which) - set(ALL):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    with installation():
        for name in which:
            importlib.import_module(f"bench.{name}").main()
            print(flush=True)


if __name__ == "__main__":
    main()
