"""The tone in which the desk shows a word of state: good, warn, bad or calm. Colour never says it alone."""

from collections.abc import Iterable

from anchoring import Segment
from articles.diff import WordRun, diff

STATUS_TONE = {
    "new": "calm",
    "triaged": "warn",
    "assigned": "warn",
    "in_check": "warn",
    "cross_check": "warn",
    "decided": "good",
    "published": "good",
    "not_checkable": "off",
    "duplicate": "off",
    "withdrawn": "off",
}
ANCHOR_TONE = {"exact": "good", "moved": "good", "changed": "warn", "ambiguous": "warn", "deleted": "bad"}
ENTITY_TONE = {"proposed": "calm", "confirmed": "good", "rejected": "off", "merged": "off"}
PAGE_TONE = {"waiting": "calm", "kept": "good", "changed": "warn", "dead": "bad", "refused": "bad"}
READING_TONE = {"waiting": "calm", "reading": "warn", "done": "good", "failed": "bad"}


def as_options(choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The words of a fixed set as they stand in a list of filters."""
    return [(value, f"{label[:1].upper()}{label[1:]}") for value, label in choices]


def word_changes(old: str, new: str) -> tuple[WordRun, ...]:
    """What became of the words of one passage, as runs that stayed, went and came."""
    before, after = Segment("passage", "", 0, old), Segment("passage", "", 0, new)
    return diff([before], [after])[0].words
