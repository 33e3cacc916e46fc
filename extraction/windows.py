"""Cut a text into the windows that the tagger reads: pieces of words, and how they are printed.

The tagger's vocabulary knows no capitals, so each piece carries its word's shape, and whether it stands
between quotation marks. `training/` cuts its texts here too, so that both see the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from extraction.quotes import Quotes

TOKENIZER = Path(__file__).parent / "english_tagger" / "tokenizer.json"
CLS, SEP = 101, 102
LIMIT = 256  # pieces of a window, marks included
FEATURES = 16  # eight shapes, outside and inside quotation marks
LOWER, TITLE, UPPER, MIXED, DIGIT, MARK = range(1, 7)
MAX_PIECES = 24  # of one word; the rest of a longer one is left out


@dataclass(slots=True)
class Word:
    """A run of letters and digits, or one mark."""

    start: int
    end: int
    paragraph: int
    pieces: list[int]
    feature: int


@dataclass(slots=True)
class Window:
    """What the tagger reads at once. `words` are indices; `heads[i]` is where word i's first piece stands."""

    ids: list[int] = field(default_factory=lambda: [CLS])
    features: list[int] = field(default_factory=lambda: [0])
    words: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)

    def add(self, index: int, word: Word) -> None:
        self.words.append(index)
        self.heads.append(len(self.ids))
        self.ids += word.pieces
        self.features += [word.feature] * len(word.pieces)

    def part(self) -> None:
        """End a paragraph."""
        self.ids.append(SEP)
        self.features.append(0)


@lru_cache(maxsize=1)
def tokenizer() -> Any:
    """The word-piece tokenizer that the tagger was trained with."""
    from tokenizers import Tokenizer

    loaded = Tokenizer.from_file(str(TOKENIZER))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


def shape_of(word: str) -> int:
    """How a word is printed, as the tagger counts it."""
    if word.isalpha():
        if word.islower():
            return LOWER
        if word.isupper() and len(word) > 1:
            return UPPER
        return TITLE if word[0].isupper() and not any(c.isupper() for c in word[1:]) else MIXED
    if any(c.isdigit() for c in word):
        return DIGIT
    return MARK if not any(c.isalpha() for c in word) else MIXED


def words_of(text: str, paragraphs: Sequence[tuple[int, int]], quotes: Quotes) -> list[Word]:
    """Every word of every paragraph, in order."""
    words: list[Word] = []
    encoded = tokenizer().encode_batch([text[a:b] for a, b in paragraphs], add_special_tokens=False)
    for number, ((offset, _), encoding) in enumerate(zip(paragraphs, encoded, strict=True)):
        before = None
        for piece, of, (a, b) in zip(encoding.ids, encoding.word_ids, encoding.offsets, strict=True):
            if of == before:
                word = words[-1]
                word.end = offset + b
                if len(word.pieces) < MAX_PIECES:
                    word.pieces.append(piece)
            else:
                words.append(Word(offset + a, offset + b, number, [piece], 0))
                before = of
    spans = [(quote.start, quote.end) for quote in quotes.all]
    at = 0
    for word in words:
        while at < len(spans) and spans[at][1] <= word.start:
            at += 1
        inside = at < len(spans) and spans[at][0] <= word.start
        word.feature = shape_of(text[word.start : word.end]) + 8 * inside
    return words


def windows_of(text: str, words: Sequence[Word], limit: int = LIMIT) -> Iterator[Window]:
    """Whole paragraphs while they fit; an overlong one is cut after a sentence, else anywhere."""
    window = Window()
    for run in _paragraphs(words):
        size = sum(len(words[i].pieces) for i in run)
        if window.words and len(window.ids) + size + 1 > limit:
            yield window
            window = Window()
        for i in run:
            if len(window.ids) + len(words[i].pieces) + 1 > limit:
                rest = _cut(text, words, window)
                window.part()
                yield window
                window = Window()
                for j in rest:
                    window.add(j, words[j])
            window.add(i, words[i])
        window.part()
    if window.words:
        yield window


ABBREVIATED = frozenset(
    re.findall(
        r"\w+",
        "mr mrs ms dr sen rep gov gen lt col sgt capt st jr sr no inc co corp ltd vs prof rev hon"
        " jan feb aug sept oct nov dec",
    )
)


def sentences_of(text: str, words: Sequence[Word]) -> list[int]:
    """The number of each word's sentence, counted through the text; a paragraph ends one."""
    numbers: list[int] = []
    number = 0
    ended = False
    for i, word in enumerate(words):
        if i and (words[i - 1].paragraph != word.paragraph or (ended and text[word.start].isalnum())):
            number += 1
            ended = False
        numbers.append(number)
        mark = text[word.start : word.end]
        if mark in ("!", "?"):
            ended = True
        elif mark == "." and i:
            before = text[words[i - 1].start : words[i - 1].end]
            ended = len(before) > 1 and before.lower() not in ABBREVIATED
        elif mark[0].isalnum():
            ended = False
    return numbers


def _paragraphs(words: Sequence[Word]) -> Iterator[range]:
    start = 0
    for i in range(1, len(words) + 1):
        if i == len(words) or words[i].paragraph != words[start].paragraph:
            yield range(start, i)
            start = i


def _cut(text: str, words: Sequence[Word], window: Window) -> list[int]:
    """Take the words after the last full stop out of a full window, if they are fewer than half."""
    for at in range(len(window.words) - 1, len(window.words) // 2, -1):
        word = words[window.words[at - 1]]
        if text[word.start : word.end] in (".", "!", "?"):
            rest = window.words[at:]
            size = window.heads[at]
            del window.words[at:], window.heads[at:], window.ids[size:], window.features[size:]
            return rest
    return []
