"""Make the words of all revisions findable, where no worker has done so yet: once after an upgrade."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from articles.passages import behind, follow


class Command(BaseCommand):
    help = "Read every revision whose words cannot be found yet by a search in past revisions."

    def handle(self, *args: Any, **options: Any) -> None:
        articles = behind()
        for article_id in tqdm(articles, unit="article", disable=None, leave=False):
            follow(article_id)
        self.stdout.write(self.style.SUCCESS(f"The words of {len(articles)} articles were read anew."))
