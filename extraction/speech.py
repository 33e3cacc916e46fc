"""Direct speech: which words frame each quote, and so who says it.

Works on marks and order more than on the tree, which long quotes upset. A quote that nothing frames
is returned without cue or source.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from extraction.cues import cue_of
from extraction.page import Page, Token
from extraction.quotes import Quote, Quotes
from extraction.result import Span
from extraction.sources import Source, nearest_noun, source_of

FINITE = ("VBD", "VBZ", "VBP")
REACH = 45  # tokens a frame may run from its quote
DASHES = frozenset(("—", "–", "―", "--", "-"))


@dataclass(slots=True)
class Draft:
    """An attribution in the making: characters for content and cue, tokens behind them."""

    content: list[Span]
    cue: list[Span] = field(default_factory=list)
    verb: int | None = None
    source: Source | None = None
    confidence: float = 0.9
    is_continued: bool = False  # its source is that of the quote before


@dataclass(slots=True)
class Frame:
    """The reporting words beside a quote."""

    verb: Token
    source: Source | None
    first: int
    last: int
    sure: bool = True


class Speech:
    """Reads the direct speech of one page."""

    def __init__(self, page: Page, quotes: Quotes) -> None:
        self.page = page
        self.quotes = quotes
        self._starts = [token.start for token in page.tokens]

    def drafts(self) -> list[Draft]:
        """One draft for each stretch of speech, in text order."""
        found: list[Draft] = []
        before: Quote | None = None
        last: Draft | None = None
        draft: Draft | None
        for quote in self.quotes.all:
            if quote.is_headline or not (quote.is_speech or self._resumes(before, quote, last)):
                continue
            if self._is_governed(quote):
                continue
            if last and before and self._goes_on(before, quote, last):
                last.content.append(quote.span)
                before = quote
                continue
            if frame := self._frame(quote):
                draft = self._framed(quote, frame)
            else:
                draft = self._unframed(quote, before, last)
            if draft is None:
                continue
            found.append(draft)
            before, last = quote, draft
        return found

    def _token_at(self, position: int) -> int:
        """Index of the first token that starts at or after this character."""
        return bisect_left(self._starts, position)

    def _is_governed(self, quote: Quote) -> bool:
        """“said that “We …””: the quote is part of a journalist's clause."""
        i = self._token_at(quote.start)
        return i > 0 and self.page.tokens[i - 1].lower in (
            "that",
            "the",
            "a",
            "an",
            "of",
            "his",
            "her",
            "its",
            "their",
        )

    def _resumes(self, before: Quote | None, quote: Quote, draft: Draft | None) -> bool:
        """“If rents fall,” she said, “we have won.”: the second half needs no capital to be speech."""
        if not draft or not before or draft.verb is None or before.paragraph != quote.paragraph:
            return False
        verb = self.page.tokens[draft.verb]
        between = self.page.text[before.end : quote.start].rstrip()
        return (
            quote.words >= 2
            and before.end <= verb.start < quote.start
            and (between[-1:] == "," or between.endswith(", but"))
            and len(between) < 120
        )

    def _goes_on(self, before: Quote, quote: Quote, draft: Draft) -> bool:
        """Whether a quote continues the one before: over a paragraph, or around its frame."""
        page = self.page
        if not before.closed and quote.paragraph == before.paragraph + 1:
            return not page.text[page.paragraphs[quote.paragraph][0] : quote.start].strip()
        if quote.paragraph != before.paragraph:
            return False
        between = page.text[before.end : quote.start].strip()
        if not between.strip(" .,"):
            return True
        if draft.verb is None or not before.end <= page.tokens[draft.verb].start < quote.start:
            return False
        # “…,” she said. “…” — unless the words between frame the second quote themselves.
        own = self._frame_after(quote)
        if own is not None:
            return False
        if between[-1] == "," or between.endswith(", but"):
            return self._token_at(quote.start) - draft.verb < 14
        inside = range(self._token_at(before.end), self._token_at(quote.start) - 1)
        return between[-1] in ".;—–" and not any(page.tokens[i].text == "." for i in inside)

    def _framed(self, quote: Quote, frame: Frame) -> Draft:
        cue = Span(frame.verb.start, frame.verb.end)
        confidence = 0.95 if frame.sure and frame.source else 0.7 if frame.source else 0.5
        return Draft([quote.span], [cue], frame.verb.i, frame.source, confidence)

    def _unframed(self, quote: Quote, before: Quote | None, last: Draft | None) -> Draft | None:
        """Speech that no verb reports: the last speaker's if it stands alone just after theirs."""
        page = self.page
        start, end = page.paragraphs[quote.paragraph]
        opens = not page.text[start : quote.start].strip()
        fills = opens and not page.text[quote.end : end].strip(" .")
        if signed := self._signature(quote):
            return Draft([quote.span], [signed[0]], None, signed[1], 0.7)
        if last and before and last.source and quote.words >= 4:
            follows = opens and quote.paragraph == before.paragraph + 1
            if follows or quote.paragraph == before.paragraph:
                return Draft([quote.span], [], None, last.source, 0.5, is_continued=True)
        if quote.words >= 5 and (source := self._topic(quote)):
            return Draft([quote.span], [], None, source, 0.5)
        if quote.words >= 5 and (fills or not quote.single):
            return Draft([quote.span], confidence=0.3)
        return None

    def _topic(self, quote: Quote) -> Source | None:
        """Ada Obi praised him. “He never gave up.” — who reported in the sentence just before speaks on."""
        page = self.page
        i = self._token_at(quote.start) - 1
        if i < 0 or page.tokens[i].start < page.paragraphs[quote.paragraph][0]:
            return None
        start = page.sentence(page.tokens[i])[0]
        for verb in page.tokens[start:i]:
            if verb.tag in FINITE and cue_of(verb.lower) and not self.quotes.at(verb.start):
                source = source_of(page, self.quotes, verb)
                head = page.tokens[source.head] if source else None
                if head and (head.tag[:3] == "NNP" or head.lower in ("he", "she")):
                    return source
        return None

    def _signature(self, quote: Quote) -> tuple[Span, Source] | None:
        """“…” — Ada Obi, in the review."""
        i = self._token_at(quote.end)
        tokens = self.page.tokens
        if i + 1 >= len(tokens) or tokens[i].text not in DASHES or tokens[i + 1].tag[:3] != "NNP":
            return None
        last = i + 1
        while last + 1 < len(tokens) and tokens[last + 1].tag[:3] == "NNP":
            last += 1
        return Span(tokens[i].start, tokens[i].end), Source(last, Span(tokens[i + 1].start, tokens[last].end))

    def _frame(self, quote: Quote) -> Frame | None:
        """The words that report a quote, before or after it."""
        text = self.page.text
        start = self.page.paragraphs[quote.paragraph][0]
        leads = text[max(start, quote.start - 40) : quote.start].rstrip()[-1:]
        if leads == ":":
            return self._frame_before(quote) or self._frame_after(quote)
        return self._frame_after(quote) or self._frame_before(quote) or self._frame_above(quote)

    def _frame_after(self, quote: Quote) -> Frame | None:
        """“…,” said Ada Obi."""
        page = self.page
        text = page.text
        inner = text[quote.end - 3 : quote.end - 1].rstrip()[-1:] if quote.closed else ""
        outer = text[quote.end : quote.end + 1]
        if not ((inner and inner in ",?!—–-…'’") or outer in (",", "—")):
            return None
        first = self._token_at(quote.end)
        limit = min(page.paragraphs[quote.paragraph][1], self._next_start(quote))
        last = first
        while last < len(page.tokens) and last - first < REACH and page.tokens[last].start < limit:
            if page.tokens[last].text in (".", ";", "?", "!"):
                break
            last += 1
        while first < last and not page.tokens[first].is_word:
            first += 1
        if inner in ("?", "!") and outer != "," and first < last:
            opening = page.tokens[first]
            if opening.tag == "CC":
                return None
        verb = self._reporting(first, last)
        if verb is None:
            return None
        source = source_of(page, self.quotes, verb) if verb.i >= first else None
        source = source or nearest_noun(page, self.quotes, verb, first, last)
        return Frame(verb, source, first, last, cue_of(verb.lower) is not None)

    def _frame_before(self, quote: Quote) -> Frame | None:
        """Ada Obi said: “…”"""
        page = self.page
        at = self._token_at(quote.start)
        start = max(page.paragraphs[quote.paragraph][0], self._previous_end(quote))
        first = at
        while first > 0 and at - first < REACH and page.tokens[first - 1].start >= start:
            if page.tokens[first - 1].text in (".", "?", "!"):
                break
            first -= 1
        if first == at:
            return None
        mark = page.tokens[at - 1]
        for i in range(at - 1, max(first, at - 16) - 1, -1):
            verb = page.tokens[i]
            cue = cue_of(verb.lower)
            if cue is None or not cue.takes("q") or not verb.is_verb:
                continue
            if mark.text not in (",", ":") and at - 1 - i > (3 if verb.is_verb else 0):
                return None
            source = source_of(page, self.quotes, verb) or nearest_noun(page, self.quotes, verb, first, i)
            return Frame(verb, source, first, at, mark.text in (",", ":") or i == at - 1)
        return None

    def _frame_above(self, quote: Quote) -> Frame | None:
        """A paragraph that ends “Obi continued:” frames the quote that opens the next."""
        page = self.page
        if quote.paragraph == 0 or page.text[page.paragraphs[quote.paragraph][0] : quote.start].strip():
            return None
        start, end = page.paragraphs[quote.paragraph - 1]
        if page.text[end - 1 : end] != ":":
            return None
        last = self._token_at(end)
        first = max(page.sentence(page.tokens[last - 1])[0], self._token_at(start))
        for i in range(last - 1, first - 1, -1):
            verb = page.tokens[i]
            cue = cue_of(verb.lower)
            if cue and cue.takes("q") and not self.quotes.at(verb.start):
                source = source_of(page, self.quotes, verb) or nearest_noun(page, self.quotes, verb, first, i)
                return Frame(verb, source, first, last)
        return None

    def _reporting(self, first: int, last: int) -> Token | None:
        """The first reporting verb of a frame; failing that, its first finite verb if near enough."""
        other = None
        for i in range(first, last):
            token = self.page.tokens[i]
            cue = cue_of(token.lower)
            if cue and cue.takes("q") and token.tag in FINITE:
                return token
            if cue and cue.takes("q") and token.tag in ("VBN", "VBG", "NN", "VB", "NNS") and i - first < 3:
                return token
            if other is None and token.tag == "VBD" and i - first < 5:
                other = token
        return other

    def _next_start(self, quote: Quote) -> int:
        following = self.quotes.after(quote)
        return following.start if following and following.is_speech else quote.end + 2000

    def _previous_end(self, quote: Quote) -> int:
        previous = self.quotes.before(quote)
        return previous.end if previous else 0
