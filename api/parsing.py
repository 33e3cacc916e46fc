"""Read what callers send: JSON that means one thing, in bounded time."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

from articles.copy import strict


class TooLarge(APIException):
    """A body of more bytes than we take (413)."""

    status_code = 413
    default_detail = "The body is too large."


class StrictJSON(BaseParser):
    """JSON that means one thing (`articles.copy.strict`), of no more than API_MAX_BODY bytes."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The value; raises ParseError (400) and TooLarge (413)."""
        limit = settings.API_MAX_BODY
        sent = stream.read(limit + 1)
        if len(sent) > limit:
            raise TooLarge(f"A body may have {limit:,} bytes (API_MAX_BODY). Send less at once.")
        return read_json(sent)


def read_json(sent: bytes) -> Any:
    """The value of strict JSON (`articles.copy.strict`); raises ParseError (400)."""
    try:
        return strict.read_json(sent)
    except strict.UnusableJSON as error:
        raise ParseError(f"The body {error}") from error
