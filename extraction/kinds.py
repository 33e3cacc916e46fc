"""Settle what each name of a text is: a person, a place, a body of people.

All mentions of a name vote, a full name speaks for its surname, and what every newsroom knows outvotes all.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from extraction.gazetteer import ALIASES, BODIES, BODY_ALIASES, FEMALE, KIN, MALE, PEOPLES, PLACES
from extraction.grouping import SUFFIXES, Mention
from extraction.page import Page
from extraction.result import Kind

NAMED: frozenset[Kind] = frozenset({"person", "organisation", "place", "group", "event", "work", "law"})
POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
LOCATIVE = frozenset(("at", "in", "near", "outside", "inside"))
SPEECH_PRONOUNS = frozenset(("who", "he", "she"))


def name_of(page: Page, first: int, last: int) -> str:
    """The words of a name as printed, on one line."""
    text = page.text[page.tokens[first].start : page.tokens[last - 1].end]
    return re.sub(r"\s+", " ", text)


def known_kind(name: str) -> Kind | None:
    """What the gazetteer says of a name."""
    lower = name.lower().removeprefix("the ")
    if lower in PLACES or ALIASES.get(lower, "").lower() in PLACES:
        return "place" if lower != "us" or name == "US" else None
    if lower in PEOPLES:
        return "group"
    return "organisation" if lower in BODY_ALIASES else None


def key_of(name: str) -> str:
    """Names that differ only in case of the article, spacing or apostrophes are one name."""
    return name.lower().replace("’", "'").removeprefix("the ")


def given_name(name: str) -> bool:
    """Whether a name of two words begins with a given name and holds no word for a body of people."""
    first, *rest = name.lower().split()
    return (first in MALE or first in FEMALE) and not BODIES.intersection(rest)


def settle_kinds(page: Page, mentions: list[Mention]) -> None:
    """Let all mentions of a name vote on its kind, and full names speak for their surnames."""
    votes: dict[str, Counter[Kind]] = defaultdict(Counter)
    places: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    surnames: Counter[str] = Counter()
    for mention in mentions:
        if mention.kind not in NAMED:
            continue
        key = key_of(mention.name)
        seen[key] += 1
        votes[key].update(_evidence(page, mention))
        token = page.tokens[mention.first - 1] if mention.first else None
        if token and token.lower in LOCATIVE and token.sentence == page.tokens[mention.first].sentence:
            places[key] += 1
    decided: dict[str, Kind] = {}
    for key, count in votes.items():
        kind = max(count, key=lambda k: count[k])
        if (
            kind == "person"
            and places[key] == seen[key]
            and count["person"] == seen[key]
            and not given_name(key)
        ):
            kind = "place"  # always somewhere to be at, never someone who acts
        decided[key] = kind
        if kind == "person" and " " in key:
            surnames[_surname(key)] += 1
    for key in decided:
        if key in surnames and known_kind(key) is None:
            decided[key] = "person"
    for mention in mentions:
        if mention.kind in NAMED:
            mention.kind = known_kind(mention.name) or decided[key_of(mention.name)]


def shorten(page: Page, mentions: list[Mention]) -> None:
    """Cut names that ran too far: “Trump Face” and “Trump’s 1995” where Donald Trump is in the text."""
    names = Counter(mention.name for mention in mentions if mention.kind == "person")
    surnames = {name.split()[-1]: name for name, n in names.items() if n > 1 and " " in name}
    surnames |= {name.split()[-1]: name for name in names if " " in name and given_name(name)}
    for mention in mentions:
        words = [page.tokens[i] for i in range(mention.first, mention.last)]
        full = surnames.get(words[0].text)
        if full and mention.kind in ("person", "organisation", "work") and 2 <= len(words) <= 3:
            if full == mention.name or names[mention.name] > 1 or words[-1].lower in BODIES:
                continue
            if mention.kind == "person" or words[1].lower in POSSESSIVE:
                mention.last = mention.first + 1
                mention.kind = "person"
        elif mention.kind == "person" and len(words) == 2 and names[mention.name] == 1:
            is_headline = bool(page.paragraphs) and words[0].start < page.paragraphs[0][1]
            full = surnames.get(words[1].text)
            if is_headline and full and full != mention.name and not given_name(mention.name):
                mention.first += 1
        mention.name = name_of(page, mention.first, mention.last)


def _evidence(page: Page, mention: Mention) -> Counter[Kind]:
    """Votes of one mention: what the model says, and what its sentence shows."""
    votes = Counter({mention.kind: 1})
    if mention.honorific:
        votes["person"] += 2
    if mention.kind == "organisation" and mention.last - mention.first == 2 and given_name(mention.name):
        votes["person"] += 2
    token = page.tokens[mention.last - 1]
    if token.dep == "poss" and page.head(token).lower in KIN:
        votes["person"] += 2
    for child in page.kids(token, "relcl"):
        if any(t.lower in SPEECH_PRONOUNS for t in page.kids(child, "nsubj")):
            votes["person"] += 2
    return votes


def _surname(key: str) -> str:
    parts = [part for part in key.replace(",", "").split() if part not in SUFFIXES]
    return parts[-1] if parts else key
