"""Which entity of the text each source is: by name, by office, by pronoun; nobody where unsure."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from extraction.gazetteer import BODIES, OFFICES
from extraction.grouping import Group
from extraction.page import Page
from extraction.quotes import Quotes
from extraction.speech import Draft

SINGULAR = {"he": "m", "she": "f"}
PLURAL = frozenset(("they", "it", "we"))
REACH = 6  # sentences back that a pronoun may look


class Speakers:
    """Resolves the sources of one text; call in text order."""

    def __init__(self, page: Page, quotes: Quotes, groups: list[Group]) -> None:
        self.page = page
        self.groups = groups
        self._by_token: dict[int, int] = {}
        self._people: list[tuple[int, int]] = []  # (token, group) of people named outside speech
        self._bodies: list[tuple[int, int]] = []  # the same for organisations
        self._offices: dict[str, set[int]] = defaultdict(set)
        self._last: tuple[int, int] | None = None  # (token, group) of the last source that was a person
        for number, group in enumerate(groups):
            for mention in group.mentions:
                for i in range(mention.first, mention.last):
                    if mention.last - mention.first == 1 or i not in self._by_token:
                        self._by_token[i] = number
                quote = quotes.at(page.tokens[mention.first].start)
                if quote and quote.is_speech:
                    continue
                if group.kind == "person":
                    self._people.append((mention.first, number))
                    self._note_office(mention.first, mention.last, number)
                elif group.kind == "organisation":
                    self._bodies.append((mention.first, number))
        # A group named as a whole ("Cuba’s government") outranks the names inside it.
        for number, group in enumerate(groups):
            for mention in group.mentions:
                self._by_token[mention.last - 1] = number
        self._people.sort()
        self._bodies.sort()

    def _note_office(self, first: int, last: int, number: int) -> None:
        """“Mayor Bill Obi” and “Bill Obi, the mayor,” make him the mayor of this text."""
        before = self.page.tokens[first - 1] if first else None
        if before and before.lower in OFFICES:
            self._offices[before.lower].add(number)
        for child in self.page.kids(self.page.tokens[last - 1], "appos"):
            if child.lower in OFFICES:
                self._offices[child.lower].add(number)

    def entity_of(self, draft: Draft) -> int | None:
        """The group that a draft's source names, remembered for the pronouns that follow."""
        if draft.source is None:
            return None
        token = self.page.tokens[draft.source.head]
        found = self._by_token.get(token.i)
        if found is not None and self.groups[found].kind not in ("person", "organisation", "place", "group"):
            found = None
        if found is None and token.lower in SINGULAR:
            found = self._person_before(token.i, SINGULAR[token.lower])
            if found is not None and token.i not in self.groups[found].pronouns:
                self.groups[found].pronouns.append(token.i)
                self.groups[found].gender = self.groups[found].gender or SINGULAR[token.lower]
        elif found is None and token.lower in PLURAL:
            found = self._body_before(token.i) if token.lower != "we" else None
            if found is not None and token.i not in self.groups[found].pronouns:
                self.groups[found].pronouns.append(token.i)
        elif found is None and token.lower in OFFICES:
            holders = self._offices[token.lower]
            if len(holders) == 1 and self.page.tokens[token.left].lower == "the":
                found = next(iter(holders))
        if found is not None and self.groups[found].kind == "person":
            self._last = (token.i, found)
        return found

    def _fits(self, number: int, gender: str) -> bool:
        return self.groups[number].gender in ("", gender)

    def _person_before(self, token: int, gender: str) -> int | None:
        """The last source, unless somebody else who fits was a subject since; else who was named last."""
        sentence = self.page.tokens[token].sentence
        i = bisect_left(self._people, (token, -1))
        recent = []
        for position, number in reversed(self._people[max(0, i - 12) : i]):
            if sentence - self.page.tokens[position].sentence <= REACH and self._fits(number, gender):
                recent.append((position, number))
        subjects = [(p, n) for p, n in recent if self._is_subject(p)]
        if self._last and self._fits(self._last[1], gender):
            near = sentence - self.page.tokens[self._last[0]].sentence <= REACH
            if near and not any(p > self._last[0] for p, _ in subjects):
                return self._last[1]
        for found in (subjects, recent):
            if found:
                return found[0][1]
        return self._mistaken_before(token)

    def _mistaken_before(self, token: int) -> int | None:
        """“Ada Obi left. “No,” she said.”: what was taken for an organisation is the only she there is."""
        i = bisect_left(self._bodies, (token, -1))
        if self._people or not i:
            return None
        position, number = self._bodies[i - 1]
        group = self.groups[number]
        words = group.name.lower().split()
        first = self.page.tokens[position - 1].lower if position else ""
        if len(words) != 2 or BODIES.intersection(words) or first == "the" or not self._is_subject(position):
            return None
        if any(other.kind == "person" for other in self.groups):
            return None
        group.kind = "person"
        return number

    def _is_subject(self, position: int) -> bool:
        token = self.page.tokens[position]
        for _ in range(4):
            if token.dep in ("nsubj", "nsubjpass"):
                return True
            if token.dep not in ("compound", "nmod", "amod"):
                return False
            token = self.page.head(token)
        return False

    def _body_before(self, token: int) -> int | None:
        i = bisect_left(self._bodies, (token, -1))
        if not i:
            return None
        position, number = self._bodies[i - 1]
        return number if self.page.tokens[token].sentence - self.page.tokens[position].sentence <= 2 else None
