"""What a list shows of many revisions: their content without the body, cut off in the database.

A list of a hundred stories must not carry a hundred bodies from the database to the web server.
"""

import json
from typing import Any

from django.db.models import Func, Subquery, TextField

from articles.models import ArticleRevision

JSON = "COALESCE(NULLIF(%(expressions)s, ''), '{}')"  # a content that was let go is no JSON


class WithoutBody(Func):
    """The JSON of a revision's content without its body."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template=f"json_remove({JSON}, '$.body')")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template=f"({JSON}::jsonb - 'body')::text")


class ContentField(Func):
    """One text field of a revision's content: `ContentField("content", member="genre")`."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template=f"json_extract({JSON}, '$.%(member)s')")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template=f"({JSON}::jsonb ->> '%(member)s')")


def front_matters(revision_ids: Any) -> dict[int, ArticleRevision]:
    """Revisions by id, their `content` not loaded, with `front`: the content without the body. One query."""
    revisions = (
        ArticleRevision.objects.filter(pk__in=revision_ids)
        .defer("content")
        .annotate(front=WithoutBody("content"))
    )
    return {revision.pk: revision for revision in revisions}


def front_of(revision: ArticleRevision) -> dict[str, Any]:
    """The editorial fields of a revision fetched by `front_matters`."""
    return json.loads(revision.front)  # type: ignore[attr-defined]


def field_of(revision_id: Any, field: str) -> Subquery:
    """One field of the content of the revision that an outer query names (an `OuterRef`)."""
    rows = ArticleRevision.objects.filter(pk=revision_id).order_by()
    return Subquery(rows.annotate(value=ContentField("content", member=field)).values("value")[:1])
