"""From what the tagger sees of each window to the attributions of a whole text.

The tagger says which words report; marks and order say where a quotation begins and ends, which go on, and whom a
pronoun means across windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extraction.grouping import Group
from extraction.quotes import Quote, Quotes
from extraction.result import Span
from extraction.tagging import Found, Run, Tagged
from extraction.windows import Window, Word

SINGULAR = {"he": "m", "she": "f", "him": "m", "her": "f", "his": "m"}
PRONOUNS = frozenset((*SINGULAR, "i", "we", "they", "it", "who", "which", "that", "you", "their", "its", "my", "our", "them"))
EMPTY = frozenset("it this that he she they them him her so to what which who whom how i you we a the has had".split())
MINE = 0.6  # share of a quotation's words that must be content for the whole of it to be
MARKS = "\"“”«»„‘"
UNTAGGED = 0.3  # confidence of a quotation that the tagger overlooked


@dataclass(slots=True)
class Report:
    """One attribution in the making; runs of words of the whole text."""

    content: list[Span]
    cue: list[Span] = field(default_factory=list)
    sources: list[Run] = field(default_factory=list)
    confidence: float = 0.9
    mode: str = "said"
    first_word: int = 0


class Reports:
    """The attributions of one text."""

    def __init__(self, text: str, words: Sequence[Word], quotes: Quotes) -> None:
        self.text = text
        self.words = words
        self.quotes = quotes
        self.found: list[Report] = []
        self.named_by: dict[int, int | None] = {}
        self._last_window: list[Report] = []

    def add(self, window: Window, found: Found) -> None:
        """Take in one window's findings."""
        to = window.words
        for first, name in found.named_by.items():
            self.named_by[to[first]] = None if name is None else to[name]
        for tagged in found.attributions:
            if report := self._report(tagged, to):
                self.found.append(report)

    def finish(self) -> list[Report]:
        """All reports in text order, quotations whole and each told once."""
        self.found.sort(key=lambda r: r.content[0].start)
        self._carry_on()
        self._overlooked()
        self.found.sort(key=lambda r: min(r.content[0].start, r.cue[0].start if r.cue else r.content[0].start))
        return self.found

    def _report(self, tagged: Tagged, to: list[int]) -> Report | None:
        """A report with its content snapped to whole quotations."""
        cue = [self._span(to[tagged.cue.first], to[tagged.cue.last - 1])] if tagged.cue else []
        content = self._joined([self._snapped(self._span(to[r.first], to[r.last - 1]), cue) for r in tagged.contents])
        if not content or self._says_nothing(tagged, content):
            return None
        sources = [Run(to[r.first], to[r.last - 1] + 1, r.sure) for r in tagged.sources]
        return Report(content, cue, sources, tagged.sure, tagged.mode, to[tagged.contents[0].first])

    def _says_nothing(self, tagged: Tagged, content: list[Span]) -> bool:
        """Stray words that nobody reports, and pronouns: “said it”."""
        if any(self.quotes.within(span.start, span.end) for span in content):
            return False
        if tagged.cue is None and not tagged.sources:
            return True
        words = " ".join(self.text[span.start : span.end] for span in content).lower().split()
        return len(words) == 1 and words[0] in EMPTY

    def _span(self, first: int, last: int) -> Span:
        return Span(self.words[first].start, self.words[last].end)

    def _snapped(self, span: Span, cue: list[Span]) -> Span:
        """A span that covers most of a quotation covers all of it, marks included."""
        start, end = span.start, span.end
        for quote in self.quotes.within(start, end):
            if any(quote.start <= c.start < quote.end for c in cue):
                continue
            shared = min(end, quote.end) - max(start, quote.start)
            if shared >= MINE * (quote.end - quote.start - 2):
                start, end = min(start, quote.start), max(end, quote.end)
        return Span(start, end)

    def _joined(self, spans: list[Span]) -> list[Span]:
        """In order, what overlaps or touches as one."""
        joined: list[Span] = []
        for span in sorted(spans):
            gap = self.text[joined[-1].end : span.start] if joined else "x"
            if joined and (span.start <= joined[-1].end or not any(c.isalnum() or c in MARKS for c in gap)):
                joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
            else:
                joined.append(span)
        return joined

    def _carry_on(self) -> None:
        """A quotation left open at a paragraph's end goes on in the next, by whoever spoke."""
        kept: list[Report] = []
        for report in self.found:
            quote = self.quotes.at(report.content[0].start)
            before = self.quotes.before(quote) if quote else None
            if quote and before and kept and not report.cue and self._continues(before, quote):
                owner = next((r for r in reversed(kept) if any(before.start < c.end and c.start < before.end for c in r.content)), None)
                if owner and (not report.sources or not owner.sources or report.sources == owner.sources):
                    owner.content = self._joined(owner.content + report.content)
                    owner.sources = owner.sources or report.sources
                    continue
            kept.append(report)
        self.found = kept

    def _continues(self, before: Quote, quote: Quote) -> bool:
        return not before.closed and quote.paragraph == before.paragraph + 1

    def _overlooked(self) -> None:
        """Speech between marks in which the tagger saw nothing stays, unattributed and unsure."""
        covered = sorted(span for report in self.found for span in report.content)
        at = 0
        for quote in self.quotes.all:
            while at < len(covered) and covered[at].end <= quote.start:
                at += 1
            if at < len(covered) and covered[at].start < quote.end:
                continue
            if quote.is_speech and not quote.is_headline and quote.words >= 4:
                before = self.quotes.before(quote)
                owner = None
                if before and self._continues(before, quote):
                    owner = next((r for r in self.found if any(c.start < before.end and before.start < c.end for c in r.content)), None)
                if owner:
                    owner.content = self._joined([*owner.content, quote.span])
                else:
                    self.found.append(Report([quote.span], confidence=UNTAGGED))


