"""Mark what became of anchors: random edits of known truth, one edit or a history of revisions.

Sentences are marked apart from parts of sentences, of which many stand in look-alikes word for word.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from anchoring import Anchor, Resolution, Segment, State, resolve
from bench.edits import ACTS, Desk, Passage, Truth, agree, invented, reported

Text = Sequence[Segment]
Finder = Callable[[Sequence[Anchor], Text, Text], Sequence[Resolution]]  # anchors, new text, old text


def follow(anchors: Sequence[Anchor], new: Text, old: Text) -> Sequence[Resolution]:
    """The product's way: with the text before."""
    return resolve(anchors, new, before=old)


def by_quotation(anchors: Sequence[Anchor], new: Text, _: Text) -> Sequence[Resolution]:
    """The product's way where nobody kept the text before."""
    return resolve(anchors, new)


@dataclass
class Marks:
    """How many answers there were of each kind, and how many of them were right."""

    given: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def __getitem__(self, kind: str) -> float:
        """The share that is right; 1 where there was nothing to mark."""
        return self.right[kind] / self.given[kind] if self.given[kind] else 1.0

    def mark(self, passage: Passage, truth: Truth, found: Resolution, text: Text) -> None:
        """Take down one answer. "Same": exact or moved; "deleted": of what is gone, how much is so called."""
        good = is_right(truth, found, text)
        if found.anchor:
            self._note("same" if found.anchor.exact == passage.anchor.exact else "changed", good)
        if truth.survives and truth.place:
            self._note("surviving", good)
            if passage.is_whole and truth.text == passage.anchor.exact:
                torn = found.state == State.AMBIGUOUS and bool(truth.copies)
                self._note("untouched", torn or found.state in (State.EXACT, State.MOVED))
        elif truth.place is None and not truth.copies:
            self._note("deleted", found.anchor is None)

    def _note(self, kind: str, good: bool) -> None:
        self.given[kind] += 1
        self.right[kind] += good


def is_right(truth: Truth, found: Resolution, text: Text) -> bool:
    """Whether the anchor stands on its words, or on words pasted from them."""
    here = found.anchor
    places = [*([truth.place] if truth.place else []), *truth.copies]
    return here is not None and any(agree(text, here, place) for place in places)


def articles(count: int, seed: int) -> list[Desk]:
    """Desks with articles of look-alikes and of the demo newsroom's prose, in turn."""
    desks = []
    for number in range(count):
        pick = random.Random(seed * 1_000_000 + number)  # noqa: S311 - edits, not secrets
        desks.append(Desk.open(pick, reported(pick) if number % 2 else invented(pick)))
    return desks


def edited(count: int, acts: int, find: Finder = follow, *, seed: int = 1) -> tuple[Marks, Marks]:
    """Marks for sentences and for parts after up to `acts` acts between two revisions."""
    marks = Marks(), Marks()
    for desk in articles(count, seed):
        old, passages = desk.text(), desk.passages()
        for _ in range(desk.pick.randint(1, acts)):
            desk.act(desk.pick.choice(list(ACTS)))
        new, places = desk.text(), desk.places()
        found = find([passage.anchor for passage in passages], new, old)
        for passage, one in zip(passages, found, strict=True):
            marks[not passage.is_whole].mark(passage, desk.truth(passage, new, places), one, new)
    return marks


def followed(count: int, revisions: int, acts: int, *, seed: int = 2) -> tuple[Marks, Marks]:
    """Marks at every revision of histories, followed one by one as `claims` follows appearances."""
    marks = Marks(), Marks()
    for desk in articles(count, seed):
        old, passages = desk.text(), desk.passages()
        last = [passage.anchor for passage in passages]
        states = [State.EXACT] * len(passages)
        for _ in range(revisions):
            for _ in range(desk.pick.randint(1, acts)):
                desk.act(desk.pick.choice(list(ACTS)))
            new, places = desk.text(), desk.places()
            found = step(last, states, new, old)
            for passage, one in zip(passages, found, strict=True):
                marks[not passage.is_whole].mark(passage, desk.truth(passage, new, places), one, new)
            last = [one.anchor or was for one, was in zip(found, last, strict=True)]
            states, old = [one.state for one in found], new
    return marks


def step(anchors: Sequence[Anchor], states: Sequence[State], new: Text, old: Text) -> list[Resolution]:
    """Over one revision. Where an ambiguous anchor stood nobody knows: its words alone are looked for."""
    groups: dict[State, list[int]] = {}
    for number, state in enumerate(states):
        groups.setdefault(state, []).append(number)
    found: dict[int, Resolution] = {}
    for state, numbers in groups.items():
        before, lost = None if state == State.AMBIGUOUS else old, state == State.DELETED
        results = resolve([anchors[n] for n in numbers], new, before=before, lost=lost)
        found |= zip(numbers, results, strict=True)
    return [found[number] for number in range(len(anchors))]
