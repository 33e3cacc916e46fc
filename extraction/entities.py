"""Find names in a parsed text, settle what each one is, and group those that name the same thing.

One name has one kind throughout a text; a surname joins its full name; no name keeps a possessive.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from extraction.gazetteer import (
    ALIASES,
    BODIES,
    BODY_ALIASES,
    FEMALE,
    HONORIFICS,
    MALE,
    NUMBER_WORDS,
    PEOPLES,
    PLACES,
    STRIPPED,
)
from extraction.grouping import SUFFIXES, Group, Mention, group_names
from extraction.page import Page, Token
from extraction.quotes import Quotes
from extraction.result import Kind

KINDS: dict[str, Kind] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "LANGUAGE": "group",
    "EVENT": "event",
    "WORK_OF_ART": "work",
    "PRODUCT": "work",
    "LAW": "law",
    "DATE": "date",
    "TIME": "date",
    "MONEY": "money",
    "CARDINAL": "number",
    "QUANTITY": "number",
    "PERCENT": "number",
}
NAMED: frozenset[Kind] = frozenset({"person", "organisation", "place", "group", "event", "work", "law"})
POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
EDGE = frozenset("\"“”„«»‘’'`()[]{}<>,.;:!?-–—*_|/\\#@&…") | {"``", "''", "--", "'s", "’s"}
ROUGHLY = frozenset(
    ("some", "about", "around", "nearly", "almost", "over", "roughly", "more", "than", "at", "least", "only")
)
LOCATIVE = frozenset(("at", "in", "near", "outside", "inside"))
SPEECH_PRONOUNS = frozenset(("who", "he", "she"))


def find_entities(page: Page, quotes: Quotes) -> list[Group]:
    """Groups of mentions, in the order of their first mention."""
    mentions = [
        mention for name in page.names for mention in _mentions(page, name.first, name.last, name.label)
    ]
    mentions = _without_overlaps(mentions)
    _shorten(page, mentions)
    _settle_kinds(page, mentions)
    mentions = _without_overlaps(mentions + _missed(page, mentions))
    mentions += _governments(page)
    mentions.sort(key=lambda m: (m.first, -m.last))
    return group_names(page, mentions)


def name_of(page: Page, first: int, last: int) -> str:
    """The words of a name as printed, on one line."""
    text = page.text[page.tokens[first].start : page.tokens[last - 1].end]
    return re.sub(r"\s+", " ", text)


def _mention(page: Page, first: int, last: int, kind: Kind) -> Mention | None:
    """A mention trimmed to the name itself; nothing where no name is left."""
    tokens = page.tokens
    while first < last and (
        tokens[first].lower in EDGE or (tokens[first].lower in ("the", "a", "an") and kind in NAMED)
    ):
        first += 1
    while last - first > 1 and kind in ("number", "money") and tokens[first].lower in ROUGHLY:
        first += 1
    while first < last and tokens[last - 1].lower in EDGE:
        last -= 1
    honorific = tokens[first - 1].lower if first and tokens[first - 1].lower in HONORIFICS else ""
    while last - first > 1 and kind == "person" and tokens[last - 1].tag in ("VBZ", "VBD", "VBP", "MD"):
        last -= 1  # a headline's capitals: “Obama Says”
    while last - first > 1 and tokens[first].lower in STRIPPED and kind in ("person", "organisation"):
        # "President Trump" is a person; "Justice Department" and "Mayor of London" are not shortened.
        if kind == "organisation" and not (last - first == 2 and tokens[first].lower.endswith(".")):
            break
        honorific, kind, first = tokens[first].lower, "person", first + 1
    if first >= last:
        return None
    name = name_of(page, first, last)
    if kind in NAMED and (not name[0].isalnum() or not any(c.isupper() or not c.isascii() for c in name)):
        return None
    if name.lower() in ("n't", "n’t", "'s", "’s"):
        return None
    if kind == "number" and name.lower() in NUMBER_WORDS:
        return None
    if len(name) > 120 or not any(c.isalnum() for c in name):
        return None
    mention = Mention(first, last, kind, name, honorific)
    mention.votes[kind] += 1
    return mention


def _mentions(page: Page, first: int, last: int, label: str) -> list[Mention]:
    """What one name of the model's is really made of: “Trump’s Venezuela” is two names."""
    kind = KINDS.get(label)
    if kind is None:
        return []
    tokens = page.tokens
    cuts = []
    if kind in NAMED:
        for i in range(first + 1, last - 1):
            rest = page.text[tokens[i + 1].start : tokens[last - 1].end].lower()
            if (tokens[i].lower in POSSESSIVE and rest in PLACES) or tokens[i].text == "\n":
                cuts.append(i)
    if not cuts:
        found = _mention(page, first, last, kind)
        return [found] if found else []
    parts = zip([first, *(c + 1 for c in cuts)], [*cuts, last], strict=True)
    made = [
        _mention(page, a, b, _known(page.text[tokens[a].start : tokens[b - 1].end]) or kind) for a, b in parts
    ]
    return [mention for mention in made if mention]


