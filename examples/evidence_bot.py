"""Add figures of a data set to claims: python examples/evidence_bot.py https://news.example figures.csv

The CSV has the columns `about` (words that a claim must have), `figure`, `source`, `url` and `version`:

    Sunday hours cost,31000,Budget of Port Merrin,https://data.example/budget.csv,2026

A claim that has the words and a figure gets the row as evidence: it supports the claim where the figures are
the same, and gives context where they differ. What that means is for people to say. It looks at claims that
somebody has in hand (`--status`), since evidence puts a claim that waits into check, under the bot's name.

NEWSROOM_TOKEN holds a token with the scope `claims:*`, of an account that may add evidence. Run it as often
as you like: what a claim has already, retracted or not, it does not get again, and a request whose answer was
lost is sent again with the same key. A tenth of what the token may ask it leaves to others. Needs Python 3.11
and nothing else.
"""

import argparse
import csv
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen
from uuid import NAMESPACE_URL, uuid5

Thing = dict[str, Any]
TRIES = 6
AGAIN = (429, 500, 502, 503, 504)
SMALL = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
FIGURE = re.compile(
    rf"(\d[\d,]*(?:\.\d+)?)(?: ({'|'.join(SCALES)})\b)?|\b({'|'.join(SMALL)}) ({'|'.join(SCALES)})\b"
)
COLUMNS = ("about", "figure", "source", "url", "version")
PLACE = ("url", "locator", "version")
QUOTA = re.compile(r";q=(\d+)")
STANDING = re.compile(r";r=(\d+);t=(\d+)")


class Refused(Exception):
    """The newsroom said no, and would say no again."""

    def __init__(self, problem: Thing) -> None:
        super().__init__(f"{problem.get('title')}: {problem.get('detail')}")


class Newsroom:
    """The API, asked patiently and politely."""

    def __init__(self, address: str, token: str) -> None:
        self.api, self.token = f"{address.rstrip('/')}/api/v1", token

    def all(self, path: str) -> Iterator[Thing]:
        """Everything in a list, page by page."""
        address: str | None = self.api + path
        while address:
            page = self.ask(address)
            yield from page["results"]
            address = page["next"]

    def ask(self, address: str, body: Thing | None = None, key: str = "") -> Thing:
        """GET an address, or POST to it. What may have been lost is sent again, with the same key."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        data = None if body is None else json.dumps(body).encode()
        for attempt in range(TRIES):
            try:
                with urlopen(Request(address, data, headers), timeout=30) as answer:  # noqa: S310
                    told: Thing = json.load(answer)
            except HTTPError as error:
                wait = patience(error, 2**attempt)
            except (URLError, TimeoutError, ConnectionError):
                wait = 2**attempt
            else:
                time.sleep(pause(answer.headers))
                return told
            time.sleep(wait)
        raise SystemExit(f"{address} did not answer {TRIES} times. Run me again later.")


def patience(error: HTTPError, otherwise: float) -> float:
    """The seconds to wait before asking again. Raises Refused where that would be of no use."""
    is_json = "json" in (error.headers.get("Content-Type") or "")
    problem = json.load(error) if is_json else {"title": error.reason}
    if error.code not in AGAIN and not problem.get("type", "").endswith("/key-in-use"):
        raise Refused(problem)
    return float(error.headers.get("Retry-After") or otherwise)


def pause(headers: Any) -> float:
    """The seconds until the count begins anew, where only a tenth of the quota is left; 0 otherwise."""
    standing = STANDING.search(headers["RateLimit"] or "")
    quota = QUOTA.search(headers["RateLimit-Policy"] or "")
    if not standing or not quota or int(standing[1]) > int(quota[1]) / 10:
        return 0.0
    return float(standing[2])


def figures(text: str) -> list[float]:
    """The figures of a text: 31,000 and 4.5 million and nine million."""
    return [
        float(digits.replace(",", "")) * SCALES.get(scale, 1) if digits else float(SMALL[small] * SCALES[of])
        for digits, scale, small, of in FIGURE.findall(text.casefold())
    ]


def is_about(row: Thing, statement: str) -> bool:
    """Whether a claim has the words of a row, and a figure besides."""
    words = set(re.findall(r"\w+", statement.casefold()))
    return set(re.findall(r"\w+", row["about"].casefold())) <= words and bool(figures(statement))


def evidence(row: Thing, statement: str) -> Thing:
    """What to add to a claim for a row about it."""
    figure = figures(row["figure"])[0]
    is_same = any(abs(figure - each) <= abs(figure) / 1000 for each in figures(statement))
    return {
        "kind": "data_set",
        "url": row["url"],
        "title": f"{row['source']}: {row['figure']}",
        "locator": row["about"],
        "version": row["version"],
        "stance": "supports" if is_same else "context",
        "reliability": "Found by a program that compared words and figures. Is it about the same thing?",
    }


def look(newsroom: Newsroom, rows: list[Thing], statuses: list[str]) -> int:
    """Go through the claims once; returns how many pieces of evidence were added."""
    added = 0
    lists = [list(newsroom.all(f"/claims?status={status}&page_size=100")) for status in statuses]
    for claim in (claim for claims in lists for claim in claims):
        found = [row for row in rows if is_about(row, claim["statement"])]
        path = f"/claims/{claim['id']}/evidence"
        on_file = newsroom.all(f"{path}?page_size=100") if found else []
        there = {tuple(each[name] for name in PLACE) for each in on_file}
        for row in found:
            body = evidence(row, claim["statement"])
            if tuple(body[name] for name in PLACE) in there:
                continue
            # The same for the same row and claim, whenever and wherever this runs.
            key = str(uuid5(NAMESPACE_URL, f"{newsroom.api}{path} {json.dumps(body, sort_keys=True)}"))
            try:
                newsroom.ask(newsroom.api + path, body, key)
            except Refused as no:
                print(f"Claim {claim['id']}: {no}")
            else:
                added += 1
                print(f"Claim {claim['id']}, “{claim['statement']}”: {body['title']} ({body['stance']})")
    return added


def rows_of(path: Path) -> list[Thing]:
    """The rows of the data set; ValueError naming the line in which something is missing."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for line, row in enumerate(rows, start=2):
        if missing := [name for name in COLUMNS if not row.get(name)]:
            raise ValueError(f"{path}, line {line}: there is no {', '.join(missing)}.")
        if not figures(row["figure"]):
            raise ValueError(f"{path}, line {line}: “{row['figure']}” is no figure.")
    return rows


def main() -> None:
    """Look through the claims once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("address", help="of the newsroom, https://news.example")
    parser.add_argument("figures", type=Path, help="a CSV file")
    parser.add_argument("--status", default="assigned,in_check", help="of claims to look at, with commas")
    given = parser.parse_args()
    newsroom = Newsroom(given.address, os.environ.get("NEWSROOM_TOKEN", ""))
    try:
        added = look(newsroom, rows_of(given.figures), given.status.split(","))
    except (Refused, ValueError) as no:
        raise SystemExit(str(no)) from no
    print(f"{added} pieces of evidence added.")


if __name__ == "__main__":
    main()
