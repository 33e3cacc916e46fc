"""What the newsroom has confirmed of names, for the reader: it holds in whatever is read next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from entities.models import Alias, Entity, alias_key
from extraction import Kind, name_key

WORD = re.compile(r"[^\W_][\w’'&.-]*")
LONGEST = 6  # words of a name
KEYS = 20_000  # names that one text is searched for; a longer text's tail is read without
BATCH = 900  # keys in one query


def confirmed_in(text: str) -> dict[str, Kind]:
    """The confirmed names that stand in a text, as `extraction.read` takes them, with their entities' kinds.

    Asks for every run of words that could be a name: one query for nearly all texts.
    """
    keys = sorted(dict.fromkeys(_candidates(text)))[:KEYS]
    found: dict[str, Kind] = {}
    for start in range(0, len(keys), BATCH):
        aliases = Alias.objects.filter(
            key__in=keys[start : start + BATCH], entity__state=Entity.State.CONFIRMED
        ).values_list("name", "entity__kind")
        found |= {name_key(name): cast(Kind, kind) for name, kind in aliases}
    return found


def _candidates(text: str) -> Iterator[str]:
    """Keys of all runs of up to six words that begin with a capital or a figure, within a line."""
    for line in text.splitlines():
        words = [match.group().rstrip(".,'’-") for match in WORD.finditer(line)]
        for i, word in enumerate(words):
            if not word[:1].isupper() and not word[:1].isdigit():
                continue
            for length in range(1, min(LONGEST, len(words) - i) + 1):
                if words[i + length - 1][:1].isupper() or length == 1 or words[i + length - 1].isdigit():
                    yield alias_key(" ".join(words[i : i + length]).removesuffix("’s").removesuffix("'s"))
