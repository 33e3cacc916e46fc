"""One check that somebody else published, and what must be true of it to be taken in."""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

LONGEST = {"claimReviewed": 5000, "url": 1000, "publisher": 255, "author": 255, "rating": 255, "title": 500}
LONGEST_RAW = 200_000  # characters of one record
UNFIT = re.compile(r"[\x00\ud800-\udfff]")  # what no database keeps as text
DAY = re.compile(r"\d{4}-\d\d-\d\d(?![\d])")

Node = Mapping[str, Any]


class Unreadable(ValueError):
    """A file that is none of the formats; says what to do."""


class Fault(ValueError):
    """What is wrong with one record: its field and the remedy."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A record that was not taken: where it stands, and why."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """One check. `label` are its publisher's own words; numbers are None where there are none."""

    where: str
    publisher: str
    publisher_url: str
    url: str
    claim_reviewed: str
    label: str
    value: float | None
    best: float | None
    worst: float | None
    claimant: str
    title: str
    published_on: date | None
    language: str
    raw: Node

    @property
    def digest(self) -> str:
        """The same for the same check: its publisher, its address and what it checks."""
        parts = (self.publisher.casefold(), self.url, self.claim_reviewed)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def text(value: Any, field: str, *, required: bool = False) -> str:
    """A field's words in one line; empty where there are none. Raises Fault."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, Mapping):
        value = value.get("@value", value.get("name"))
    if isinstance(value, list) and value:
        return text(value[0], field, required=required)
    if value is None or value == "" or value == []:
        value = ""
    if not isinstance(value, str):
        raise Fault(f"{field}: this is no text. Give it as a string.")
    if UNFIT.search(value):
        raise Fault(f"{field}: it has characters that are no text. Take them out.")
    words = " ".join(value.split())
    if required and not words:
        raise Fault(f"{field}: it is missing. Give it.")
    return words


def kept_within(words: str, field: str) -> str:
    """The words, or Fault where they are longer than is kept."""
    if len(words) > LONGEST[field]:
        raise Fault(f"{field}: it has {len(words):,} characters. Shorten it to {LONGEST[field]:,}.")
    return words


def address(value: Any, field: str = "url") -> str:
    """A whole web address. Raises Fault."""
    found = kept_within(text(value, field, required=True), "url")
    try:
        parts = urlsplit(found)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in found
        _ = parts.port
    except ValueError:
        is_whole = False
    if not is_whole:
        raise Fault(f"{field}: “{found[:80]}” is no web address. Give one that begins with https://.")
    return found


def number(value: Any, field: str) -> float | None:
    """A number, also one written as text; None where there is none. Raises Fault."""
    if value is None or value == "":
        return None
    try:
        found = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        found = None
    if found is None or not math.isfinite(found):
        raise Fault(f"{field}: “{str(value)[:40]}” is no number. Give one, or leave it out.")
    return found


def day(value: Any, field: str) -> date | None:
    """The day of a date or time, as its publisher reckons; None where there is none. Raises Fault."""
    words = text(value, field)
    if not words:
        return None
    if found := DAY.match(words):
        try:
            return date.fromisoformat(found[0])
        except ValueError:
            pass
    raise Fault(f"{field}: “{words[:40]}” is no date. Write it like 2026-05-31.")


def made(
    where: str,
    raw: Node,
    *,
    claim_reviewed: Any,
    url: Any,
    publisher: Any,
    publisher_url: Any = "",
    label: Any = "",
    value: Any = None,
    best: Any = None,
    worst: Any = None,
    claimant: Any = "",
    title: Any = "",
    published_on: tuple[str, Any] = ("datePublished", None),
    language: Any = "",
) -> Record:
    """A valid record of what a format found, or Fault naming the first field that is wrong."""
    found = address(url)
    said = kept_within(text(claim_reviewed, "claimReviewed", required=True), "claimReviewed")
    site = text(publisher_url, "publisher.url")
    name = text(publisher, "publisher.name") or urlsplit(found).hostname or ""
    rating = number(value, "reviewRating.ratingValue")
    best_rating = number(best, "reviewRating.bestRating")
    words = text(label, "reviewRating.alternateName")
    if not words and rating is None:
        raise Fault("reviewRating.alternateName: the rating is missing. Give its words or a ratingValue.")
    if not words:
        words = f"{rating:g} of {best_rating:g}" if best_rating is not None else f"{rating:g}"
    _keepable(raw)
    return Record(
        where=where,
        publisher=kept_within(name, "publisher"),
        publisher_url=site if site.startswith(("https://", "http://")) and len(site) <= 1000 else "",
        url=found,
        claim_reviewed=said,
        label=kept_within(words, "rating"),
        value=rating,
        best=best_rating,
        worst=number(worst, "reviewRating.worstRating"),
        claimant=kept_within(text(claimant, "itemReviewed.author.name"), "author"),
        title=text(title, "name")[: LONGEST["title"]],
        published_on=day(published_on[1], published_on[0]),
        language=text(language, "inLanguage")[:20],
        raw=raw,
    )


def _keepable(raw: Node) -> None:
    """Raise Fault for a record that cannot be kept as it came."""
    try:
        written = json.dumps(raw, ensure_ascii=False, allow_nan=False)
    except (RecursionError, ValueError) as error:
        raise Fault("The record nests too deep or has numbers that are none. Publish it plainer.") from error
    if len(written) > LONGEST_RAW:
        raise Fault(f"The record has {len(written):,} characters. At most {LONGEST_RAW:,} are taken.")
    if "\\u0000" in written or UNFIT.search(written):
        raise Fault("The record has characters that are no text. Take them out.")
