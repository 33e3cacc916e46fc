"""What Wagtail's own APIs are told to give out of an article: what ours gives."""

from django.apps import AppConfig
from wagtail.api import APIField

SHORT = ("kicker", "standfirst", "dateline", "language", "genre", "urgency", "bylines", "topics")
FULL = (*SHORT, "body", "source", "source_url", "lead_image", "lead_image_caption")


class BenchConfig(AppConfig):
    """Fields are named when everything is loaded."""

    name = "bench"

    def ready(self) -> None:
        from articles.models import ArticlePage, Byline

        ArticlePage.api_fields = [APIField(name) for name in FULL]
        Byline.api_fields = [APIField("role"), APIField("contributor")]
