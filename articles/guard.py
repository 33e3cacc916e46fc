"""The database's own refusal to change what was written once.

Models declare it with `append_only = True`; after every migration `install` puts the triggers (back)
in place, since SQLite drops them whenever it rebuilds a table.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections

FUNCTION = """
CREATE OR REPLACE FUNCTION newsroom_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


@dataclass(frozen=True, slots=True)
class LettingGo:
    """The one change that an append-only table allows: to empty a column of some rows (`only_if`, in SQL).

    A row in the table `recorded_in` must have said so of it before, in its column `recorded_by`.
    """

    column: str
    only_if: str
    recorded_in: str
    recorded_by: str


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
            if connection.vendor == "sqlite" and _letting_go(table):
                _execute(using, *_drop_statements(connection.vendor, table))  # it names every column
            _execute(using, *_create_statements(connection.vendor, table))


def make_way(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Before migrations: SQLite rebuilds no table that a trigger of another looks into (`pre_migrate`)."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    existing = set(connection.introspection.table_names())
    for table in protected_tables(sender.label):
        if table in existing and _letting_go(table):
            _execute(using, *_drop_statements(connection.vendor, table))


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


def _letting_go(table: str) -> tuple[LettingGo, list[str]] | None:
    """The change that a table allows, and its other columns."""
    for model in apps.get_models():
        rule = getattr(model, "letting_go", None)
        if model._meta.db_table == table and rule:
            columns = [field.column for field in model._meta.local_concrete_fields]
            return rule, [column for column in columns if column and column != rule.column]
    return None


def _allowed(rule: LettingGo) -> str:
    """Whether a row may be emptied, but for its other columns staying as they are."""
    recorded = f"SELECT 1 FROM {rule.recorded_in} WHERE {rule.recorded_by} = OLD.id"  # noqa: S608
    emptied = f"NEW.{rule.column} = '' AND OLD.{rule.column} <> ''"
    return f"OLD.{rule.only_if} AND {emptied} AND EXISTS ({recorded})"


def _create_statements(vendor: str, table: str) -> list[str]:
    found = _letting_go(table)
    if vendor == "postgresql":
        function = "newsroom_append_only"
        own = []
        if found:
            rule, _ = found
            function = f"newsroom_append_only_{table}"
            same = f"(to_jsonb(NEW) - '{rule.column}') = (to_jsonb(OLD) - '{rule.column}')"
            own = [
                f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF TG_OP = 'UPDATE' THEN IF {_allowed(rule)} AND {same} THEN RETURN NEW; END IF; END IF;"
                " RAISE EXCEPTION '% is append-only', TG_TABLE_NAME"
                " USING ERRCODE = 'integrity_constraint_violation'; END $$"
            ]
        return [
            FUNCTION,
            *own,
            f'CREATE OR REPLACE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON "{table}"'
            f" FOR EACH ROW EXECUTE FUNCTION {function}()",
            f'CREATE OR REPLACE TRIGGER append_only_table BEFORE TRUNCATE ON "{table}"'
            " FOR EACH STATEMENT EXECUTE FUNCTION newsroom_append_only()",
        ]
    unless = ""
    if found:
        rule, others = found
        same = " AND ".join(f'NEW."{column}" IS OLD."{column}"' for column in others)
        unless = f" WHEN NOT ({_allowed(rule)} AND {same})"
    return [
        f'CREATE TRIGGER IF NOT EXISTS "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}"'
        f"{unless if verb == 'UPDATE' else ''}"
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
