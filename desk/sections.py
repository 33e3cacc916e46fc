"""Which section a story stands in, without a query for each story; and the choice of one in listings."""

from collections.abc import Iterable
from functools import cached_property

import django_filters
from django import forms
from wagtail.models import Page

from accounts.models import User
from articles.models import ArticlePage, FrontPage, SectionPage


class Sections:
    """All sections, read once (one query on first use)."""

    @cached_property
    def all(self) -> list[SectionPage]:
        """Every section, in the order of the site."""
        return list(SectionPage.objects.order_by("path"))

    def of(self, page: Page) -> SectionPage | None:
        """The section above a page."""
        return next((section for section in self.all if page.path.startswith(section.path)), None)

    def published_by(self, user: User) -> list[SectionPage]:
        """The sections in which a user may publish."""
        return [section for section in self.all if section.permissions_for_user(user).can_publish_subpage()]


def publishes_everywhere(user: User) -> bool:
    """Whether a user may publish on the whole site, as managing editors may."""
    front = FrontPage.objects.first()
    return front is not None and front.permissions_for_user(user).can_publish_subpage()


def articles_by_id(ids: Iterable[int]) -> dict[int, ArticlePage]:
    """The articles that still exist among `ids`, without their bodies; one query."""
    return ArticlePage.objects.defer_streamfields().in_bulk(set(ids))


def section_filter() -> django_filters.ModelChoiceFilter:
    """The choice of one section in a listing; the filter set's own `in_section` narrows its rows."""
    return django_filters.ModelChoiceFilter(
        label="Section",
        method="in_section",
        queryset=SectionPage.objects.order_by("path"),
        to_field_name="slug",
        empty_label="All",
        widget=forms.RadioSelect,
    )
