"""Stories by their newest publication, by an index."""

from django.db import migrations

NAME = "page_published_again"


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_draft_indexes")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX IF NOT EXISTS {NAME} ON wagtailcore_page (last_published_at, id)",
            f"DROP INDEX IF EXISTS {NAME}",
        )
    ]