class Speakers:
    """Which entity each source stands for; call in text order."""

    def __init__(
        self, text: str, words: Sequence[Word], quotes: Quotes, groups: Sequence[Group], named_by: dict[int, int | None]
    ) -> None:
        self.text = text
        self.words = words
        self.groups = groups
        self.named_by = named_by
        self.by_word: dict[int, int] = {}
        for number, group in enumerate(groups):
            for mention in group.mentions:
                for i in range(mention.first, mention.last):
                    self.by_word[i] = number
        self.people = sorted(
            (mention.first, number)
            for number, group in enumerate(groups)
            if group.kind == "person"
            for mention in group.mentions
            if not ((quote := quotes.at(words[mention.first].start)) and quote.is_speech)
        )
        self.last: tuple[int, int] | None = None

    def _word(self, i: int) -> str:
        return self.text[self.words[i].start : self.words[i].end]

    def entity_of(self, source: Run) -> int | None:
        """The group a source names, by name or as a pronoun or description; None for unnamed people."""
        found = self._inside(source)
        word = self._word(source.first).lower()
        is_pronoun = source.last - source.first == 1 and word in PRONOUNS
        if found is None:
            target = self.named_by.get(source.first)
            pointed = self.by_word.get(target) if target is not None else None
            if pointed is not None and (is_pronoun or self.groups[pointed].kind == "person"):
                found = pointed if self._fits(pointed, SINGULAR.get(word, "")) else None
            if found is None and word in SINGULAR and is_pronoun:
                found = self._before(source.first, SINGULAR[word])
        if found is None:
            return None
        group = self.groups[found]
        if group.kind == "person":
            self.last = (source.first, found)
        if is_pronoun:
            if source.first not in group.pronouns:
                group.pronouns.append(source.first)
            group.gender = group.gender or SINGULAR.get(word, "")
        return found

    def _inside(self, source: Run) -> int | None:
        """The name in a source that it stands for: the one pointed to, else the only or first person."""
        target = self.named_by.get(source.first)
        if target is None:
            return None
        if source.first <= target < source.last and target in self.by_word:
            return self.by_word[target]
        return None

    def _fits(self, number: int, gender: str) -> bool:
        return not gender or self.groups[number].gender in ("", gender)

    def _before(self, word: int, gender: str) -> int | None:
        """The last source who fits, else the last person named."""
        if self.last and self._fits(self.last[1], gender) and word - self.last[0] < 200:
            return self.last[1]
        for position, number in reversed(self.people):
            if position < word and word - position < 200 and self._fits(number, gender):
                return number
        return None


