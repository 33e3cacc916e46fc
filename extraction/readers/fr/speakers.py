"""Which entity of a French text each source is: by name or by pronoun; nobody where unsure."""

from __future__ import annotations

from bisect import bisect_left

from extraction.grouping import Group, Mention
from extraction.page import Page
from extraction.quotes import Quotes
from extraction.readers.fr.cues import PRONOUNS
from extraction.readers.fr.phrases import OF, Source
from extraction.result import Span

REACH = 6  # sentences back that a pronoun may look
GENDERS = {"le": "m", "un": "m", "la": "f", "une": "f"}


class Speakers:
    """Resolves the sources of one text; call in text order."""

    def __init__(self, page: Page, quotes: Quotes, groups: list[Group]) -> None:
        self.page = page
        self.groups = groups
        placed = [(m.first, m, number) for number, group in enumerate(groups) for m in group.mentions]
        self._mentions: list[tuple[int, Mention, int]] = sorted(placed, key=lambda p: p[0])
        self._places = [place for place, _, _ in self._mentions]
        self._people = [
            (first, number)
            for first, _, number in self._mentions
            if groups[number].kind == "person" and not quotes.at(page.tokens[first].start)
        ]
        self._last: tuple[int, int] | None = None  # (token, group) of the last person who spoke

    def span_of(self, source: Source) -> Span:
        """Its characters, a pronoun's without the hyphen before it."""
        first, last = self.page.tokens[source.first], self.page.tokens[source.last - 1]
        hyphen = len(first.text) - len(first.text.lstrip("-"))
        return Span(first.start + hyphen, last.end)

    def entity_of(self, source: Source) -> int | None:
        """The group that the source names, remembered for the pronouns that follow."""
        word = self.page.tokens[source.first].lower.lstrip("-")
        if source.last - source.first == 1 and word in PRONOUNS:
            found = self._person_before(source.first, PRONOUNS[word]) if PRONOUNS[word] else None
            if found is not None and source.first not in self.groups[found].pronouns:
                self.groups[found].pronouns.append(source.first)
                self.groups[found].gender = self.groups[found].gender or PRONOUNS[word]
        else:
            found = self._named_in(source)
            if found is not None and self.groups[found].kind == "person":
                self.groups[found].gender = self.groups[found].gender or GENDERS.get(word, "")
        if found is not None and self.groups[found].kind == "person":
            self._last = (source.first, found)
        return found

    def _named_in(self, source: Source) -> int | None:
        """The person named in it, unless as somebody else's (“l'avocat de X”); else what it opens with."""
        i = bisect_left(self._places, source.first)
        inside = []
        for _, mention, number in self._mentions[i:]:
            if mention.first >= source.last:
                break
            inside.append((mention, number))
        for mention, number in inside:
            if self.groups[number].kind == "person" and not self._is_complement(mention, source):
                return number
        for mention, number in inside:
            before = range(source.first, mention.first)
            if all(self.page.tokens[k].tag == "DET" for k in before):
                return number
        return None

    def _is_complement(self, mention: Mention, source: Source) -> bool:
        before = self.page.tokens[mention.first - 1] if mention.first > source.first else None
        return before is not None and (before.tag == "ADP" or before.lower in OF)

    def _person_before(self, token: int, gender: str) -> int | None:
        """The last who spoke, else who was named last, as far as the gender is known to fit."""
        sentence = self.page.tokens[token].sentence
        if self._last:
            position, number = self._last
            near = sentence - self.page.tokens[position].sentence <= REACH
            if near and self.groups[number].gender in ("", gender):
                return number
        i = bisect_left(self._people, (token, -1))
        for position, number in reversed(self._people[max(0, i - 12) : i]):
            near = sentence - self.page.tokens[position].sentence <= REACH
            if near and self.groups[number].gender in ("", gender):
                return number
        return None
