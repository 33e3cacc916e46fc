"""An editor whose every act is known, so that what becomes of an anchor can be marked right or wrong.

Each word of the article keeps its identity through all edits; where an anchor ought to stand is where
the words that it was made on stand, whatever was typed between them.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from anchoring import Anchor, Segment, anchor
from anchoring.words import fold, words
from bench.texts import paragraphs as demo_paragraphs

FORMS = (
    "Rents in {name} rose by {n} percent last year, the city audit says.",
    "The council of {name} approved {n} new flats on the harbour site after a long debate.",
    "“We counted {n} complaints about noise,” said the night mayor of {name}.",
    "Hospitals around {name} treated {n} people for heat stroke in July alone.",
    "According to the union, {n} drivers in {name} will walk out on Friday – and stay out.",
    "Nobody in {name} had expected {n} visitors at the opening of the small museum.",
    "The regional court fined the {name} waterworks {n} thousand euros for leaking pipes.",
    "Schools in {name} lack {n} teachers, although the ministry promised relief in spring.",
)
NAMES = ("Leeds", "York", "Turku", "Quito", "Lagos", "Bergen", "Cork", "Pune", "Nantes", "Gdansk")
FILLER = ("quietly", "rather", "never", "later", "almost", "together", "mostly", "again", "barely", "soon")
CLAUSES = (
    "as letters to this paper have argued,",
    "to nobody’s surprise,",
    "which few had foreseen at the time,",
    "after months of talks behind closed doors,",
)
MARKS = (str.maketrans("“”‘’–", "\"\"''—"), str.maketrans("“”—", "„“–"))
END = re.compile(r"(?<=[a-z][.!?])\s+(?=[A-Z“])|(?<=[.!?]”)\s+(?=[A-Z“])")
SURVIVES = 0.5  # share of its letters by which a passage, edited, is still the one that was anchored
COVERS = 0.8  # share of the two spans together that an answer must have in common with the truth


@dataclass(eq=False, slots=True)
class Word:
    """A word with its marks; it stays the same word when it is respelt."""

    text: str
    born: str
    original: "Word | None" = None  # of a copy

    @property
    def is_kept(self) -> bool:
        """Whether its letters stand as they were, or but for a typo."""
        was, now = fold(self.born).strip(".,"), fold(self.text).strip(".,")
        return was == now or (was[:2] == now[:2] and abs(len(was) - len(now)) == 1)


Sentence = list[Word]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one sentence that an anchor was made on: all of them, or some."""

    anchor: Anchor
    words: tuple[Word, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """What became of a passage."""

    place: tuple[int, int, int] | None  # segment, start, end of its words; None: gone
    copies: tuple[tuple[int, int, int], ...]  # where copies of it stand
    text: str
    survives: bool


def spell(sentence: str) -> Sentence:
    """A sentence as words of its own."""
    return [Word(text, text) for text in sentence.split()]


def look_alike(pick: random.Random, number: int) -> str:
    """A sentence that others differ from in a name or a number only."""
    return pick.choice(FORMS).format(name=pick.choice(NAMES), n=number)


def invented(pick: random.Random, paragraphs: int = 5, each: int = 3) -> list[list[str]]:
    """An article of look-alikes, no two the same."""
    number = count(100, 7)
    return [[look_alike(pick, next(number)) for _ in range(each)] for _ in range(paragraphs)]


def reported(pick: random.Random, paragraphs: int = 6) -> list[list[str]]:
    """Some paragraphs of the demo newsroom's stories, cut into sentences."""
    rows = [END.split(text) for text in dict.fromkeys(demo_paragraphs())]
    return pick.sample(rows, paragraphs)


@dataclass
class Desk:
    """An article being edited by chance, act by act."""

    pick: random.Random
    paragraphs: list[list[Sentence]]
    ids: list[str] = field(init=False)
    fresh: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.paragraphs = [row for row in self.paragraphs if row]
        self.ids = [f"p{n}" for n in range(len(self.paragraphs))]

    @classmethod
    def open(cls, pick: random.Random, rows: Sequence[Sequence[str]]) -> "Desk":
        """A desk with these sentences, paragraph by paragraph."""
        return cls(pick, [[spell(line) for line in row] for row in rows])

    def text(self) -> list[Segment]:
        """The article as it stands; a paragraph without sentences is gone."""
        segments, at = [], 0
        for ident, row in zip(self.ids, self.paragraphs, strict=True):
            if row:
                text = " ".join(word.text for sentence in row for word in sentence)
                segments.append(Segment(ident, "", at, text))
                at += len(text) + 2
        return segments

    def places(self) -> dict[int, tuple[int, int, int]]:
        """Segment, start and end of every word, by the word's identity."""
        found, number = {}, 0
        for row in self.paragraphs:
            at = 0
            for word in (word for sentence in row for word in sentence):
                found[id(word)] = number, at, at + len(word.text)
                at += len(word.text) + 1
            number += bool(row)
        return found

    def passages(self) -> list[Passage]:
        """Every sentence, and of every second one a part of three words or more."""
        text, places, made = self.text(), self.places(), []
        for row in self.paragraphs:
            for sentence in row:
                if len(sentence) > 3:
                    made.append(self._passage(sentence, text, places, is_whole=True))
                if len(sentence) > 4 and self.pick.random() < 0.5:
                    first = self.pick.randrange(0, len(sentence) - 3)
                    last = self.pick.randrange(first + 3, len(sentence) + 1)
                    made.append(self._passage(sentence[first:last], text, places, is_whole=False))
        return made

    @staticmethod
    def _passage(
        part: Sentence, text: list[Segment], places: dict[int, tuple[int, int, int]], *, is_whole: bool
    ) -> Passage:
        segment, start, _ = places[id(part[0])]
        end, base = places[id(part[-1])][2], text[segment].start
        return Passage(anchor(text, base + start, base + end), tuple(part), is_whole)

    def truth(
        self, passage: Passage, text: Sequence[Segment], places: dict[int, tuple[int, int, int]]
    ) -> Truth:
        """Where the passage's words stand now, and whether enough of them do."""
        standing = [word for word in passage.words if id(word) in places]
        place = _cover([places[id(word)] for word in standing])
        letters = sum(len(word.born) for word in passage.words)
        kept = sum(len(word.born) for word in standing if word.is_kept)
        return Truth(
            place,
            tuple(self._copies(passage, places)),
            text[place[0]].text[place[1] : place[2]] if place else "",
            kept >= SURVIVES * letters,
        )

    def _copies(
        self, passage: Passage, places: dict[int, tuple[int, int, int]]
    ) -> Iterator[tuple[int, int, int]]:
        first, last = passage.words[0], passage.words[-1]
        for sentence in (sentence for row in self.paragraphs for sentence in row):
            ends = [word for word in sentence if word.original in (first, last)]
            if len(ends) == 2 and (spot := _cover([places[id(word)] for word in ends])):
                yield spot

    def act(self, name: str) -> None:
        """Do one edit somewhere."""
        spots = [(p, n) for p, row in enumerate(self.paragraphs) for n in range(len(row))]
        if spots:
            ACTS[name](self, *self.pick.choice(spots))

    def _elsewhere(self) -> list[Sentence]:
        return self.pick.choice([row for row in self.paragraphs if row])

    def delete(self, p: int, n: int) -> None:
        """A sentence goes."""
        self.paragraphs[p].pop(n)

    def typo(self, p: int, n: int) -> None:
        """A lower-case word gets a letter too many."""
        long = [word for word in self.paragraphs[p][n] if len(word.text) > 4 and word.text.islower()]
        if long:
            word = self.pick.choice(long)
            at = self.pick.randrange(2, len(word.text) - 1)
            word.text = word.text[:at] + self.pick.choice("aeiou") + word.text[at:]

    def number(self, p: int, n: int) -> None:
        """A figure is updated."""
        if figures := [word for word in self.paragraphs[p][n] if re.search(r"\d", word.text)]:
            word = self.pick.choice(figures)
            word.text = re.sub(r"\d+", str(5000 + next(self.fresh)), word.text, count=1)

    def name(self, p: int, n: int) -> None:
        """One name gives way to another."""
        if names := [word for word in self.paragraphs[p][n][1:] if word.text[0].isupper()]:
            word = self.pick.choice(names)
            word.text = re.sub(r"\w+", f"{self.pick.choice('BCDFG')}arrow", word.text, count=1)

    def clause(self, p: int, n: int) -> None:
        """A clause is put in between two words."""
        if len(sentence := self.paragraphs[p][n]) > 2:
            at = self.pick.randrange(1, len(sentence) - 1)
            sentence[at:at] = spell(self.pick.choice(CLAUSES))

    def reword(self, p: int, n: int) -> None:
        """Up to three words, one after the other, become others."""
        sentence = self.paragraphs[p][n]
        at = self.pick.randrange(len(sentence))
        for word in sentence[at : at + self.pick.randint(1, 3)]:
            word.text = re.sub(r"\w+", self.pick.choice(FILLER), word.text, count=1)

    def cut(self, p: int, n: int) -> None:
        """A sentence loses its last third."""
        sentence = self.paragraphs[p][n]
        if (keep := len(sentence) * 2 // 3) > 2:
            del sentence[keep:]
            sentence[-1].text = sentence[-1].text.rstrip(".,") + "."

    def retype(self, p: int, n: int) -> None:
        """Quotation marks and dashes are typed another way."""
        table = self.pick.choice(MARKS)
        for word in self.paragraphs[p][n]:
            word.text = word.text.translate(table)

    def insert(self, p: int, n: int) -> None:
        """A new sentence comes in: one that others resemble, of other names and numbers."""
        line = look_alike(self.pick, 9000 + next(self.fresh))
        names = iter(NAMES)
        while any(line[:12] == " ".join(w.text for w in s)[:12] for s in self.paragraphs[p]):
            line = f"In {next(names)} {FILLER[next(self.fresh) % len(FILLER)]} waited for an answer."
        self.paragraphs[p].insert(n, spell(line))

    def twin(self, p: int, n: int) -> None:
        """A sentence comes in elsewhere that differs from this one in one name or number only."""
        facts = [k for k, w in enumerate(self.paragraphs[p][n]) if re.search(r"\d|^[A-Z]", w.text) and k]
        rows = [row for q, row in enumerate(self.paragraphs) if q != p and row]
        if facts and rows:
            line = [word.text for word in self.paragraphs[p][n]]
            at = self.pick.choice(facts)
            line[at] = re.sub(r"\w+", f"{7000 + next(self.fresh)}", line[at], count=1)
            row = self.pick.choice(rows)
            row.insert(self.pick.randint(0, len(row)), spell(" ".join(line)))

    def copy(self, p: int, n: int) -> None:
        """A sentence is pasted a second time."""
        pasted = [Word(w.text, w.text, w.original or w) for w in self.paragraphs[p][n]]
        self._elsewhere().append(pasted)

    def carry(self, p: int, n: int) -> None:
        """A sentence goes to the end of a paragraph."""
        self._elsewhere().append(self.paragraphs[p].pop(n))

    def split(self, p: int, n: int) -> None:
        """A paragraph is parted in two."""
        self.paragraphs.insert(p + 1, self.paragraphs[p][n:])
        del self.paragraphs[p][n:]
        self.ids.insert(p + 1, f"n{next(self.fresh)}")

    def merge(self, p: int, _: int) -> None:
        """A paragraph is joined to the next."""
        if p + 1 < len(self.paragraphs):
            self.paragraphs[p] += self.paragraphs.pop(p + 1)
            self.ids.pop(p + 1)

    def swap(self, p: int, _: int) -> None:
        """Two blocks change places, ids and all."""
        q = self.pick.randrange(len(self.paragraphs))
        here, ids = self.paragraphs, self.ids
        here[p], here[q], ids[p], ids[q] = here[q], here[p], ids[q], ids[p]

    def drop(self, p: int, _: int) -> None:
        """A whole paragraph goes."""
        self.paragraphs[p].clear()

    def renew(self, *_: int) -> None:
        """All ids are made anew, as after a paste of the whole."""
        self.ids = [f"n{next(self.fresh)}" for _ in self.ids]


def _cover(spots: Sequence[tuple[int, int, int]]) -> tuple[int, int, int] | None:
    """The span over the words, in the paragraph that has most of them."""
    if not spots:
        return None
    rows = [segment for segment, _, _ in spots]
    most = max(rows, key=rows.count)
    here = [spot for spot in spots if spot[0] == most]
    return most, min(start for _, start, _ in here), max(end for _, _, end in here)


ACTS: dict[str, Callable[[Desk, int, int], None]] = {
    act.__name__: act
    for act in (
        Desk.delete, Desk.typo, Desk.number, Desk.name, Desk.clause, Desk.reword, Desk.cut, Desk.retype,
        Desk.insert, Desk.twin, Desk.copy, Desk.carry, Desk.split, Desk.merge, Desk.swap, Desk.drop,
        Desk.renew,
    )
}  # fmt: skip


def agree(text: Sequence[Segment], found: Anchor, place: tuple[int, int, int]) -> bool:
    """Whether an answer covers a place, give or take a word at its edges."""
    segment, start, end = place
    if found.block != text[segment].block:
        return False
    shared = min(end, found.end) - max(start, found.start)
    truth = text[segment].text[start:end]
    both = max(end, found.end) - min(start, found.start)
    return shared >= COVERS * both or (shared > 0 and words(truth).keys == words(found.exact).keys)
