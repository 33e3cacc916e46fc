"""Who is speaking: the noun phrase that a reporting verb takes as its source.

A source is the head token and the run of characters that names it; a participle's source is the subject
of the clause it hangs on. Nothing is guessed where the sentence names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from extraction.cues import cue_of
from extraction.page import Page, Token
from extraction.quotes import Quotes
from extraction.result import Span

SUBJECTS = ("nsubj", "csubj")
RELATIVES = frozenset(("who", "which", "that", "whom"))
NOT_SOURCES = frozenset(("what", "there", "this", "that", "which", "these", "those", "you", "one", "nothing"))
POSSESSIVE = frozenset(("'s", "’s"))
NOMINAL = ("NN", "PR", "CD", "DT", "WP", "JJ", "VBG")
AFTER_HEAD = ("relcl", "advcl", "ccomp", "parataxis", "punct", "cc", "conj")


@dataclass(frozen=True, slots=True)
class Source:
    """A noun phrase that speaks."""

    head: int
    span: Span


def subject_of(page: Page, verb: Token, depth: int = 0) -> Token | None:
    """The token that does what the verb says, through coordination, participles and relative clauses."""
    if depth > 5:
        return None
    subjects = page.kids(verb, *SUBJECTS)
    passive = page.kids(verb, "nsubjpass", "auxpass")
    if passive or (verb.dep == "acl" and verb.tag == "VBN"):
        return agent_of(page, verb)
    if subjects:
        subject = subjects[-1]
        if subject.lower in RELATIVES and verb.dep == "relcl":
            return page.head(verb)
        return subject
    head = page.head(verb)
    if head is verb:
        return None
    if verb.dep == "conj" and head.is_verb:
        return subject_of(page, head, depth + 1)
    if verb.dep in ("xcomp", "advcl", "ccomp", "dep") and head.is_verb:
        if verb.dep == "ccomp" and verb.tag not in ("VBG", "VB"):
            return None
        if verb.dep == "xcomp" and (objects := page.kids(head, "dobj")):
            return objects[0]  # "urged him to say": he would say it
        if verb.dep == "advcl" and verb.tag == "VBG" and (above := _reporter_of(page, verb, head)):
            return subject_of(page, above, depth + 1)
        return subject_of(page, head, depth + 1)
    if verb.dep == "pcomp" and head.dep == "prep":
        above = page.head(head)
        return subject_of(page, above, depth + 1) if above.is_verb else None
    if verb.dep == "acl" and verb.tag == "VBG":
        before = page.tokens[verb.left - 1] if verb.left else None
        if before is None or before.text != ",":
            return head  # "a letter saying"
        above = head
        for _ in range(6):  # ", adding" after a long clause hangs on its last noun: climb to the verb
            above = page.head(above)
            if above.is_verb:
                return subject_of(page, above, depth + 1)
    return None


def _reporter_of(page: Page, participle: Token, head: Token) -> Token | None:
    """“said rents fell, adding …” though the tree has it that rents added: the verb that said."""
    if not participle.left or page.tokens[participle.left - 1].text != ",":
        return None
    for _ in range(4):
        above = page.head(head)
        if head.dep == "ccomp" and above.i < head.i and cue_of(above.lower):
            return above
        if above is head or head.dep not in ("conj", "advcl", "xcomp"):
            return None
        head = above
    return None


def agent_of(page: Page, verb: Token) -> Token | None:
    """“described by police”: police."""
    for by in page.kids(verb, "agent"):
        for noun in page.kids(by, "pobj"):
            return noun
    return None


def source_at(page: Page, quotes: Quotes, head: Token | None, verb: Token) -> Source | None:
    """The phrase around a head, without its relative clauses, cut clear of the verb and of any quote."""
    if head is None or head.lower in NOT_SOURCES or not head.tag.startswith(NOMINAL):
        return None
    if page.tokens[head.i].sentence != verb.sentence or quotes_differ(page, quotes, head, verb):
        return None
    left, right = head.left, head.right
    for child in page.kids(head, *AFTER_HEAD):
        if child.dep in ("relcl", "advcl", "ccomp", "parataxis") and child.i > head.i:
            right = min(right, child.left - 1)
    for child in page.kids(head, "prep"):
        if child.lower == "as" and child.i > head.i:
            right = min(right, child.left - 1)  # "described by police [as a farce]"
    if left <= verb.i <= right:
        left, right = (left, verb.i - 1) if head.i < verb.i else (verb.i + 1, right)
    home = quotes.at(head.start)
    while left < head.i and (_foreign(page, quotes, left, home) or not page.tokens[left].is_word):
        left += 1
    end = head.i
    while end < right and not _foreign(page, quotes, end + 1, home):
        end += 1
    while end > head.i and (not page.tokens[end].is_word or page.tokens[end].lower in POSSESSIVE):
        end -= 1
    if end < right and page.tokens[end + 1].text == ")" and any(t.text == "(" for t in page.tokens[left:end]):
        end += 1
    return Source(head.i, Span(page.tokens[left].start, page.tokens[end].end))


def quotes_differ(page: Page, quotes: Quotes, one: Token, other: Token) -> bool:
    """Whether one of two words is quoted and the other not, or by another."""
    return quotes.at(one.start) is not quotes.at(other.start)


def _foreign(page: Page, quotes: Quotes, i: int, home: object) -> bool:
    quote = quotes.at(page.tokens[i].start)
    return quote is not None and quote is not home and quote.is_speech


def source_of(page: Page, quotes: Quotes, verb: Token) -> Source | None:
    """Who the verb reports, where the sentence names somebody."""
    return source_at(page, quotes, subject_of(page, verb), verb)


def nearest_noun(page: Page, quotes: Quotes, verb: Token, first: int, last: int) -> Source | None:
    """Where the tree has no subject: the noun phrase just before or after the verb in its frame.

    `first` up to, not including, `last` are the tokens outside the quote that belong to the verb.
    """
    after = [page.tokens[i] for i in range(verb.i + 1, min(last, verb.i + 8))]
    before = [page.tokens[i] for i in range(max(first, verb.i - 12), verb.i)]
    for words in (before, after):
        nouns = [
            w for w in words if (w.tag[:3] in ("NNP", "PRP") and w.tag != "PRP$") or w.tag in ("NN", "NNS")
        ]
        if not nouns:
            continue
        noun = nouns[0]
        while noun.dep in ("compound", "poss", "nmod") and first <= noun.head < last and noun.head != verb.i:
            noun = page.head(noun)
        if noun.dep == "npadvmod" or not first <= noun.left <= noun.right < last:
            return Source(noun.i, Span(noun.start, noun.end))
        return source_at(page, quotes, noun, verb)
    return None
