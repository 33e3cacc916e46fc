"""Read JSON that others send: what means one thing, in time and memory proportional to its length."""

import json
from collections import Counter
from typing import Any

DEEPEST = 40  # objects and arrays inside one another
LONGEST_NUMBER = 100  # digits of a whole number


class UnusableJSON(ValueError):
    """JSON that is none, or that no database keeps; its words say so of “The body …”, with the remedy."""


def read_json(sent: bytes) -> Any:
    """The value of JSON (RFC 8259) in UTF-8. Raises UnusableJSON.

    Refused besides what is no JSON: members given twice, numbers that are none or too long, `\\u0000`, halves
    of surrogate pairs, and more than DEEPEST levels.
    """
    try:
        value = json.loads(
            sent.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_integer,
        )
    except RecursionError:
        raise UnusableJSON(TOO_DEEP) from None
    except UnicodeDecodeError as error:
        raise UnusableJSON(f"is not UTF-8: byte {error.start:,} cannot be read. Send it anew.") from error
    except ValueError as error:
        raise UnusableJSON(f"is not JSON that can be used: {str(error)[:200]}. Correct it.") from error
    _check(value)
    return value


TOO_DEEP = f"has more than {DEEPEST} levels. Send it flatter."


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


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"a number has {len(digits):,} digits")
    return int(digits)


def _check(value: Any) -> None:
    """Raise UnusableJSON for words that no database keeps, and for more levels than DEEPEST."""
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
    raise UnusableJSON(TOO_DEEP)


def _check_words(words: str) -> None:
    if "\0" in words:
        raise UnusableJSON("has the character U+0000 in its words. Leave it out.")
    try:
        words.encode("utf-8")
    except UnicodeEncodeError as error:
        half = f"\\u{ord(words[error.start]):04x}"
        raise UnusableJSON(f"has half a surrogate pair ({half}). Send both halves, or none.") from error
