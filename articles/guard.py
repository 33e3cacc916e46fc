"""The database's own refusal to change what was written once.

Models declare it with `append_only = True`; after every migration `install` puts the triggers (back)
in place, since SQLite drops them whenever it rebuilds a table.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections

FUNCTION = """
CREATE OR REPLACE FUNCTION newsroom_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def protected_tables(app_label: str | None = None) -> list[str]:
    """The tables of the append-only models, of one app or of all."""
    models = apps.get_app_config(app_label).get_models() if app_label else apps.get_models()
    return [model._meta.db_table for model in models if getattr(model, "append_only", False)]


def install(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Put the triggers of one app's tables in place (a `post_migrate` receiver; may be called again)."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    for table in protected_tables(sender.label):
        if table in existing:
            _execute(using, *(_create_statements(connection.vendor, table)))


def is_installed(table: str, using: str = "default") -> bool:
    """Whether the database refuses UPDATE and DELETE on a table right now."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s"
                " AND tgenabled <> 'D'",
                [table, "append_only%"],
            )
        else:
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
            )
        return cursor.fetchone()[0] >= 2


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Take the triggers away for a while: for emptying a test database, for nothing else."""
    vendor = connections[using].vendor
    tables = [table for table in protected_tables() if is_installed(table, using)]
    for table in tables:
        _execute(using, *_drop_statements(vendor, table))
    try:
        yield
    finally:
        for table in tables:
            _execute(using, *_create_statements(vendor, table))


def _create_statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [
            FUNCTION,
            f'CREATE OR REPLACE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON "{table}"'
            " FOR EACH ROW EXECUTE FUNCTION newsroom_append_only()",
            f'CREATE OR REPLACE TRIGGER append_only_table BEFORE TRUNCATE ON "{table}"'
            " FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only()",
        ]
    return [
        f'CREATE TRIGGER IF NOT EXISTS "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}"'
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _drop_statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [f'DROP TRIGGER IF EXISTS append_only_{part} ON "{table}"' for part in ("rows", "table")]
    return [f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"' for verb in ("update", "delete")]


def _execute(using: str, *statements: str) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
