"""Pages whose newest state readers do not see, by an index: few among very many."""

from django.db import migrations

INDEXES = {"page_unpublished_changes": "has_unpublished_changes", "page_not_live": "NOT live"}


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_comment_anchors"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX IF NOT EXISTS {name} ON wagtailcore_page (id) WHERE {condition}",
            f"DROP INDEX IF EXISTS {name}",
        )
        for name, condition in INDEXES.items()
    ]
