"""How often one may ask: per token, and per address without one, in windows of a second, minute, hour or day.

Counted in the cache `limits`, atomically, so that all web processes count together where there is Redis. What
is left is told in `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10).
"""

import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import caches
from redis.exceptions import RedisError
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from api.scopes import grant_of
from articles.requests import address_of, digest_of

log = logging.getLogger(__name__)
WINDOWS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True, slots=True)
class Policy:
    """So many requests in so many seconds."""

    name: str
    quota: int
    window: int

    def __str__(self) -> str:
        return f'"{self.name}";q={self.quota};w={self.window}'


@dataclass(frozen=True, slots=True)
class Standing:
    """How one stands under a policy: what is left, and in how many seconds it begins anew."""

    policy: Policy
    used: int
    resets_in: int

    @property
    def is_over(self) -> bool:
        """Whether this request is one too many."""
        return self.used > self.policy.quota

    def __str__(self) -> str:
        return f'"{self.policy.name}";r={max(0, self.policy.quota - self.used)};t={self.resets_in}'


@lru_cache
def policy_of(name: str, rate: str) -> Policy:
    """The policy that a rate such as `1200/minute` describes."""
    quota, _, window = rate.partition("/")
    return Policy(name, int(quota), WINDOWS[window])


def count(name: str, whom: str) -> Standing | None:
    """Count one request of somebody's; None while the counter is away, and then nobody is refused."""
    policy = policy_of(name, settings.NEWSROOM_API_RATES[name])
    number, passed = divmod(time.time(), policy.window)
    # The window is in the key and the key outlives it: no count is lost between `add` and `incr`.
    key = f"{name}:{whom}:{int(number)}"
    try:
        caches["limits"].add(key, 0, policy.window * 2)
        used = caches["limits"].incr(key)
    except RedisError as error:
        log.warning("Requests are not counted while Redis is away: %s", error)
        return None
    return Standing(policy, used, max(1, round(policy.window - passed)))


class RateLimit(BaseThrottle):
    """Counts every request of an API view against its token, its session's account or its address."""

    standing: Standing | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        if grant := grant_of(request):
            self.standing = count("tokens", grant.key)
        elif request.user.is_authenticated:
            self.standing = count("tokens", f"user:{request.user.pk}")
        else:
            self.standing = count("readers", digest_of(address_of(request.META)))
        request._request.standing = self.standing
        return self.standing is None or not self.standing.is_over

    def wait(self) -> float | None:
        return self.standing.resets_in if self.standing else None


def count_failure(request: Any) -> None:
    """Count a token that was refused against its address; Throttled where that makes too many."""
    standing = count("readers", digest_of(address_of(request.META)))
    request._request.standing = standing
    if standing and standing.is_over:
        raise Throttled(wait=standing.resets_in)


def tell(request: Any, response: Any) -> None:
    """Put the standing into the headers of a response."""
    if standing := getattr(getattr(request, "_request", None), "standing", None):
        response["RateLimit-Policy"] = str(standing.policy)
        response["RateLimit"] = str(standing)
