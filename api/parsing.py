"""Read what callers send: JSON that means one thing, in bounded time."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

DEEPEST = 40  # objects and arrays inside one another


class TooLarge(APIException):
    """A body of more bytes than we take (413)."""

    status_code = 413
    default_detail = "The body is too large."


class StrictJSON(BaseParser):
    """JSON (RFC 8259) in UTF-8, read in time and memory proportional to its length, which is limited.

    Refused besides what is no JSON: members given twice, numbers that are none or too long, `\\u0000`, halves
    of surrogate pairs, and more than DEEPEST levels.
    """

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
    """The value of strict JSON; raises ParseError (400)."""
    try:
        value = json.loads(
            sent.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_finite,
        )
    except RecursionError:
        raise ParseError(f"The body has more than {DEEPEST} levels. Send it flatter.") from None
    except UnicodeDecodeError as error:
        raise ParseError(f"The body is not UTF-8: byte {error.start} cannot be read.") from error
    except ValueError as error:
        raise ParseError(f"The body is not JSON that can be used: {error}.") from error
    _check(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, times in counts.items() if times > 1)
        raise ValueError(f"the member “{twice[:80]}” is given twice in one object")
    return made


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"the number {digits[:40]} is too large")
    return number


def _check(value: Any) -> None:
    """Raise ParseError for words that no database keeps, and for more levels than DEEPEST."""
    level: list[Any] = [value]
    for _ in range(DEEPEST + 1):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, str):
                _check_words(each)
            elif isinstance(each, dict):
                inner += [*each, *each.values()]
            elif isinstance(each, list):
                inner += each
        if not inner:
            return
        level = inner
    raise ParseError(f"The body has more than {DEEPEST} levels. Send it flatter.")


def _check_words(words: str) -> None:
    if "\0" in words:
        raise ParseError("The body has the character U+0000 in its words. Leave it out.")
    try:
        words.encode("utf-8")
    except UnicodeEncodeError as error:
        half = f"\\u{ord(words[error.start]):04x}"
        raise ParseError(
            f"The body has half a surrogate pair ({half}). Send both halves, or none."
        ) from error
