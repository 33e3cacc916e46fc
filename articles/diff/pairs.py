"""Which paragraph, picture or table of the old state became which of the new one.

First whatever stayed the same, then by place, then by likeness; last what was parted or joined.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from articles.diff.elements import Element
from articles.diff.words import Codes

ALIKE = 0.35  # share of the longer one's words that two must have in common to be one, edited
ALIKE_IN_PLACE = 0.25  # ... where the editor says by an id that they are one
PART = 0.8  # share of the shorter one's words that stand in the longer one: it is a part of that
PART_WORDS = 8  # ... if it has so many
LETTERS = 70.0  # per cent of letters in common, for headings of a few words
FEW = 6
HELD = 0.6  # share of a part's words that stand in what was left of the whole
MANY = 40_000  # pairs to compare; beyond, only those that share rare words
RARE = 12
LEAST = 0.1  # share below which nothing makes two one


@dataclass(slots=True)
class Pairing:
    """New element number -> the old ones it was: none, one, or several that were joined.

    A part of an old element that was parted names the same old one as its neighbours do.
    """

    old: Sequence[Element]
    new: Sequence[Element]
    source: dict[int, list[int]] = field(default_factory=dict)
    images: dict[int, list[int]] = field(default_factory=dict)  # the other way
    codes: Codes = field(default_factory=Codes)
    _coded: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by(lambda one: (one.ident, one.likeness))
        self._by(lambda one: (one.likeness, one.segment.kind))
        self._by(lambda one: one.likeness)
        self._edited_in_place()
        self._edited_elsewhere()
        self._parted()
        self._joined()
        self._by(lambda one: one.ident)

    def steady(self) -> set[int]:
        """The new elements that need not be called moved: most of them, in their old order."""
        order = [(j, min(self.source[j])) for j in sorted(self.source)]
        heads = [(j, i) for n, (j, i) in enumerate(order) if n == 0 or order[n - 1][1] != i]
        tails: list[int] = []  # smallest old number that ends a rising run of each length
        lengths = []
        for _, i in heads:
            at = bisect_left(tails, i)
            tails[at : at + 1] = [i]
            lengths.append(at + 1)
        steady, wanted = set(), len(tails)
        for (_, i), length in zip(reversed(heads), reversed(lengths), strict=True):
            if length == wanted:
                steady.add(i)
                wanted -= 1
        return {j for j, i in order if i in steady}

    def _left(self) -> tuple[list[int], list[int]]:
        olds = [i for i in range(len(self.old)) if i not in self.images]
        return olds, [j for j in range(len(self.new)) if j not in self.source]

    def _pair(self, old: int, new: int) -> None:
        self.source.setdefault(new, []).append(old)
        self.images.setdefault(old, []).append(new)

    def _by(self, key_of: Callable[[Element], object]) -> None:
        """Pair what is left over by a key, in order where several have it."""
        olds, news = self._left()
        places: dict[object, list[int]] = defaultdict(list)
        for i in reversed(olds):
            places[key_of(self.old[i])].append(i)
        for j in news:
            if found := places.get(key_of(self.new[j])):
                self._pair(found.pop(), j)

    def _words(self, old: int | None = None, new: int | None = None) -> str:
        number = old if old is not None else -1 - (new or 0)
        if number not in self._coded:
            one = self.old[old] if old is not None else self.new[new or 0]
            self._coded[number] = self.codes.of(one.text)
        return self._coded[number]

    def _edited_in_place(self) -> None:
        olds, news = self._left()
        places = {self.old[i].ident: i for i in olds}
        for j in news:
            i = places.get(self.new[j].ident)
            if i is not None and self._likeness(i, j) >= ALIKE_IN_PLACE:
                self._pair(i, j)

    def _edited_elsewhere(self) -> None:
        olds, news = self._left()
        if len(olds) * len(news) > MANY:
            rare = self._sharing_rare_words(olds, news)
            likely: Iterable[tuple[int, int, float]] = ((i, j, self._likeness(i, j)) for i, j in rare)
        else:
            likely = self._all_likenesses(olds, news)
        scores = [(-score, abs(i - j), i, j) for i, j, score in likely if score >= ALIKE]
        for _, _, i, j in sorted(scores):
            if i not in self.images and j not in self.source:
                self._pair(i, j)

    def _all_likenesses(self, olds: list[int], news: list[int]) -> Iterator[tuple[int, int, float]]:
        """Of all pairs that have anything in common. The comparing is left to one call for each new one."""
        choices = {i: words for i in olds if (words := self._words(old=i))}
        short = [i for i, words in choices.items() if len(words) <= FEW]
        for j in news:
            words = self._words(new=j)
            if words and len(words) <= FEW:
                yield from ((i, j, self._likeness(i, j)) for i in short)
            found = process.extract(
                words, choices, scorer=LCSseq.normalized_similarity, score_cutoff=LEAST, limit=None
            )
            for other, share, i in found if words else ():
                if len(words) > FEW or len(other) > FEW:
                    yield i, j, _judged(len(words), len(other), share)

    def _sharing_rare_words(self, olds: list[int], news: list[int]) -> Iterable[tuple[int, int]]:
        holders: dict[str, list[int]] = defaultdict(list)
        for i in olds:
            for word in set(self._words(old=i)):
                holders[word].append(i)
        for j in news:
            votes: Counter[int] = Counter()
            for word in set(self._words(new=j)):
                if len(holders.get(word, ())) <= RARE:
                    votes.update(holders.get(word, ()))
            yield from ((i, j) for i, _ in votes.most_common(3))

    def _likeness(self, old: int, new: int) -> float:
        a, b = self._words(old=old), self._words(new=new)
        if not a or not b:
            return 0.0
        share = LCSseq.normalized_similarity(a, b)
        if max(len(a), len(b)) <= FEW:
            ratio = fuzz.ratio(self.old[old].text, self.new[new].text, score_cutoff=LETTERS) / 100
            return ratio or share
        return _judged(len(a), len(b), share)

    def _parted(self) -> None:
        """Give a new paragraph beside one that an old one became to that old one, if it held these words."""
        _, news = self._left()
        left = set(news)
        for step, order in ((-1, news), (1, news[::-1])):
            for j in order:
                if j not in left or not self._words(new=j):
                    continue
                beside = self.source.get(j + step, [])
                if len(beside) != 1 or not self._words(old=beside[0]):
                    continue
                [i] = beside
                group = sorted(self.images[i])
                if group[-1] - group[0] == len(group) - 1 and self._holds(
                    self._words(old=i), [self._words(new=n) for n in group], self._words(new=j), step
                ):
                    self._pair(i, j)
                    left.discard(j)

    def _joined(self) -> None:
        """Give an old paragraph beside one that became a new one to that new one, if it holds these words."""
        olds, _ = self._left()
        left = set(olds)
        for step, order in ((-1, olds), (1, olds[::-1])):
            for i in order:
                if i not in left or not self._words(old=i):
                    continue
                beside = self.images.get(i + step, [])
                if len(beside) != 1 or not self._words(new=beside[0]):
                    continue
                [j] = beside
                group = sorted(self.source[j])
                if group[-1] - group[0] == len(group) - 1 and self._holds(
                    self._words(new=j), [self._words(old=n) for n in group], self._words(old=i), step
                ):
                    self._pair(i, j)
                    self.source[j].sort()
                    left.discard(i)

    @staticmethod
    def _holds(whole: str, parts: list[str], part: str, step: int) -> bool:
        """Whether `whole` holds the words of `part` too, after (step -1) or before those of `parts`."""
        known = "".join(parts)
        both = known + part if step < 0 else part + known
        return LCSseq.similarity(whole, both) - LCSseq.similarity(whole, known) >= HELD * len(part)


def _judged(one: int, other: int, share: float) -> float:
    """The likeness of two that share so much of the longer one's words: a part is as good as alike."""
    shorter, longer = min(one, other), max(one, other)
    if shorter >= PART_WORDS and share * longer >= PART * shorter - 0.001:
        return max(share, ALIKE)
    return share
