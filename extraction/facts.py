"""Find the numbers, dates and times that an English text states, however they are written.

Two facts with one `key` say the same: “1,000” and “1 000” and “a thousand”, “5pm” and “17:00”, “14 February”
and “February 14th”. Figures are read in any language; number words, months and days in English.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fact:
    """One number, date or time of a text, at `text[start:end]`."""

    kind: Literal["number", "date", "name"]
    key: str
    start: int
    end: int


SMALL = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SHORT_SCALES = {"k": 1_000, "mn": 10**6, "bn": 10**9, "tn": 10**12}
ORDINALS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        1,
    )
} | {"thirtieth": 30, "hundredth": 100, "thousandth": 1000, "millionth": 10**6}
LOOSE = {  # amounts that are said in a word
    **dict.fromkeys(("half", "halves", "halved", "halve"), "half"),
    **dict.fromkeys(("quarter", "quarters"), "quarter"),
    **dict.fromkeys(("thirds",), "third"),
    **dict.fromkeys(("twice", "double", "doubled", "doubles", "doubling"), "double"),
    **dict.fromkeys(("thrice", "triple", "tripled", "triples", "tripling"), "triple"),
    **{word: word for word in ("dozen", "dozens", "hundreds", "thousands", "millions", "billions")},
}
UNITS = {
    "%": "percent",
    "per cent": "percent",
    "percent": "percent",
    "percentage point": "point",
    "point": "point",
    **{
        unit: unit
        for unit in ("dollar", "euro", "pound", "crown", "krone", "kroner", "krona", "yen", "franc")
    },
    **{unit: unit for unit in ("cent", "rupee", "yuan", "peso", "rouble", "ruble", "mile", "foot", "inch")},
    **{unit: unit for unit in ("acre", "litre", "second", "minute", "hour", "day", "week", "month", "year")},
    **{unit: unit for unit in ("decade", "century", "degree", "ton", "tonne", "gram", "hectare")},
    "feet": "foot",
    "inches": "inch",
    "centuries": "century",
    "liter": "litre",
    **dict.fromkeys(("kilometre", "kilometer", "km"), "km"),
    **dict.fromkeys(("centimetre", "centimeter", "cm"), "cm"),
    **dict.fromkeys(("millimetre", "millimeter", "mm"), "mm"),
    **dict.fromkeys(("metre", "meter"), "metre"),
    **dict.fromkeys(("kilogram", "kilo", "kg"), "kg"),
}
CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_SPACE = "  \u202f\u2009"
_FIGURES = rf"(?:\d{{1,3}}(?:[,'’{_SPACE}]\d{{3}})+(?!\d)|\d+)(?:[.,]\d+(?![\d,]))?"
_WORDS = "|".join([*SMALL, *TENS, *SCALES])
_ORDINAL = "|".join(ORDINALS)
_UNIT = "|".join(sorted((re.escape(unit) for unit in UNITS if unit != "%"), key=len, reverse=True))
_MONTH = "|".join(MONTHS)
_MONTH_SHORT = rf"(?:{_MONTH}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
_DAY = "|".join(DAYS)
_ONE = (  # “one” where it counts something
    r"(?<!no )(?<!any )(?<!every )(?<!some )(?<!the )(?<!this )(?<!that )(?<!each )(?<!which )\bone\b"
    r"(?= (?!(?:of|who|that|another|can|could|may|might|must|should|would|will|is|was|has|had|by|and|or|to"
    r"|in)\b)\w)"
)
_PATTERNS = {
    "iso": r"\b(?P<y1>\d{4})-(?P<m1>\d\d)-(?P<d1>\d\d)\b",
    "day_month": rf"\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m2>{_MONTH_SHORT})"
    r"(?:,? (?P<y2>\d{4})\b)?",
    "month_day": rf"\b(?P<m3>{_MONTH_SHORT}) (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)"
    r"(?:,? (?P<y3>\d{4})\b)?",
    "month": rf"\b(?P<m4>{_MONTH})\b(?:,? (?P<y4>\d{{4}})\b(?!-))?",
    "weekday": rf"\b(?:(?P<mod>last|next|this) )?(?P<wd>{_DAY})\b",
    "relative": r"\b(?:yesterday|today|tonight|tomorrow|(?:(?:last|next|this|past) )?"
    r"(?:spring|summer|autumn|winter)|(?:last|next|this|past) "
    r"(?:week|month|year|weekend|night|season|decade|century))\b",
    "clock": r"\b(?P<h>\d{1,2}):(?P<min>\d\d)(?P<rest>(?::\d\d)?(?:\.\d+)?)(?:\s?(?P<ap>[ap])\.?m\b\.?)?",
    "hour": r"\b(?P<h2>\d{1,2})\s?(?P<ap2>[ap])\.?m\b\.?",
    "named_hour": r"\b(?:noon|midnight|midday)\b",
    "decade": r"\b\d{4}s\b",
    "ordinal": rf"\b\d+(?:st|nd|rd|th)\b|\b(?:(?:{'|'.join(TENS)})-)?(?:{_ORDINAL})\b",
    "number": rf"(?:(?P<cur>[$€£¥])\s?)?(?P<fig>(?<![\w.,]){_FIGURES})"
    rf"(?:[-{_SPACE}]?(?P<scale>{'|'.join(SCALES)}|(?:k|mn|bn|tn)\b|m\b(?<=\dm)))?"
    rf"(?:[-{_SPACE}]?(?P<unit>%|(?:{_UNIT})s?\b))?",
    "words": rf"(?:{_ONE}|\bone(?=[-{_SPACE}](?:{'|'.join(SCALES)})\b)"
    rf"|\b(?:a (?=(?:{'|'.join(SCALES)})\b))?(?!one\b)(?:{_WORDS})\b)"
    rf"(?:(?:-|[{_SPACE}](?:and )?)(?:{_WORDS})\b)*(?:[-{_SPACE}](?P<unit2>%|(?:{_UNIT})s?\b))?",
    "loose": rf"\b(?:{'|'.join(LOOSE)})\b",
}
_FACT = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items()), re.IGNORECASE)


def facts_in(text: str) -> list[Fact]:
    """The numbers, dates and times of a text, in order; none overlaps another."""
    return list(_found(text))


def _found(text: str) -> Iterator[Fact]:
    for match in _FACT.finditer(text):
        name = match.lastgroup or ""
        names = [each for each in _PATTERNS if match.group(each) is not None]
        name = names[0] if names else name
        kind: Literal["number", "date"] = (
            "number" if name in ("ordinal", "number", "words", "loose", "decade") else "date"
        )
        key = _key(name, match)
        if key:
            words = match.group()
            lead = len(words) - len(words.lstrip())
            yield Fact(kind, key, match.start() + lead, match.end() - (len(words) - len(words.rstrip())))


def _key(name: str, match: re.Match[str]) -> str:
    words = " ".join(match.group().lower().split())
    if name in ("iso", "day_month", "month_day"):
        return _date(match)
    if name == "month":
        # “may” and “march” are words too; a month begins with a capital letter.
        word = match.group("m4")
        is_sure = word.lower() not in ("may", "march") or match.group("y4") or word == match.string.strip()
        is_month = word[0].isupper() and (is_sure or not _begins_sentence(match))
        return f"month:{match.group('m4').lower()}:{match.group('y4') or ''}" if is_month else ""
    if name == "weekday":
        modifier = (match.group("mod") or "").lower()
        return f"day:{modifier if modifier != 'this' else ''}:{match.group('wd').lower()}"
    if name in ("clock", "hour"):
        return _time(match)
    if name == "named_hour":
        return "time:0:00" if words == "midnight" else "time:12:00"
    if name == "ordinal":
        return f"ordinal:{_ordinal(words)}"
    if name == "number":
        return _number(match)
    if name == "words":
        unit = match.group("unit2") or ""
        counted = words[: len(words) - len(unit)].rstrip(" -") if unit else words
        return f"{_value(counted)}:{_unit(unit)}" if counted else ""
    return LOOSE.get(words, words)


def _begins_sentence(match: re.Match[str]) -> bool:
    before = match.string[: match.start()].rstrip(" “\"'‘")
    return not before or before[-1] in ".!?\n:"


def _date(match: re.Match[str]) -> str:
    for n in "123":
        if match.group(f"d{n}") is not None:
            month = match.group(f"m{n}").lower().rstrip(".")
            number = (
                int(month)
                if month.isdigit()
                else next(i for i, each in enumerate(MONTHS, 1) if each.startswith(month[:3]))
            )
            return f"date:{int(match.group(f'd{n}'))}:{number}:{match.group(f'y{n}') or ''}"
    return ""


def _time(match: re.Match[str]) -> str:
    hour = int(match.group("h") or match.group("h2"))
    half = (match.group("ap") or match.group("ap2") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"time:{hour}:{match.group('min') or '00'}{match.group('rest') or ''}"


def _ordinal(words: str) -> int:
    if words[0].isdigit():
        return int(re.sub(r"\D", "", words))
    tens, _, last = words.rpartition("-")
    return TENS.get(tens, 0) + ORDINALS[last]


def _number(match: re.Match[str]) -> str:
    figures = re.sub(rf"['’{_SPACE}]", "", match.group("fig"))
    figures = re.sub(r",(?=\d{3}(?!\d))", "", figures).replace(",", ".")
    scale = (match.group("scale") or "").lower()
    currency = CURRENCIES.get(match.group("cur") or "", "")
    factor = SCALES.get(scale) or SHORT_SCALES.get(scale) or (10**6 if scale == "m" and currency else 1)
    value = round(float(figures) * factor, 6)
    unit = currency or _unit(match.group("unit") or ("metre" if scale == "m" and factor == 1 else ""))
    return f"{value:g}:{unit}" if value < 10**6 and value != int(value) else f"{int(value)}:{unit}"


def _unit(words: str) -> str:
    words = " ".join(words.lower().split())
    if words in UNITS:
        return UNITS[words]
    return UNITS.get(words.removesuffix("s"), words)


def _value(words: str) -> int:
    """What number words come to: “two hundred and forty thousand”."""
    total, part = 0, 0
    for word in re.split(r"[\s-]+", words):
        if word in ("a", "and"):
            part = part or (1 if word == "a" else 0)
        elif word in SMALL or word in TENS:
            part += SMALL.get(word, TENS.get(word, 0))
        elif word == "hundred":
            part = max(part, 1) * 100
        else:
            total += max(part, 1) * SCALES[word]
            part = 0
    return total + part
