"""Give the things in annotated stories other names, so that the tagger learns what tells a name's kind.

Word for word, within one kind, the same word everywhere in a story: mention replacement (Dai and Adel,
“An Analysis of Simple Data Augmentation for Named Entity Recognition”, COLING 2020), by story.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extraction.grouping import gender_of

SHARE = 0.4  # of the people, places and organisations that can have another name
SHORTEST = 3  # letters of a word that is exchanged
Story = Mapping[str, Any]
Spans = Sequence[Sequence[int]]


class Names:
    """The words that name people, places and organisations in some stories, to be given to others."""

    def __init__(self, stories: Sequence[Story]) -> None:
        kept: dict[str, set[str]] = defaultdict(set)
        for story in stories:
            for _, word, part in _words(story):
                kept[part].add(word)
        self.words = {part: sorted(words) for part, words in kept.items()}

    def exchanged(self, story: Story, chance: random.Random) -> dict[str, Any]:
        """The story with some other names. It has as many words, in the same places in order."""
        new: dict[str, str] = {}
        for entity, word, part in _words(story):
            if word not in new and chance.random() < SHARE and not _also_common(word, entity, story):
                new[word] = chance.choice(self.words[part])
        return _written(story, new)


def _words(story: Story) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    """Entity, word and its part: a first name, a surname, or the whole of a place's or organisation's."""
    for entity in story["entities"]:
        words = entity["name"].split()
        if not all(word.isalpha() and word.istitle() and len(word) >= SHORTEST for word in words):
            continue
        if entity["kind"] == "person" and len(words) == 2:
            gender = gender_of(words[0].lower())
            if gender:
                yield entity, words[0], f"first name, {gender}"
            yield entity, words[1], "surname"
        elif entity["kind"] in ("place", "organisation") and len(words) == 1:
            yield entity, words[0], entity["kind"]


def _also_common(word: str, entity: Mapping[str, Any], story: Story) -> bool:
    """Whether another kind of thing has the word in its name too, as Washington may."""
    return any(word in other["name"] and other["kind"] != entity["kind"] for other in story["entities"])


def _written(story: Story, new: Mapping[str, str]) -> dict[str, Any]:
    """The story with each word of a name that has a new one exchanged, and all spans moved along."""
    text = story["text"]
    pieces: list[str] = []
    ends, shifts = [0], [0]  # by how much a place at or after an end moves
    at = 0
    for a, b in sorted({tuple(span) for entity in story["entities"] for span in entity["mentions"]}):
        for start, end in _within(text, a, b):
            other = new.get(text[start:end].title())
            if other is None or start < at:
                continue
            other = other.upper() if text[start:end].isupper() else other
            pieces += [text[at:start], other]
            at = end
            ends.append(end)
            shifts.append(shifts[-1] + len(other) - (end - start))

    def moved(value: Any) -> Any:
        if isinstance(value, int):
            return value + shifts[bisect_right(ends, value) - 1]
        return [moved(inner) for inner in value]

    spans = ("mentions", "pronouns", "source", "cue", "content")
    changed = {key: moved(story[key]) for key in ("headings", "traps", "masked") if key in story}
    for key in ("entities", "attributions"):
        changed[key] = [{k: moved(v) if k in spans else v for k, v in thing.items()} for thing in story[key]]
    return {**story, **changed, "text": "".join([*pieces, text[at:]])}


def _within(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words of a name, by spaces."""
    for word in text[start:end].split():
        start = text.index(word, start)
        yield start, start + len(word)
        start += len(word)
