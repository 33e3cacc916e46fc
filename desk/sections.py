"""Which section a story stands in, without a query for each story."""

from collections.abc import Iterable
from functools import cached_property

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
