"""Callers of the API: a reader without a name, and people with tokens."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import caches
from rest_framework.test import APIClient

from accounts.models import User
from accounts.tokens import make_token
from articles.models import ArticlePage, SectionPage
from tests.conftest import work


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> Iterator[None]:
    """Requests are counted under names that no other test counts under."""
    limits = caches["limits"]
    before, limits.key_prefix = limits.key_prefix, f"test-{uuid4().hex}"
    yield
    limits.key_prefix = before


@pytest.fixture
def reader() -> APIClient:
    """Somebody without an account."""
    return APIClient()


def with_token(user: User, *scopes: str, sections: Iterable[SectionPage] | None = None) -> APIClient:
    """A program with a token of the user's; good for everything unless scopes are named."""
    client = APIClient()
    _, secret = make_token(user, "Test", scopes=scopes or ["*"], sections=sections, by=None)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def publish(article: ArticlePage, user: User | None = None) -> ArticlePage:
    """Publish the newest working copy and do the work that follows."""
    article.get_latest_revision().publish(user=user)
    work()
    article.refresh_from_db()
    return article


@pytest.fixture
def published(write: Callable[..., ArticlePage]) -> ArticlePage:
    """The story, published and read."""
    return publish(write())


def get(client: APIClient, path: str, status: int = 200, **headers: Any) -> Any:
    """The JSON at an address under /api/v1/."""
    response = client.get(f"/api/v1/{path}", headers=headers)
    assert response.status_code == status, response.content
    return response.json()
