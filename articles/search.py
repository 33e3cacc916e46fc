"""The search of pages in the database, as Wagtail brings it, with two faults mended.

It is safe for whatever is typed into the box: on SQLite Wagtail's query compiler leaves quotation
marks as they are, and a lone one is a syntax error. And a save costs the same however many pages are
indexed: Wagtail's walks through the whole index twice for each.
"""

from typing import Any

from django.db import connection
from django.db.models import Avg, F
from django.db.models.functions import Length
from modelsearch.backends import database
from modelsearch.query import Phrase, PlainText
from modelsearch.utils import get_content_type_pk

SAMPLE = 500  # entries whose titles tell how long a title is


class _WithoutQuotationMarks:
    """A query compiler for which `"` in words is what it is to the index: no part of any word."""

    def build_search_query_content(self, query: Any, config: Any = None) -> Any:
        if isinstance(query, PlainText):
            query = PlainText(_plain(query.query_string), operator=query.operator, boost=query.boost)
        elif isinstance(query, Phrase):
            query = Phrase(_plain(query.query_string))
        return super().build_search_query_content(query, config=config)  # type: ignore[misc]


def _plain(words: str) -> str:
    return " ".join(words.replace('"', " ").split()) or "_"  # the index knows no empty query


class _Steady:
    """An index that weighs the titles of what it takes in, and leaves all others alone.

    A title's norm is the average length of titles divided by its own; the newest titles tell the average.
    """

    def add_items(self, model: Any, objs: Any) -> None:
        self._added = self.entries.filter(  # type: ignore[attr-defined]
            content_type_id=get_content_type_pk(model), object_id__in=[str(obj.pk) for obj in objs]
        )
        super().add_items(model, objs)  # type: ignore[misc]

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full=True)  # type: ignore[misc]
            return
        newest = self.entries.annotate(length=Length("title")).order_by("-pk")  # type: ignore[attr-defined]
        average = newest[:SAMPLE].aggregate(average=Avg("length"))["average"]
        self._added.annotate(length=Length("title")).filter(length__gt=0).update(
            title_norm=average / F("length")
        )


def SearchBackend(params: dict[str, Any]) -> Any:
    """The backend of the database in use, under the name that Wagtail looks for."""
    backend = database.SearchBackend(params)
    backend.index_class = type(backend.index_class.__name__, (_Steady, backend.index_class), {})
    if connection.vendor == "sqlite":
        for name in ("query_compiler_class", "autocomplete_query_compiler_class"):
            compiler = getattr(backend, name)
            setattr(backend, name, type(compiler.__name__, (_WithoutQuotationMarks, compiler), {}))
    return backend
