"""A test database in a second: all migrations run once, then their result is copied.

The copy is named by everything that decides what migrations make, so it is never out of date. On SQLite it
is a file, on PostgreSQL a template database beside the one that is tested. Of several test processes that
begin together one runs the migrations, and the others wait for its copy.
"""

import fcntl
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

HOUSE = Path(__file__).resolve().parents[1]
NAME = str(settings.DATABASES["default"]["NAME"])  # before Django puts the test database's in its place


def is_sqlite() -> bool:
    """Whether this run's database is SQLite."""
    return connection.vendor == "sqlite"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the door while a database is made, so that what one process migrates the next one copies."""
    with (Path(settings.VAR_DIR) / "migrating.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def digest() -> str:
    """Names what migrations make."""
    made_by = hashlib.sha256(repr(settings.INSTALLED_APPS).encode())
    for path in [HOUSE / "uv.lock", *sorted(HOUSE.glob("*/migrations/*.py"))]:
        made_by.update(path.name.encode() + path.read_bytes())
    return made_by.hexdigest()[:16]


def begin_with_copy() -> bool:
    """Let the test database begin as a copy of a migrated one; False when none has been kept yet."""
    return _copy_file() if is_sqlite() else _copy_template()


def keep() -> None:
    """Keep the database as it is now, for the processes and the runs to come."""
    if is_sqlite():
        _keep_file()
    else:
        _keep_template()


def copy_to(folder: Path) -> bool:
    """Let an installation of its own (SQLite, in `folder`) begin migrated; False where no copy was kept."""
    if not _file().exists():
        return False
    shutil.copyfile(_file(), folder / "newsroom.sqlite3")
    return True


def template() -> str:
    """The name of the migrated database that PostgreSQL copies, once one was kept."""
    return f"{NAME}_migrated_{digest()}"


def _file() -> Path:
    return Path(settings.VAR_DIR) / f"migrated-{digest()}.sqlite3"


def _copy_file() -> bool:
    if not _file().exists():
        return False
    path = Path(connection.settings_dict["TEST"]["NAME"])
    for old in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        old.unlink(missing_ok=True)
    shutil.copyfile(_file(), path)
    return True


def _keep_file() -> None:
    target = _file()
    unfinished = target.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    connection.ensure_connection()
    copy = sqlite3.connect(unfinished)
    connection.connection.backup(copy)
    copy.close()
    for outdated in target.parent.glob("migrated-*.sqlite3"):
        outdated.unlink(missing_ok=True)
    unfinished.replace(target)


def _templates() -> list[str]:
    """The migrated databases that were kept for the one we are told to use."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{NAME}_migrated_"]
        )
        return [name for (name,) in cursor.fetchall()]


def _copy_template() -> bool:
    if template() not in _templates():
        return False
    connection.settings_dict["TEST"]["TEMPLATE"] = template()
    return True


def _keep_template() -> None:
    tested, quote = connection.settings_dict["NAME"], connection.ops.quote_name
    outdated = _templates()
    connection.close()  # nobody may be connected to what PostgreSQL copies
    with connection._nodb_cursor() as cursor:
        for name in outdated:
            cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)}")
        cursor.execute(f"CREATE DATABASE {quote(template())} TEMPLATE {quote(tested)}")
