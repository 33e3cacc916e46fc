"""Where annotation schemes draw the line elsewhere than we do, both sides are brought to the narrower one.

PolNeAR leaves whatever is reported inside a direct quotation alone. Our reader leaves out what speakers say
of their own minds in their own words (“I think rents will fall”): it is in the quotation already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from corpus.scoring import Text

Reports = Sequence[dict[str, Any]]
FIRST_PERSON = frozenset(("i", "we", "my", "our", "me", "us"))


def outermost(text: str, reports: Reports) -> Reports:
    """The reports that do not stand inside another's direct speech."""
    return _outside(text, reports, lambda report: True)


def of_others(text: str, reports: Reports) -> Reports:
    """The reports except those of a speaker's own mind inside that speaker's direct speech."""

    def own(report: dict[str, Any]) -> bool:
        sources = [text[start:end].lower() for start, end in report["source"]]
        return bool(sources) and FIRST_PERSON.issuperset(sources)

    return _outside(text, reports, own)


def _outside(text: str, reports: Reports, asked: Callable[[dict[str, Any]], bool]) -> Reports:
    counted = Text(text)
    speech = [
        report["content"]
        for report in reports
        if (words := counted.touched(report["content"])) and counted.type_of(words) == "direct"
    ]

    def inside(report: dict[str, Any]) -> bool:
        spans = [*report["content"], *report["cue"]]
        return any(
            content is not report["content"]
            and all(any(a <= start and end <= b for a, b in content) for start, end in spans)
            for content in speech
        )

    return [report for report in reports if not (asked(report) and inside(report))]
