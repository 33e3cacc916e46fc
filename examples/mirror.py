"""Keep a folder in step with what a newsroom publishes: python examples/mirror.py https://news.example folder

One JSON file for each story (and claim, and entity) that readers see; a file goes when its story goes. It may
be killed at any moment and started again: the cursor is written after what it stands for, and everything may
be done twice. Needs Python 3.11 and nothing else.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

PAUSE = 5.0  # seconds between looks when there is nothing new
GONE = (404, 410)


class Mirror:
    """The folder, and where in the feed of changes it stands."""

    def __init__(self, address: str, folder: Path, types: str = "") -> None:
        self.feed, self.folder, self.types = f"{address.rstrip('/')}/api/v1/changes", folder, types
        self.cursor_file = folder / "cursor"
        folder.mkdir(parents=True, exist_ok=True)

    def follow_once(self) -> int:
        """Take in all that is new; returns how many changes that was."""
        taken = 0
        while True:
            page = self._page()
            newest = {(c["data"]["object"], c["data"]["id"]): c for c in page["results"]}
            for change in newest.values():  # of several changes of one thing the last will do
                self.take(change)
            write(self.cursor_file, page["cursor"])  # not before all of it is on disk
            taken += len(page["results"])
            if not page["has_more"]:
                return taken

    def _page(self) -> dict[str, Any]:
        since = self.cursor_file.read_text().strip() if self.cursor_file.exists() else ""
        try:
            return ask(self._address(since))
        except HTTPError as error:
            if error.code != 410 or not since:
                raise
            # Away for too long: begin again, and keep nothing that the beginning does not tell of.
            for file in self.folder.glob("*.json"):
                file.unlink()
            self.cursor_file.unlink()
            return ask(self._address(""))

    def _address(self, since: str) -> str:
        wanted = {"since": since, "type": self.types}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"{self.feed}?{query}" if query else self.feed

    def take(self, change: dict[str, Any]) -> None:
        """Ask how the thing looks now; the change itself only says that it is another."""
        data = change["data"]
        if data["is_gone"]:
            self._file(data["object"], data["id"]).unlink(missing_ok=True)
        else:
            self.keep(data["object"], data["id"], data["self"])

    def keep(self, kind: str, number: int, address: str) -> None:
        """Keep a thing as it is now."""
        file = self._file(kind, number)
        try:
            write(file, json.dumps(ask(address), ensure_ascii=False, indent=2))
        except HTTPError as error:
            if error.code not in GONE:
                raise
            file.unlink(missing_ok=True)  # gone since then: its tombstone comes later in the feed

    def _file(self, kind: str, number: int) -> Path:
        return self.folder / f"{kind}-{number}.json"


def ask(address: str) -> dict[str, Any]:
    """The JSON at an address."""
    with urlopen(Request(address, headers={"Accept": "application/json"}), timeout=30) as answer:  # noqa: S310
        return json.load(answer)


def write(file: Path, text: str) -> None:
    """Write a file wholly or not at all."""
    beside = file.with_suffix(".new")
    with beside.open("w") as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    beside.replace(file)


def main() -> None:
    """Follow until stopped, or `--once`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of the newsroom, https://news.example")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--type", default="", help="article, claim, entity or types, with commas")
    parser.add_argument("--once", action="store_true", help="stop when there is nothing new")
    parser.add_argument("--pause", type=float, default=PAUSE)
    given = parser.parse_args()
    mirror = Mirror(given.address, given.folder, given.type)
    while True:
        try:
            mirror.follow_once()
        except (URLError, TimeoutError, ConnectionError) as error:
            print(f"{error}; trying again.", file=sys.stderr)
        else:
            if given.once:
                return
        time.sleep(given.pause)


if __name__ == "__main__":
    main()
