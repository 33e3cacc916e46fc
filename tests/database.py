"""A test database in a second: all migrations run once, then their result is copied.

The copy is named by everything that decides what migrations make, so it is never out of date.
Only for SQLite; PostgreSQL is built from its migrations in every run.
"""

import hashlib
import shutil
import sqlite3
from pathlib import Path

from django.conf import settings
from django.db import connection

HOUSE = Path(__file__).resolve().parents[1]


def is_sqlite() -> bool:
    """Whether this run's database is SQLite."""
    return connection.vendor == "sqlite"


def migrated() -> Path:
    """Where the copy of a freshly migrated database belongs."""
    made_by = hashlib.sha256(repr(settings.INSTALLED_APPS).encode())
    for path in [HOUSE / "uv.lock", *sorted(HOUSE.glob("*/migrations/*.py"))]:
        made_by.update(path.name.encode() + path.read_bytes())
    return Path(settings.VAR_DIR) / f"migrated-{made_by.hexdigest()[:16]}.sqlite3"


def copy_to(path: Path) -> bool:
    """Put a freshly migrated database at `path`; False when none has been kept yet."""
    if not migrated().exists():
        return False
    for old in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        old.unlink(missing_ok=True)
    shutil.copyfile(migrated(), path)
    return True


def keep() -> None:
    """Keep the database as it is now, for the runs to come."""
    target = migrated()
    unfinished = target.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    connection.ensure_connection()
    copy = sqlite3.connect(unfinished)
    connection.connection.backup(copy)
    copy.close()
    for outdated in target.parent.glob("migrated-*.sqlite3"):
        outdated.unlink(missing_ok=True)
    unfinished.replace(target)
