"""`python -m corpus check [files]`, `… stats`, `… build FILE`, `… agree [FOLDER]`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from corpus.markup import KINDS, STORIES, MarkupError, doubts, read_stories, read_story
from corpus.scoring import agreement
from corpus.stats import tables, words_of


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
        words += words_of(story)
        reports += len(story.attributions)
        for doubt in doubts(story):
            print(f"look   {story.id}: {doubt}")
    print(f"{len(paths) - broken} stories, {words:,} words, {reports:,} attributions; {broken} broken.")
    return broken


def agree(folder: Path) -> None:
    """Print how far second annotations, in a folder under the same ids, agree with ours."""
    twice = [path for path in sorted(folder.glob("*.xml")) if (STORIES / path.name).exists()]
    firsts = [read_story(STORIES / path.name).as_dict() for path in twice]
    measured = agreement(firsts, [read_story(path).as_dict() for path in twice], KINDS)
    print(f"{len(twice)} stories annotated twice; agreement of 100:")
    for name, value in measured.items():
        print(f"  {name:<22} {100 * value:5.1f}")


def main() -> int:
    """Run one command; 1 where a story is broken."""
    parser = argparse.ArgumentParser(prog="python -m corpus", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="verify stories")
    checking.add_argument("files", nargs="*", type=Path)
    commands.add_parser("stats", help="count what the corpus holds, as Markdown tables")
    building = commands.add_parser("build", help="write all stories as JSON lines")
    building.add_argument("file", type=Path)
    agreeing = commands.add_parser("agree", help="compare second annotations with ours")
    agreeing.add_argument("folder", nargs="?", type=Path, default=STORIES.with_name("second"))
    options = parser.parse_args()
    if options.command == "check":
        return 1 if check(options.files or sorted(STORIES.glob("*.xml"))) else 0
    try:
        if options.command == "agree":
            agree(options.folder)
            return 0
        stories = read_stories()
    except MarkupError as error:
        sys.exit(f"{error}\nRun `python -m corpus check` to see every broken story.")
    except ValueError as error:
        sys.exit(str(error))
    if options.command == "stats":
        print(tables(stories))
        return 0
    with options.file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(story.as_dict(), ensure_ascii=False) + "\n" for story in stories)
    return 0


if __name__ == "__main__":
    sys.exit(main())
