"""Find names in a parsed text, settle what each one is, and group those that name the same thing.

One name has one kind throughout a text; a surname joins its full name; no name keeps a possessive.
"""

from __future__ import annotations

from collections import defaultdict

from extraction.gazetteer import HONORIFICS, NUMBER_WORDS, PLACES, STRIPPED
from extraction.grouping import SUFFIXES, Group, Mention, group_names
from extraction.kinds import NAMED, POSSESSIVE, known_kind, name_of, settle_kinds, shorten
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
EDGE = frozenset("\"“”„«»‘’'`()[]{}<>,.;:!?-–—*_|/\\#@&…") | {"``", "''", "--", "'s", "’s"}
ROUGHLY = frozenset(
    ("some", "about", "around", "nearly", "almost", "over", "roughly", "more", "than", "at", "least", "only")
)


def find_entities(page: Page, quotes: Quotes) -> list[Group]:
    """Groups of mentions, in the order of their first mention."""
    mentions = [
        mention for name in page.names for mention in _mentions(page, name.first, name.last, name.label)
    ]
    mentions = _without_overlaps(mentions)
    shorten(page, mentions)
    settle_kinds(page, mentions)
    mentions = _without_overlaps(mentions + _missed(page, mentions))
    mentions += _governments(page)
    mentions.sort(key=lambda m: (m.first, -m.last))
    return group_names(mentions)


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
        _mention(page, a, b, known_kind(page.text[tokens[a].start : tokens[b - 1].end]) or kind)
        for a, b in parts
    ]
    return [mention for mention in made if mention]


def _without_overlaps(mentions: list[Mention]) -> list[Mention]:
    """The earlier, then the longer of two that overlap."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.first, -m.last)):
        if not kept or mention.first >= kept[-1].last:
            kept.append(mention)
    return kept


def _missed(page: Page, mentions: list[Mention]) -> list[Mention]:
    """Names found once are looked for everywhere: the model overlooks some at sentence starts."""
    known: dict[str, dict[tuple[str, ...], Kind]] = defaultdict(dict)
    for mention in mentions:
        if mention.kind not in ("person", "place", "organisation"):
            continue
        words = tuple(token.text for token in page.tokens[mention.first : mention.last])
        forms = {words}
        if mention.kind == "person" and len(words) > 1 and words[-1].lower() not in SUFFIXES:
            forms.add(words[-1:])
        for form in forms:
            if form[0][:1].isupper() and len(form[0]) > 2:
                known[form[0]].setdefault(form, mention.kind)
    longest = {first: sorted(forms.items(), key=lambda f: -len(f[0]))[:20] for first, forms in known.items()}
    taken = {i for mention in mentions for i in range(mention.first, mention.last)}
    found: list[Mention] = []
    for token in page.tokens:
        if token.i in taken or token.text not in longest:
            continue
        for form, kind in longest[token.text]:
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
            if known_kind(name) == "place" and child.i < token.i <= child.i + 3:
                first = child.left
                mention = Mention(first, token.i + 1, "organisation", f"Government of {name}")
                found.append(mention)
    return found
