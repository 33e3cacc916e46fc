"""Noun phrases of French: who speaks, past “mardi” and “à l'AFP”, with the apposition that follows."""

from __future__ import annotations

from dataclasses import dataclass

from extraction.page import Page
from extraction.readers.fr.cues import PRONOUNS

NOUNS = frozenset(("NOUN", "PROPN", "NUM", "ADJ", "X"))
OF = frozenset(("de", "du", "des", "d'"))
ARTICLES = frozenset(("le", "la", "les", "l'", "un", "une", "des"))
DAYS = frozenset(
    [
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "hier",
        "aujourd'hui",
        "matin",
        "soir",
        "après-midi",
        "lors",
    ]
)


@dataclass(frozen=True, slots=True)
class Source:
    """Who speaks, as tokens `first` up to, not including, `last`."""

    first: int
    last: int


class Phrases:
    """Finds the noun phrases of one page."""

    def __init__(self, page: Page) -> None:
        self.tokens = page.tokens
        self._name_starts = {name.first for name in page.names}

    def word(self, i: int) -> str:
        """The token in lower case; empty beyond the text."""
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def noun_phrase(self, i: int, limit: int) -> Source | None:
        """The first noun phrase from `i` that is not a day, an adverb or “à l'AFP”, with its apposition."""
        i = self._past_circumstances(i, limit)
        first = i
        while i < limit and self._continues(i, first, limit):
            i += 1
        while i > first and self.tokens[i - 1].tag not in NOUNS | {"PRON"}:
            i -= 1
        if i == first:
            return None
        head = self.tokens[first]
        if head.tag == "PRON" and head.lower not in PRONOUNS:
            return None
        return Source(first, self._past_apposition(i, limit))

    def _past_circumstances(self, i: int, limit: int) -> int:
        while i < limit:
            token = self.tokens[i]
            if token.tag == "ADV" or token.lower in DAYS or (token.text == "," and self.word(i - 1) in DAYS):
                i += 1
            elif token.tag == "ADP" and token.lower not in OF:
                i += 1
                seen = False
                while i < limit and not (seen and self._opens_phrase(i)):
                    if self.tokens[i].tag not in NOUNS | {"DET", "ADP"}:
                        break
                    seen = seen or self.tokens[i].tag in ("NOUN", "PROPN")
                    i += 1
            else:
                break
        return i

    def _opens_phrase(self, i: int) -> bool:
        opens = self.word(i) in ARTICLES or i in self._name_starts
        return opens and self.tokens[i - 1].tag not in ("ADP", "DET")

    def _continues(self, i: int, first: int, limit: int) -> bool:
        """Whether the token belongs to the noun phrase begun at `first`."""
        token = self.tokens[i]
        if token.lower in DAYS:
            return False
        if token.tag in ("NOUN", "PROPN", "NUM"):
            return True
        if token.tag in ("DET", "ADJ", "X"):
            return i == first or self.tokens[i - 1].tag != "PROPN" or token.text[:1].isupper()
        if i == first:
            return token.lower in PRONOUNS or token.text[:1].isupper()
        if token.lower in OF:
            return True
        if token.lower in ("et", "&"):
            return i + 1 < limit and (self.tokens[i + 1].tag == "PROPN" or self.word(i + 1) in ARTICLES)
        return token.text[:1].isupper() and token.is_word

    def _past_apposition(self, i: int, limit: int) -> int:
        """Over “, maire de Lyon”, where it ends with its sentence or a comma."""
        if (
            self.word(i) != ","
            or i + 1 >= limit
            or self.tokens[i + 1].tag not in ("NOUN", "DET", "PROPN", "ADJ")
        ):
            return i
        if self.word(i + 1) in DAYS:
            return i
        j = i + 1
        while j < limit and self.tokens[j].tag in NOUNS | {"DET", "ADP", "CCONJ"}:
            j += 1
        ends = j >= limit or self.tokens[j].text in (",", ".", ":", "»", ";")
        return j if ends else i
