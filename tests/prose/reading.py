"""What the tables of sentences compare: what an editor expects of a text with what was read in it.

The comparison is as lenient as an editor is. Quotation marks, punctuation at the edges, auxiliaries and
little words such as “that” may stand inside or outside. What tells one report from another may not differ:
the telling words of the content, who speaks, the reporting word with its negation, direct or indirect, said,
thought or withheld.
"""

import re
from collections import Counter
from dataclasses import dataclass, fields
from functools import partial
from operator import eq

import pytest

from extraction import Reading, read

WORD = re.compile(r"\w+(?:['’.-]\w+)*")
LITTLE = frozenset(
    WORD.findall(
        "a an and as at be been being both but by for from had has have he her his i in is it its of on "
        "or our she so that the their they this to was we were will would you"
    )
)
NEGATIONS = frozenset(("not", "n't", "never", "no", "cannot", "refused", "declined"))
AFTER_THE_HEAD = re.compile(
    r"[,(—–]| (?:of|for|in|at|from|with|on|to|near|close|who|whose|that|which|aboard|behind)\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One report: words as printed, pieces joined by “ … ”; `name`: of the entity behind the source."""

    type: str
    source: str
    cue: str
    content: str
    name: str | None = None
    mode: str = "said"


direct = partial(Said, "direct")
mixed = partial(Said, "mixed")
indirect = partial(Said, "indirect")
reported = partial(Said, "")  # marks decide little: both readings of the type are right


def table(*cases):
    """A test of each passage: (text, what is reported in it, all of it and nothing else)."""
    return pytest.mark.parametrize(("text", "expected"), cases, ids=_title)


def _title(value) -> str:
    """The first words of a passage name its case."""
    return " ".join(WORD.findall(value)[:6]) if isinstance(value, str) else ""


def shortfall(why: str):
    """A case that is right and not yet read so; `pytest -rX` tells which ones are by now.

    Not strict: a new tagger reads some of them and not others, and processors round differently.
    """
    return pytest.mark.xfail(strict=False, reason=why)


def words(text: str, spans) -> str:
    return " … ".join(text[s.start : s.end] for s in spans)


def reports(text: str) -> list[Said]:
    """Everything reported in an English text."""
    reading = read(text, "en")
    return [
        Said(
            type=a.type,
            source=words(text, a.source),
            cue=words(text, a.cue),
            content=words(text, a.content),
            name=None if a.source_entity is None else reading.entities[a.source_entity].name,
            mode=a.mode,
        )
        for a in reading.attributions
    ]


def is_read(text: str, expected: Said) -> bool:
    """Whether a report is read as an editor would."""
    return any(not _unlike(expected, found) for found in reports(text))


def differences(text: str, expected: list[Said]) -> list[str]:
    """What an editor would mend, a line for each: nothing where the text is read as expected."""
    left = reports(text)
    missed = []
    for report in expected:
        if same := next((found for found in left if not _unlike(report, found)), None):
            left.remove(same)
        else:
            missed.append(report)
    told = []
    for report in missed:
        nearest = max(left, key=partial(_shared, report), default=None)
        if nearest is None or not _shared(report, nearest):
            told.append(f"missed: {report}")
            continue
        left.remove(nearest)
        told += [
            f"{part}: expected {getattr(report, part)!r}, read {getattr(nearest, part)!r}"
            for part in _unlike(report, nearest)
        ]
    return told + [f"too much: {found}" for found in left]


def _unlike(expected: Said, found: Said) -> list[str]:
    """The parts of a report in which two differ as an editor sees it."""
    alike = {
        "type": _same_type,
        "source": _same_source,
        "cue": _same_cue,
        "content": _same_content,
        "name": _same_name,
    }
    return [
        field.name
        for field in fields(Said)
        if not alike.get(field.name, eq)(getattr(expected, field.name), getattr(found, field.name))
    ]


def _same_type(expected: str, found: str) -> bool:
    return expected in ("", found)


def _same_name(expected: str | None, found: str | None) -> bool:
    return (expected or "").rstrip(".") == (found or "").rstrip(".")


def _telling(phrase: str) -> Counter[str]:
    """The words of a phrase that tell it from another, little words only where it has no others."""
    every = [word.replace("’", "'") for word in WORD.findall(phrase.lower())]
    every = [word.removesuffix("'s") for word in every]
    return Counter([word for word in every if word not in LITTLE] or every)


def _shared(expected: Said, found: Said) -> int:
    """How much two reports have in common."""
    return sum((_telling(expected.content) & _telling(found.content)).values())


def _same_content(expected: str, found: str) -> bool:
    return _telling(expected) == _telling(found)


def _same_source(expected: str, found: str) -> bool:
    """For each piece the head of the phrase or of an apposition, and no foreign words, save what runs on."""
    if not expected or not found:
        return expected == found
    inside = _telling(found)
    runs_on = WORD.findall(found.lower())[: len(WORD.findall(expected))] == WORD.findall(expected.lower())
    foreign = inside - _telling(expected) - Counter(("neither", "nor"))
    return (runs_on or not foreign) and all(
        any(_head(part) in inside for part in piece.split(", ")) for piece in expected.split(" … ")
    )


def _head(phrase: str) -> str:
    """The last word before whatever qualifies a noun: “officials” of “two officials at the port”."""
    before = AFTER_THE_HEAD.split(phrase.strip())[0]
    return list(_telling(before or phrase))[-1]


def _same_cue(expected: str, found: str) -> bool:
    """The reporting word and its negation; auxiliaries and particles may lack, an adverb may be let in."""
    mine, theirs = _cue_words(expected), _cue_words(found)
    if not mine or not theirs:
        return mine == theirs
    more = theirs - mine
    return (not more or (mine <= theirs and len(more) == 1)) and mine & NEGATIONS == theirs & NEGATIONS


def _cue_words(cue: str) -> set[str]:
    every = set(WORD.findall(cue.lower().replace("’", "'").replace("n't", " not")))
    return every - LITTLE or every


def attributions(text: str, reading: Reading | None = None) -> list[tuple[str, str, str, str]]:
    """(type, source, cue, content) of every attribution, to the letter."""
    reading = reading or read(text)
    return [
        (a.type, words(text, a.source), words(text, a.cue), words(text, a.content))
        for a in reading.attributions
    ]


def speakers(text: str) -> list[str | None]:
    """Name of the entity behind each attribution."""
    return [report.name for report in reports(text)]


def kinds(text: str) -> dict[str, str]:
    """What each named thing is."""
    return {entity.name: entity.kind for entity in read(text, "en").entities}


def mentions(text: str) -> dict[str, list[str]]:
    """Where each named thing is named, word by word."""
    return {e.name: [text[m.start : m.end] for m in e.mentions] for e in read(text, "en").entities}
