"""Pages of a list by a signed cursor, stable while stories come in.

A cursor names the last row seen by its sort values, so that rows added in front move nothing and every
page costs the same. It is signed for one address: a tampered, foreign or damaged one is a 400.
"""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.core import signing
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from api.problems import InvalidParameters

SALT = "api.cursor"
# Fetches so many rows in an ordering, from a position in it on or from the beginning.
Fetch = Callable[[Sequence[str], Sequence[Any] | None, int], list[Any]]
BAD_CURSOR = "This cursor is none of ours or belongs to another list. Start again without `cursor`."


class KeysetPagination(BasePagination):
    """`cursor` and `page_size`. The view's `ordering` names unique sort keys, "-" for descending."""

    default_size = 20
    largest_size = 100

    def paginate_queryset(self, queryset: Fetch, request: Request, view: Any = None) -> list[Any]:
        """One page of what `queryset` fetches, in the view's ordering."""
        self.request = request
        self.ordering: Sequence[str] = view.get_ordering()
        size = self._size(request)
        position, backwards = self._position(request)
        ordering = [_flip(key) for key in self.ordering] if backwards else self.ordering
        rows = queryset(ordering, position, size + 1)
        more, rows = len(rows) > size, rows[:size]
        if backwards:
            rows.reverse()
        self.has_next = bool(rows) and (more or backwards)
        self.has_previous = bool(rows) and (more if backwards else position is not None)
        self.rows = rows
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        """The envelope, and the same links as a header."""
        links = {
            "next": self._link(self.rows[-1], "n") if self.has_next else None,
            "previous": self._link(self.rows[0], "p") if self.has_previous else None,
        }
        response = Response({"results": data, **links})
        header = [
            f'<{link}>; rel="{rel}"'
            for rel, link in (("next", links["next"]), ("prev", links["previous"]))
            if link
        ]
        if header:
            response["Link"] = ", ".join(header)
        return response

    def _size(self, request: Request) -> int:
        given = request.query_params.get("page_size")
        if given is None:
            return self.default_size
        if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= self.largest_size):
            raise InvalidParameters({"page_size": f"Give a whole number from 1 to {self.largest_size}."})
        return int(given)

    def _signer(self) -> signing.Signer:
        # Without a time in it, so that an unchanged page has an unchanged ETag.
        return signing.Signer(salt=f"{SALT}:{self.request.path}:{','.join(self.ordering)}")

    def _position(self, request: Request) -> tuple[list[Any] | None, bool]:
        given = request.query_params.get("cursor")
        if given is None:
            return None, False
        try:
            direction, *values = self._signer().unsign_object(given)
        except (signing.BadSignature, ValueError) as error:
            raise InvalidParameters({"cursor": BAD_CURSOR}) from error
        return [_decoded(value) for value in values], direction == "p"

    def _link(self, row: Any, direction: str) -> str:
        values = [_encoded(_value(row, key.lstrip("-"))) for key in self.ordering]
        cursor = self._signer().sign_object([direction, *values])
        return replace_query_param(
            remove_query_param(self.request.build_absolute_uri(), "cursor"), "cursor", cursor
        )

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The two parameters, for the OpenAPI document."""
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": "From `next` or `previous` of a page; opaque.",
                "schema": {"type": "string"},
            },
            {
                "name": "page_size",
                "in": "query",
                "required": False,
                "description": f"Rows on a page, 1 to {self.largest_size}.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": self.largest_size,
                    "default": self.default_size,
                },
            },
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The envelope, for the OpenAPI document."""
        link = {
            "type": ["string", "null"],
            "format": "uri",
            "example": "https://news.example/api/v1/…?cursor=WyJuIiw0Ml0:1w…",
        }
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": schema,
                "next": {**link, "description": "The page after this one; null on the last."},
                "previous": {**link, "description": "The page before this one; null on the first."},
            },
        }


def _flip(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _encoded(value: Any) -> Any:
    return {"at": value.isoformat()} if isinstance(value, datetime.datetime) else value


def _decoded(value: Any) -> Any:
    return parse_datetime(value["at"]) if isinstance(value, dict) else value


def beyond(ordering: Sequence[str], position: Sequence[Any]) -> Q:
    """Rows after a position: later in the first key, or equal there and later in the second, and so on."""
    beyond, equal = Q(), Q()
    for key, value in zip(ordering, position, strict=True):
        name = key.lstrip("-")
        beyond |= equal & Q(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        equal &= Q(**{name: value})
    return beyond
