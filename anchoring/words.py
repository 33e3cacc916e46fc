"""Cut prose into sentences and words, and say how alike two runs of words are.

Words are compared without case, typographic variants or composition of accents; their offsets are
those of the text given. No language is assumed: sentences end at stops of the scripts newsrooms use.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rapidfuzz.distance import Indel

LONGEST = 4_000_000  # pairs of words to compare in one alignment: two sentences of 2,000 words

MOST = 0.6  # share of its names and numbers without which a sentence speaks of something else
LOOK_ALIKE = 0.5  # likeness from which on sentences that differ in a fact are of one form

# Emoji and combining marks are word characters here: only space, stops and CJK part words.
_STOPS = r"!-/:-@\[-`{-~¡-¿‐-‧‰-⁞、-〿！-／：-＠؛؟،۔।॥"
_CJK = r"぀-ヿ㐀-鿿豈-﫿"
_WORD = re.compile(rf"[{_CJK}]|[^\s{_STOPS}{_CJK}]+(?:['’.,:‑-][^\s{_STOPS}{_CJK}]+)*")
_PLAIN_WORD = re.compile(r"[0-9A-Za-z]+(?:['.,:-][0-9A-Za-z]+)*")  # the same for ASCII, in half the time
# A set of characters at the head lets the search leap from stop to stop.
_STOP = re.compile(r"""[.!?…؟۔।。！？\n]+["'”’»)\]」』）]*""")
_HARD_STOP = re.compile(r"[。！？\n]")
_NOT_AN_END = re.compile(
    r"(?:^|[\s(\"“])(?:\w|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|St|No|vs|[A-Z]\.[A-Z])\.$"
)
_TYPOGRAPHY = str.maketrans(
    {**dict.fromkeys("‘’‚‛′`", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one stretch of text: where each stands, and the form it is compared by."""

    spans: list[tuple[int, int]]
    keys: list[str]
    reach: list[int]  # letters before each word, and in all of them

    @property
    def weight(self) -> int:
        """Letters in all words together."""
        return self.reach[-1]


def fold(text: str) -> str:
    """The text as typing habits leave it: quotes, dashes, spaces, accents and case made one."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY).casefold().split())


@lru_cache(maxsize=4096)
def words(text: str) -> Words:
    """The words of a text in order. Callers must not change what they get: it is shared."""
    if text.isascii():
        found = list(_PLAIN_WORD.finditer(text.lower()))
        keys = [word.group() for word in found]
    else:
        found = list(_WORD.finditer(text))
        keys = [fold(word.group()) for word in found]
    spans = [word.span() for word in found]
    return Words(spans, keys, [0, *accumulate(map(len, keys))])


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text, without the space around them."""
    spans, start = [], 0
    for found in _STOP.finditer(text):
        stop, end = found.group(), found.end()
        if not _HARD_STOP.search(stop):
            if end < len(text) and not text[end].isspace():
                continue
            if stop == "." and _NOT_AN_END.search(text, max(start, end - 8), end):
                continue
        spans.append((start, end))
        start = end
    spans.append((start, len(text)))
    trimmed = []
    for first, last in spans:
        part = text[first:last]
        if kept := part.strip():
            first += len(part) - len(part.lstrip())
            trimmed.append((first, first + len(kept)))
    return trimmed


@lru_cache(maxsize=4096)
def facts(text: str) -> frozenset[str]:
    """Its names and numbers, roughly: words with a digit, and capitalised ones after the first."""
    found = words(text)
    names = [key for key, (at, _) in zip(found.keys[1:], found.spans[1:], strict=True) if text[at].isupper()]
    numbers = [key for key in found.keys if not key.isalpha() and any(map(str.isdigit, key))]
    return frozenset(names + numbers)


def facts_lost(old: str, new: str) -> float:
    """Which share of the old sentence's names and numbers the new one lacks."""
    had = facts(old)
    return len(had - facts(new)) / len(had) if had else 0.0


def another_claim(old: str, new: str) -> bool:
    """Whether most of two or more names and numbers are gone: alike in form, not in what is said.

    Figures alone may all be updated and the sentence still be the same one, edited.
    """
    gone = facts(old) - facts(new)
    return len(gone) > 1 and len(gone) > MOST * len(facts(old)) and any(fact[0].isalpha() for fact in gone)


def look_alikes(old: str, new: str) -> bool:
    """Whether two sentences tell the same of something else: alike, but for a name or a number."""
    return facts_lost(old, new) > 0 and likeness(old, new) >= LOOK_ALIKE


Op = tuple[bool, int, int, int, int]  # same words?, old from, old to, new from, new to


@lru_cache(maxsize=4096)
def _word_alike(old: str, new: str) -> float:
    """How far a word is a respelling of another; a number is never a respelling."""
    if any(c.isdigit() for c in old + new):
        return 0.0
    ratio = Indel.normalized_similarity(old, new)
    return ratio if ratio >= 0.7 else 0.0


def align(old: list[str], new: list[str]) -> list[Op]:
    """Runs of same and of differing words that lead from one list to the other.

    Where both are far longer than any sentence only their common head and tail count as same.
    """
    if len(old) * len(new) > LONGEST:
        return _ends(old, new)
    runs: list[Op] = []
    for op in Indel.opcodes(old, new):
        same, i1, i2, j1, j2 = op.tag == "equal", op.src_start, op.src_end, op.dest_start, op.dest_end
        if runs and not same and not runs[-1][0]:
            runs[-1] = (False, runs[-1][1], i2, runs[-1][3], j2)
        else:
            runs.append((same, i1, i2, j1, j2))
    return runs


def _ends(old: list[str], new: list[str]) -> list[Op]:
    short = min(len(old), len(new))
    head = next((n for n in range(short) if old[n] != new[n]), short)
    tail = next((n for n in range(short - head) if old[-n - 1] != new[-n - 1]), short - head)
    i, j = len(old) - tail, len(new) - tail
    runs = [(True, 0, head, 0, head), (False, head, i, head, j), (True, i, len(old), j, len(new))]
    return [run for run in runs if run[1] < run[2] or run[3] < run[4]]


@lru_cache(maxsize=4096)
def kept(old: str, new: str) -> float:
    """Letters of the words that are in both texts in one order, respelt words counted in part."""
    a, b = words(old), words(new)
    total = 0.0
    for same, i1, i2, j1, j2 in align(a.keys, b.keys):
        if same:
            total += a.reach[i2] - a.reach[i1]
        elif i2 - i1 == j2 - j1:
            for was, now in zip(a.keys[i1:i2], b.keys[j1:j2], strict=True):
                total += _word_alike(was, now) * (len(was) + len(now)) / 2
    return total


def likeness(old: str, new: str) -> float:
    """From 0, no word in common, to 1, the same words; long words count for more."""
    a, b = words(old), words(new)
    if not a.keys or not b.keys:
        return float(fold(old) == fold(new))
    return 2 * kept(old, new) / (a.weight + b.weight)
