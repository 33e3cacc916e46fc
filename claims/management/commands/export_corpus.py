"""Write what editors confirmed, corrected and dismissed as annotated stories, one JSON object a line."""

import json
import os
import tempfile
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date
from tqdm import tqdm

from articles.importing import find_section
from claims.corpus import reviewed_articles, stories

EPILOG = """\
The format is that of the project's own corpus; docs/operations.md describes it. The file holds the whole text
of every story in it: pass it on only as you may pass on the stories. Exit code 2 when nothing could begin."""


class Command(BaseCommand):
    help = "Write the stories in which people ruled, with what they confirmed and dismissed, as JSON lines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EPILOG
        parser.add_argument("file", type=Path, metavar="FILE", help="where to write")
        parser.add_argument("--section", default="", metavar="SLUG", help="only stories of this section")
        parser.add_argument("--since", default="", metavar="DATE", help="only ruled on since, as 2026-01-31")
        parser.add_argument("--force", action="store_true", help="write over a file that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path.exists() and not options["force"]:
            raise CommandError(f"{path} is there already. Give --force to write over it.", returncode=2)
        if not path.parent.is_dir():
            raise CommandError(f"{path.parent} is not a folder. Make it first.", returncode=2)
        try:
            section = find_section(options["section"]) if options["section"] else None
        except ValidationError as error:
            raise CommandError(f"--section: {error.messages[0]}", returncode=2) from error
        articles = reviewed_articles(section, since=_moment(options["since"]))
        written = attributions = dismissed = 0
        # Whoever is interrupted leaves the file that was there before.
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as out:
            try:
                with tqdm(total=articles.count(), unit="story", disable=None, leave=False) as progress:
                    for story in stories(articles):
                        progress.update()
                        if story:
                            out.write(json.dumps(story, ensure_ascii=False) + "\n")
                            written += 1
                            attributions += len(story["attributions"])
                            dismissed += len(story["dismissed"])
            except BaseException:
                os.unlink(out.name)
                raise
        os.replace(out.name, path)
        self.stdout.write(
            f"{written} stories, {attributions} attributions confirmed and {dismissed} dismissed, in {path}."
        )


def _moment(words: str) -> datetime | None:
    """The beginning of a day in the newsroom's time zone."""
    if not words:
        return None
    try:
        day = parse_date(words)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"--since: “{words}” is not a day. Write it as 2026-01-31.", returncode=2)
    return timezone.make_aware(datetime(day.year, day.month, day.day))
