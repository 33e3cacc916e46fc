"""Carry a span from the old wording of a sentence to the new one, along the words that stayed.

The span that comes out begins and ends between words, covers what was inserted in its middle, and
keeps the quotation marks or stop that the old span had at its ends.
"""

from anchoring.words import Op, align, words


def carry(old: str, start: int, end: int, new: str) -> tuple[int, int] | None:
    """Where `old[start:end]` stands in `new`, or None when nothing there answers to it."""
    before, after = words(old), words(new)
    inside = [n for n, (a, b) in enumerate(before.spans) if b > start and a < end]
    if not inside or not after.keys:
        at = new.find(old[start:end])
        return (at, at + end - start) if at >= 0 and end > start else None
    ops = align(before.keys, after.keys)
    first, last = _first(ops, inside[0]), _last(ops, inside[-1])
    if first >= last:
        return None
    begin, stop = after.spans[first][0], after.spans[last - 1][1]
    # A span that cuts its first or last word cuts the same letters off where the word stayed.
    head, tail = before.spans[inside[0]], before.spans[inside[-1]]
    if start > head[0] and old[slice(*head)] == new[slice(*after.spans[first])]:
        begin += start - head[0]
    if end < tail[1] and old[slice(*tail)] == new[slice(*after.spans[last - 1])]:
        stop -= tail[1] - end
    if start < head[0]:
        begin = _marks_before(new, begin, old[start : head[0]])
    if end > tail[1]:
        stop = _marks_after(new, stop, old[tail[1] : end])
    return begin, stop


def _first(ops: list[Op], word: int) -> int:
    """The new word at which a span beginning with old word `word` begins."""
    for same, i1, i2, j1, j2 in ops:
        if i1 <= word < i2:
            return j1 + (word - i1 if same else min(word - i1, j2 - j1))
    return ops[-1][4] if ops else 0


def _last(ops: list[Op], word: int) -> int:
    """The new word before which a span ending with old word `word` ends."""
    for same, i1, i2, j1, j2 in ops:
        if i1 <= word < i2:
            if same:
                return j1 + word - i1 + 1
            return j2 if word == i2 - 1 else j1 + min(word - i1 + 1, j2 - j1)
    return 0


def _marks_before(text: str, at: int, had: str) -> int:
    """Step back over the marks that open a span, as far as the old span had such marks."""
    for mark in reversed(had):
        if at and (text[at - 1] == mark or _kind(text[at - 1]) == _kind(mark) != "word"):
            at -= 1
        elif not mark.isspace():
            break
    return at


def _marks_after(text: str, at: int, had: str) -> int:
    """Step on over the marks that close a span, as far as the old span had such marks."""
    for mark in had:
        if at < len(text) and (text[at] == mark or _kind(text[at]) == _kind(mark) != "word"):
            at += 1
        elif not mark.isspace():
            break
    return at


def _kind(mark: str) -> str:
    if mark.isspace():
        return "space"
    if mark in "\"'“”‘’„‚«»‹›":
        return "quote"
    return "stop" if mark in ".,;:!?…-–—()[]" else "word"
