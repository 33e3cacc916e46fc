"""Group the mentions of one text by what they name, and give every group its best name.

People join by surname, first name and honorific; organisations by acronym and short form; places by alias.
Group names are unique within a text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from extraction.gazetteer import ALIASES, FEMALE, MALE, first_names
from extraction.result import Kind

SMALL = frozenset(("of", "the", "and", "for", "in", "on", "&", "to"))
# Each names a body of its own: “the House” is not the White House.
GENERIC = frozenset(
    ("house", "senate", "court", "council", "state", "city", "national", "united", "new", "american")
)
SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))


@dataclass(slots=True)
class Mention:
    """One name where it stands: tokens `first` up to, not including, `last`."""

    first: int
    last: int
    kind: Kind
    name: str
    honorific: str = ""  # the title just before it, lower case
    votes: Counter[Kind] = field(default_factory=Counter)


@dataclass(slots=True)
class Group:
    """Mentions that name one thing, still as tokens."""

    name: str
    kind: Kind
    mentions: list[Mention] = field(default_factory=list)
    pronouns: list[int] = field(default_factory=list)  # token indices
    gender: str = ""  # "m", "f" or unknown
    titles: set[str] = field(default_factory=set)

    def add(self, mention: Mention) -> None:
        self.mentions.append(mention)
        if mention.honorific:
            self.titles.add(mention.honorific)
            self.gender = self.gender or gender_of(mention.honorific)


def gender_of(word: str) -> str:
    """“m” or “f” for a title or first name that tells; “” for others. Lower case."""
    if word in MALE or word in FEMALE:
        return "m" if word in MALE else "f"
    men, women = first_names()
    return "m" if word in men else "f" if word in women else ""


def _parts(name: str) -> list[str]:
    words = name.lower().replace("’", "'").replace(",", "").split()
    return [word for word in words if word not in SUFFIXES] or words


def group_names(mentions: list[Mention]) -> list[Group]:
    """Groups in the order of their first mention; no two share a name."""
    people = [m for m in mentions if m.kind == "person"]
    groups = _people(people)
    groups += _organisations([m for m in mentions if m.kind == "organisation"])
    groups += _others([m for m in mentions if m.kind not in ("person", "organisation")])
    merged: dict[str, Group] = {}
    for group in groups:
        kept = merged.setdefault(group.name.casefold(), group)
        if kept is not group:
            kept.mentions += group.mentions
            kept.titles |= group.titles
    for group in merged.values():
        group.mentions.sort(key=lambda m: m.first)
    return sorted(merged.values(), key=lambda g: (g.mentions[0].first, g.mentions[0].last))


def _people(mentions: list[Mention]) -> list[Group]:
    """Full names make the groups; then each short name joins the nearest full name that fits."""
    full: dict[tuple[str, str], Group] = {}
    by_last: dict[str, list[Group]] = defaultdict(list)
    by_first: dict[str, list[Group]] = defaultdict(list)
    for mention in mentions:
        parts = _parts(mention.name)
        if len(parts) < 2:
            continue
        group = full.get((parts[0], parts[-1]))
        if group is None:
            group = full[parts[0], parts[-1]] = Group(mention.name, "person", gender=gender_of(parts[0]))
            for shared in (by_last[parts[-1]], by_first[parts[0]]):
                if len(shared) < 8:  # a text of ten thousand Smiths must still end
                    shared.append(group)
        elif len(mention.name) > len(group.name):
            group.name = mention.name
        group.add(mention)
    where = {id(group): [m.first for m in group.mentions] for group in full.values()}
    single: dict[str, Group] = {}
    for mention in mentions:
        parts = _parts(mention.name)
        if len(parts) > 1:
            continue
        fits = by_last.get(parts[0]) or by_first.get(parts[0], [])
        gender = gender_of(mention.honorific)
        if gender and len(fits) > 1:
            fits = [g for g in fits if not g.gender or g.gender == gender] or fits
        if fits:
            group = fits[0] if len(fits) == 1 else _nearest(fits, where, mention.first)
        else:
            group = single.setdefault(parts[0], Group(mention.name, "person"))
        group.add(mention)
    return [*full.values(), *single.values()]


def _nearest(groups: list[Group], where: dict[int, list[int]], position: int) -> Group:
    """Of two Clintons, the one named in full most lately; before either, the first."""

    def lateness(group: Group) -> int:
        places = where[id(group)]
        before = [p for p in places[:1] + places[-1:] if p <= position]
        return max(before, default=-1 - places[0])

    return max(groups, key=lateness)


def _acronym(name: str) -> str:
    words = [word for word in name.replace("-", " ").split() if word.lower() not in SMALL]
    return "".join(word[0] for word in words).lower() if len(words) > 1 else ""


def _organisations(mentions: list[Mention]) -> list[Group]:
    """By name, then acronym, then the last word of one longer name (“the Post”)."""
    groups: dict[str, Group] = {}
    for mention in mentions:
        alias = ALIASES.get(mention.name.lower().replace("’", "'"))
        key = (alias or mention.name).lower().replace("’", "'")
        group = groups.setdefault(key, Group(alias or mention.name, "organisation"))
        group.add(mention)
    acronyms: dict[str, list[str]] = defaultdict(list)
    endings: dict[str, list[str]] = defaultdict(list)
    starts: dict[str, list[str]] = defaultdict(list)
    for key in groups:
        words = key.split()
        if len(words) > 1:
            acronyms[_acronym(key)].append(key)
            endings[words[-1]].append(key)
            starts[words[0]].append(key)
    for key in list(groups):
        if " " in key:
            continue
        short = key.replace(".", "")
        longer = acronyms.get(short) or ([] if key in GENERIC else endings.get(key) or starts.get(key)) or []
        if len(longer) == 1 and longer[0] in groups and longer[0] != key:
            groups[longer[0]].mentions += groups.pop(key).mentions
    return list(groups.values())


def _others(mentions: list[Mention]) -> list[Group]:
    groups: dict[str, Group] = {}
    for mention in mentions:
        alias = ALIASES.get(mention.name.lower()) if mention.kind == "place" else None
        name = alias or mention.name
        group = groups.setdefault(name.lower(), Group(name, mention.kind))
        group.add(mention)
    return list(groups.values())
