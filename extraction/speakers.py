"""Which entity of the text each source stands for: by name, by pronoun; nobody where unsure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from extraction.grouping import Group
from extraction.quotes import Quotes
from extraction.tagging import Run
from extraction.windows import Word

SINGULAR = {"he": "m", "she": "f", "him": "m", "her": "f", "his": "m"}
PRONOUNS = frozenset(
    (*SINGULAR, "i", "we", "they", "it", "who", "which", "that", "you", "their", "its", "my", "our", "them")
)
FIRST_PERSON = frozenset(("i", "we", "my", "our", "me", "us"))
# “allies of Lee” are not Lee, but a spokesman for the port is the port.
LINKS = frozenset(("of", "for", "to", "from", "with", "at", "in", "by", "around", "behind", "near", "under"))
VOICES = frozenset(
    re.findall(
        r"\w+",
        "spokesman spokeswoman spokesperson statement report filing website letter figures data study inquiry"
        " review analysis survey paper poll release memo audit investigation",
    )
)
CARRIED = frozenset(
    ("obtained", "seen", "submitted", "given", "leaked", "sent", "shown", "read")
)  # by another
COMMON = frozenset(("of", "the", "and", "for", "in", "on", "to", "national", "new", "state", "first"))
CANDIDATES = 20  # names back that a pronoun may mean
REACH = 200  # words back that a pronoun may look


class Speakers:
    """Which entity each source stands for; call in text order."""

    def __init__(
        self,
        text: str,
        words: Sequence[Word],
        quotes: Quotes,
        groups: Sequence[Group],
        named_by: Mapping[int, int | None],
    ) -> None:
        self.text = text
        self.words = words
        self.groups = groups
        self.named_by = named_by
        self.by_word: dict[int, int] = {}  # word of a name -> its group
        self.end_of: dict[int, int] = {}  # word of a name -> after its last word
        for number, group in enumerate(groups):
            for mention in group.mentions:
                for i in range(mention.first, mention.last):
                    self.by_word[i] = number
                    self.end_of[i] = mention.last
        self.people = sorted(
            (mention.first, number)
            for number, group in enumerate(groups)
            if group.kind == "person"
            for mention in group.mentions
            if not ((quote := quotes.at(words[mention.first].start)) and quote.is_speech)
        )
        self.last: tuple[int, int] | None = None
        self.bodies: dict[str, set[int]] = {}  # word of an organisation's name -> those that have it
        for number, group in enumerate(groups):
            if group.kind == "organisation":
                for word in set(group.name.lower().split()) - COMMON:
                    self.bodies.setdefault(word, set()).add(number)

    def _word(self, i: int) -> str:
        return self.text[self.words[i].start : self.words[i].end]

    def entity_of(self, source: Run, speaker: int | None = None) -> int | None:
        """The group a source names, by name or as a pronoun or description; None for unnamed people.

        `speaker` is who says the words that the source stands in: whoever says “I” there.
        """
        word = self._word(source.first).lower()
        is_pronoun = source.last - source.first == 1 and word in PRONOUNS
        if is_pronoun and word in FIRST_PERSON:
            return self._stand_for(source, speaker, word)
        found = self._inside(source)
        if found is None and (is_pronoun or not self._names_somebody(source)):
            target = self.named_by.get(source.first)
            pointed = self.by_word.get(target) if target is not None else None
            if pointed is not None and (is_pronoun or self.groups[pointed].kind == "person"):
                found = pointed if self._fits(pointed, SINGULAR.get(word, "")) else None
            if found is None and not is_pronoun:
                found = self._called(source)
            if found is None and word in SINGULAR and is_pronoun:
                found = self._before(source.first, SINGULAR[word])
        if found is not None and self.groups[found].kind == "person":
            self.last = (source.first, found)
        return self._stand_for(source, found, word) if is_pronoun else found

    def is_first_person(self, source: Run) -> bool:
        """Whether a source is “I” or “we” or theirs."""
        return source.last - source.first == 1 and self._word(source.first).lower() in FIRST_PERSON

    def _called(self, source: Run) -> int | None:
        """“The hospital” is the one organisation of the text with that word in its name."""
        words = [self._word(i).lower() for i in range(source.first, source.last)]
        if words[0] != "the" and source.first:
            return None
        for word in words[1:3]:
            if bodies := self.bodies.get(word):
                return next(iter(bodies)) if len(bodies) == 1 else None
        return None

    def _stand_for(self, pronoun: Run, found: int | None, word: str) -> int | None:
        """Note a pronoun with the group it stands for."""
        if found is not None:
            group = self.groups[found]
            if pronoun.first not in group.pronouns:
                group.pronouns.append(pronoun.first)
            group.gender = group.gender or SINGULAR.get(word, "")
        return found

    def _names_somebody(self, source: Run) -> bool:
        return any(i in self.by_word for i in range(source.first, source.last))

    def _inside(self, source: Run) -> int | None:
        """The name in a source that it stands for: its head, or the body that a spokesman speaks for."""
        for i in range(source.first, source.last):
            if i not in self.by_word:
                continue
            number = self.by_word[i]
            before = {self._word(j).lower() for j in range(source.first, i)}
            if self.groups[number].kind == "person":
                if not before & LINKS and not self._owns(i, source):
                    return number
            elif (before & VOICES and not before & CARRIED) or (
                not before & LINKS and self._is_head(i, source)
            ):
                return number
        return None

    def _owns(self, i: int, source: Run) -> bool:
        """“Lee’s lawyer, Ann Obi” is Ann Obi."""
        last = self.end_of[i]
        return last < source.last and self._word(last) in ("’", "'", "’s", "'s")

    def _is_head(self, i: int, source: Run) -> bool:
        """“The Treasury” and “a Treasury spokesman” are the Treasury; “Treasury officials” are unnamed."""
        last = self.end_of[i]
        following = [self._word(j).lower() for j in range(last, source.last)]
        return (
            not following
            or following[0] in (",", "(", "which", "that")
            or bool(VOICES.intersection(following))
        )

    def _fits(self, number: int, gender: str) -> bool:
        return not gender or self.groups[number].gender in ("", gender)

    def _before(self, word: int, gender: str) -> int | None:
        """The last source who fits, else the last person named."""
        if self.last and self._fits(self.last[1], gender) and word - self.last[0] < REACH:
            return self.last[1]
        at = bisect_left(self.people, (word, -1))
        for position, number in self.people[max(0, at - CANDIDATES) : at][::-1]:
            if word - position < REACH and self._fits(number, gender):
                return number
        return None
