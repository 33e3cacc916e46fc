"""Which entity of the text each source stands for: by name, by pronoun; nobody where unsure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extraction.grouping import Group
from extraction.quotes import Quotes
from extraction.tagging import Run
from extraction.windows import Word

SINGULAR = {"he": "m", "she": "f", "him": "m", "her": "f", "his": "m"}
PRONOUNS = frozenset(
    (*SINGULAR, "i", "we", "they", "it", "who", "which", "that", "you", "their", "its", "my", "our", "them")
)
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
        self.by_word: dict[int, int] = {}
        for number, group in enumerate(groups):
            for mention in group.mentions:
                for i in range(mention.first, mention.last):
                    self.by_word[i] = number
        self.people = sorted(
            (mention.first, number)
            for number, group in enumerate(groups)
            if group.kind == "person"
            for mention in group.mentions
            if not ((quote := quotes.at(words[mention.first].start)) and quote.is_speech)
        )
        self.last: tuple[int, int] | None = None

    def _word(self, i: int) -> str:
        return self.text[self.words[i].start : self.words[i].end]

    def entity_of(self, source: Run) -> int | None:
        """The group a source names, by name or as a pronoun or description; None for unnamed people."""
        found = self._inside(source)
        word = self._word(source.first).lower()
        is_pronoun = source.last - source.first == 1 and word in PRONOUNS
        if found is None:
            target = self.named_by.get(source.first)
            pointed = self.by_word.get(target) if target is not None else None
            if pointed is not None and (is_pronoun or self.groups[pointed].kind == "person"):
                found = pointed if self._fits(pointed, SINGULAR.get(word, "")) else None
            if found is None and word in SINGULAR and is_pronoun:
                found = self._before(source.first, SINGULAR[word])
        if found is None:
            return None
        group = self.groups[found]
        if group.kind == "person":
            self.last = (source.first, found)
        if is_pronoun:
            if source.first not in group.pronouns:
                group.pronouns.append(source.first)
            group.gender = group.gender or SINGULAR.get(word, "")
        return found

    def _inside(self, source: Run) -> int | None:
        """The name in a source that it stands for: the one pointed to, else the only or first person."""
        target = self.named_by.get(source.first)
        if target is None:
            return None
        if source.first <= target < source.last and target in self.by_word:
            return self.by_word[target]
        return None

    def _fits(self, number: int, gender: str) -> bool:
        return not gender or self.groups[number].gender in ("", gender)

    def _before(self, word: int, gender: str) -> int | None:
        """The last source who fits, else the last person named."""
        if self.last and self._fits(self.last[1], gender) and word - self.last[0] < REACH:
            return self.last[1]
        for position, number in reversed(self.people):
            if position < word and word - position < REACH and self._fits(number, gender):
                return number
        return None