def _known(name: str) -> Kind | None:
    """What the gazetteer says of a name."""
    lower = name.lower().removeprefix("the ")
    if lower in PLACES or ALIASES.get(lower, "").lower() in PLACES:
        return "place" if lower != "us" or name == "US" else None
    if lower in PEOPLES:
        return "group"
    return "organisation" if lower in BODY_ALIASES else None


def _without_overlaps(mentions: list[Mention]) -> list[Mention]:
    """The earlier, then the longer of two that overlap."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.first, -m.last)):
        if not kept or mention.first >= kept[-1].last:
            kept.append(mention)
    return kept


def key_of(name: str) -> str:
    """Names that differ only in case of the article, spacing or apostrophes are one name."""
    return name.lower().replace("’", "'").removeprefix("the ")


def given_name(name: str) -> bool:
    """Whether a name of two words begins with a given name and holds no word for a body of people."""
    first, *rest = name.lower().split()
    return (first in MALE or first in FEMALE) and not BODIES.intersection(rest)


def _settle_kinds(page: Page, mentions: list[Mention]) -> None:
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
        if key in surnames and _known(key) is None:
            decided[key] = "person"
    for mention in mentions:
        if mention.kind in NAMED:
            mention.kind = _known(mention.name) or decided[key_of(mention.name)]


def _shorten(page: Page, mentions: list[Mention]) -> None:
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
    for child in page.kids(token, "relcl"):
        if any(t.lower in SPEECH_PRONOUNS for t in page.kids(child, "nsubj")):
            votes["person"] += 2
    return votes


def _surname(key: str) -> str:
    parts = [part for part in key.replace(",", "").split() if part not in SUFFIXES]
    return parts[-1] if parts else key


def _missed(page: Page, mentions: list[Mention]) -> list[Mention]:
    """Names found once are looked for everywhere: the model overlooks some at sentence starts."""
    known: dict[str, list[tuple[tuple[str, ...], Kind]]] = defaultdict(list)
    for mention in mentions:
        if mention.kind not in ("person", "place", "organisation"):
            continue
        words = tuple(token.text for token in page.tokens[mention.first : mention.last])
        forms = {words}
        if mention.kind == "person" and len(words) > 1 and words[-1].lower() not in SUFFIXES:
            forms.add(words[-1:])
        for form in forms:
            if form[0][:1].isupper() and len(form[0]) > 2 and (form, mention.kind) not in known[form[0]]:
                known[form[0]].append((form, mention.kind))
    for forms_ in known.values():
        forms_.sort(key=lambda f: -len(f[0]))
    taken = {i for mention in mentions for i in range(mention.first, mention.last)}
    found: list[Mention] = []
    for token in page.tokens:
        if token.i in taken or token.text not in known:
            continue
        for form, kind in known[token.text][:20]:
            last = token.i + len(form)
            if tuple(t.text for t in page.tokens[token.i : last]) == form and _is_name(page, token, last):
                made = _mention(page, token.i, last, kind)
                found += [made] if made else []
                break
    return found


def _is_name(page: Page, token: Token, last: int) -> bool:
    """“Story noted” names Story; “Price increases” at a sentence's start does not name Price."""
    following = page.tokens[last] if last < len(page.tokens) else None
    if following and following.text[:1].isupper() and following.i > token.i and following.tag[:3] == "NNP":
        return last - token.i > 1  # part of a longer name: “Story County”
    if token.i > page.sentence(token)[0] or last - token.i > 1:
        return token.tag[:2] == "NN" or token.dep in ("nsubj", "poss", "dobj", "pobj")
    return token.tag[:3] == "NNP" or (
        token.tag == "NN" and following is not None and (following.is_verb or following.lower in POSSESSIVE)
    )


def _governments(page: Page) -> list[Mention]:
    """“Cuba’s government” names an organisation, though Cuba in it names a place."""
    found = []
    for token in page.tokens:
        if token.lower != "government" or token.i < 2:
            continue
        for child in page.kids(token, "poss"):
            name = name_of(page, child.left, child.i + 1)
            if _known(name) == "place" and child.i < token.i <= child.i + 3:
                first = child.left
                mention = Mention(first, token.i + 1, "organisation", f"Government of {name}")
                found.append(mention)
    return found
