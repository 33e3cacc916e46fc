"""Reported speech in French: quotations with the words that frame them, “selon …”, and clauses with “que”.

Works on marks, word order and lists of verbs; the tree is asked for subjects and clauses only. A quotation
that nothing frames has no source.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from extraction.page import Page, Token
from extraction.quotes import Quote, Quotes
from extraction.readers.fr.cues import (
    ACCORDING,
    AUXILIARIES,
    CLITICS,
    FINITE,
    INNER,
    PARTICIPLES,
    PRONOUNS,
)
from extraction.readers.fr.phrases import NOUNS, Phrases, Source
from extraction.result import Span

REACH = 40  # tokens that a frame may run from its quotation
THAT = frozenset(("que", "qu'"))
STOPS = frozenset((".", "!", "?", ";", "…"))


@dataclass(slots=True)
class Draft:
    """An attribution in the making."""

    content: list[Span]
    cue: list[Span] = field(default_factory=list)
    source: Source | None = None
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Frame:
    """The reporting words beside a quotation: tokens `first` up to, not including, `last`."""

    cue: tuple[tuple[int, int], ...]  # runs of tokens
    source: Source | None
    first: int
    last: int


class Speech:
    """Reads the reported speech of one page."""

    def __init__(self, page: Page, quotes: Quotes) -> None:
        self.page = page
        self.tokens = page.tokens
        self.quotes = quotes
        self._starts = [token.start for token in page.tokens]
        self.noun_phrase = Phrases(page).noun_phrase

    def drafts(self) -> list[Draft]:
        """One for each stretch of speech, in text order."""
        found: list[Draft] = []
        before: Quote | None = None
        frame_end = 0
        open_end: list[Quote] = []  # paragraphs of a speech whose speaker is yet to be named
        for quote in self.quotes.all:
            inner = self._incise(quote)
            if (quote.is_headline and not inner) or self._is_that_clause(quote):
                continue
            if found and before and self._goes_on(before, quote, frame_end):
                found[-1].content += self._without_incise(quote, None)
                before = quote
                continue
            frame = inner or self._after(quote) or self._before(quote)
            draft = self._framed(quote, frame, inner) if frame else self._unframed(quote, before, found)
            if not quote.closed and frame is None:
                open_end.append(quote)
                continue
            if draft:
                draft.content[:0] = [
                    q.span for q in open_end if q.paragraph >= quote.paragraph - len(open_end)
                ]
                open_end = []
                found.append(draft)
                before, frame_end = quote, self.tokens[frame.last - 1].end if frame else quote.end
        found += self._reported()
        return sorted(found, key=lambda draft: draft.content[0])

    def _at(self, position: int) -> int:
        """Index of the first token that starts at or after this character."""
        return bisect_left(self._starts, position)

    def _text(self, i: int) -> str:
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def _is_that_clause(self, quote: Quote) -> bool:
        """“dit que « … »”: part of a clause that is read as one."""
        return self._text(self._at(quote.start) - 1) in THAT

    def _goes_on(self, before: Quote, quote: Quote, frame_end: int) -> bool:
        """“« … », a dit X. « … »”: the same speaker, unless the second is framed itself."""
        if quote.paragraph != before.paragraph:
            opens = not self.page.text[self.page.paragraphs[quote.paragraph][0] : quote.start].strip()
            return not before.closed and quote.paragraph == before.paragraph + 1 and opens
        between = self.page.text[max(before.end, frame_end) : quote.start].strip()
        follows = not between.strip(" .,;:—–") and quote.words >= 2
        return follows and self._after(quote) is None and self._incise(quote) is None

    def _framed(self, quote: Quote, frame: Frame, inner: Frame | None) -> Draft:
        cue = [Span(self.tokens[a].start, self.tokens[b - 1].end) for a, b in frame.cue]
        confidence = 0.95 if frame.source else 0.5
        return Draft(self._without_incise(quote, inner), cue, frame.source, confidence)

    def _without_incise(self, quote: Quote, inner: Frame | None) -> list[Span]:
        if inner is None:
            return [quote.span]
        start, end = self.tokens[inner.first - 1].start, self.tokens[inner.last - 1].end
        if self.page.text[end : end + 1] == ",":
            end += 1
        while end < quote.end and self.page.text[end].isspace():
            end += 1
        return (
            [Span(quote.start, start), Span(end, quote.end)]
            if end < quote.end - 1
            else [Span(quote.start, start)]
        )

    def _unframed(self, quote: Quote, before: Quote | None, found: list[Draft]) -> Draft | None:
        """The last speaker goes on in a paragraph of its own; other whole sentences are nobody's."""
        start, end = self.page.paragraphs[quote.paragraph]
        opens = not self.page.text[start : quote.start].strip()
        if quote.words < 5 or not self._reads_as_sentence(quote):
            return None
        if opens and before and found and found[-1].source and quote.paragraph == before.paragraph + 1:
            return Draft([quote.span], [], found[-1].source, 0.5)
        fills = opens and not self.page.text[quote.end : end].strip(" .")
        return Draft([quote.span], confidence=0.3) if fills or quote.words >= 8 else None

    def _reads_as_sentence(self, quote: Quote) -> bool:
        inner = self.page.text[quote.start + 1 : quote.end].strip(' \u00a0\u202f»”"')
        first, last = self._at(quote.start), self._at(quote.end)
        has_verb = any(token.tag in ("VERB", "AUX") for token in self.tokens[first:last])
        return inner[:1].isupper() and has_verb

    # The words around a quotation

    def _after(self, quote: Quote) -> Frame | None:
        """“« … », a déclaré Ada Obi.”"""
        if not quote.closed:
            return None
        i = self._at(quote.end)
        limit = min(i + REACH, self._limit(quote))
        if i < limit and self._text(i) in (",", "—", "–"):
            i += 1
        return self._verb_first(i, limit)

    def _incise(self, quote: Quote) -> Frame | None:
        """“« La lutte, a-t-il dit, continue. »”: a frame between commas inside the marks."""
        first, last = self._at(quote.start), self._at(quote.end)
        for i in range(first + 1, min(last, first + 400)):
            if self.tokens[i - 1].text != ",":
                continue
            frame = self._verb_first(i, last)
            if frame and frame.source and self._text(frame.last) in (",", ".", "»", "!", "?"):
                return frame
        return None

    def _limit(self, quote: Quote) -> int:
        """The token where a frame after this quotation must have ended."""
        end = self.page.paragraphs[quote.paragraph][1]
        following = self.quotes.after(quote)
        return self._at(min(end, following.start) if following else end)

    def _verb_first(self, i: int, limit: int) -> Frame | None:
        """Reporting verb, then who: “a déclaré X”, “dit-elle”, “selon X”."""
        first = i
        if self._text(i) in ACCORDING or (self._text(i) == "d'" and self._text(i + 1) == "après"):
            start = i + (2 if self._text(i) == "d'" else 1)
            source = self.noun_phrase(start, limit)
            return Frame(((i, start),), source, first, source.last) if source else None
        while i < limit and self._text(i) in CLITICS:
            i += 1
        begin = i - 1 if i > first and self._text(i - 1) in ("s'", "se") else i
        if self._text(i) in AUXILIARIES:
            i = auxiliary_end = i + 1
            pronoun, i = self._inverted(i)
            after_auxiliary = i
            while i < limit and self.tokens[i].tag == "ADV" and i - after_auxiliary < 3:
                i += 1
            if i >= limit or self._text(i) not in PARTICIPLES:
                return None
            if pronoun is not None:
                return Frame(((begin, auxiliary_end), (i, i + 1)), pronoun, first, i + 1)
            source = self.noun_phrase(i + 1, limit)
            return Frame(((begin, i + 1),), source, first, source.last if source else i + 1)
        if i >= limit or self._text(i) not in FINITE:
            return None
        pronoun, after = self._inverted(i + 1)
        if pronoun is not None:
            return Frame(((begin, i + 1),), pronoun, first, after)
        source = self.noun_phrase(i + 1, limit)
        return Frame(((begin, i + 1),), source, first, source.last) if source else None

    def _inverted(self, i: int) -> tuple[Source | None, int]:
        """“-t-il”, “-elle” after a verb."""
        at = i + 1 if self._text(i) in ("-t", "-t-") else i
        bare = self._text(at).lstrip("-")
        if self._text(at)[:1] == "-" and bare in PRONOUNS:
            return Source(at, at + 1), at + 1
        return None, i

    def _before(self, quote: Quote) -> Frame | None:
        """“Ada Obi a déclaré : « … »”, “Selon Ada Obi, « … »”, “Ada Obi : « … »”."""
        last = self._at(quote.start)
        first = self._sentence_start(quote, last)
        if first >= last:
            return None
        mark = self._text(last - 1)
        if mark == "," and (frame := self._according(first, last)):
            return frame
        if mark != ":":
            return None
        for i in range(last - 2, max(first, last - 20) - 1, -1):
            if self._text(i) in FINITE or self._text(i) in PARTICIPLES:
                begin = self._verb_begin(i, first)
                if begin is not None:
                    source = self._subject(self.tokens[i], first, begin)
                    return Frame(((begin, i + 1),), source, first, last)
        if last - 1 - first <= 6 and first == self._at(self.page.paragraphs[quote.paragraph][0]):
            source = self.noun_phrase(first, last - 1)
            if source and source.last == last - 1:
                return Frame(((last - 1, last),), source, first, last)
        return self._according(first, last)

    def _sentence_start(self, quote: Quote, last: int) -> int:
        start = self.page.paragraphs[quote.paragraph][0]
        previous = self.quotes.before(quote)
        start = max(start, previous.end) if previous else start
        first = last
        while first > 0 and last - first < REACH and self.tokens[first - 1].start >= start:
            if self.tokens[first - 1].text in STOPS:
                break
            first -= 1
        return first

    def _according(self, first: int, last: int) -> Frame | None:
        is_after = self._text(first) == "d'" and self._text(first + 1) == "après"
        if self._text(first) not in ACCORDING | {"pour"} and not is_after:
            return None
        start = first + (2 if is_after else 1)
        source = self.noun_phrase(start, last)
        if source is None or source.last != last - 1:
            return None
        return Frame(((first, start),), source, first, last)

    def _verb_begin(self, i: int, first: int) -> int | None:
        """Where the verb group that ends at `i` begins; None for a participle without auxiliary."""
        if self._text(i) in PARTICIPLES:
            for j in range(i - 1, max(first, i - 4) - 1, -1):
                if self._text(j) in AUXILIARIES:
                    return j
                if self.tokens[j].tag != "ADV":
                    break
        return i if self._text(i) in FINITE else None

    def _subject(self, verb: Token, first: int, begin: int) -> Source | None:
        """The verb's subject in the tree; failing that, the noun phrase that the sentence opens with."""
        for child in self.page.kids(verb, "nsubj"):
            if child.tag in ("NOUN", "PROPN") and first <= child.left <= child.i < begin:
                left = child.left
                while left > first and self.tokens[left - 1].tag in NOUNS and self._is_capital(left - 1):
                    left -= 1
                return self.noun_phrase(left, begin)
            if child.lower in PRONOUNS and first <= child.i < begin:
                return Source(child.i, child.i + 1)
        if self._text(begin - 1) in PRONOUNS:
            return Source(begin - 1, begin)
        if self._text(begin - 1) in CLITICS and self._text(begin - 2) in PRONOUNS:
            return Source(begin - 2, begin - 1)
        return self.noun_phrase(first, begin)

    def _is_capital(self, i: int) -> bool:
        return self.tokens[i].text[:1].isupper()

    # Clauses without quotation marks around them

    def _reported(self) -> list[Draft]:
        """“X a déclaré que …”, “Selon X, …”."""
        found = []
        for token in self.tokens:
            quote = self.quotes.at(token.start)
            if quote and quote.words > 4:
                continue
            draft = self._that_clause(token) if token.lower in THAT else self._opening_according(token)
            if draft:
                found.append(draft)
        return found

    def _that_clause(self, that: Token) -> Draft | None:
        verb = self.tokens[that.i - 1] if that.i else None
        if verb is None or that.i + 1 >= len(self.tokens):
            return None
        first = self.page.sentence(verb)[0]
        begin = self._verb_begin(verb.i, first)
        if begin is None:
            return None
        while begin - 1 >= first and self._text(begin - 1) in ("n'", "ne"):
            begin -= 1
        source = self._subject(verb, first, begin)
        last = max(self._clause_end(that), that.i + 2)
        content = self._trimmed(that.i, last)
        if source is None or content is None:
            return None
        confidence = 0.6 if verb.lower in INNER else 0.85
        return Draft([content], [Span(self.tokens[begin].start, verb.end)], source, confidence)

    def _clause_end(self, that: Token) -> int:
        """The token after the clause: at the sentence's end or at a quotation's that began in it."""
        end = self.page.sentence(that)[1]
        clause = next(
            (c for c in self.page.kids(self.tokens[that.i - 1], "ccomp") if c.right >= that.i), None
        )
        if clause is not None and clause.right + 1 < end and self._text(clause.right + 1) in (",", "."):
            end = clause.right + 1
        quote = self.quotes.at(self.tokens[min(end, len(self.tokens)) - 1].start)
        return self._at(quote.end) if quote else end

    def _opening_according(self, token: Token) -> Draft | None:
        """“Selon X, les loyers baissent.”"""
        first, end = self.page.sentence(token)
        is_after = token.lower == "d'" and self._text(token.i + 1) == "après"
        if token.i != first or not (token.lower == "selon" or is_after):
            return None
        start = token.i + (2 if is_after else 1)
        source = self.noun_phrase(start, end)
        if source is None or self._text(source.last) != ",":
            return None
        after = self.quotes.at(self.tokens[min(source.last + 1, end - 1)].start)
        if after and after.words > 4:
            return None  # the quotation has been read already
        content = self._trimmed(source.last + 1, end)
        cue = Span(token.start, self.tokens[start - 1].end)
        return Draft([content], [cue], source, 0.85) if content else None

    def _trimmed(self, first: int, last: int) -> Span | None:
        while first < last and not self.tokens[first].is_word:
            first += 1
        while first < last and self.tokens[last - 1].text in (".", ",", ";", ":", "»"):
            last -= 1
        if last - first < 2:
            return None
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        for quote in self.quotes.within(start, end):
            start, end = min(start, quote.start), max(end, quote.end)
        return Span(start, end)
