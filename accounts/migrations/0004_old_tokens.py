"""Tokens of REST framework become ours: they keep working, with all scopes and no end, until they are replaced.

Their text stood in the database as it is; only its digest is kept now, and the old table goes.
"""

import hashlib
from datetime import UTC, datetime

from django.db import migrations

OLD = "authtoken_token"


def take_over(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if OLD not in connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT key, created, user_id FROM {OLD}")  # noqa: S608
        rows = cursor.fetchall()
    Token = apps.get_model("accounts", "Token")
    for key, created, user_id in rows:
        token = Token.objects.create(
            user_id=user_id,
            name="From before there were scopes",
            digest=hashlib.sha256(key.encode()).hexdigest(),
            hint=key[-4:],
            scopes=["*"],
        )
        Token.objects.filter(pk=token.pk).update(created_at=_aware(created))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {OLD}")


def _aware(moment):
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_token")]
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
