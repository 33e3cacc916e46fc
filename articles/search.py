"""The search of pages in the database, as Wagtail brings it, safe for whatever is typed into the box.

On SQLite its query compiler leaves quotation marks as they are, and a lone one is a syntax error.
"""

from typing import Any

from django.db import connection
from modelsearch.backends import database
from modelsearch.query import Phrase, PlainText


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


def SearchBackend(params: dict[str, Any]) -> Any:
    """The backend of the database in use, under the name that Wagtail looks for."""
    backend = database.SearchBackend(params)
    if connection.vendor == "sqlite":
        for name in ("query_compiler_class", "autocomplete_query_compiler_class"):
            compiler = getattr(backend, name)
            setattr(backend, name, type(compiler.__name__, (_WithoutQuotationMarks, compiler), {}))
    return backend
