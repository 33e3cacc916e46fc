"""Follow every sentence of one text into the next.

Sentences kept word for word are twins, one to one, so that a deleted sentence cannot claim another
that stood there before. What is left over is compared only with what is left over in its own place.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel, Postfix, Prefix

from anchoring.beads import string
from anchoring.quotes import CLOSE, Place
from anchoring.spans import Page
from anchoring.words import align, facts, facts_lost, fold, likeness, sentences, words

SAME_PARAGRAPH = 0.5  # likeness asked of two sentences in one place of the same paragraph
SAME_GAP = 0.55  # ... between the same two neighbours, when ids say nothing
NEIGHBOUR = 0.65  # ... beside one same neighbour
SAME_FACTS = 0.75  # ... that alone share all their names and numbers, wherever they stand
OTHER_PARAGRAPH = 0.15  # ... and this much more when the ids speak against it
EQUAL = 0.1  # likeness by which one sentence must beat the next
MANY_COPIES = 10_000


@dataclass(slots=True)
class Alignment:
    """What became of each sentence (or whole untouched paragraph) of `old` in `new`."""

    old: Page
    new: Page
    olds: list[Place] = field(default_factory=list)
    news: list[Place] = field(default_factory=list)
    twin: dict[int, int] = field(default_factory=dict)  # old sentence -> the same words in new
    back: dict[int, int] = field(default_factory=dict)  # the other way
    edited: dict[int, tuple[range, range]] = field(default_factory=dict)  # old -> its bead
    used: set[int] = field(default_factory=set)  # new sentences on beads
    torn: dict[int, list[int]] = field(default_factory=dict)  # old -> equally good copies
    of_segment: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _in_new: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self._cut(self._same_paragraphs())
        self._same_sentences_in_paragraphs()
        self._same_sentences_anywhere()
        self._same_facts_anywhere()
        self._edited_in_paragraphs()
        self._edited_between_neighbours()
        self._respelt_elsewhere()
        self._equally_good()

    def text(self, units: Iterable[int], *, new: bool) -> str:
        """The text of consecutive sentences of one segment."""
        page, places = (self.new, self.news) if new else (self.old, self.olds)
        chosen = [places[unit] for unit in units]
        return page.segments[chosen[0][0]].text[chosen[0][1] : chosen[-1][2]]

    def free(self, place: Place) -> bool:
        """Whether some of a new place is not a kept sentence of its own."""
        return any(unit not in self.back for unit in self._under(place))

    def around(self, place: Place) -> str:
        """The new sentences that a place stands in."""
        return self.text(self._under(place), new=True)

    def _under(self, place: Place) -> list[int]:
        units = self._in_new[place[0]]
        return [n for n in units if self.news[n][1] < place[2] and place[1] < self.news[n][2]]

    def _same_paragraphs(self) -> dict[int, int]:
        pairs: dict[int, int] = {}
        for ident, indexes in self.old.by_id.items():
            for i, j in zip(indexes, self.new.by_id.get(ident, ()), strict=False):
                if self.old.segments[i].text == self.new.segments[j].text:
                    pairs[i] = j
        gone, came = defaultdict(list), defaultdict(list)
        if len(pairs) < len(self.old.segments):
            taken = set(pairs.values())
            for j, segment in enumerate(self.new.segments):
                if j not in taken:
                    came[segment.text].append(j)
            for i, segment in enumerate(self.old.segments):
                if i not in pairs:
                    gone[segment.text].append(i)
            for text, indexes in gone.items():
                if len(indexes) == len(came.get(text, ())) == 1:
                    pairs[indexes[0]] = came[text][0]
        return pairs

    def _cut(self, pairs: dict[int, int]) -> None:
        whole = {j: i for i, j in pairs.items()}
        for j, segment in enumerate(self.new.segments):
            spans = [(0, len(segment.text))] if j in whole else sentences(segment.text)
            for span in spans:
                self._in_new[j].append(len(self.news))
                self.news.append((j, *span))
        for i, segment in enumerate(self.old.segments):
            spans = [(0, len(segment.text))] if i in pairs else sentences(segment.text)
            for span in spans:
                if i in pairs:
                    self._twin(len(self.olds), self._in_new[pairs[i]][0])
                self.of_segment[i].append(len(self.olds))
                self.olds.append((i, *span))

    def _twin(self, old: int, new: int) -> None:
        self.twin[old], self.back[new] = new, old

    def _free_olds(self) -> list[int]:
        return [o for o in range(len(self.olds)) if not self._placed(o)]

    def _placed(self, old: int) -> bool:
        return old in self.twin or old in self.edited or old in self.torn

    def _open(self, new: int) -> bool:
        return new not in self.back and new not in self.used

    def _paragraphs(self) -> list[tuple[list[int], list[int]]]:
        """Sentences of the paragraphs with an id in both texts that are not wholly the same."""
        found = []
        for ident, indexes in self.old.by_id.items():
            for i, j in zip(indexes, self.new.by_id.get(ident, ()), strict=False):
                olds, news = self.of_segment[i], self._in_new[j]
                if any(not self._placed(o) for o in olds) and any(self._open(n) for n in news):
                    found.append((olds, news))
        return found

    def _same_sentences_in_paragraphs(self) -> None:
        for olds, news in self._paragraphs():
            a = [self.text([o], new=False) for o in olds]
            b = [self.text([n], new=True) for n in news]
            for op in Indel.opcodes(a, b):
                if op.tag == "equal":
                    for k in range(op.src_end - op.src_start):
                        self._twin(olds[op.src_start + k], news[op.dest_start + k])

    def _same_sentences_anywhere(self) -> None:
        came: dict[str, list[int]] = defaultdict(list)
        for n in range(len(self.news)):
            if self._open(n):
                came[self.text([n], new=True)].append(n)
        gone: dict[str, list[int]] = defaultdict(list)
        for o in self._free_olds():
            if (text := self.text([o], new=False)) in came:
                gone[text].append(o)
        several = []
        for text, olds in gone.items():
            if len(olds) == len(came[text]) == 1:
                self._twin(olds[0], came[text][0])
            else:
                several.append((olds, came[text]))
        for olds, news in several:
            self._tell_copies_apart(olds, news)

    def _tell_copies_apart(self, olds: list[int], news: list[int]) -> None:
        """Pair copies of one sentence by their surroundings; what cannot be told apart is torn."""
        if len(olds) * len(news) <= MANY_COPIES:
            ranks = sorted(((self._support(o, n), o, n) for o in olds for n in news), reverse=True)
            for rank, o, n in ranks:
                rivals = [r for r, x, y in ranks if x == o and y != n and self._open(y)]
                if self._open(n) and o not in self.twin and (not rivals or rank - max(rivals) >= CLOSE):
                    self._twin(o, n)
        left, over = [o for o in olds if o not in self.twin], [n for n in news if self._open(n)]
        if len(over) > len(left):
            self.torn.update((o, over) for o in left)
        else:
            for o, n in zip(left, over, strict=False):
                self._twin(o, n)

    def _support(self, old: int, new: int) -> int:
        prefix, suffix = self.old.context(*self.olds[old])
        before, after = self.new.context(*self.news[new])
        rank: int = Postfix.similarity(prefix, before) + Prefix.similarity(suffix, after)
        mine, other = self.old.segments[self.olds[old][0]], self.new.segments[self.news[new][0]]
        return rank + (12 if mine.block == other.block else 0)

    def _same_facts_anywhere(self) -> None:
        """Pair edited sentences that nothing but each other's names and numbers can be taken for."""
        gone: dict[frozenset[str], list[int]] = defaultdict(list)
        came: dict[frozenset[str], list[int]] = defaultdict(list)
        for o in self._free_olds():
            gone[facts(self.text([o], new=False))].append(o)
        for n in range(len(self.news)):
            if gone and self._open(n):
                came[facts(self.text([n], new=True))].append(n)
        for told, olds in gone.items():
            news = came.get(told, [])
            if len(told) > 1 and len(olds) == len(news) == 1:
                text = self.text(olds, new=False)
                if likeness(text, self.text(news, new=True)) >= SAME_FACTS:
                    self.edited[olds[0]] = range(olds[0], olds[0] + 1), range(news[0], news[0] + 1)
                    self.used.add(news[0])

    def _edited_in_paragraphs(self) -> None:
        for olds, news in self._paragraphs():
            first, last = news[0], news[-1]
            inside = {o: self.twin[o] for o in olds if first <= self.twin.get(o, -1) <= last}
            for run in self._runs(olds, stops=inside):
                a = max((n + 1 for o, n in inside.items() if o < run[0]), default=first)
                b = min((n for o, n in inside.items() if o > run[-1]), default=last + 1)
                run = [o for o in run if not self._placed(o)]
                self._string(run, [n for n in range(a, b) if self._open(n)], SAME_PARAGRAPH)

    def _edited_between_neighbours(self) -> None:
        known = 2 * len(self.old.by_id.keys() & self.new.by_id.keys()) > len(self.old.by_id)
        extra = OTHER_PARAGRAPH if known else 0.0
        placed = {o: o for o in range(len(self.olds)) if self._placed(o)}
        for run in self._runs(range(len(self.olds)), stops=placed):
            left, right = self._image(run[0] - 1, last=True), self._image(run[-1] + 1, last=False)
            after = self._open_run(left + 1, 1) if left is not None else []
            ahead = self._open_run(right - 1, -1) if right is not None else []
            with_left = bool(after) and self._beside(run[0], run[0] - 1, after[0], after[0] - 1)
            with_right = bool(ahead) and self._beside(run[-1], run[-1] + 1, ahead[-1], ahead[-1] + 1)
            if after and after == ahead:
                self._string(run, after, SAME_GAP + extra, strict=known and not (with_left or with_right))
                continue
            self._string(run, after, NEIGHBOUR + extra, strict=known and not with_left)
            ahead, run = [n for n in ahead if self._open(n)], [o for o in run if not self._placed(o)]
            self._string(run, ahead, NEIGHBOUR + extra, strict=known and not with_right)

    def _beside(self, old: int, old_next: int, new: int, new_next: int) -> bool:
        """Whether neighbours in the old text and in the new are both of one paragraph."""
        olds, news = (old, old_next), (new, new_next)
        return (
            0 <= min(olds) <= max(olds) < len(self.olds)
            and 0 <= min(news) <= max(news) < len(self.news)
            and self.olds[old][0] == self.olds[old_next][0]
            and self.news[new][0] == self.news[new_next][0]
        )

    def _image(self, old: int, *, last: bool) -> int | None:
        """Where a neighbour stands now; the edges of the text are neighbours too."""
        if old < 0 or old == len(self.olds):
            return -1 if old < 0 else len(self.news)
        if old in self.edited:
            news = self.edited[old][1]
            return news[-1] if last else news[0]
        return self.twin.get(old)

    def _open_run(self, at: int, step: int) -> list[int]:
        run = []
        while 0 <= at < len(self.news) and self._open(at):
            run.append(at)
            at += step
        return run[::step]

    def _runs(self, units: Sequence[int], *, stops: dict[int, int]) -> list[list[int]]:
        runs: list[list[int]] = [[]]
        for unit in units:
            if unit in stops:
                runs.append([])
            else:
                runs[-1].append(unit)
        return [run for run in runs if any(not self._placed(o) for o in run)]

    def _string(
        self, olds: Sequence[int], news: Sequence[int], threshold: float, *, strict: bool = False
    ) -> None:
        if not olds or not news:
            return
        a = [self.text([o], new=False) for o in olds]
        b = [self.text([n], new=True) for n in news]
        for bead in string(a, b, threshold=threshold, strict=strict):
            group, image = olds[bead.old : bead.old_end], news[bead.new : bead.new_end]
            if not (self._together(group, self.olds) and self._together(image, self.news)):
                group, image = group[:1], image[:1]
            for o in group:
                self.edited[o] = range(group[0], group[-1] + 1), range(image[0], image[-1] + 1)
            self.used.update(image)

    @staticmethod
    def _together(units: Sequence[int], places: list[Place]) -> bool:
        side_by_side = units[-1] - units[0] == len(units) - 1
        return side_by_side and len({places[unit][0] for unit in units}) == 1

    def _respelt_elsewhere(self) -> None:
        """Sentences that went elsewhere and were respelt on the way: typos and typography only."""
        gone = [o for o in self._free_olds() if len(words(self.text([o], new=False)).keys) >= 5]
        came = [n for n in range(len(self.news)) if self._open(n)]
        if not gone or len(gone) * len(came) > MANY_COPIES * 4:
            return
        folded = [(n, fold(self.text([n], new=True))) for n in came]
        for o in gone:
            text = self.text([o], new=False)
            like = fold(text)
            close = [n for n, t in folded if Indel.normalized_similarity(like, t, score_cutoff=0.9)]
            close = [n for n in close if self._open(n) and _respelt(text, self.text([n], new=True))]
            if len(close) == 1:
                self.edited[o] = range(o, o + 1), range(close[0], close[0] + 1)
                self.used.add(close[0])

    def _equally_good(self) -> None:
        """Leave to a person which of two new sentences an old one became, if ids do not tell.

        That is so where it lost a name or number in both, and resembles them equally.
        """
        came = [n for n in range(len(self.news)) if self._open(n)]
        told = {n: words(self.text([n], new=True)).keys for n in came}
        for o, (olds, news) in list(self.edited.items()) if came else ():
            mine, own = self.old.segments[self.olds[o][0]], self.new.segments[self.news[news[0]][0]]
            was, now = self.text(olds, new=False), self.text(news, new=True)
            if (mine.block, mine.key) == (own.block, own.key) or not facts_lost(was, now):
                continue
            least, keys = likeness(was, now) - EQUAL, words(was).keys
            near = [n for n in came if Indel.normalized_similarity(keys, told[n], score_cutoff=least - EQUAL)]
            if rivals := [n for n in near if likeness(was, self.text([n], new=True)) >= least]:
                del self.edited[o]
                self.torn[o] = [news[0], *rivals]


def _respelt(old: str, new: str) -> bool:
    """Whether only the spelling of lower-case words differs: no name, number or other word."""
    a, b = words(old), words(new)
    for same, i1, i2, j1, j2 in align(a.keys, b.keys):
        if same:
            continue
        if i2 - i1 != j2 - j1:
            return False
        for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
            was, now = old[slice(*a.spans[i])], new[slice(*b.spans[j])]
            if not (was.islower() and now.islower()) or not (was + now).isalpha():
                return False
            if Indel.normalized_similarity(was, now) < 0.75:
                return False
    return True
