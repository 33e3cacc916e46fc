"""Settle what the tagger found of names: their edges and kinds, where else they stand, which are one thing's.

One name has one kind throughout a text: all its mentions vote, a full name speaks for its surname, what every
newsroom knows weighs more, and what this newsroom has confirmed weighs most.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from extraction.beside import is_called_a_body, is_label
from extraction.gazetteer import BODIES, HONORIFICS, POST_NOMINALS, SHORT_STATES, STRIPPED, place_or_people
from extraction.grouping import SUFFIXES, Mention, group_names
from extraction.labels import KINDS
from extraction.quotes import Quotes
from extraction.result import Kind
from extraction.tagging import Run
from extraction.windows import Word

Array = Any
KNOWN = 3.0  # votes of the gazetteer
CONFIRMED = 100.0  # of an editor
HONORIFIC = 2.0
CALLED = 1.0  # of a noun beside the name
SHORTENED = 2.0  # of a body's full name for its first word
UNLIKELY = 0.97  # a name found elsewhere counts here too unless the tagger is surer than this that it is none
BEFORE = re.compile(r"([\w’'-]+\.?)\s+$")
POSSESSIVE = re.compile(r"(?:['’]s?)$")
BRACKETED = re.compile(r"\s?[(\[]([A-Z][A-Za-z&.]{1,11})[)\]]")
GOVERNMENT = re.compile(r"[’']s? government\b")
# Not “Hannover 96” or “Schalke 04”: clubs were founded in those years.
VERSION = re.compile(r"(.*[^\W\d_]) ?(?:[12]\d|[1-9])(?:\.\d+)*\Z")
LOOSE = frozenset(("and", "of", "the", "in", "for", "at", "to", "or", "by"))  # end no name
TITLE_ENDS = ",.;:"  # not “?” and “!”, with which titles end, too
EDGES = " \t\r\n\"“”„«»‘’'`()[]{}<>,;:!?-–—*_|/\\#@…"


class Names:
    """The names of one text."""

    def __init__(
        self,
        text: str,
        words: Sequence[Word],
        quotes: Quotes,
        *,
        runs: Sequence[Run],
        outside: Array,
        known: Mapping[str, Kind],
    ) -> None:
        self.text = text
        self.words = words
        self.quotes = quotes
        self.outside = outside  # of each word: how likely it belongs to no name
        self.known = known  # confirmed names in lower case -> their kind
        self.votes: dict[str, Array] = defaultdict(lambda: np.zeros(len(KINDS)))
        mentions = [m for run in runs for m in self._mention(run.first, run.last, run.scores)]
        mentions = self._certain(mentions)
        self._settle(mentions)
        mentions += self._missed(mentions)
        mentions = self._without_products(mentions)
        mentions.sort(key=lambda m: (m.first, -m.last))
        self.groups = group_names(mentions + self._governments(mentions))
        self._introduce()

    def _word(self, i: int) -> str:
        return self.text[self.words[i].start : self.words[i].end]

    def _name(self, first: int, last: int) -> str:
        return re.sub(r"\s+", " ", self.text[self.words[first].start : self.words[last - 1].end])

    def _mention(self, first: int, last: int, scores: Array) -> list[Mention]:
        """A mention cut to the name itself, without article, title, possessive or marks; perhaps none."""
        person = KINDS[int(scores.argmax())] == "person"
        while first < last and (self._word(first) in EDGES or self._is_article(first)):
            if scores.argmax() == KINDS.index("work"):
                break
            first += 1
        while last > first and (
            self._word(last - 1) in EDGES or (last - first > 1 and self._word(last - 1) in LOOSE)
        ):
            last -= 1
        while last - first > 2 and person and self._word(last - 1) in POST_NOMINALS:
            last -= 2 if self._word(last - 2) == "," else 1
        if last - first > 1 and self._word(last - 1).lower() == "s" and self._word(last - 2) in "’'":
            last -= 2
        while last - first > 2 and person and self._word(first).lower() in STRIPPED:
            first += 2 if self._word(first + 1) == "." else 1
        if (
            last - first == 2
            and person
            and self._word(first).lower() in STRIPPED
            and self._word(first + 1) != "."
        ):
            first += 1
        while last - first > 1 and KINDS[int(scores.argmax())] in ("person", "place", "group", "event"):
            if not self._word(last - 1).islower() or self._word(last - 2) in "-–":
                break  # “Kim Jong-un”
            if place_or_people(self._name(first, last)):
                break
            last -= 1  # “U.S. invasion”
        if last - first > 1 and self._word(first).isdigit() and place_or_people(self._name(first + 1, last)):
            first += 1
        if first >= last:
            return []
        start, end = self.words[first].start, self.words[last - 1].end
        if is_label(self.text, start, end):
            return []
        if KINDS[int(scores.argmax())] == "work":
            first, last = self._title(first, last)
        if last - first == 1 and self._is_short_state(first):
            last += 1
        name = self._name(first, last)
        if len(name) > 120 or not any(c.isalpha() for c in name) or name.islower():
            return []
        honorific = honorific_before(self.text, start)
        votes = self.votes[key_of(name)]
        votes += scores
        if is_called_a_body(self.text, start, end):
            votes[KINDS.index("organisation")] += CALLED
        if honorific and person:
            votes[KINDS.index("person")] += HONORIFIC
        return [Mention(first, last, KINDS[int(scores.argmax())], name, honorific)]

    def _title(self, first: int, last: int) -> tuple[int, int]:
        """All of a quotation of which the title of a work was found to be half or more: “How to Be Exact”."""
        start, end = self.words[first].start, self.words[last - 1].end
        quote = self.quotes.at(start)
        if quote is None or not quote.closed or 2 * (end - start) < quote.end - quote.start:
            return first, last
        while first > 0 and self.words[first - 1].start > quote.start:
            first -= 1
        while last < len(self.words) and self.words[last].end < quote.end:
            last += 1
        while last - first > 1 and self._word(last - 1) in TITLE_ENDS:
            last -= 1
        return first, last

    def _is_article(self, word: int) -> bool:
        """“The”, but not the A of “A.P.”"""
        initial = self._word(word) == "A" and word + 1 < len(self.words) and self._word(word + 1) == "."
        return self._word(word).lower() in ("the", "a", "an") and not initial

    def _is_short_state(self, word: int) -> bool:
        """“Mich.” behind a town, whose full stop stands at the word."""
        return (
            self._word(word) in SHORT_STATES
            and word > 0
            and self._word(word - 1) == ","
            and word + 1 < len(self.words)
            and self._word(word + 1) == "."
        )

    def _certain(self, mentions: list[Mention]) -> list[Mention]:
        """Names that an editor confirmed and the tagger overlooked, wherever they stand by themselves."""
        if not self.known:
            return mentions
        taken = {i for m in mentions for i in range(m.first, m.last)}
        longest = max(len(name.split()) for name in self.known) * 3
        openings = {re.split(r"\W", name, maxsplit=1)[0] for name in self.known}
        found = list(mentions)
        i = 0
        while i < len(self.words):
            may_open = i not in taken and self._word(i).lower() in openings
            for last in range(min(i + longest, len(self.words)), i, -1) if may_open else ():
                name = self._name(i, last)
                kind = self.known.get(key_of(name))
                if kind and name[:1].isupper() and not taken.intersection(range(i, last)):
                    found.append(Mention(i, last, kind, name))
                    i = last - 1
                    break
            i += 1
        return found

    def _settle(self, mentions: list[Mention]) -> None:
        """One kind for each name; a surname is what its full name is."""
        decided: dict[str, Kind] = {}
        shortened = self._shortened()
        for mention in mentions:
            key = key_of(mention.name)
            if key in decided:
                continue
            votes = self.votes[key].copy()
            if key in shortened:
                votes[KINDS.index("organisation")] += SHORTENED
            if key in self.known:
                votes[KINDS.index(self.known[key])] += CONFIRMED
            elif sure := place_or_people(mention.name):
                votes[KINDS.index(sure)] += KNOWN
            decided[key] = KINDS[int(votes.argmax())]
        surnames = {
            _surname(key): kind
            for key, kind in decided.items()
            if kind == "person" and " " in key and not BODIES.intersection(key.split())
        }
        for key in decided:
            if key in surnames and key not in self.known and not place_or_people(key):
                decided[key] = "person"
        for mention in mentions:
            mention.kind = decided[key_of(mention.name)]

    def _shortened(self) -> set[str]:
        """First words of bodies' names that no full name in the text has: “Novak” beside “Novak Foods”."""
        likeliest = {key: KINDS[int(votes.argmax())] for key, votes in self.votes.items()}
        people = {
            word for key, kind in likeliest.items() if kind == "person" and " " in key for word in key.split()
        }
        bodies = {key.split()[0] for key, kind in likeliest.items() if kind == "organisation" and " " in key}
        return {key for key in bodies - people if likeliest.get(key) == "person"}

    def _missed(self, mentions: list[Mention]) -> list[Mention]:
        """A name found once is looked for everywhere, as a whole and, of people, by surname."""
        forms: dict[str, dict[tuple[str, ...], Kind]] = defaultdict(dict)
        for mention in mentions:
            words = tuple(self._word(i) for i in range(mention.first, mention.last))
            if mention.kind in ("person", "place", "organisation", "group") and len(words[0]) > 1:
                forms[words[0]].setdefault(words, mention.kind)
            if (
                mention.kind == "person"
                and len(words) > 1
                and words[-1].lower() not in SUFFIXES
                and len(words[-1]) > 2
            ):
                forms[words[-1]].setdefault(words[-1:], "person")
        taken = {i for mention in mentions for i in range(mention.first, mention.last)}
        longest = {
            first: sorted(known.items(), key=lambda f: -len(f[0]))[:20] for first, known in forms.items()
        }
        found: list[Mention] = []
        for i in range(len(self.words)):
            word = self._word(i)
            if i in taken or word not in longest or not word[0].isupper():
                continue
            for form, kind in longest[word]:
                last = i + len(form)
                if last > len(self.words) or taken.intersection(range(i, last)):
                    continue
                if tuple(self._word(j) for j in range(i, last)) == form and self._stands_alone(i, last):
                    found.append(Mention(i, last, kind, self._name(i, last)))
                    taken.update(range(i, last))
                    break
        return found

    def _without_products(self, mentions: list[Mention]) -> list[Mention]:
        """“Glide 9” beside “Glide” has a version, as no body has: products that do not act have no names."""
        bodies = {key_of(m.name) for m in mentions if m.kind == "organisation"} - self.known.keys()

        def is_product(key: str) -> bool:
            version = VERSION.match(key) if key in bodies else None
            return bool(version and version[1] in bodies and not BODIES.intersection(version[1].split()))

        return [mention for mention in mentions if not is_product(key_of(mention.name))]

    def _stands_alone(self, first: int, last: int) -> bool:
        """“Story noted” names Story; “Story County” and “Price increases” do not name Story and Price."""
        if last - first == 1 and self.outside[first] > UNLIKELY:
            return False
        following = self._word(last) if last < len(self.words) else ""
        beside = last < len(self.words) and self.words[last].paragraph == self.words[first].paragraph
        return not (last - first == 1 and beside and following[:1].isupper() and self.outside[last] < 0.5)

    def _governments(self, mentions: list[Mention]) -> list[Mention]:
        """“Cuba’s government” names an organisation, though Cuba in it names a place."""
        found = []
        for mention in mentions:
            if mention.kind == "place":
                end = self.words[mention.last - 1].end
                if match := GOVERNMENT.match(self.text, end):
                    last = next(
                        i
                        for i in range(mention.last, len(self.words) + 1)
                        if self.words[i - 1].end >= match.end()
                    )
                    found.append(
                        Mention(mention.first, last, "organisation", f"Government of {mention.name}")
                    )
        return found

    def _introduce(self) -> None:
        """“World Health Organization (WHO)”: what stands in brackets behind a name names the same."""
        by_name = {group.name: group for group in self.groups}
        for group in list(self.groups):
            for mention in group.mentions:
                match = BRACKETED.match(self.text, self.words[mention.last - 1].end)
                short = by_name.get(match.group(1)) if match else None
                if short is None or short is group:
                    continue
                alike = short.kind == group.kind == "organisation"  # Doctors Without Borders (MSF)
                if alike or _shortens(short.name, group.name):
                    group.mentions = sorted(group.mentions + short.mentions, key=lambda m: m.first)
                    self.groups.remove(short)
                    del by_name[short.name]
                    break


def honorific_before(text: str, start: int) -> str:
    """The title just before a name that begins at this character, lower case; “” where there is none."""
    before = BEFORE.search(text[max(0, start - 20) : start])
    return before.group(1).lower() if before and before.group(1).lower() in HONORIFICS else ""


def _shortens(short: str, name: str) -> bool:
    """Whether an acronym's letters stand in a name in their order, the first at a word's start.

    So that “(AP)” behind Ohio is not Ohio.
    """
    letters = [letter for letter in short.lower() if letter.isalpha()]
    starts = {word[0] for word in name.lower().split()}
    rest = iter(name.lower())
    return letters[0] in starts and all(letter in rest for letter in letters)


def key_of(name: str) -> str:
    """Names that differ only in case, spacing, article or apostrophes are one name."""
    return " ".join(name.lower().replace("’", "'").split()).removeprefix("the ")


def _surname(key: str) -> str:
    parts = [part for part in key.replace(",", "").split() if part not in SUFFIXES]
    return parts[-1] if parts else key
