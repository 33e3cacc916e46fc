"""Take stories in from files: one or ten thousand, in plain text, Markdown or HTML."""

import time
from argparse import ArgumentParser
from collections import Counter
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.models import User
from articles.copy import BadCopy, parse
from articles.copy.files import STDIN, expand, read_file, shown_name
from articles.importing import find_section
from articles.models import ArticlePage, SectionPage
from articles.taking import take_in
from outbox import bell

WORDS = {"kept": "kept aside"}
FEW = 20  # files; so many are named one by one
EPILOG = """\
Plain text begins with its headline; Markdown may have front matter (headline, standfirst, kicker,
bylines, dateline, section, language, topics, genre, urgency, source, source_id, source_url, embargo).
A story is known by its source_id, by default the digest of what it says: the same file again changes
nothing. Where people have changed or locked a story since it came in, theirs stays, the file's text is
kept aside as a draft, and the desk is told. Exit code 1 when a file was refused, 2 when nothing could
begin, 3 when all went in but some were kept aside."""


class Command(BaseCommand):
    help = "Take in stories from files, folders or standard input. A bad file is refused, the others go in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EPILOG
        parser.add_argument(
            "files", nargs="+", metavar="FILE", help="a file, a folder, or - for standard input"
        )
        parser.add_argument(
            "--section", default="", metavar="SLUG", help="where stories go that name no section"
        )
        parser.add_argument("--publish", action="store_true", help="publish them too")
        parser.add_argument(
            "--author", default="", metavar="USERNAME", help="whose work this is, with their rights"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with bell.silent() if settings.EMBEDDED else nullcontext():
            self._take_all_in(options)

    def _take_all_in(self, options: dict[str, Any]) -> None:
        self.section, self.by = self._section(options["section"]), self._author(options["author"])
        self.publish: bool = options["publish"]
        files = expand(options["files"])
        counts: Counter[str] = Counter()
        began = time.perf_counter()
        try:
            with tqdm(total=len(files), unit="story", disable=None, leave=False) as progress:
                for name in files:
                    counts[self._take_in(name, tell=len(files) <= FEW or options["verbosity"] > 1)] += 1
                    progress.update()
        finally:  # also after Ctrl-C: what is in stays in
            self._sum_up(counts, time.perf_counter() - began)
        if counts["refused"]:
            raise CommandError(_files(counts["refused"]) + " refused.", returncode=1)
        if counts["kept"]:
            raise CommandError(
                f"{_files(counts['kept'])} kept aside: people have changed or locked these stories here since"
                " they came in. Merge them at the desk.",
                returncode=3,
            )

    def _section(self, slug: str) -> SectionPage | None:
        """The section for stories that name none; None when a story without one must be refused."""
        try:
            return find_section(slug)
        except ValidationError as error:
            if slug or error.code == "no_section":
                raise CommandError(error.messages[0], returncode=2) from error
            return None

    def _author(self, username: str) -> User | None:
        if not username:
            return None
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account “{username}”.", returncode=2)
        return user

    def _take_in(self, name: str, *, tell: bool) -> str:
        """What became of one file: new, changed, unchanged, kept (aside) or refused."""
        try:
            data = read_file(name, most=settings.NEWSROOM_INGEST_MAX_BYTES)
            story = parse(data, name="" if name == STDIN else name)
        except BadCopy as error:
            return self._refuse(name, str(error))
        taken = take_in(story, section=self.section, by=self.by, publish=self.publish)
        if taken.article is None:
            return self._refuse(name, taken.why)
        if tell:
            self._tell(taken.outcome, taken.article)
        return taken.outcome

    def _tell(self, outcome: str, article: ArticlePage) -> None:
        where = "published" if article.live else "draft"
        with tqdm.external_write_mode(file=self.stdout):
            word = WORDS.get(outcome, outcome)
            self.stdout.write(f"{word:10} article {article.pk} ({where}): {article.title}")
            for why in article.held_back:
                self.stdout.write(f"{'':10} {why}")

    def _refuse(self, name: str, why: str) -> str:
        with tqdm.external_write_mode(file=self.stderr):
            self.stderr.write(f"refused    {shown_name(name)}: {why}")
        return "refused"

    def _sum_up(self, counts: Counter[str], seconds: float) -> None:
        told = [f"{counts[word]} {word}" for word in ("new", "changed", "unchanged", "refused")]
        told += [f"{counts['kept']} kept aside"] if counts["kept"] else []
        taken = sum(counts.values())
        rate = f", {taken / seconds:.0f} a second" if taken > FEW and seconds else ""
        self.stdout.write(f"{_files(taken)} in {seconds:.1f} s{rate}: {', '.join(told)}.")


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"
