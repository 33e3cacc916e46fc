"""How much a statement asks to be checked: what it says of facts, and how firmly, as a score from 0 to 1.

The weights are set by hand from what fact-checkers look for: figures, comparisons, records and deeds of
named people count for a statement; wishes, plans, courtesies and questions against it. Nothing was fitted.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields
from typing import Literal

SourceKind = Literal["person", "organisation", "place", "group", ""]

NUMBER = re.compile(r"\d|\b(?:hundred|thousand|million|billion|trillion|dozen|half|quarter|third)s?\b", re.I)
QUANTITY = re.compile(
    r"[$£€¥]\s?\d|\d\s?%|\b(?:per ?cent|percentage|dollars?|pounds?|euros?|crowns?|jobs|years? ago"
    r"|since (?:19"
    r"|20)\d\d"
    r"|(?:19|20)\d\d|million|billion|trillion|tons?|tonnes?|miles?|people (?:were|have|died))\b",
    re.I,
)
COMPARISON = re.compile(
    r"\b(?:more|less|fewer|higher|lower|bigger|larger|smaller|better|worse|faster|cheaper|greater) \w+"
    r"|\b\w{3,}er than\b|\btwice\b|\btripled?\b|\bdoubled?\b|\bcompared (?:to|with)\b|\bthan (?:any|ever)\b",
    re.I,
)
SUPERLATIVE = re.compile(
    r"\b(?:most|least|biggest|largest|highest|lowest|worst|best|first|only|never|ever|every|all of"
    r"|none|record|no one"
    r"|nobody)\b",
    re.I,
)
CHANGE = re.compile(
    r"\b(?:rose|risen|fell|fallen|dropped|cut|cuts|increased?|decreased?|lost|won|voted|signed"
    r"|killed|died|spent|paid"
    r"|created|raised|gone up|gone down|went up|went down|doubled|approved|opposed|supported"
    r"|promised|took|gave"
    r"|sold"
    r"|bought|imported?|exported?|elected|invaded|closed|opened|built|received|released)\b",
    re.I,
)
PAST = re.compile(r"\b(?:was|were|had|did|has been|have been|has|used to)\b", re.I)
SUBJECT_MATTER = re.compile(
    r"\b(?:tax(?:es)?|deficit|debt|budget|trade|jobs?|unemployment|wages?|crime|murders?|immigra\w+"
    r"|border|visas?"
    r"|insurance|premiums?|health ?care|medicare|medicaid|oil|energy|nuclear|troops?|war|votes?"
    r"|polls?|percent"
    r"|deals?"
    r"|companies|factories|economy|rate|rates|inflation|prices?|rents?|costs?|funding|schools?|refugees)\b",
    re.I,
)
HEDGE = re.compile(
    r"\b(?:may|might|could|perhaps|maybe|possibly|probably|seems?|seemed|appears?|appeared|likely"
    r"|i guess|sort of"
    r"|kind of)\b",
    re.I,
)
OPINION = re.compile(
    r"\b(?:i think|i believe|i feel|i hope|we hope|i wish|i want|i love|i like|should|must|ought"
    r"|need to|have to"
    r"|great"
    r"|wonderful|beautiful|terrible|horrible|proud|honou?r|disgrace|hopes?|fears?|wants?|wish(?:es)?)\b",
    re.I,
)
FUTURE = re.compile(
    r"\b(?:will|won['’]t|going to|gonna|shall|would|we['’]ll|i['’]ll|plans? to|intends?)\b", re.I
)
COURTESY = re.compile(
    r"\b(?:thanks?|thank you|welcome|good (?:evening|morning|night)|please|sorry|congratulations|god bless"
    r"|excuse me"
    r"|ladies and gentlemen|laughter|applause|crosstalk|let me|by the way|okay|excellent)\b",
    re.I,
)
NAME = re.compile(r"(?<=[a-z,;:’'”] )(?!I\b|I['’])[A-Z][\w.’'-]+|\b[A-Z]{2,}\b")
WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for and against checking a statement; each from 0 to 1."""

    number: float
    quantity: float
    comparison: float
    superlative: float
    change: float
    past: float
    subject_matter: float
    names: float
    length: float
    hedge: float
    opinion: float
    future: float
    courtesy: float
    question: float
    short: float
    known_source: float


WEIGHTS = Features(
    number=1.2,
    quantity=1.0,
    comparison=0.5,
    superlative=0.7,
    change=1.0,
    past=0.6,
    subject_matter=0.9,
    names=0.5,
    length=1.0,
    hedge=-0.2,
    opinion=-0.4,
    future=-0.5,
    courtesy=-1.2,
    question=-1.0,
    short=-1.5,
    known_source=0.2,
)
BIAS = -2.8


def features_of(words: str, source: SourceKind = "") -> Features:
    """The features of a statement, and of who makes it."""
    count = sum(1 for _ in zip(WORD.finditer(words[:4000]), range(400), strict=False))

    def has(pattern: re.Pattern[str], full: int = 1) -> float:
        found = sum(1 for _ in zip(pattern.finditer(words[:4000]), range(full), strict=False))
        return found / full

    return Features(
        number=has(NUMBER),
        quantity=has(QUANTITY),
        comparison=has(COMPARISON),
        superlative=has(SUPERLATIVE),
        change=has(CHANGE),
        past=has(PAST),
        subject_matter=has(SUBJECT_MATTER, 2),
        names=has(NAME, 2),
        length=min(count, 30) / 30,
        hedge=has(HEDGE),
        opinion=has(OPINION),
        future=has(FUTURE),
        courtesy=has(COURTESY),
        question=float(words.rstrip(' ”"’»').endswith("?")),
        short=float(count < 5),
        known_source=float(source in ("person", "organisation")),
    )


def worth(words: str, source: SourceKind = "") -> float:
    """How much a statement asks to be checked, from 0 (a greeting) to 1 (figures, compared, of the past)."""
    found = features_of(words, source)
    total = BIAS + sum(getattr(WEIGHTS, f.name) * getattr(found, f.name) for f in fields(Features))
    return round(1 / (1 + math.exp(-total)), 3)
