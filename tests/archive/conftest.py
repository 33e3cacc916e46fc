"""A web server whose pages may be archived, and whoever has them archived."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from accounts.models import User
from archive import actions
from archive.models import Copy, KeptFile, Page
from tests.archive.web import Web, serving


@pytest.fixture
def web(settings) -> Iterator[Web]:
    """A web server on 127.0.0.1, at whose port the archive may ask."""
    with serving() as served:
        settings.NEWSROOM_ARCHIVE_PORTS = [80, 443, served.port]
        settings.NEWSROOM_ARCHIVE_TIMEOUT = 5.0
        yield served


@pytest.fixture(autouse=True)
def files(monkeypatch, tmp_path) -> Path:
    """Where the WARC files of a test lie."""
    storage = FileSystemStorage(location=tmp_path / "archive")
    monkeypatch.setattr(Copy._meta.get_field("warc"), "storage", storage)
    monkeypatch.setattr(KeptFile._meta.get_field("file"), "storage", storage)
    return tmp_path / "archive"


@pytest.fixture
def keep(checker: User) -> Callable[[str], Page]:
    """Has an address archived by the fact-checker and does the worker's part too; the page as it is then."""

    def keep_page(url: str) -> Page:
        return actions.fetch(actions.keep(url, by=checker))

    return keep_page
