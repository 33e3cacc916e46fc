"""Doorbells: each takes a key, calls an action and may ring twice."""

from celery import shared_task

from archive import actions, files
from archive.models import KeptFile, Page


def fetch_page(key: str) -> None:
    """Somebody wants a copy of a page, or it is time to look again."""
    if page := Page.objects.filter(pk=int(key)).first():
        actions.fetch(page)


def read_file(key: str) -> None:
    """A file was handed in: read its text."""
    if kept := KeptFile.objects.filter(pk=int(key)).first():
        files.read(kept)


@shared_task(name="archive.check_due", acks_late=False, expires=60)
def check_due() -> None:
    """Have workers look at the pages whose time has come."""
    actions.check_due()
