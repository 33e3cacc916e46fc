"""Who said what: every attribution of a parsed text, direct, mixed and indirect.

Quotes are framed first, then every reporting verb outside them is asked for its content and its source.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from extraction.clauses import Range, content_of
from extraction.cues import DOCUMENTS, LIGHT_VERBS, NOUNS, Cue, cue_of
from extraction.page import Page, Token
from extraction.quotes import Quotes
from extraction.result import AttributionType, Span
from extraction.sources import Source, source_at, source_of
from extraction.speech import Draft, Speech

TRIM = frozenset((",", ";", ":", ".", "—", "–", "--", "-", "and", "but", "?", "!"))


def find_attributions(page: Page, quotes: Quotes) -> list[Draft]:
    """Drafts in text order, sources still as noun phrases."""
    drafts = Speech(page, quotes).drafts()
    used = {draft.verb for draft in drafts if draft.verb is not None}
    spoken = [(span.start, span.end) for draft in drafts for span in draft.content]
    for draft in [*_verbs(page, quotes, used), *_phrases(page, quotes), *_headline(page, quotes)]:
        if not _repeats(draft, spoken):
            drafts.append(draft)
    drafts.sort(key=lambda d: min(d.content[0].start, d.cue[0].start if d.cue else d.content[0].start))
    return drafts


def _repeats(draft: Draft, spoken: list[Range]) -> bool:
    """Content that is mostly a quote already framed says nothing new."""
    if len(draft.content) != 1:
        return False
    start, end = draft.content[0].start, draft.content[0].end
    i = max(bisect_left(spoken, (start, 0)) - 1, 0)
    return any(min(end, b) - max(start, a) > 0.6 * (end - start) for a, b in spoken[i : i + 3])


def type_of(content: list[Span], quotes: Quotes) -> AttributionType:
    """Direct where all content is quoted, mixed where some is, else indirect."""
    inside = [quotes.within(span.start, span.end) for span in content]
    if not any(inside):
        return "indirect"
    if all(
        any(q.start <= span.start and span.end <= q.end + 1 for q in found)
        for span, found in zip(content, inside, strict=True)
    ):
        return "direct"
    return "mixed"


def _verbs(page: Page, quotes: Quotes, used: set[int]) -> Iterator[Draft]:
    """Reporting verbs with content of their own."""
    reported = bytearray(len(page.tokens))  # tokens that stand in the content of a statement
    for verb in page.tokens:
        cue = cue_of(verb.lower)
        if cue is None or verb.i in used or not verb.is_verb:
            continue
        quote = quotes.at(verb.start)
        if quote and (quote.is_speech or not quote.is_headline):
            continue
        if cue.takes("w") and (reported[verb.i] or verb.dep in ("acl", "relcl")):
            continue
        found = content_of(page, verb, cue)
        if found is None:
            continue
        source = source_of(page, quotes, verb)
        if source is None or not _may_report(page, page.tokens[source.head], verb, cue):
            continue
        content = spans_of(page, quotes, found.content, verb)
        if content:
            for first, last in found.content:
                reported[first:last] = b"\1" * (last - first)
            cues = _cue_spans(page, found.cue)
            yield Draft(content, cues, verb.i, source, found.confidence * (0.75 if cue.takes("w") else 1))


def _may_report(page: Page, head: Token, verb: Token, cue: Cue) -> bool:
    """Documents show and find; movements and statistics of no one do not say."""
    if head.lower in ("i", "we", "us", "me"):
        return False  # the writer's own voice
    if head.lower == "it":
        return cue.takes("c") and not cue.takes("d")
    if cue.takes("d") and head.tag in ("NN", "NNS"):
        return head.lower in DOCUMENTS or cue.lemma not in (
            "show",
            "find",
            "suggest",
            "indicate",
            "reveal",
            "read",
        )
    return True


def spans_of(page: Page, quotes: Quotes, ranges: list[Range], cue: Token) -> list[Span]:
    """Characters of token ranges, apart and in order, without loose punctuation or half a quotation."""
    spans: list[Span] = []
    for first, last in ranges:
        while first < last and (page.tokens[first].text in TRIM or _is_ornament(page.tokens[first])):
            first += 1
        while (
            first < last and page.tokens[last - 1].text in TRIM and not quotes.at(page.tokens[last - 1].start)
        ):
            last -= 1
        if first >= last:
            continue
        start, end = page.tokens[first].start, page.tokens[last - 1].end
        for quote in quotes.within(start, end):
            if quote.end - quote.start < 400 and not quote.start <= cue.start < quote.end:
                start, end = min(start, quote.start), max(end, quote.end)
        if spans and start < spans[-1].end:
            start, end = min(start, spans[-1].start), max(end, spans.pop().end)
        spans.append(Span(start, end))
    return spans


def _is_ornament(token: Token) -> bool:
    """A bullet or an emoji, not the mark that opens a quotation, a bracket or a sum."""
    return not token.is_word and not token.text.isascii() and token.text[0] not in "“‘«„…£€¥"


def _cue_spans(page: Page, ranges: list[Range]) -> list[Span]:
    """Characters of the cue; words side by side make one span (“called for”)."""
    spans: list[Span] = []
    for first, last in ranges:
        start, end = page.tokens[first].start, page.tokens[last - 1].end
        if spans and start - spans[-1].end <= 1:
            start = spans.pop().start
        spans.append(Span(start, end))
    return spans


def _phrases(page: Page, quotes: Quotes) -> Iterator[Draft]:
    """“according to …”, “the claim that …”."""
    for token in page.tokens:
        if token.lower == "according":
            draft = _according(page, quotes, token)
        elif token.lower in NOUNS and token.tag in ("NN", "NNS"):
            draft = _claim_that(page, quotes, token)
        else:
            continue
        if draft:
            yield draft


def _headline(page: Page, quotes: Quotes) -> Iterator[Draft]:
    """“Poll: voters want change”, “Obi: rents will fall”."""
    if len(page.paragraphs) < 2:
        return
    end = next((t.i for t in page.tokens[:200] if t.start >= page.paragraphs[0][1]), 0)
    colon = next((t.i for t in page.tokens[: min(end, 8)] if t.text == ":"), 0)
    if not colon or end - colon < 4 or quotes.at(page.tokens[0].start):
        return
    head = page.tokens[colon - 1]
    is_name = any(n.last == colon and n.label in ("PERSON", "ORG") for n in page.names[:8])
    is_name = is_name or (2 <= colon <= 3 and all(t.tag == "NNP" for t in page.tokens[:colon]))
    if not (is_name or head.lower in DOCUMENTS) or any(t.tag[:2] == "VB" for t in page.tokens[:colon]):
        return
    source = Source(head.i, Span(page.tokens[0].start, head.end))
    content = spans_of(page, quotes, [(colon + 1, end)], head)
    if content:
        yield Draft(content, [Span(page.tokens[colon].start, page.tokens[colon].end)], None, source, 0.7)


def _according(page: Page, quotes: Quotes, token: Token) -> Draft | None:
    to = page.tokens[token.i + 1] if token.i + 1 < len(page.tokens) else None
    quote = quotes.at(token.start)
    if to is None or to.lower != "to" or (quote and quote.is_speech):
        return None
    nouns = page.kids(to, "pobj") or page.kids(token, "pobj")
    source = source_at(page, quotes, nouns[0], to) if nouns else None
    if source is None:
        return None
    start, end = page.sentence(token)
    last = max(token.right, to.right) + 1
    head = page.head(token)
    if token.i == start:
        ranges = [(last, end)]
    elif last >= end - 1:
        ranges = [(start, token.i)]
    else:
        ranges = [(min(head.left, token.i), token.i), (last, head.right + 1)]
    content = spans_of(page, quotes, [r for r in ranges if r[1] - r[0] > 1], token)
    if not content:
        return None
    return Draft(content, [Span(token.start, to.end)], None, source, 0.85)


def _claim_that(page: Page, quotes: Quotes, noun: Token) -> Draft | None:
    """“his claim that rents fell”: the owner of the noun, or who makes it, is the source."""
    quote = quotes.at(noun.start)
    if quote and quote.is_speech:
        return None
    clauses = [c for c in page.kids(noun, "acl", "ccomp", "relcl") if page.tokens[c.left].lower == "that"]
    clauses = [c for c in clauses if any(m.lower == "that" and m.dep == "mark" for m in page.kids(c))]
    if not clauses:
        return None
    source = None
    for owner in page.kids(noun, "poss"):
        source = source_at(page, quotes, owner, noun)
    above = page.head(noun)
    if source is None and noun.dep == "dobj" and above.lower in LIGHT_VERBS:
        source = source_of(page, quotes, above)
    if source is None:
        return None
    content = spans_of(page, quotes, [(clauses[0].left, clauses[0].right + 1)], noun)
    return Draft(content, [Span(noun.start, noun.end)], None, source, 0.6) if content else None
