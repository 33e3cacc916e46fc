"""Say in readable words what changed between two revisions' plain text.

Nothing is lost: the `same` and `added` runs of a change join to the new segment's text, `same` and
`removed` to the old one's. The list reads like the new text, removed segments in their old place.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from anchoring import Segment

TOKEN = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
ALIKE = 50.0  # per cent of characters in common from which two segments are one, edited
HUGE = 20_000  # words on both sides; beyond, old and new are shown whole
MANY = 40_000  # pairs of left-over segments to compare; beyond, ids and identical text decide


@dataclass(frozen=True, slots=True)
class WordRun:
    """Consecutive words, with the space after them, that share a fate."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class BlockChange:
    """What became of one segment. `moved` may carry edited words too."""

    kind: Literal["same", "changed", "added", "removed", "moved"]
    old: Segment | None
    new: Segment | None
    words: tuple[WordRun, ...]

    @property
    def segment(self) -> Segment | None:
        """The segment as it is now or, where it was removed, as it was."""
        return self.new or self.old


def diff(old: Sequence[Segment], new: Sequence[Segment]) -> list[BlockChange]:
    """The changes that lead from `old` to `new`, one for every segment of either."""
    source = _pairs(old, new)
    steady = _in_order(source)
    changes = []
    for j, segment in enumerate(new):
        i = source.get(j)
        if i is None:
            changes.append(BlockChange("added", None, segment, _runs("", segment.text)))
            continue
        runs = _runs(old[i].text, segment.text)
        same = old[i].text == segment.text
        kind: Literal["same", "changed", "moved"] = (
            "moved" if j not in steady else "same" if same else "changed"
        )
        changes.append(BlockChange(kind, old[i], segment, runs))
    return _with_removed(changes, old, new, source, steady)


def summary(changes: Iterable[BlockChange]) -> tuple[int, int]:
    """How many words were added, and how many removed."""
    count = {"added": 0, "removed": 0, "same": 0}
    for change in changes:
        for run in change.words:
            if run.kind != "same":
                count[run.kind] += len(re.findall(r"\w+(?:['’.,:‑-]\w+)*", run.text))
    return count["added"], count["removed"]


def _with_removed(
    changes: list[BlockChange],
    old: Sequence[Segment],
    new: Sequence[Segment],
    source: dict[int, int],
    steady: set[int],
) -> list[BlockChange]:
    """The changes with each removed segment after the nearest one above it that stayed in order."""
    place = {i: j for j, i in source.items() if j in steady}
    kept = set(source.values())
    after: dict[int, list[BlockChange]] = defaultdict(list)
    last = -1
    for i, segment in enumerate(old):
        last = place.get(i, last)
        if i not in kept:
            after[last].append(BlockChange("removed", segment, None, _runs(segment.text, "")))
    result = after[-1]
    for j in range(len(new)):
        result += [changes[j], *after[j]]
    return result


def _pairs(old: Sequence[Segment], new: Sequence[Segment]) -> dict[int, int]:
    """New segment number -> the old segment it was: by id, by identical text, by likeness."""
    source: dict[int, int] = {}
    free = dict.fromkeys(range(len(old)))

    def by(key_of: dict[object, list[int]], keys: Iterable[tuple[int, object]]) -> None:
        for j, key in keys:
            if j not in source and key_of.get(key):
                source[j] = key_of[key].pop(0)
                free.pop(source[j])

    ids: dict[object, list[int]] = defaultdict(list)
    for i, segment in enumerate(old):
        ids[segment.block, segment.key].append(i)
    by(ids, ((j, (segment.block, segment.key)) for j, segment in enumerate(new)))
    texts: dict[object, list[int]] = defaultdict(list)
    for i in free:
        texts[old[i].text].append(i)
    by(texts, ((j, segment.text) for j, segment in enumerate(new)))
    left = [j for j in range(len(new)) if j not in source]
    if len(left) * len(free) <= MANY:
        scores = []
        for j in left:
            for i in free:
                score = fuzz.ratio(old[i].text, new[j].text, score_cutoff=ALIKE)
                if score and _words_alike(old[i].text, new[j].text):
                    scores.append((-score, abs(i - j), i, j))
        for _, _, i, j in sorted(scores):
            if i in free and j not in source:
                source[j] = i
                free.pop(i)
    return source


def _words_alike(old: str, new: str) -> bool:
    """Whether two segments share words, not only the letters that all prose shares."""
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    return bool(LCSseq.normalized_similarity(a, b) >= 0.3)


def _in_order(source: dict[int, int]) -> set[int]:
    """The new segments that need not be called moved: most of them, in their old order."""
    order = sorted(source)
    tails: list[int] = []  # smallest old number that ends a rising run of each length
    lengths = []
    for j in order:
        at = bisect_left(tails, source[j])
        tails[at : at + 1] = [source[j]]
        lengths.append(at + 1)
    steady, wanted = set(), len(tails)
    for j, length in zip(reversed(order), reversed(lengths), strict=True):
        if length == wanted:
            steady.add(j)
            wanted -= 1
    return steady


def _runs(old: str, new: str) -> tuple[WordRun, ...]:
    if old == new:
        return (WordRun("same", new),) if new else ()
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    runs: list[WordRun] = []
    if len(a) + len(b) > HUGE or not a or not b:
        runs = [WordRun("removed", old), WordRun("added", new)]
        return tuple(run for run in runs if run.text)
    for op in LCSseq.opcodes(a, b):
        if op.tag == "equal":
            _add(runs, "same", b[op.dest_start : op.dest_end])
        else:
            _add(runs, "removed", a[op.src_start : op.src_end])
            _add(runs, "added", b[op.dest_start : op.dest_end])
    return tuple(_readable(runs))


def _add(runs: list[WordRun], kind: Literal["same", "added", "removed"], tokens: list[str]) -> None:
    if tokens:
        runs.append(WordRun(kind, "".join(tokens)))


def _readable(runs: list[WordRun]) -> list[WordRun]:
    """Between two same runs first all that was removed, then all that was added.

    A lone mark or space that happens to stand in both would chop a rewritten phrase in pieces: it is
    shown as removed and added with its neighbours.
    """
    merged: list[WordRun] = []
    gone, came = "", ""
    for n, run in enumerate(runs):
        chopped = not any(c.isalnum() for c in run.text) and 0 < n < len(runs) - 1
        if run.kind == "same" and not (chopped and gone and came):
            merged += [WordRun("removed", gone)] * bool(gone) + [WordRun("added", came)] * bool(came)
            gone, came = "", ""
            if merged and merged[-1].kind == "same":
                merged[-1] = WordRun("same", merged[-1].text + run.text)
            else:
                merged.append(run)
        else:
            gone += run.text if run.kind != "added" else ""
            came += run.text if run.kind != "removed" else ""
    return merged + [WordRun("removed", gone)] * bool(gone) + [WordRun("added", came)] * bool(came)
