"""`python -m corpus check [files]`, `python -m corpus build FILE`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from corpus.markup import MarkupError, doubts, read_story

STORIES = Path(__file__).parent / "stories"


def check(paths: list[Path]) -> int:
    """Verify stories; returns the number of broken ones."""
    broken = words = reports = 0
    for path in paths:
        try:
            story = read_story(path)
        except MarkupError as error:
            print(f"BROKEN {error}")
            broken += 1
            continue
        words += len(story.text.split())
        reports += len(story.attributions)
        for doubt in doubts(story):
            print(f"look   {story.id}: {doubt}")
    print(f"{len(paths) - broken} stories, {words:,} words, {reports:,} attributions; {broken} broken.")
    return broken


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m corpus", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="verify stories")
    checking.add_argument("files", nargs="*", type=Path)
    building = commands.add_parser("build", help="write all stories as JSON lines")
    building.add_argument("file", type=Path)
    options = parser.parse_args()
    if options.command == "check":
        return 1 if check(options.files or sorted(STORIES.glob("*.xml"))) else 0
    with options.file.open("w", encoding="utf-8") as out:
        for path in sorted(STORIES.glob("*.xml")):
            out.write(json.dumps(read_story(path).as_dict(), ensure_ascii=False) + "\n")
    return 0


sys.exit(main())
