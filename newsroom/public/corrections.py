"""What readers are told was wrong: beside the story, in a list of all corrections, and in its Atom feed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from articles.models import ArticlePage, Correction, Publication, SectionPage
from articles.models.corrections import put_right_in, version_numbers
from newsroom.public.stories import with_sections
from syndication.newsarticle import name_of_site

PER_PAGE = 25
IN_FEED = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A correction as readers are told of it."""

    correction: Correction
    version: int | None  # the published version that puts it right; None while there is none
    article: ArticlePage | None = None

    @property
    def anchor(self) -> str:
        """Its name on the page of the story."""
        return f"correction-{self.correction.pk}"


def told_of(corrections: Iterable[Correction], versions: list[Publication]) -> list[Told]:
    """The corrections of one article, whose publications are `versions`, oldest first."""
    return [Told(each, _linked(put_right_in(each, versions))) for each in corrections]


def _linked(version: int | None) -> int | None:
    """A first version changed nothing, so there is nothing to look at."""
    return version if version and version > 1 else None


def with_stories(corrections: Iterable[Correction]) -> list[Told]:
    """The corrections with their stories, in their order. Four queries, however many."""
    rows = list(corrections)
    ids = {each.article_id for each in rows}
    found = with_sections(ArticlePage.objects.visible().filter(pk__in=ids).defer_streamfields())
    articles, versions = {article.pk: article for article in found}, version_numbers(ids)
    return [
        Told(
            each,
            _linked(put_right_in(each, versions.get(each.article_id, []))),
            articles[each.article_id],
        )
        for each in rows
        if each.article_id in articles
    ]


def seen_in(section: SectionPage | None) -> "QuerySet[Correction]":
    """What readers may see, of one section or of all."""
    corrections = Correction.objects.readers_see()
    if section is None:
        return corrections
    return corrections.filter(
        article_id__in=ArticlePage.objects.descendant_of(section).order_by().values("pk")
    )


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction, the newest first; of one section where `section` names it."""
    sections = list(SectionPage.objects.live().public().order_by("path"))
    section = next((each for each in sections if each.slug == request.GET.get("section")), None)
    page = Paginator(seen_in(section), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = with_stories(page.object_list)
    return render(
        request,
        "public/corrections.html",
        {
            "listing": page,
            "sections": sections,
            "section": section,
            "narrowed": f"section={section.slug}&" if section else "",
        },
    )


class CorrectionsFeed(Feed):
    """The newest corrections as Atom (RFC 4287)."""

    feed_type = Atom1Feed
    title_template = description_template = None

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpRequest:
        return request

    def title(self, request: HttpRequest) -> str:
        return f"Corrections of {name_of_site(request)}"

    def subtitle(self, request: HttpRequest) -> str:
        return "What was wrong in published stories, and what is right."

    def link(self, request: HttpRequest) -> str:
        return reverse("corrections-list")

    def feed_url(self, request: HttpRequest) -> str:
        return reverse("corrections-feed")

    def author_name(self, request: HttpRequest) -> str:
        return name_of_site(request)

    def items(self, request: HttpRequest) -> list[Told]:
        return with_stories(Correction.objects.readers_see()[:IN_FEED])

    def item_title(self, item: Told) -> str:
        return f"{item.correction.get_kind_display()}: {item.article.title if item.article else ''}"

    def item_description(self, item: Told) -> str:
        return item.correction.notice

    def item_link(self, item: Told) -> str:
        return f"{item.article.get_url() if item.article else '/'}#{item.anchor}"

    def item_guid(self, item: Told) -> str:
        # Not the story's address, which changes with its slug.
        return f"{settings.WAGTAILADMIN_BASE_URL}{reverse('corrections-list')}#{item.anchor}"

    def item_pubdate(self, item: Told) -> datetime:
        return item.correction.issued_at

    def item_updateddate(self, item: Told) -> datetime:
        return item.correction.issued_at

    def item_categories(self, item: Told) -> list[str]:
        section = item.article.section if item.article else None
        return [section.title] if section else []
