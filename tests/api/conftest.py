"""Callers of the API: a reader without a name, and people with tokens."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage
from tests.conftest import work


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> Iterator[None]:
    """Throttles count in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def reader() -> APIClient:
    """Somebody without an account."""
    return APIClient()


def with_token(user: User) -> APIClient:
    """A program with the user's token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=user)[0].key}")
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
