"""From what the tagger sees of each window to the attributions of a whole text.

The tagger says which words report; marks and order say where a quotation begins and ends, which go on, and
which words frame it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from extraction.quotes import Quote, Quotes
from extraction.result import Mode, Span
from extraction.tagging import Content, Cue, Found, Run
from extraction.windows import Word

EMPTY = frozenset(
    re.findall(
        r"\w+",
        "it this that he she they them him her so to what which who whom how i you we a the has had",
    )
)
MINE = 0.6  # share of a quotation's words that must be content for the whole of it to be
APART = '"“”«»„‘\n'  # between two spans that stay two
UNTAGGED = 0.3  # confidence of a quotation that the tagger overlooked
WITHOUT_CUE = 0.7  # of its confidence keeps what only stands beside its speaker
WITHHELD = re.compile(
    r"(?:\b(?:not|never|neither|declin\w+|refus\w+)\b|n[’']t\b|\byet to\b).*"
    r"\b(?:say|said|tell|told|disclos|confirm|comment|reveal|specif|identif|elaborat|discuss|name|explain)",
    re.IGNORECASE | re.DOTALL,
)
PASSIVE = re.compile(
    r"(?:(?:is|are|was|were|be|been|being|has been|have been|had been|it is|it was)\b)", re.IGNORECASE
)
SUBJECT = 9  # words of a subject that was not tagged
LEADING = frozenset(("but", "and", "yet", "so", "still", "then", "also", ","))
DETERMINERS = frozenset(
    ("the", "a", "an", "this", "that", "his", "her", "its", "their", "no", "some", "any", "there")
)
OPENINGS = frozenset(
    re.findall(
        r"\w+",
        "in on at by for from with of to as if when while after before since because although though despite"
        " under over among amid according there it what",
    )
)
TRAILING = frozenset((",", "who", "which", "that", "whose", "and", ";", ":"))
MIND = re.compile(
    r"\b(?:think|believe|want|know|expect|intend|hope|fear|feel|see|care|like)s?\b", re.IGNORECASE
)
FRAME = 160  # characters that words framing a quotation may stand from it
ENDING = re.compile(r"[.!?]\s")
SPEAKING = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|wr(?:ite|ites|ote|itten)|ask|tell|told|add|shout|yell|cried|chant|repl(?:y|ie)|tweet|read)",
    re.IGNORECASE,
)
ALLUDING = re.compile(r"referr(?:ed|ing)\b|refers?\b|reluctance\b", re.IGNORECASE)
FIGURE = re.compile(r"(?:[.,]\d+)+")
NEAR = 9  # characters between a quotation and a name behind a dash
DASHED = re.compile(r"\s*[―—–-]+\s*\Z")
COLON = re.compile(r"\s{0,4}:\s{0,4}")


@dataclass(slots=True)
class Report:
    """One attribution in the making; sources are runs of words of the whole text."""

    content: list[Span]
    cue: list[Span] = field(default_factory=list)
    sources: list[Run] = field(default_factory=list)
    confidence: float = 0.9
    mode: Mode = "said"


@dataclass(slots=True)
class _Piece:
    """One stretch of content, and what reports it."""

    span: Span
    cue: Cue | None
    source: Run | None
    sure: float
    quote: Quote | None = None  # which it fills
    labelled: bool = False  # its speaker's name stands beside it like a label


class Reports:
    """The attributions of one text."""

    def __init__(self, text: str, words: Sequence[Word], sentences: Sequence[int], quotes: Quotes) -> None:
        self.text = text
        self.words = words
        self.sentences = sentences  # the number of each word's sentence
        self.quotes = quotes
        self.contents: list[Content] = []
        self.cues: list[Cue] = []
        self.sources: list[Run] = []
        self._source_firsts: list[int] = []

    def add(self, found: Found) -> None:
        """Take in one window's findings."""
        self.contents += found.contents
        self.cues += found.cues
        self.sources += found.sources

    def finish(self) -> list[Report]:
        """All reports in text order, quotations whole and each told once."""
        pieces = self._pieces()
        self._frame(pieces)
        pieces = [piece for piece in pieces if not self._is_nobodys(piece)]
        reports = [report for report in self._gathered(pieces) if not self._says_nothing(report)]
        return sorted(reports, key=lambda r: (min(s.start for s in r.content + r.cue), -r.content[-1].end))

    def _is_nobodys(self, piece: _Piece) -> bool:
        """A title, a nickname, a word as a word: between marks, but nobody's words."""
        if piece.quote is None or piece.labelled:
            return False
        if piece.cue is None:
            return not piece.quote.is_speech
        spoken = SPEAKING.search(self._words(piece.cue.run.first, piece.cue.run.last))
        return piece.quote.is_name and self._is_all_of(piece.quote, piece.span) and not spoken

    def _is_all_of(self, quote: Quote, span: Span) -> bool:
        """Whether nothing but a word as short as “it” stands beside a quotation: “it “the Zipper””."""
        beside = self.text[span.start : quote.start] + self.text[quote.end : span.end]
        return span.start <= quote.start + 1 and sum(character.isalnum() for character in beside) < 3

    def _span(self, run: Run) -> Span:
        """Characters of a run; a figure is not cut at its comma."""
        end = self.words[run.last - 1].end
        if figure := FIGURE.match(self.text, end):
            end = figure.end() if self.text[end - 1].isdigit() else end
        return Span(self.words[run.first].start, end)

    def _pieces(self) -> list[_Piece]:
        """Content in order, and quotations nobody tagged; what covers most of a quotation is all of it."""
        pieces: list[_Piece] = []
        filled: dict[int, _Piece] = {}
        for content in self.contents:
            span, quote = self._snapped(content)
            if quote and quote.is_headline and quote.paragraph == 0:
                continue  # a headline that its writer put in quotation marks
            piece = _Piece(span, content.cue, content.source, content.sure, quote)
            if quote and (whole := filled.get(quote.start)):
                whole.span = Span(min(whole.span.start, span.start), max(whole.span.end, span.end))
                continue
            if quote:
                filled[quote.start] = piece
            pieces.append(piece)
        covered = self._joined([piece.span for piece in pieces])
        ends = [span.end for span in covered]
        for quote in self.quotes.all:
            following = bisect_right(ends, quote.start)
            touched = following < len(covered) and covered[following].start < quote.end
            if quote.is_speech and not quote.is_headline and quote.words >= 4 and not touched:
                pieces.append(_Piece(quote.span, None, None, UNTAGGED, quote))
        return sorted(pieces, key=lambda p: (p.span.start, -p.span.end))

    def _snapped(self, content: Content) -> tuple[Span, Quote | None]:
        """A run that covers most of a quotation covers all of it, with its marks; and the one it fills."""
        span = self._span(content.run)
        start, end = span.start, span.end
        cue = self._span(content.cue.run).start if content.cue else -1
        filled = None
        for quote in self.quotes.within(start, end):
            if quote.start <= cue < quote.end:
                continue
            shared = min(end, quote.end) - max(start, quote.start)
            if shared >= MINE * (quote.end - quote.start - 2):
                start, end = min(start, quote.start), max(end, quote.end)
                filled = quote
        if filled and (start < filled.start - 3 or end > filled.end + 3):
            filled = None  # a clause that takes a quotation in
        return Span(start, end), filled

    def _frame(self, pieces: list[_Piece]) -> None:
        """Give each whole quotation the words that frame it, else let it go on where the one before did."""
        outside = sorted(
            (cue for cue in self.cues if not self._within_speech(cue)), key=lambda cue: cue.run.first
        )
        starts = [self.words[cue.run.first].start for cue in outside]
        labels = self._labels()
        last: _Piece | None = None
        for piece in pieces:
            quote = piece.quote
            if quote is None:
                continue
            near = slice(bisect_left(starts, quote.start - FRAME), bisect_left(starts, quote.end + FRAME))
            if cue := self._beside(quote, outside[near]):
                piece.cue, piece.source = cue, None
            elif source := labels.get(quote.start) or labels.get(quote.end):
                piece.cue, piece.source, piece.labelled = None, source, True
            elif last and last.quote and self._goes_on(last.quote, quote):
                piece.cue, piece.source = last.cue, last.source
                piece.sure = max(piece.sure, 0.9 * last.sure)
            elif piece.cue and self._is_elsewhere(piece.cue, quote):
                # A quotation in a paragraph of its own is told anew, by whoever spoke before.
                piece.source = next(iter(piece.cue.sources), piece.source)
                piece.cue = None
            last = piece

    def _is_elsewhere(self, cue: Cue, quote: Quote) -> bool:
        """Whether words that report stand in another paragraph than a quotation."""
        at = self._span(cue.run)
        return "\n" in self.text[min(at.end, quote.end) : max(at.start, quote.start)]

    def _within_speech(self, cue: Cue) -> bool:
        quote = self.quotes.at(self._span(cue.run).start)
        return quote is not None and quote.is_speech

    def _beside(self, quote: Quote, cues: list[Cue]) -> Cue | None:
        """The cue in the clause that goes on behind a quotation, or that leads up to it."""
        after, before = self.quotes.after(quote), self.quotes.before(quote)
        following = min(quote.end + FRAME, after.start if after else len(self.text))
        leading = max(quote.start - FRAME, before.end if before else 0)
        closing = self.text[quote.start : quote.end].rstrip("”’\"'»")[-1:]
        behind = ahead = None
        for cue in cues:
            span = self._span(cue.run)
            if quote.end <= span.start < following and behind is None:
                gap = self.text[quote.end : span.start]
                if "\n" not in gap and not ENDING.search(gap):
                    behind = cue
            elif leading <= span.start and span.end <= quote.start:
                gap = self.text[span.end : quote.start]
                if COLON.fullmatch(gap) or ("\n\n" not in gap and not ENDING.search(gap)):
                    ahead = cue
        if behind and (closing in ",?!—–-" or self.text[quote.end : quote.end + 1] == ","):
            return behind
        return ahead or (behind if closing != "." else None)

    def _labels(self) -> dict[int, Run]:
        """Whoever is named behind a dash after a quotation or before a colon, by where that is."""
        found: dict[int, Run] = {}
        for source in self.sources:
            span = self._span(source)
            if behind := DASHED.search(self.text, max(0, span.start - NEAR), span.start):
                found[behind.start()] = source
            if ahead := COLON.match(self.text, span.end):
                found[ahead.end()] = source
        return found

    def _goes_on(self, before: Quote, quote: Quote) -> bool:
        """Whether a quotation continues the one before: over a paragraph's end, or in the same paragraph."""
        if not before.closed and quote.paragraph == before.paragraph + 1:
            return True
        between = self.text[before.end : quote.start]
        return (
            before.paragraph == quote.paragraph
            and len(ENDING.findall(between)) <= 1
            and len(between) <= FRAME
        )

    def _gathered(self, pieces: list[_Piece]) -> list[Report]:
        """Pieces of one cue, or of one source without a cue, as one report."""
        reports: list[Report] = []
        by_cue: dict[int, Report] = {}
        last: tuple[_Piece, Report] | None = None
        for piece in pieces:
            report = by_cue.get(id(piece.cue)) if piece.cue else None
            if (
                report is None
                and piece.cue is None
                and last
                and last[0].cue is None
                and piece.source is last[0].source
            ):
                report = last[1] if piece.source and piece.quote is not None else None
            if report is None:
                report = self._report(piece)
                reports.append(report)
                if piece.cue:
                    by_cue[id(piece.cue)] = report
            report.content = self._joined([*report.content, piece.span])
            last = piece, report
        return reports

    def _report(self, piece: _Piece) -> Report:
        """A report by the cue and the source of its first piece."""
        if piece.cue is None:
            sources = [piece.source] if piece.source else []
            sure = piece.sure * WITHOUT_CUE if sources else min(piece.sure, UNTAGGED)
            return Report([], [], [self._trimmed(source) for source in sources], sure)
        sources = piece.cue.sources or ([piece.source] if piece.source else self._subject(piece.cue))
        cue = self._span(piece.cue.run)
        said = self.text[cue.start : cue.end]
        mode: Mode = "withheld" if WITHHELD.search(said) else piece.cue.mode
        if mode == "withheld" and MIND.search(said):
            mode = "thought"  # “did not think”
        return Report([], [cue], [self._trimmed(source) for source in sources], piece.sure, mode)

    def _subject(self, cue: Cue) -> list[Run]:
        """Who reports where no source was tagged: who did before in the sentence, else its first words."""
        first, sentence = cue.run.first, self.sentences[cue.run.first]
        if PASSIVE.match(self._words(cue.run.first, cue.run.last)):
            return []
        if not self._source_firsts:
            self.sources.sort(key=lambda source: source.first)
            self._source_firsts = [source.first for source in self.sources]
        nearest = bisect_left(self._source_firsts, first) - 1
        if nearest >= 0 and self.sentences[self._source_firsts[nearest]] == sentence:
            return [self.sources[nearest]]
        start = max(first - 4 * SUBJECT, bisect_left(self.sentences, sentence))
        while start < first and self._words(start, start + 1).lower() in LEADING:
            start += 1
        last = first
        while last > start and not self._words(last - 1, last)[-1:].isalnum():
            last -= 1
        opening = self._words(start, start + 1)
        if not 0 < last - start <= SUBJECT or opening.lower() in OPENINGS or not opening[:1].isalnum():
            return []
        return [] if last - start == 1 and opening.lower() in DETERMINERS else [Run(start, last, 0.5)]

    def _trimmed(self, source: Run) -> Run:
        """A source with its article, without the “, who” that goes on to tell another story."""
        first, last = source.first, source.last
        while last - first > 1 and self._words(last - 1, last).lower() in TRAILING:
            last -= 1
        if first and self._words(first - 1, first).lower() in DETERMINERS:
            first -= 1
        return Run(first, last, source.sure)

    def _words(self, first: int, last: int) -> str:
        return self.text[self.words[first].start : self.words[last - 1].end]

    def _joined(self, spans: list[Span]) -> list[Span]:
        """In order, what overlaps or touches as one."""
        joined: list[Span] = []
        for span in sorted(spans):
            gap = self.text[joined[-1].end : span.start] if joined else "x"
            if joined and (span.start <= joined[-1].end or not any(c.isalnum() or c in APART for c in gap)):
                joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
            else:
                joined.append(span)
        return joined

    def _says_nothing(self, report: Report) -> bool:
        """Stray words that nobody reports, and pronouns: “said it”."""
        if any(ALLUDING.match(self.text, cue.start) for cue in report.cue):
            return True
        if any(self.quotes.within(span.start, span.end) for span in report.content):
            return False
        if not report.cue and not report.sources:
            return True
        words = " ".join(self.text[span.start : span.end] for span in report.content).lower().split()
        return len(words) == 1 and words[0] in EMPTY
