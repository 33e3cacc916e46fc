"""Whoever follows what the newsroom publishes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from tests.api.conftest import get


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> Iterator[None]:
    """Throttles count in the cache."""
    cache.clear()
    yield
    cache.clear()


class Follower:
    """A program that asks for changes again and again, a few at a time, and remembers them."""

    def __init__(self, query: str = "") -> None:
        self.client, self.query, self.cursor = APIClient(), query, ""
        self.heard: list[dict[str, Any]] = []

    def ask(self) -> list[dict[str, Any]]:
        """All that is new since it asked last."""
        new: list[dict[str, Any]] = []
        while True:
            since = f"&since={self.cursor}" if self.cursor else ""
            page = get(self.client, f"changes?page_size=3{self.query}{since}")
            self.cursor = page["cursor"]
            new += page["results"]
            if not page["has_more"]:
                self.heard += new
                return new

    def kinds(self) -> list[str]:
        """The types of what is new."""
        return [change["type"] for change in self.ask()]


@pytest.fixture
def follower(newsroom: object) -> Follower:
    """A program that follows all changes."""
    return Follower()
