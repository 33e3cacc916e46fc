"""Walk the hash chains of all articles, one section or one article; exit 1 naming each first broken link."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from tqdm import tqdm

from articles.history import (
    Break,
    all_revisions,
    altered_drafts,
    altered_labels,
    as_of_now,
    revisions_in,
    unguarded_tables,
    verify,
)
from articles.importing import find_section
from articles.models import ArticleRevision

SHOWN = 100  # faults named; the others are counted


class Command(BaseCommand):
    help = "Verify that no revision, draft or label was altered, removed or inserted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--article", type=int, help="the id of one article")
        which.add_argument("--section", metavar="SLUG", help="the articles of one section")
        parser.add_argument(
            "--thorough",
            action="store_true",
            help="also read each content again: canonical form, and the plain text as it would be made today",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        revisions = self._chosen(options)
        articles = held = 0
        found: list[str] = []
        with (
            as_of_now(),
            tqdm(total=revisions.count(), unit="revision", disable=None, leave=False) as progress,
        ):
            last = None
            for link in verify(revisions, thorough=options["thorough"]):
                progress.update()
                articles += link.article_id != last
                last = link.article_id
                if isinstance(link, Break):
                    found.append(f"article {link.article_id}, revision {link.number}: {link.reason}")
                else:
                    held += 1
            chosen = None if options["article"] is None and options["section"] is None else revisions
            found += self._beside(chosen)
        if found:
            more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            raise CommandError("Broken: " + "; ".join(found[:SHOWN]) + more, returncode=1)
        self.stdout.write(self.style.SUCCESS(f"{held} revisions of {articles} articles: every link holds."))

    def _chosen(self, options: dict[str, Any]) -> QuerySet[ArticleRevision]:
        if options["section"] is not None:
            try:
                return revisions_in(find_section(options["section"]))
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        if options["article"] is None:
            return all_revisions()
        revisions = ArticleRevision.objects.of(options["article"])
        if not revisions.exists():
            raise CommandError(f"No revision of an article {options['article']} is on file.")
        return revisions

    def _beside(self, revisions: QuerySet[ArticleRevision] | None) -> Iterator[str]:
        for draft in altered_drafts(revisions):
            yield f"article {draft.article_id}, draft {draft.pk}: it was altered"
        for label in altered_labels(revisions):
            yield (
                f"article {label.revision.article_id}, revision {label.revision.number}: "
                f"what it was called afterwards (label {label.pk}) was altered"
            )
        for table in unguarded_tables():
            yield f"table {table}: the database no longer refuses changes; run migrate"
