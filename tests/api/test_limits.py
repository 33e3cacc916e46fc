"""How often one may ask is counted per token and per address, and told with every answer."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from api.limits import count
from tests.api.conftest import with_token

QUOTA = 3


@pytest.fixture(autouse=True)
def _few(settings: Settings) -> None:
    settings.NEWSROOM_API_RATES = {"readers": f"{QUOTA}/hour", "tokens": f"{QUOTA + 1}/hour"}


def test_whoever_asks_too_often_is_told_when_to_come_back(
    reader: APIClient, newsroom: object, desk: User, settings: Settings
) -> None:
    answers = [reader.get("/api/v1/articles") for _ in range(QUOTA + 1)]
    assert [answer.status_code for answer in answers] == [200] * QUOTA + [429]
    assert [answer["RateLimit"].partition(";t=")[0] for answer in answers] == [
        f'"readers";r={left}' for left in (2, 1, 0, 0)
    ]
    refused = answers[-1]
    assert refused["RateLimit-Policy"] == f'"readers";q={QUOTA};w=3600'
    assert refused["Retry-After"] == refused["RateLimit"].partition(";t=")[2]
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert refused.json()["type"].endswith("/too-many-requests")
    other = reader.get("/api/v1/articles", REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200  # another address
    assert reader.get("/api/v1/articles", headers={"X-Forwarded-For": "192.0.2.9"}).status_code == 429
    settings.NEWSROOM_PROXIES = 1
    assert reader.get("/api/v1/articles", headers={"X-Forwarded-For": "192.0.2.9"}).status_code == 200
    for program in (with_token(desk), with_token(desk)):  # each token by itself
        answer = program.get("/api/v1/articles")
        assert answer["RateLimit"].startswith(f'"tokens";r={QUOTA};')


def test_guessed_tokens_count_against_their_address(reader: APIClient, newsroom: object) -> None:
    sent = {"authorization": "Bearer nrt_guessed"}
    statuses = [reader.get("/api/v1/articles", headers=sent).status_code for _ in range(QUOTA + 1)]
    assert statuses == [401] * QUOTA + [429]


def test_no_request_is_lost_from_the_count_when_many_come_at_once() -> None:
    somebody = uuid.uuid4().hex  # of whom no run within the hour has left a count in the cache
    with ThreadPoolExecutor(8) as threads:
        standings = list(threads.map(lambda _: count("readers", somebody), range(200)))
    assert sorted(standing.used for standing in standings if standing) == list(range(1, 201))
