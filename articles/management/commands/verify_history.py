"""Walk the hash chains of all articles or one; exit 1 naming the first broken link of each."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.history import Break, altered_drafts, unguarded_tables, verify
from articles.models import ArticleRevision


class Command(BaseCommand):
    help = "Verify that no revision was altered, removed or inserted, and no draft altered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--article", type=int, help="the id of one article")

    def handle(self, *args: Any, **options: Any) -> None:
        article = options["article"]
        rows = ArticleRevision.objects.filter(article_id=article) if article else ArticleRevision.objects
        faults = [
            f"table {table}: the database no longer refuses changes; run migrate"
            for table in unguarded_tables()
        ]
        articles: set[int] = set()
        held = 0
        with tqdm(total=rows.count(), unit="revision", disable=None, leave=False) as progress:
            for link in verify(article):
                progress.update()
                articles.add(link.article_id)
                if isinstance(link, Break):
                    faults.append(f"article {link.article_id}, revision {link.number}: {link.reason}")
                else:
                    held += 1
        faults += [
            f"article {draft.article_id}, draft {draft.pk}: it was altered"
            for draft in altered_drafts(article)
        ]
        if faults:
            raise CommandError("Broken: " + "; ".join(faults), returncode=1)
        self.stdout.write(
            self.style.SUCCESS(f"{held} revisions of {len(articles)} articles: every link holds.")
        )
