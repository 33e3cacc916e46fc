"""Who and what a French text names: the model's names, tidied, and whoever speaks under a name."""

from __future__ import annotations

from collections.abc import Iterable

from extraction.grouping import Group, Mention, group_names
from extraction.page import Page
from extraction.readers.fr.phrases import Source
from extraction.result import Kind

KINDS: dict[str, Kind] = {"PER": "person", "LOC": "place", "ORG": "organisation"}
# As grouping knows them.
HONORIFICS = {
    "m.": "mr.",
    "monsieur": "mr.",
    "mme": "mrs.",
    "madame": "mrs.",
    "mlle": "miss",
    "me": "",
    "dr": "",
}
EDGE = frozenset("\"'«»“”()[].,;:!?-–—…")
NAMES = frozenset(("PROPN", "NOUN", "ADJ", "X"))
LONGEST = 120


def find_groups(page: Page, sources: Iterable[Source]) -> list[Group]:
    """Groups of mentions in the order of their first; a full name that speaks is a person's."""
    mentions = [
        m for name in page.names if (m := _mention(page, name.first, name.last, KINDS.get(name.label)))
    ]
    taken = {i for mention in mentions for i in range(mention.first, mention.last)}
    for source in sources:
        for first, last in _runs(page, source, taken):
            if made := _mention(page, first, last, "person"):
                mentions.append(made)
                taken |= set(range(first, last))
    mentions += _again(page, mentions, taken)
    mentions.sort(key=lambda mention: mention.first)
    _agree(mentions)
    return group_names(mentions)


def _mention(page: Page, first: int, last: int, kind: Kind | None) -> Mention | None:
    """The name itself, without office, honorific or marks; nothing where no name is left."""
    if kind is None:
        return None
    tokens = page.tokens
    if kind == "organisation" and tokens[first].text[0].islower():
        return None  # “ministre de l'Intérieur”
    if kind == "place" and tokens[first].text == "L'":
        first += 1
    while first < last and not (tokens[first].text[0].isupper() or tokens[first].text[0].isdigit()):
        first += 1
    honorific = HONORIFICS.get(tokens[first - 1].lower, "") if first else ""
    while first < last and tokens[first].lower in HONORIFICS and last - first > 1:
        honorific, first = HONORIFICS[tokens[first].lower], first + 1
    while first < last and tokens[last - 1].text in EDGE:
        last -= 1
    if first >= last or (kind == "person" and first and tokens[first - 1].lower in ("la", "l'")):
        return None
    name = " ".join(page.text[tokens[first].start : tokens[last - 1].end].split())
    if len(name) > LONGEST or len(name) < 2 or name.lower() in HONORIFICS:
        return None
    return Mention(first, last, kind, name, honorific)


def _runs(page: Page, source: Source, taken: set[int]) -> list[tuple[int, int]]:
    """Runs of two or more capitalised names in a source that the model did not take for a name."""
    found, first = [], source.first
    for i in range(source.first, source.last + 1):
        is_name = i < source.last and i not in taken and page.tokens[i].text[0].isupper()
        tags = NAMES if i == first else NAMES | {"DET", "ADP"}  # “Marine Le Pen”
        if not (is_name and page.tokens[i].tag in tags):
            if i - first >= 2:
                found.append((first, i))
            first = i + 1
    return found


def _again(page: Page, mentions: list[Mention], taken: set[int]) -> list[Mention]:
    """People's full names and surnames wherever the model overlooked them."""
    forms: dict[str, tuple[str, ...]] = {}
    for mention in mentions:
        words = tuple(token.text for token in page.tokens[mention.first : mention.last])
        if mention.kind == "person" and 1 < len(words) < 6:
            forms.setdefault(words[0], words)
            forms.setdefault(words[-1], words[-1:])
    found = []
    for token in page.tokens:
        form = forms.get(token.text)
        last = token.i + len(form) if form else 0
        if not form or token.i in taken or last > len(page.tokens):
            continue
        if tuple(t.text for t in page.tokens[token.i : last]) == form and (
            made := _mention(page, token.i, last, "person")
        ):
            found.append(made)
            taken |= set(range(token.i, last))
    return found


def _agree(mentions: list[Mention]) -> None:
    """One name is one kind of thing throughout a text: what most mentions say, the first of equals."""
    kinds: dict[str, list[Kind]] = {}
    for mention in mentions:
        kinds.setdefault(mention.name, []).append(mention.kind)
    for mention in mentions:
        seen = kinds[mention.name]
        mention.kind = max(dict.fromkeys(seen), key=seen.count)
