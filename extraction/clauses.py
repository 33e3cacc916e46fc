"""What a reporting verb reports: its content, read from the sentence's tree.

Content comes as token ranges, end exclusive; several where the reporting clause interrupts it.
"""

from __future__ import annotations

from dataclasses import dataclass

from extraction.cues import ATTITUDES, EVIDENCE, NEGATIONS, Cue, cue_of
from extraction.page import Page, Token

Range = tuple[int, int]
MODALS = frozenset(["might", "may", "could", "would", "should", "can", "must"])
UNSAID = ("declin", "refus", "fail", "stopped")  # "declined to comment": nothing was said
COMPLEMENTS = ("oprd", "prep", "xcomp", "ccomp", "advcl", "acomp", "attr", "dobj")
NOUN_PREPOSITIONS = frozenset(
    ["for", "of", "about", "against", "than", "between", "from", "toward", "towards", "over"]
)
K_PREPOSITIONS = frozenset(["as", "of", "for", "with", "to", "on"])


@dataclass(slots=True)
class Found:
    """Content of one cue, the cue's own words, and how far to trust it."""

    content: list[Range]
    cue: list[Range]
    confidence: float = 0.8


def is_negated(page: Page, verb: Token) -> bool:
    """Whether the verb is said not to have happened: "did not say", "never said"."""
    return any(child.lower in NEGATIONS for child in page.kids(verb, "neg", "advmod"))


def has_modal(page: Page, verb: Token) -> bool:
    """Whether the verb only might or should have happened: "would say", "may say"."""
    return any(child.tag == "MD" and child.lower in MODALS for child in page.kids(verb, "aux"))


def content_of(page: Page, verb: Token, cue: Cue) -> Found | None:
    """What the verb reports, if its frames allow what follows or precedes it."""
    words: list[Range] = [(verb.i, verb.i + 1)]
    if verb.dep == "xcomp" and page.head(verb).lower.startswith(UNSAID):
        return None
    if is_negated(page, verb):
        if cue.lemma not in ATTITUDES:
            return None  # "did not say": nothing was said
        words = [(min(c.i for c in [verb, *page.kids(verb, "neg", "aux")]), verb.i + 1)]
    if has_modal(page, verb) and (cue.lemma in EVIDENCE or not page.kids(verb, "ccomp")):
        return None
    kids = page.kids(verb)
    if any(child.dep in ("nsubjpass", "auxpass") for child in kids):
        return _passive(page, verb, cue, kids, words)
    for reader in (_object_and_more, _preposition, _clause, _infinitive, _noun):
        if content := reader(page, verb, cue, kids):
            if reader is _preposition:
                words.append((content[0][0] - 1, content[0][0]))
            return Found(content, words, 0.6 if reader in (_noun, _infinitive) else 0.8)
    return None


def _clause(page: Page, verb: Token, cue: Cue, kids: list[Token]) -> list[Range]:
    """“said that rents fell”, “rents, she said, fell”, “asked whether rents fell”."""
    clauses = [c for c in kids if c.dep == "ccomp" and (cue.takes("c") or (c.i < verb.i and cue.takes("q")))]
    if clauses:
        clause = clauses[0] if clauses[0].i > verb.i or len(clauses) == 1 else clauses[-1]
        if clause.left <= verb.i <= clause.right:
            return _around(page, verb, clause)
        first, last = clause.left, clause.right + 1
        if first > verb.i:
            first = _with_subject(page, cue, clause, kids)
            return [(first, _before_participle(page, first, _extended(page, verb, last)))]
        return [(first, last)]
    if not cue.takes("c") and not cue.takes("q"):
        return []
    following = page.tokens[verb.i + 1] if verb.i + 1 < len(page.tokens) else None
    end = page.sentence(verb)[1]
    if following and following.sentence == verb.sentence and cue.takes("c"):
        if following.lower == "that" and following.tag in ("IN", "WDT"):
            return [(following.i, end)]
        if following.text == ":" and end - following.i > 3:
            return [(following.i + 1, end)]
    if verb.dep == "parataxis":
        head = page.head(verb)
        return _around(page, verb, head) if head.is_verb else []
    return _sentence_before(page, verb, cue, kids)


def _sentence_before(page: Page, verb: Token, cue: Cue, kids: list[Token]) -> list[Range]:
    """“…, she said.” where the tree does not show it: all that stands before the comma."""
    if not cue.takes("q") or any(child.dep in ("dobj", "xcomp") for child in kids):
        return []
    start, end = page.sentence(verb)
    if any(child.dep == "nsubj" and child.left <= start for child in kids):
        return []
    frame = min([verb.i, *(child.left for child in kids if child.dep == "nsubj" and child.left > start)])
    if end - verb.i > 14 or frame - start < 4 or page.tokens[frame - 1].text != ",":
        return []
    return [(start, frame - 1)]


def _with_subject(page: Page, cue: Cue, clause: Token, kids: list[Token]) -> int:
    """Where a clause starts, its subject included that the parser took for the verb's own object."""
    if page.kids(clause, "nsubj", "nsubjpass", "expl", "mark") or not page.kids(clause, "aux", "auxpass"):
        return clause.left
    objects = [c for c in kids if c.dep in ("dobj", "dative", "iobj") and c.i < clause.i]
    if objects and objects[-1].right + 1 == clause.left and (len(objects) > 1 or not cue.takes("t")):
        return objects[-1].left
    return clause.left


