"""How stored rich text becomes what readers see. Registrations, one line each."""

from typing import Any

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler

from articles.models.embargo import pages_for_readers


class ReadersPageLinkHandler(PageLinkHandler):
    """A link to a page that readers are not shown has no address, so that nobody learns of it."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Any]:
        ids = [attrs.get("id") for attrs in attrs_list]
        shown = pages_for_readers().filter(pk__in=ids)
        pages = {str(page.pk): page for page in shown.defer_streamfields().specific()}
        return [pages.get(str(pk)) for pk in ids]


@hooks.register("register_rich_text_features", order=100)  # after Wagtail's own
def link_as_readers_may(features: FeatureRegistry) -> None:
    """Have links to pages lead only where readers may go."""
    features.register_link_type(ReadersPageLinkHandler)
