"""How likely two names are one person's or one thing's. Pure: names in, a score and its reason out.

1 is reserved for a name that is on file letter by letter. Names that differ in accents, hyphens or
company forms only score `VARIANT`; names that merely look alike never score more than `ALIKE`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

VARIANT = 0.97
ALIKE = 0.95
SAME_FORM = 0.9
INITIALS = 0.86
BARE_SURNAME = 0.78
LONGEST_KEY = 80

PERSON = "person"
SMALL_WORDS = frozenset(
    "a an and da de del der di do dos du e et for in la las le les los of on the und van von y".split()  # noqa: SIM905
)
COMPANY_FORMS = frozenset(
    "ab ag as asa bv co company corp corporation gmbh inc incorporated limited llc ltd nv oy plc sa".split()  # noqa: SIM905
)
UNFOLDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
SOUNDS = (
    ("qu", "kv"),
    ("ph", "f"),
    ("ck", "k"),
    ("x", "ks"),
    ("c", "k"),
    ("q", "k"),
    ("z", "s"),
    ("w", "f"),
    ("v", "f"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """One group of mentions in a text: its fullest name, its kind and every form it was written in."""

    name: str
    kind: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score from 0 to 1 and, in a few words, what speaks for it."""

    score: float
    reason: str = ""


NONE = Likeness(0.0)


def words(name: str, kind: str) -> list[str]:
    """The words of a name that tell it from others: folded, without small words and company forms."""
    plain = unicodedata.normalize("NFKD", name.replace(".", "").replace("’", "").replace("'", ""))
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold().translate(UNFOLDED)
    found = re.findall(r"\w+", plain)
    telling = [word for word in found if word not in SMALL_WORDS] or found
    while kind != PERSON and len(telling) > 1 and telling[-1] in COMPANY_FORMS:
        telling.pop()
    return telling


def sound(word: str) -> str:
    """What stays of a word under the usual misspellings: Lindquist and Lindqvist are one."""
    for written, heard in SOUNDS:
        word = word.replace(written, heard)
    return word[:1] + re.sub(r"[aeiouyh]", "", re.sub(r"(.)\1+", r"\1", word[1:]))


def filing_keys(name: str, kind: str) -> set[str]:
    """Under which keys a name is filed, to be found by `search_keys` of names like it."""
    told = words(name, kind)
    edge = _edge(told, kind)
    return _shared_keys(name, told, kind) | (
        {f"only {edge}"} if len(told) == 1 else {f"part {edge}"} if told else set()
    )


def search_keys(name: str, kind: str) -> set[str]:
    """Where names like this one are filed. Search and filing change places without a difference."""
    told = words(name, kind)
    edge = _edge(told, kind)
    return _shared_keys(name, told, kind) | (
        {f"part {edge}"} if len(told) == 1 else {f"only {edge}"} if told else set()
    )


def _edge(told: Sequence[str], kind: str) -> str:
    """The word that stands for the whole in short: a person's last, anything else's first."""
    return sound(told[-1 if kind == PERSON else 0])[: LONGEST_KEY - 5] if told else ""


def _shared_keys(name: str, told: Sequence[str], kind: str) -> set[str]:
    if not told:
        return set()
    keys = {f"all {' '.join(sorted(map(sound, told)))}"[:LONGEST_KEY]}
    if len(told) > 1:
        keys.add(f"ends {sound(told[-1])} {told[0][0]}"[:LONGEST_KEY])
    if kind != PERSON and len(told) > 1:
        keys.add(f"begins {sound(told[0])} {sound(told[1])}"[:LONGEST_KEY])
    if kind != PERSON and (short := _acronym(name) or "".join(word[0] for word in told)) and len(short) > 1:
        keys.add(f"initials {short}"[:LONGEST_KEY])
    return keys


def _acronym(name: str) -> str:
    """The letters of a name that is an acronym, as WHO and U.N. are."""
    letters = name.replace(".", "").strip()
    return letters.casefold() if 2 <= len(letters) <= 6 and letters.isalpha() and letters.isupper() else ""