def _before_participle(page: Page, first: int, last: int) -> int:
    """Content ends where a reporting participle goes on: “said rents fell[, adding …]”."""
    for i in range(first + 3, last):
        token = page.tokens[i]
        if token.tag == "VBG" and page.tokens[i - 1].text == "," and cue_of(token.lower):
            return i - 1
    return last


def _around(page: Page, verb: Token, clause: Token) -> list[Range]:
    """A clause that the reporting words interrupt: what stands before and after them."""
    own = [verb.i]
    for child in page.kids(verb):
        if child is not clause and child.dep not in ("punct", "ccomp", "parataxis", "conj"):
            own += [child.left, child.right]
    lo, hi = max(clause.left, min(own)), min(clause.right, max(own))
    if verb.left >= clause.left and verb.dep == "parataxis":
        lo, hi = verb.left, verb.right
    return [r for r in ((clause.left, lo), (hi + 1, clause.right + 1)) if r[1] - r[0] > 1]


def _extended(page: Page, verb: Token, last: int) -> int:
    """Content runs on through what the tree hangs on the verb, up to a comma."""
    end = min(verb.right + 1, page.sentence(verb)[1])
    i = last
    while i < end and page.tokens[i].text not in (",", ";", ".", "—", "–"):
        if page.tokens[i].dep in ("cc", "conj") and page.tokens[i].head == verb.i:
            return i
        i += 1
    return i


def _object_and_more(page: Page, verb: Token, cue: Cue, kids: list[Token]) -> list[Range]:
    """“accused Rome of delay”, “called it a farce”, “urging citizens to join”."""
    later = [child for child in kids if child.i > verb.i]
    objects = [child for child in later if child.dep in ("dobj", "dative")]
    if cue.takes("k"):
        parts = [
            child
            for child in later
            if child.dep in COMPLEMENTS
            and (child.dep != "prep" or child.lower in K_PREPOSITIONS)
            and child.dep != "advcl"
        ]
        if not parts or (parts[0].dep == "prep" and cue.lemma not in ("credit", "blame")):
            return []
        last = parts[0]
        for part in parts[1:]:
            if page.tokens[part.left - 1].text != ",":
                last = part
        return [(parts[0].left, _with_phrases(page, verb, last.right + 1))]
    if cue.takes("o") and objects:
        goals = [
            child
            for child in later
            if child.dep in ("xcomp", "ccomp", "advcl") and _is_infinitive(page, child)
        ]
        if goals:
            return [(objects[0].left, goals[0].right + 1)]
    return []


def _is_infinitive(page: Page, verb: Token) -> bool:
    return any(child.lower == "to" for child in page.kids(verb, "aux"))


def _preposition(page: Page, verb: Token, cue: Cue, kids: list[Token]) -> list[Range]:
    """“called for calm”, “warned against haste”, “spoke of a long winter”."""
    if any(child.dep == "ccomp" for child in kids):
        return []
    for child in kids:
        if child.dep in ("prep", "prt") and child.i > verb.i and child.lower in cue.prepositions:
            last = child.right + 1
            if child.lower == "on":
                goals = [c for c in kids if c.dep in ("xcomp", "advcl") and _is_infinitive(page, c)]
                last = goals[0].right + 1 if goals else last
            if last - child.i > 1:
                return [(child.i + 1, last)]
    return []


def _infinitive(page: Page, verb: Token, cue: Cue, kids: list[Token]) -> list[Range]:
    """“promised to resign”."""
    if not (cue.takes("i") or cue.takes("o")):
        return []
    for child in kids:
        if child.i > verb.i and child.dep in ("xcomp", "ccomp") and _is_infinitive(page, child):
            return [(child.left, child.right + 1)]
    return []


def _noun(page: Page, verb: Token, cue: Cue, kids: list[Token]) -> list[Range]:
    """“cited high costs”, “praised the plan”."""
    if not cue.takes("n"):
        return []
    for child in kids:
        if child.i > verb.i and child.dep == "dobj" and child.tag not in ("PRP", "WP", "WDT", "DT"):
            return [(child.left, _with_phrases(page, verb, child.right + 1))]
    return []


def _with_phrases(page: Page, verb: Token, last: int) -> int:
    """A noun's own phrases that the parser hung on the verb: “citing too few ships [for an assault]”."""
    for child in page.kids(verb, "prep", "advmod"):
        if child.left == last and child.lower in NOUN_PREPOSITIONS:
            last = child.right + 1
    return last


def _passive(page: Page, verb: Token, cue: Cue, kids: list[Token], words: list[Range]) -> Found | None:
    """“was described by police as calm”: only where somebody is named by whom."""
    if not any(child.dep == "agent" for child in kids):
        return None
    patients = [child for child in kids if child.dep == "nsubjpass"]
    content = [(patients[0].left, patients[0].right + 1)] if patients and patients[0].tag[:2] != "WD" else []
    agents = [noun for child in kids if child.dep == "agent" for noun in page.kids(child, "pobj")]
    for child in [*kids, *(c for noun in agents for c in page.kids(noun, "prep") if c.lower == "as")]:
        if child.i > verb.i and (
            child.dep in ("oprd", "ccomp", "xcomp") or (child.dep == "prep" and child.lower in ("as", "of"))
        ):
            first = child.i + 1 if child.lower == "as" and child.dep == "prep" else child.left
            content.append((first, child.right + 1))
    if not content or not (cue.takes("k") or cue.takes("n") or cue.takes("c")):
        return None
    return Found(content, words, 0.55)
