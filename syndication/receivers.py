"""Framework signals after which readers find stories elsewhere, or may not see them, or may again."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from syndication import recording


def connect() -> None:
    """Start listening. Called once, from `apps.py`."""
    post_save.connect(on_restricted, sender=PageViewRestriction, dispatch_uid="syndication.restricted")
    post_delete.connect(on_restricted, sender=PageViewRestriction, dispatch_uid="syndication.opened")
    post_page_move.connect(on_moved, dispatch_uid="syndication.moved")


def on_restricted(instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    """A section or a story is for some readers only, or for all again."""
    page = None if raw else Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        recording.settle_below(page)


def on_moved(instance: Page, url_path_before: str, url_path_after: str, **kwargs: Any) -> None:
    """Stories stand at other addresses, perhaps in another section."""
    if url_path_before != url_path_after:
        before = url_path_before.strip("/").split("/")
        recording.settle_below(instance, has_moved=True, from_sections=before[1:2])
