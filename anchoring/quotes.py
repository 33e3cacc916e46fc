"""Find a quotation in a text by its words and surroundings alone.

This is what is left when nobody kept the text it was taken from. The same words are believed when
they are many or their surroundings agree; other words only where the surroundings, or the paragraph's
id and most of the words, say that it is the same sentence edited.
"""

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel, Postfix, Prefix

from anchoring.carry import carry
from anchoring.spans import CONTEXT, Anchor, Page
from anchoring.words import LOOK_ALIKE, another_claim, facts_lost, fold, likeness, sentences, words

Place = tuple[int, int, int]  # segment number, start, end
Taken = dict[int, list[tuple[Place, Anchor]]]  # by segment number: who stands where

MANY_WORDS = 4  # from here on the same words are the same statement, wherever they stand
CLOSE = 6  # characters of surroundings by which one place must beat the next
NEAR = 40  # sentences before and after, to look at in a very long paragraph
SUPPORT = 0.8  # likeness of surroundings that counts as agreement


@dataclass(slots=True)
class Finder:
    """Searches one page; what it learns about a paragraph is kept for the next quotation."""

    page: Page
    _sentences: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def sentences(self, index: int) -> list[tuple[int, int]]:
        """Sentence spans of one segment."""
        if index not in self._sentences:
            self._sentences[index] = sentences(self.page.segments[index].text)
        return self._sentences[index]

    def occurrences(self, anchor: Anchor) -> list[Place]:
        """Every place with the anchor's very words, not counting those that cut a word in two."""
        page, quote, places = self.page, anchor.exact, []
        at = page.whole.find(quote) if quote else -1
        while at >= 0:
            end = at + len(quote)
            index = bisect_right(page.starts, at) - 1
            start = at - page.starts[index]
            fits = start + len(quote) <= len(page.segments[index].text)
            if fits and not (
                _cuts(page.whole[at - 1 : at] if at else "", quote[0], anchor.prefix[-1:])
                or _cuts(quote[-1], page.whole[end : end + 1], quote[-1:], anchor.suffix[:1])
            ):
                places.append((index, start, start + len(quote)))
            at = page.whole.find(quote, at + 1)
        return places

    def places(self, anchor: Anchor, taken: Collection[Place]) -> list[Place]:
        """Where the anchor's words may stand now: not on others' words, and not in a look-alike."""
        found = [place for place in self.occurrences(anchor) if place not in taken]
        return self.choose(anchor, [place for place in found if not self.resembles(anchor, place)])

    def resembles(self, anchor: Anchor, place: Place) -> bool:
        """Whether a sentence with the anchor's words is told by what else it says to be a look-alike."""
        head, tail = local(anchor)
        index, start, end = place
        around = [span for span in self.sentences(index) if span[0] < end and start < span[1]]
        if not (head.strip() or tail.strip()) or not around:
            return False
        text, first, last = self.page.segments[index].text, around[0][0], around[-1][1]
        near = text[max(first, start - len(head)) : min(last, end + len(tail))]
        was = head + anchor.exact + tail
        return facts_lost(was, text[first:last]) > 0 and likeness(was, near) >= LOOK_ALIKE

    def restored(self, anchor: Anchor, place: Place) -> bool:
        """Whether the rest of the anchor's sentence, as far as it is known, stands around a place too."""
        prefix, suffix = self.page.context(*place)
        if len(words(anchor.exact).keys) < MANY_WORDS:
            return (prefix, suffix) == (anchor.prefix, anchor.suffix)
        head, tail = local(anchor)
        return prefix.endswith(head) and suffix.startswith(tail)

    def agreement(self, anchor: Anchor, place: Place) -> int:
        """Characters of surroundings that are the same, counted outwards from the words."""
        prefix, suffix = self.page.context(*place)
        before = Postfix.similarity(anchor.prefix, prefix)
        after = Prefix.similarity(anchor.suffix, suffix)
        # The edge of the document is a surrounding too.
        before += CONTEXT // 2 if not anchor.prefix and not prefix else 0
        return before + (CONTEXT // 2 if not anchor.suffix and not suffix else 0) + after

    def choose(self, anchor: Anchor, places: Collection[Place]) -> list[Place]:
        """The best of several places with the same words; several when they are equally good."""
        ranked = []
        for place in places:
            segment = self.page.segments[place[0]]
            agreed = self.agreement(anchor, place)
            known = (segment.block, segment.key) == (anchor.block, anchor.key)
            rank = agreed + (24 if known else 12 if segment.block == anchor.block else 0)
            ranked.append((rank, agreed, place))
        few = len(words(anchor.exact).keys) < MANY_WORDS
        ranked = [entry for entry in ranked if not few or entry[1] >= CLOSE]
        top = max((rank for rank, _, _ in ranked), default=0)
        return [place for rank, _, place in ranked if top - rank < CLOSE]

    def blocked(self, anchor: Anchor, place: Place, taken: Taken) -> bool:
        """Whether another anchor's words stand there, one that shared no words with this."""
        return any(
            there[1] < place[2] and place[1] < there[2] and not _overlap(anchor, other)
            for there, other in taken.get(place[0], ())
        )

    def edited(self, anchor: Anchor, taken: Taken) -> tuple[Place, float] | None:
        """The place where the anchor's sentence stands in other words, and how alike they are.

        Where another anchor's words stand now, this one's do not, unless the two shared words before.
        """
        if place := self._retyped(anchor):
            return place, 1.0
        head, tail = local(anchor)
        whole = not head.strip() and not tail.strip()
        around = head + anchor.exact + tail
        best: tuple[Place, float] | None = None
        for index, first, last in self._neighbourhood(anchor):
            text = self.page.segments[index].text[first:last]
            span: tuple[int, int] | None = (0, len(text))
            if not whole:
                span = carry(around, len(head), len(head) + len(anchor.exact), text)
            if span is None:
                continue
            place = (index, first + span[0], first + span[1])
            if self.blocked(anchor, place, taken):
                continue
            if text[slice(*span)] == anchor.exact and self.resembles(anchor, place):
                continue
            score = likeness(anchor.exact, text[slice(*span)])
            if (best is None or score > best[1]) and self._believable(anchor, place, score):
                best = place, score
        return best

    def _retyped(self, anchor: Anchor) -> Place | None:
        """The anchor's own place, where only quotation marks, dashes or case were typed another way."""
        folded = fold(anchor.exact)
        for index in self.page.by_id.get((anchor.block, anchor.key), ()):
            text = self.page.segments[index].text[anchor.start : anchor.end]
            if folded and len(text) == len(anchor.exact) and fold(text) == folded:
                return index, anchor.start, anchor.end
        return None

    def _neighbourhood(self, anchor: Anchor) -> list[Place]:
        """Sentences of the anchor's own paragraph, and those beside its surroundings."""
        page = self.page
        found = dict.fromkeys(
            (index, *span)
            for index in page.by_id.get((anchor.block, anchor.key), ())
            for span in self._nearest(index, anchor.start)
        )
        marks = []
        if len(before := anchor.prefix[-20:]) == 20 and (at := page.whole.find(before)) >= 0:
            marks.append(at + len(before))
        if len(after := anchor.suffix[:20]) == 20 and (at := page.whole.find(after)) >= 0:
            marks.append(at - 1)
        for at in marks:
            here = min(max(bisect_right(page.starts, at) - 1, 0), len(page.starts) - 1)
            for first, last in self.sentences(here):
                if first <= at - page.starts[here] + 2 and at - page.starts[here] - 2 <= last:
                    found[here, first, last] = None
        return list(found)

    def _nearest(self, index: int, at: int) -> list[tuple[int, int]]:
        """The sentences of a paragraph, in a very long one those around an offset."""
        spans = self.sentences(index)
        here = bisect_right(spans, (at, 0))
        return spans[max(0, here - NEAR) : here + NEAR]

    def _believable(self, anchor: Anchor, place: Place, score: float) -> bool:
        prefix, suffix = self.page.context(*place)
        before = Indel.normalized_similarity(anchor.prefix, prefix) >= SUPPORT
        after = Indel.normalized_similarity(anchor.suffix, suffix) >= SUPPORT
        segment = self.page.segments[place[0]]
        text = segment.text[place[1] : place[2]]
        known = (segment.block, segment.key) == (anchor.block, anchor.key)
        # What stood after (or before) the anchor is its neighbour, however alike the two may be.
        follower, leader = anchor.suffix.strip()[:24], anchor.prefix.strip()[-24:]
        if (len(follower) > 8 and text.startswith(follower) and not after) or (
            len(leader) > 8 and text.endswith(leader) and not before
        ):
            return False
        if another_claim(anchor.exact, text):
            return False
        lost = facts_lost(anchor.exact, text)
        if before and after:
            return score >= 0.4
        if before or after:
            return score >= (0.55 if known else 0.65) and lost <= (0.5 if known and score >= 0.7 else 0.0)
        return known and score >= 0.75 and not lost


def local(anchor: Anchor) -> tuple[str, str]:
    """What is known of the anchor's own sentence before and after its words, without words cut in two."""
    head, tail, exact = anchor.prefix, anchor.suffix, anchor.exact
    if len(head) == CONTEXT:
        head = head.partition(" ")[2] or head
    if len(tail) == CONTEXT:
        tail = tail.rpartition(" ")[0] or tail
    begins = [first for first, last in sentences(head + exact) if last > len(head)]
    ends = [last for first, last in sentences(exact + tail) if first < len(exact)]
    return head[min(begins, default=0) :], tail[: max(max(ends, default=0) - len(exact), 0)]


def _overlap(one: Anchor, other: Anchor) -> bool:
    same = (one.block, one.key) == (other.block, other.key)
    return same and one.start < other.end and other.start < one.end


def _cuts(left: str, right: str, *was: str) -> bool:
    """Whether two characters are of one word, though at the anchor's own edge they were not."""
    joined = left.isalnum() and right.isalnum()
    return joined and not all(mark.isalnum() for mark in was if mark) if was else joined
