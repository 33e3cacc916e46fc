"""What search engines may find: published stories, sections, and claims with a verdict."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse
from wagtail.models import Page

from articles.models import ArticlePage, Correction, FrontPage, SectionPage
from articles.models.corrections import with_modified
from claims.models import Claim


class ArticleSitemap(Sitemap[ArticlePage]):
    limit = 1000  # addresses a page: more would keep a crawler waiting

    def items(self) -> "QuerySet[ArticlePage]":
        return with_modified(ArticlePage.objects.visible().newest_first().defer_streamfields())

    def location(self, item: ArticlePage) -> str:
        return item.get_url() or "/"

    def lastmod(self, item: ArticlePage) -> datetime | None:
        return item.modified_at

    def get_latest_lastmod(self) -> datetime | None:
        published = ArticlePage.objects.visible().aggregate(newest=Max("last_published_at"))["newest"]
        corrected = Correction.objects.readers_see().values_list("issued_at", flat=True).first()
        return max([each for each in (published, corrected) if each], default=None)


class SectionSitemap(Sitemap[Page]):
    def items(self) -> Iterable[Page]:
        return [*FrontPage.objects.live().public(), *SectionPage.objects.live().public().order_by("path")]

    def location(self, item: Page) -> str:
        return item.get_url() or "/"


class ClaimSitemap(Sitemap[Claim]):
    limit = 5000

    def items(self) -> "QuerySet[Claim]":
        return Claim.objects.public()

    def location(self, item: Claim) -> str:
        # By its number, which leads on: the statement may have to be told in other words (`for_readers`).
        return reverse("claim-by-number", args=[item.pk])

    def lastmod(self, item: Claim) -> datetime:
        return item.changed_at

    def get_latest_lastmod(self) -> datetime | None:
        return Claim.objects.public().aggregate(newest=Max("changed_at"))["newest"]


SITEMAPS = {"sections": SectionSitemap, "articles": ArticleSitemap, "claims": ClaimSitemap}
