"""The search of "Checked elsewhere" looks for words anywhere in five columns: trigrams find them by an index."""

from typing import Any

from django.db import migrations

COLUMNS = ("claim_reviewed", "title", "claimant", "publisher", "label")
NAME = "review_words"


def add(apps: Any, schema_editor: Any) -> None:
    """The index, where the database is PostgreSQL and has what it takes; the search works without."""
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if cursor.fetchone() is None:
            return
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        # As Django asks for words whatever their case.
        columns = ", ".join(f"UPPER({name}::text) gin_trgm_ops" for name in COLUMNS)
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON claims_importedreview USING gin ({columns})")


def remove(apps: Any, schema_editor: Any) -> None:
    """The index goes; the extension may serve others."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_corrections")]

    operations = [migrations.RunPython(add, remove)]
