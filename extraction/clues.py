"""What speaks for a source standing for one of a text's entities: numbers that the linker weighs.

Nothing is decided here. `training/` asks the same of annotated stories as `speakers.py` does of a text that
is read, so both see the same. Words are indices of `windows.words_of`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log2
from typing import Any

import numpy as np

from extraction.grouping import Group, Mention
from extraction.labels import KINDS, OF_PAIR, OF_SOURCE
from extraction.quotes import Quotes
from extraction.windows import Word
from extraction.wordlists import (
    APOSTROPHES,
    BODY_NOUNS,
    CARRIED,
    COUNTED,
    DEFINITE,
    GENDERS,
    HEAD_ENDS,
    INDEFINITE,
    LIKE,
    LINKS,
    OWNED,
    PAPERS,
    PERSON_NOUNS,
    PRONOUNS,
    SAY_NOTHING,
    SET_OFF,
    VOICES,
    gender_told,
    stem,
)

Array = Any
CANDIDATES = 40  # groups asked about
WALK = 400  # names back and ahead in which they are looked for
LONGEST = 60  # words of a name
REMEMBERED = 100  # speakers back
MENTIONS = 8  # of a group, that the tagger's view is asked of
AHEAD = 60  # words after a source in which a name may still explain it
AHEAD_OF_HEADLINE = 250
BEFORE, AFTER, TITLE = 6, 14, 3  # words around a name that may describe what it names

_NOTHING_OF_SOURCE = dict.fromkeys(OF_SOURCE, 0.0)
_NOTHING_OF_PAIR = dict.fromkeys(OF_PAIR, 0.0)
Row = dict[str, float]


@dataclass(frozen=True, slots=True)
class Clues:
    """About one source: of itself, and of every candidate.

    `groups` and the rows of `pairs` and `mentions` run side by side; a row of `mentions` holds the first
    words of at most `MENTIONS` of the group's names: the nearest, the first of all, then others.
    """

    first: int
    itself: Array  # OF_SOURCE
    groups: list[int]
    pairs: Array  # OF_PAIR
    mentions: list[list[int]]


@dataclass(slots=True)
class _Source:
    """One source that clues are asked about."""

    first: int
    last: int
    words: list[str]
    family: str  # of a pronoun
    speaker: int | None
    inside: dict[int, Mention]  # groups named in it, each by its first name there
    spoken: list[int]  # who spoke before it, -1 for nobody named
    lately: tuple[int, int] | None  # where the last of them did, and who
    head: str = ""
    gender: str = ""
    told: set[str] = field(default_factory=set)  # what a description says


class Scene:
    """The names of one text, and who has spoken so far. Ask and note sources in order of their reports."""

    def __init__(
        self,
        text: str,
        words: Sequence[Word],
        sentences: Sequence[int],
        quotes: Quotes,
        groups: Sequence[Group],
    ) -> None:
        self.words = words
        self.sentences = sentences
        self.quotes = quotes
        self.groups = groups
        self.lower = [text[word.start : word.end].lower() for word in words]
        self.stems = [stem(word) for word in self.lower]
        self.genders = [group.gender for group in groups]
        self.spoken: list[tuple[int, int]] = []  # first word of a source, its group or -1
        self.called: dict[str, tuple[int, int]] = {}  # pronoun or head -> where, and its group or -1
        self.firsts = [[mention.first for mention in group.mentions] for group in groups]
        self.names = [{stem(w) for w in re.findall(r"\w+", g.name.lower())} - SAY_NOTHING for g in groups]
        self.number_of = {kind: sum(group.kind == kind for group in groups) for kind in KINDS}
        self.most_named = {
            kind: max((len(g.mentions) for g in groups if g.kind == kind), default=1) for kind in KINDS
        }
        self.places = sorted(
            (mention.first, mention.last, number)
            for number, group in enumerate(groups)
            for mention in group.mentions
        )
        self._around: dict[int, tuple[frozenset[str], frozenset[str]]] = {}

    def note(self, first: int, last: int, group: int | None) -> None:
        """Remember whom a source stands for."""
        insort(self.spoken, (first, -1 if group is None else group))
        family = self.family(first, last)
        self.called[family or self._head(first, last)] = first, -1 if group is None else group
        if group is not None and family in GENDERS and not self.genders[group]:
            self.genders[group] = GENDERS[family]

    def family(self, first: int, last: int) -> str:
        """Which pronoun a source is, by its subject form; “” for other sources."""
        return PRONOUNS.get(self.lower[first], "") if last - first == 1 else ""

    def clues(self, first: int, last: int, speaker: int | None) -> Clues:
        """Everything about the source of words `first` to `last`; `speaker` says the words it stands in."""
        source = self._source(first, last, speaker)
        candidates = self._candidates(source)
        nearer: dict[str, int] = {}
        rows = []
        for rank, group in enumerate(candidates):
            kind = self.groups[group].kind
            rows.append(self._of_pair(source, group, rank, nearer.get(kind, 0)))
            nearer[kind] = nearer.get(kind, 0) + 1
        return Clues(
            first,
            np.array(list(self._of_source(source).values()), dtype=np.float32),
            candidates,
            np.array(rows, dtype=np.float32).reshape(len(rows), len(OF_PAIR)),
            [self._mentions_of(group, first) for group in candidates],
        )

    def _source(self, first: int, last: int, speaker: int | None) -> _Source:
        at = bisect_left(self.spoken, (first, -2))
        source = _Source(
            first,
            last,
            self.lower[first:last],
            self.family(first, last),
            speaker,
            self._inside(first, last),
            [group for _, group in self.spoken[max(0, at - REMEMBERED) : at]],
            self.spoken[at - 1] if at else None,
        )
        source.gender = GENDERS.get(source.family, "")
        if not source.family:
            source.head = self._head(first, last)
            source.gender = gender_told(source.head)
            words = (w for w in source.words if w not in SAY_NOTHING and w not in HEAD_ENDS)
            source.told = {stem(word) for word in words if word[0].isalnum()}
        return source

    def _inside(self, first: int, last: int) -> dict[int, Mention]:
        found: dict[int, Mention] = {}
        start = bisect_left(self.places, (first - LONGEST,))
        for place, end, group in self.places[start : bisect_left(self.places, (last,))]:
            if end > first and group not in found:
                at = bisect_left(self.firsts[group], place)
                found[group] = self.groups[group].mentions[at]
        return found

    def _candidates(self, source: _Source) -> list[int]:
        """Groups that the source may stand for, the nearest first: bounded, whatever the text."""
        barred = set(self._several(source))
        found = dict.fromkeys(group for group in source.inside if group not in barred)
        here = bisect_left(self.places, (source.first,))
        for _, _, group in self.places[max(0, here - WALK) : here][::-1]:
            found.setdefault(group)
        ahead = AHEAD_OF_HEADLINE if self.words[source.first].paragraph == 0 else AHEAD
        end = bisect_left(self.places, (source.last + ahead,))
        for _, _, group in self.places[here : min(end, here + WALK)]:
            found.setdefault(group)
        return [group for group in found if group not in barred][:CANDIDATES]

    def _several(self, source: _Source) -> Iterator[int]:
        """People whom several others belong to: “allies of the president, Lee” are not Lee."""
        if not source.family and stem(source.head) != source.head:
            for group, mention in source.inside.items():
                before = self.lower[source.first : mention.first]
                if self.groups[group].kind == "person" and LINKS.intersection(before):
                    yield group

    def _mentions_of(self, group: int, first: int) -> list[int]:
        firsts = self.firsts[group]
        at = bisect_left(firsts, first + 1)
        nearest = firsts[at - 1] if at else firsts[0]
        more = firsts[max(0, at - MENTIONS + 2) : at - 1][::-1] + firsts[at : at + 1]
        return [nearest, firsts[0], *more][:MENTIONS]

    def _head(self, first: int, last: int) -> str:
        """The word that says what a description describes."""
        end = first + 1
        while end < last and self.lower[end] not in HEAD_ENDS:
            end += 1
        return self.lower[end - 1]

    def _in_speech(self, word: int) -> bool:
        quote = self.quotes.at(self.words[word].start)
        return quote is not None and quote.is_speech

    def _of_source(self, source: _Source) -> Row:
        """What the source is, whatever it stands for."""
        row = _NOTHING_OF_SOURCE.copy()
        if source.family:
            row[source.family] = 1.0
        else:
            self._description(row, source)
        row["was nobody before"] = float(self._called(source)[1] == -1)
        row["in speech"] = float(self._in_speech(source.first))
        row["in headline"] = float(self.words[source.first].paragraph == 0)
        row["spoken by somebody"] = float(source.speaker is not None)
        if source.lately:
            place, group = source.lately
            near = self._away(source, place) <= 1
            row["nobody spoke last"] = float(group < 0)
            row["nobody spoke near"] = float(group < 0 and near)
            row["somebody spoke near"] = float(group >= 0 and near)
        row["people"] = min(self.number_of["person"], 8) / 8
        row["organisations"] = min(self.number_of["organisation"], 8) / 8
        return row

    def _description(self, row: Row, source: _Source) -> None:
        words, head = source.words, source.head
        row["named"] = float(bool(source.inside))
        row["definite"] = float(words[0] in DEFINITE)
        row["indefinite"] = float(words[0] in INDEFINITE)
        row["owned"] = float(words[0] in OWNED)
        row["plural"] = float(stem(head) != head)
        row["counted"] = float(bool(COUNTED.intersection(words)))
        row["voice"] = float(bool(VOICES.intersection(words)))
        row["carried"] = float(bool(CARRIED.intersection(words)))
        row["length"] = min(len(words), 12) / 12
        row["a body"] = float(stem(head) in BODY_NOUNS)
        row["a person"] = float(head in PERSON_NOUNS)
        row["a paper"] = float(head in PAPERS)
        row["an age"] = float(words[-1] == "old" or words[-2:-1] == ["of"])

    def _of_pair(self, source: _Source, group: int, rank: int, rank_of_kind: int) -> list[float]:
        row = _NOTHING_OF_PAIR.copy()
        kind = self.groups[group].kind
        row[kind] = 1.0
        row["nearness"] = 1 / (1 + rank)
        row["nearness of kind"] = 1 / (1 + rank_of_kind)
        row["only one of kind"] = 1 / self.number_of[kind]
        self._distance(row, source, group)
        self._history(row, source, group)
        place, called = self._called(source)
        row["so called before"] = float(called == group)
        row["so called lately"] = float(called == group and self._away(source, place) <= 2)
        gender = self.genders[group]
        row["male"], row["female"] = float(gender == "m"), float(gender == "f")
        if gender and source.gender:
            row["gender fits" if source.gender == gender else "gender clashes"] = 1.0
        if group in source.inside:
            self._within(row, source, group)
        elif source.told:
            self._likeness(row, source, group)
        return list(row.values())

    def _distance(self, row: Row, source: _Source, group: int) -> None:
        """How far the group's names stand, and how."""
        firsts = self.firsts[group]
        at = bisect_left(firsts, source.first)
        here, paragraph = self.sentences[source.first], self.words[source.first].paragraph
        if at:
            mention = self.groups[group].mentions[at - 1]
            row["named before"] = 1.0
            row["words away"] = log2(1 + max(0, source.first - mention.last)) / 8
            row[OF_PAIR[2 + min(here - self.sentences[mention.first], 3)]] = 1.0
            row[OF_PAIR[6 + min(paragraph - self.words[mention.first].paragraph, 3)]] = 1.0
            row["opens sentence"] = float(self._opens(mention.first))
            row["possessive"] = float(self.lower[mention.last : mention.last + 1] in (["’"], ["'"]))
            row["named in speech"] = float(self._in_speech(mention.first))
        else:
            row["named after only"] = 1.0
        if at < len(firsts) and firsts[at] >= source.last:
            away = self.sentences[firsts[at]] - here
            row["later in sentence"] = float(away == 0)
            row["in next sentence"] = float(away == 1)
            row["later nearby"] = float(self.words[firsts[at]].paragraph - paragraph <= 1)
        row["times named"] = min(at, 8) / 8
        row["most named"] = len(firsts) / self.most_named[self.groups[group].kind]
        row["in first paragraph"] = float(self.words[firsts[0]].paragraph == 0)
        row["early"] = float(1 <= self.words[firsts[0]].paragraph <= 2)

    def _called(self, source: _Source) -> tuple[int, int]:
        """Where the same pronoun or description stood last, and for whom: -1 for nobody named, -2 nowhere."""
        return self.called.get(source.family or source.head, (0, -2))

    def _away(self, source: _Source, place: int) -> int:
        return self.sentences[source.first] - self.sentences[place]

    def _opens(self, word: int) -> bool:
        """Whether a name is among the first words of its sentence, as a subject is."""
        return word < 4 or self.sentences[word - 4] != self.sentences[word]

    def _history(self, row: Row, source: _Source, group: int) -> None:
        """What the group has said so far."""
        if source.lately and source.lately[1] == group:
            place = source.lately[0]
            row["spoke last"] = 1.0
            row["spoke last here"] = float(self.words[place].paragraph == self.words[source.first].paragraph)
            row["spoke just before"] = float(self._away(source, place) <= 1)
        elif source.lately:
            others = (who for who in reversed(source.spoken) if who != source.lately[1])
            row["spoke before that"] = float(next(others, -1) == group)
        times = source.spoken.count(group)
        row["times spoken"] = min(times, 4) / 4
        row["spoke"] = float(times > 0)
        if source.speaker is not None:
            how = "quoted" if self._in_speech(source.first) else "speaking"
            row[f"is {how}" if source.speaker == group else f"another is {how}"] = 1.0

    def _within(self, row: Row, source: _Source, group: int) -> None:
        """How a name stands in the source."""
        mention = source.inside[group]
        before = self.lower[source.first : mention.first]
        following = self.lower[mention.last : source.last]
        row["inside"] = 1.0
        row["opens source"] = float(all(word in SAY_NOTHING for word in before))
        row["ends source"] = float(not following)
        row["owner"] = float(bool(following) and following[0] in APOSTROPHES)
        row["linked"] = float(bool(LINKS.intersection(before)))
        row["set off"] = float(bool(SET_OFF.intersection(before)))
        row["then set off"] = float(
            bool(following) and (following[0] in SET_OFF or following[0] in ("which", "that", "who"))
        )
        row["before a voice"] = float(bool(VOICES.intersection(following)))
        row["modifier"] = float(bool(following) and following[0][0].isalnum())
        row["after a voice"] = float(bool(VOICES.intersection(before)) and not CARRIED.intersection(before))
        row["first inside"] = float(next(iter(source.inside)) == group)
        row["directly linked"] = float(before[-1:] in (["of"], ["for"], ["at"], ["from"]))

    def _likeness(self, row: Row, source: _Source, group: int) -> None:
        """How a description recalls a name, or the words that stood beside it."""
        names, (near, described) = self.names[group], self._words_around(group)
        head, told = stem(source.head), source.told
        row["head in name"] = float(head in names)
        row["words in name"] = len(told & names) / len(told)
        row["head nearby"] = float(head in near)
        row["words nearby"] = len(told & near) / len(told)
        row["head described"] = float(head in described)
        row["words described"] = len(told & described) / len(told)
        row["like its head"] = float(not names.isdisjoint(LIKE.get(head, ())))

    def _words_around(self, group: int) -> tuple[frozenset[str], frozenset[str]]:
        """Words around a group's names, and those right before or, set off, behind them."""
        if group not in self._around:
            near: set[str] = set()
            described: set[str] = set()
            for mention in self.groups[group].mentions[:20]:
                sentence = self.sentences[mention.first]
                start, end = max(0, mention.first - BEFORE), min(len(self.lower), mention.last + AFTER)
                around = [i for i in range(start, end) if self.sentences[i] == sentence]
                near.update(self.stems[i] for i in around)
                described.update(self.stems[i] for i in around if -TITLE <= i - mention.first < 0)
                if self.lower[mention.last : mention.last + 1] and self.lower[mention.last] in SET_OFF:
                    described.update(self.stems[i] for i in around if i > mention.last)
            self._around[group] = frozenset(near), frozenset(described)
        return self._around[group]
