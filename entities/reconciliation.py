"""A client of the W3C Reconciliation API 0.2: names in, candidates with identifiers out. Knows no database.

Every request ends within the time limit, whatever the other side does, and reads no more than `MOST_BYTES`.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import HTTPError

WIKIDATA = "wikidata.org/entity/"
BATCH = 20
MOST_BYTES = 5_000_000
LONGEST_PAUSE = 3600.0  # seconds that a service may ask us to stay away
PAUSE = 60.0
AGENT = "Newsroom (reconciliation client)"


class ReconciliationError(Exception):
    """The service gave no answer that can be used; the message says why and what to do."""


class Busy(ReconciliationError):
    """The service asks to be left alone for `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The reconciliation service is busy and asks for {seconds:.0f} s of patience.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Query:
    """A name to look up, of a type in the service's terms or of any."""

    name: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What the service holds for possible, with its own score."""

    identifier: str
    label: str
    score: float
    is_match: bool = False
    description: str = ""
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the service says of itself."""

    name: str
    identifier_space: str
    batch_size: int

    @property
    def is_wikidata(self) -> bool:
        """Whether its identifiers are Wikidata's."""
        return WIKIDATA in self.identifier_space


@dataclass(frozen=True, slots=True)
class Service:
    """A reconciliation service at an address. All methods raise ReconciliationError."""

    url: str
    timeout: float = 20.0  # seconds for one request from beginning to end

    def manifest(self) -> Manifest:
        """What the service is."""
        answer = self._ask("GET")
        space = answer.get("identifierSpace")
        if not isinstance(space, str):
            raise ReconciliationError(
                f"{self.url} is no reconciliation service: its manifest has no identifierSpace. "
                "Check NEWSROOM_RECONCILIATION_URL."
            )
        size = answer.get("batchSize")
        return Manifest(
            name=str(answer.get("name", "")),
            identifier_space=space,
            batch_size=min(size, BATCH) if isinstance(size, int) and size > 0 else BATCH,
        )

    def candidates(self, queries: Sequence[Query], *, most: int = 5) -> list[list[Found]]:
        """The candidates for each query, in the same order, the best first; one request for all."""
        batch = {
            f"q{number}": {"query": query.name, "limit": most} | ({"type": query.type} if query.type else {})
            for number, query in enumerate(queries)
        }
        answer = self._ask("POST", {"queries": json.dumps(batch, ensure_ascii=False)})
        return [_candidates(answer, key)[:most] for key in batch]

    def _ask(self, method: str, data: Mapping[str, str] | None = None) -> dict[str, Any]:
        began = time.monotonic()
        headers = {"Accept": "application/json", "User-Agent": AGENT}
        try:
            with requests.request(
                method, self.url, data=data, headers=headers, timeout=self.timeout, stream=True
            ) as answer:
                _require_success(answer)
                body = self._body(answer, until=began + self.timeout)
        except (requests.RequestException, HTTPError) as error:
            raise ReconciliationError(f"The reconciliation service cannot be reached: {error}") from error
        try:
            values = json.loads(body)
        except ValueError as error:
            raise ReconciliationError(f"{self.url} does not answer in JSON.") from error
        if not isinstance(values, dict):
            raise ReconciliationError(f"{self.url} answers with something else than a JSON object.")
        return values

    def _body(self, answer: requests.Response, *, until: float) -> bytes:
        """The body; an error where it is too long, or comes in drips that outlast the time limit."""
        body = bytearray()
        while part := answer.raw.read1(65536, decode_content=True):  # what has come, without waiting for more
            body += part
            if len(body) > MOST_BYTES:
                raise ReconciliationError(f"{self.url} answers with more than {MOST_BYTES:,} bytes.")
            if time.monotonic() > until:
                raise ReconciliationError(f"{self.url} took longer than {self.timeout:g} s to answer.")
        return bytes(body)


def _require_success(answer: requests.Response) -> None:
    if answer.status_code in (429, 503):
        after = answer.headers.get("Retry-After", "")
        raise Busy(min(float(after), LONGEST_PAUSE) if after.isdigit() else PAUSE)
    if answer.status_code != 200:
        raise ReconciliationError(f"The reconciliation service answers {answer.status_code} {answer.reason}.")


def _candidates(answer: Mapping[str, Any], key: str) -> list[Found]:
    """What the answer says to one query; an entry that breaks the specification is passed by."""
    result = answer.get(key)
    entries = result.get("result") if isinstance(result, dict) else None
    if not isinstance(entries, list):
        raise ReconciliationError(f"The reconciliation service gave no result for query {key}.")
    found = [each for each in map(_found, entries) if each is not None]
    return sorted(found, key=lambda each: -each.score)


def _found(entry: Any) -> Found | None:
    if (
        not isinstance(entry, dict)
        or not isinstance(entry.get("id"), str)
        or not isinstance(entry.get("name"), str)
    ):
        return None
    score, types = entry.get("score"), entry.get("type")
    return Found(
        identifier=entry["id"],
        label=entry["name"],
        score=float(score) if isinstance(score, int | float) else 0.0,
        is_match=entry.get("match") is True,
        description=entry["description"] if isinstance(entry.get("description"), str) else "",
        types=tuple(_type_name(each) for each in types) if isinstance(types, list) else (),
    )


def _type_name(entry: Any) -> str:
    """Types come as objects in version 0.2, as bare identifiers from older services."""
    return str(entry.get("name") or entry.get("id", "")) if isinstance(entry, dict) else str(entry)
