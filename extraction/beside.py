"""What stands beside a name and tells what it names: a noun for a body, a dateline's brackets, a label's.

Read from the text alone, where the name stands; it costs the same in a text of any length.
"""

from __future__ import annotations

import re

from extraction.grouping import gender_of
from extraction.wordlists import BODY_NOUNS, HEAD_ENDS

DATELINE = 60  # characters of a paragraph that may stand before its agency
REACH = 90  # characters of an apposition that are looked at
AGENCY = re.compile(r"\) ?[-–—]")
NOUN_BEFORE = re.compile(r"\b([a-z]+)(,?)\s\Z")
APPOSITION = re.compile(r", (?:an?|the|its) ([^,.;:()\n“”—–]{2,70})[,.;:()\n“”—–]")
# Bodies by name, and more often rooms, roles or places.
UNSURE = frozenset(
    re.findall(
        r"\w+",
        "center gallery label title court board panel department university college office county city"
        " district campaign chain rebel owner",
    )
)


def is_label(text: str, start: int, end: int) -> bool:
    """“((OD)) Where did the gods come from?”: who asks, as interviews print it, is no name."""
    return text[max(0, start - 2) : start] == "((" and text[end : end + 2] == "))"


def is_called_a_body(text: str, start: int, end: int) -> bool:
    """“its publisher, Granta, …”, “the fuel group Orano”, “Saba, a news agency”, “STOKE-ON-TRENT (PA) –”.

    Not where the name opens with a first name: “a producer, Adelaide Osei” is somebody.
    """
    if text[max(0, start - 1) : start] == "(" and AGENCY.match(text, end):
        return start < DATELINE or "\n" in text[start - DATELINE : start]
    nouns = []
    before = NOUN_BEFORE.search(text[max(0, start - 30) : start])
    if before and (not before[2] or text[end : end + 1] == ","):
        nouns.append(before[1])
    if after := APPOSITION.match(text, end, end + REACH):
        nouns.append(_head(after[1]))
    if not any(noun in BODY_NOUNS and noun not in UNSURE for noun in nouns):
        return False
    return not gender_of(text[start:end].split()[0].lower())


def _head(phrase: str) -> str:
    """“news agency” of “news agency in the capital”: its last word before whatever qualifies it."""
    head = ""
    for word in phrase.split():
        if word in HEAD_ENDS or word == "to":
            break
        head = word
    return head