def likeness(named: Named, known_names: Iterable[str], known_kind: str) -> Likeness:
    """How likely a name in a text means something of these names and this kind."""
    known = list(known_names)
    best = max(
        (_of_two(named.name, other, named.kind, known_kind) for other in known), key=_score, default=NONE
    )
    if named.kind != PERSON and known_kind != PERSON:
        best = max(best, _by_form(named, known), key=_score)
    return Likeness(round(best.score * _agreement(named.kind, known_kind), 3), best.reason)


def _score(like: Likeness) -> float:
    return like.score


def _agreement(kind: str, known_kind: str) -> float:
    """Readers take a company for a place sooner than for a person."""
    if kind == known_kind:
        return 1.0
    return 0.7 if PERSON in (kind, known_kind) else 0.9


def _by_form(named: Named, known: Iterable[str]) -> Likeness:
    """The text calls it by another name too, and that one is on file."""
    on_file = {name.casefold().replace(".", "") for name in known}
    for form in named.forms:
        if form != named.name and form.casefold().replace(".", "") in on_file:
            return Likeness(SAME_FORM, f"the text also writes “{form}”")
    return NONE


def _of_two(name: str, other: str, kind: str, known_kind: str) -> Likeness:
    ours, theirs = words(name, kind), words(other, known_kind)
    if not ours or not theirs or _numbers(ours) != _numbers(theirs):
        return NONE
    if ours == theirs:
        return Likeness(VARIANT, f"written as “{other}” but for accents, hyphens or company forms")
    if PERSON in (kind, known_kind):
        return _of_two_persons(ours, theirs, other)
    for short, long in ((name, theirs), (other, ours)):
        if len(long) > 1 and _acronym(short) == "".join(word[0] for word in long):
            return Likeness(INITIALS, f"the initials fit “{other}”")
    return _of_two_things(ours, theirs, other)


def _numbers(told: Sequence[str]) -> list[str]:
    return sorted(word for word in told if word.isdigit())


def _of_two_persons(ours: Sequence[str], theirs: Sequence[str], other: str) -> Likeness:
    surname = _ratio(ours[-1], theirs[-1])
    if 1 in (len(ours), len(theirs)):
        return Likeness(BARE_SURNAME * surname**2, f"the surname fits “{other}”")
    given, reason = _given_names(ours[0], theirs[0])
    if surname < 0.8 or not given:
        return NONE
    return Likeness(min(ALIKE, 0.6 * surname + 0.4 * given), f"{reason} “{other}”")


def _given_names(one: str, two: str) -> tuple[float, str]:
    """How well two given names go together; 0 where they contradict each other."""
    short, long = sorted((one, two), key=len)
    if len(short) == 1 and long.startswith(short):
        return 0.8, "the initial and the surname fit"
    if len(short) >= 3 and long.startswith(short) and short != long:
        return 0.8, "the short form of the given name fits"
    alike = _ratio(one, two)
    return (alike, "spelled much like") if alike >= 0.8 else (0.0, "")


def _of_two_things(ours: Sequence[str], theirs: Sequence[str], other: str) -> Likeness:
    only_ours, only_theirs = set(ours) - set(theirs), set(theirs) - set(ours)
    if not only_ours and not only_theirs:
        return Likeness(ALIKE, f"the same words as “{other}”")
    if not only_ours or not only_theirs:
        share = min(len(ours), len(theirs)) / max(len(ours), len(theirs))
        begins = ours[0] == theirs[0]
        return Likeness(0.6 + 0.3 * share if begins else 0.5 * share, f"one name holds the other, “{other}”")
    contradicts = any(max(_ratio(word, each) for each in only_theirs) < 0.75 for word in only_ours) or any(
        max(_ratio(word, each) for each in only_ours) < 0.75 for word in only_theirs
    )
    if contradicts:
        return NONE
    alike = fuzz.token_sort_ratio(" ".join(ours), " ".join(theirs)) / 100
    return Likeness(min(ALIKE, alike), f"spelled much like “{other}”")


def _ratio(one: str, two: str) -> float:
    return fuzz.ratio(one, two) / 100
