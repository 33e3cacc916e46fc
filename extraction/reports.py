"""From what the tagger sees of each window to the attributions of a whole text.

The tagger says which words report; marks and order say where a quotation begins and ends, and which go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extraction.quotes import Quote, Quotes
from extraction.result import Mode, Span
from extraction.tagging import Found, Run, Tagged
from extraction.windows import Window, Word

EMPTY = frozenset(
    [
        "it",
        "this",
        "that",
        "he",
        "she",
        "they",
        "them",
        "him",
        "her",
        "so",
        "to",
        "what",
        "which",
        "who",
        "whom",
        "how",
        "i",
        "you",
        "we",
        "a",
        "the",
        "has",
        "had",
    ]
)
MINE = 0.6  # share of a quotation's words that must be content for the whole of it to be
MARKS = '"“”«»„‘'
UNTAGGED = 0.3  # confidence of a quotation that the tagger overlooked


@dataclass(slots=True)
class Report:
    """One attribution in the making; runs of words of the whole text."""

    content: list[Span]
    cue: list[Span] = field(default_factory=list)
    sources: list[Run] = field(default_factory=list)
    confidence: float = 0.9
    mode: Mode = "said"


class Reports:
    """The attributions of one text."""

    def __init__(self, text: str, words: Sequence[Word], quotes: Quotes) -> None:
        self.text = text
        self.words = words
        self.quotes = quotes
        self.found: list[Report] = []
        self.named_by: dict[int, int | None] = {}

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
        self.found.sort(
            key=lambda r: min(r.content[0].start, r.cue[0].start if r.cue else r.content[0].start)
        )
        return self.found

    def _report(self, tagged: Tagged, to: list[int]) -> Report | None:
        """A report with its content snapped to whole quotations."""
        cue = [self._span(to[tagged.cue.first], to[tagged.cue.last - 1])] if tagged.cue else []
        content = self._joined(
            [self._snapped(self._span(to[r.first], to[r.last - 1]), cue) for r in tagged.contents]
        )
        if not content or self._says_nothing(tagged, content):
            return None
        sources = [Run(to[r.first], to[r.last - 1] + 1, r.sure) for r in tagged.sources]
        return Report(content, cue, sources, tagged.sure, tagged.mode)

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
                owner = next(
                    (
                        r
                        for r in reversed(kept)
                        if any(before.start < c.end and c.start < before.end for c in r.content)
                    ),
                    None,
                )
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
                    owner = next(
                        (
                            r
                            for r in self.found
                            if any(c.start < before.end and before.start < c.end for c in r.content)
                        ),
                        None,
                    )
                if owner:
                    owner.content = self._joined([*owner.content, quote.span])
                else:
                    self.found.append(Report([quote.span], confidence=UNTAGGED))
