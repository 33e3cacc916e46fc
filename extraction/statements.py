"""What an attribution claims, as a sentence that stands alone: who says it, how, and what.

The words stay those of the text. A pronoun that stands for the source gives way to the name, in brackets
inside a quotation; the cue keeps its negation, and nothing is put into another tense.
"""

from __future__ import annotations

import re

MARKS = "“”\"'‘’«» ,"
WEAK = frozenset(
    (
        "the", "a", "an", "this", "that", "these", "those", "it", "he", "she", "they", "there", "no", "some",
        "many", "most", "all", "his", "her", "their", "its", "our", "if", "when", "while", "after", "before",
        "in", "on", "at", "for", "as", "people",
    )
)  # fmt: skip
PARTICIPLES = {"saying": "said", "telling": "said", "thinking": "thought", "citing": "cited",
    "writing": "wrote",
    "making": "made", "arguing": "argued", "urging": "urged", "accusing": "accused", "promising": "promised",
    "denying": "denied", "insisting": "insisted", "describing": "described",
    "declaring": "declared"}  # fmt: skip
AS_I_DO = {"am": "is", "have": "has", "do": "does", "don't": "doesn't", "haven't": "hasn't", "go": "goes"}
UNCHANGED = frozenset(
    (
        "was", "had", "did", "will", "would", "could", "should", "can", "cannot", "can't", "won't", "may",
        "might", "must", "shall", "wasn't", "didn't", "couldn't", "wouldn't", "shouldn't", "never", "always",
        "also", "just", "really", "only", "still",
    )
)  # fmt: skip
FIRST = re.compile(
    r"\b(?:(I)(['’](?:m|ve|ll|d))?(?:\s+((?:never|also|just|really|still|always)\s+)?([a-z]+(?:n['’]t)?))?"
    r"|([Mm]y|[Mm]ine)|([Mm]e)|([Mm]yself))\b(?!['’]\w)"
)
SHORT = {"m": "is", "ve": "has", "ll": "will", "d": "would"}
WORDS = re.compile(r"\s+")


def statement(source: str, cue: str, content: str, *, is_direct: bool) -> str:
    """“James Story does not think it is coming”, of whatever parts there are.

    `source` is the name to use; `cue` the reporting words, empty for a bare colon or none at all.
    """
    content = WORDS.sub(" ", content).strip(" ,")
    if is_direct:
        words = " … ".join(part.strip(MARKS) for part in content.split(" … "))
        spoken = in_third_person(words, source) if source else words
        return f"{_said(source, cue)}: “{_capital(spoken)}”" if source else _capital(words)
    content = content.removeprefix("that ")
    if not source:
        return _capital(content)
    if cue.lower() in ("according to", "selon", "d'après", "d’après"):
        return f"{_capital(cue.lower())} {source}, {_lowered(content)}"
    return f"{_said(source, cue)}{' ' if cue.strip(':—– ') else ': '}{_lowered(content)}"


def in_third_person(words: str, name: str) -> str:
    """First-person pronouns of a quotation as the speaker's name in brackets, its verbs to match.

    “We” stays: whom it stands for, only people can tell.
    """
    return FIRST.sub(lambda match: _third(match, name), words)


def _third(match: re.Match[str], name: str) -> str:
    subject, short, adverb, verb, my, _me, _myself = match.groups()
    if not subject:
        return f"[{name}’s]" if my else f"[{name}]"
    adverb = adverb or ""
    if short:
        return f"[{name}] {SHORT[short[1:]]}{' ' + adverb + verb if verb else ''}"
    return f"[{name}] {adverb}{_agreeing(verb)}" if verb else f"[{name}]"


def _agreeing(verb: str) -> str:
    """The verb after “I” as it stands after a name: think, thinks; past forms and helpers as they are."""
    plain = verb.replace("’", "'")
    if plain in AS_I_DO:
        return AS_I_DO[plain].replace("'", verb[-2] if "t" in plain and "'" in plain else "'")
    if plain in UNCHANGED or plain not in PRESENT:
        return verb
    if plain.endswith(("s", "sh", "ch", "x")):
        return f"{verb}es"
    return f"{verb}s"


PRESENT = frozenset(
    (
        "think", "believe", "know", "want", "hope", "say", "feel", "expect", "fear", "see", "need", "mean",
        "love", "like", "guess", "support", "oppose", "agree", "remember", "understand", "suggest", "suspect",
        "doubt", "wish", "see", "hear", "call", "find", "ask", "tell", "keep", "get", "give", "take", "make",
        "work", "live", "stand", "respect", "trust", "promise", "regret", "recall", "assume", "plan",
        "intend", "wonder", "reject", "welcome", "urge", "look", "consider", "prefer",
    )
)  # fmt: skip


def _said(source: str, cue: str) -> str:
    cue = cue.strip(" :—–…")
    return f"{_capital(source)} {PARTICIPLES.get(cue.lower(), cue)}" if cue else _capital(source)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lowered(words: str) -> str:
    """A sentence's opening word in lower case, unless it may be a name."""
    first = words.split(" ", 1)[0]
    return words[:1].lower() + words[1:] if first.lower() in WEAK else words
