"""Two readers by rules over a spaCy parse: what can be had without learning anything from annotated stories.

`nearest_person` gives every quotation to the nearest person; `reporting_verbs` follows reporting verbs,
“according to” and quotation marks, in the manner of the Gender Gap Tracker. Both are our own code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.scoring import quotations

Span = tuple[int, int]
Found = dict[str, list[Span]]
VERBS = """
accuse acknowledge add admit advise affirm agree allege announce answer argue ask assert assure believe
boast claim comment complain concede conclude confess confirm contend continue decide declare deny
describe disclose emphasize estimate exclaim expect explain fear feel find guess hint hope imply indicate
insist joke maintain mention muse note observe point predict promise propose quip read recall recommend
recount reiterate remark remember remind repeat reply report request respond reveal say shout signal
speculate state stress suggest suspect swear tell testify think threaten tweet urge vow warn wonder worry
write yell"""
REPORTING = frozenset(VERBS.split())
SUBJECTS = ("nsubj", "nsubjpass")
BESIDE = 60  # characters between a quotation and its verb


def nearest_person(doc: Any) -> list[Found]:
    """Every quotation of three words and more, with the person named nearest to it."""
    people = [(e.start_char, e.end_char) for e in doc.ents if e.label_ == "PERSON"]
    found = []
    for start, end in quotations(doc.text):
        outside = [p for p in people if p[1] <= start or p[0] >= end]
        if len(doc.text[start:end].split()) >= 3:
            nearest = sorted(outside, key=lambda p: max(start - p[1], p[0] - end))[:1]
            found.append({"source": nearest, "cue": [], "content": [(start, end)]})
    return found


def reporting_verbs(doc: Any) -> list[Found]:
    """Clauses of reporting verbs, sentences with “according to”, and quotations beside such verbs."""
    quotes = [(a, b) for a, b in quotations(doc.text) if len(doc.text[a:b].split()) >= 3]
    verbs = [token for token in doc if token.lemma_.lower() in REPORTING and token.pos_ == "VERB"]
    found = [report for verb in verbs if (report := _of_verb(verb, quotes))]
    found += list(_according_to(doc))
    taken = [span for report in found for span in report["content"]]
    for start, end in quotes:
        if not any(a < end and start < b for a, b in taken):
            found.append({"source": [], "cue": [], "content": [(start, end)]} | _beside(verbs, start, end))
    return [report for report in found if report["source"] or report["cue"]]


def _span(tokens: list[Any]) -> Span:
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1])


def _subject(verb: Any) -> list[Span]:
    """The verb's subject, or that of the verb which it is joined to."""
    for word in (verb, verb.head if verb.dep_ == "conj" else verb):
        for child in word.children:
            if child.dep_ in SUBJECTS:
                return [_span(list(child.subtree))]
    return []


def _of_verb(verb: Any, quotes: list[Span]) -> Found | None:
    """What the verb's clause says, grown to the quotation that it stands in."""
    clause = next((c for c in verb.children if c.dep_ in ("ccomp", "parataxis", "xcomp")), None)
    if clause is not None:
        words = [t for t in clause.subtree if t.dep_ != "mark" or t.head != clause]
    elif verb.dep_ in ("parataxis", "ccomp") and verb.head.pos_ in ("VERB", "AUX"):
        own = {t.i for t in verb.subtree}
        words = [t for t in verb.head.subtree if t.i not in own]
    else:
        return None
    words = [t for t in words if not t.is_space]
    said = {t.i for t in words}
    source = _subject(verb)
    if not words or not source:
        return None
    start, end = _span(words)
    for a, b in quotes:
        if a < end and start < b and not a <= verb.idx < b:
            start, end = min(start, a), max(end, b)
    pieces = [(start, end)]
    if start < verb.idx < end:  # the words go on after the verb
        clause_of_verb = _span([t for t in verb.subtree if t.i not in said])
        pieces = [p for p in ((start, clause_of_verb[0]), (clause_of_verb[1], end)) if p[0] < p[1]]
    return {"source": source, "cue": [_span([verb])], "content": pieces}


def _according_to(doc: Any) -> Iterator[Found]:
    """The sentence around “according to”, without it."""
    for token in doc:
        if token.lower_ != "according":
            continue
        phrase = sorted(token.subtree, key=lambda t: t.i)
        source = next((c for to in token.children for c in to.children if c.dep_ == "pobj"), None)
        rest = [t for t in token.sent if not t.is_space]
        if source is not None:
            before = [t for t in rest if t.i < phrase[0].i]
            after = [t for t in rest if t.i > phrase[-1].i]
            content = [_span(part) for part in (before, after) if part]
            yield {"source": [_span(list(source.subtree))], "cue": [_span(phrase[:2])], "content": content}


def _beside(verbs: list[Any], start: int, end: int) -> Found:
    """Source and cue of the reporting verb that stands close to a quotation."""
    near = [v for v in verbs if end <= v.idx < end + BESIDE or start - BESIDE <= v.idx < start]
    near.sort(key=lambda v: v.idx - end if v.idx >= end else start - v.idx)
    for verb in near:
        if source := _subject(verb):
            return {"source": source, "cue": [_span([verb])]}
    return {}
