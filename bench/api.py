"""Our API beside Wagtail's own, versions 2 and 3, over the same articles: a list of 20 and one in full.

A real gunicorn with one worker, asked over one kept connection, each API in turn. All are asked for the same
members; ours decides besides who may see what. BENCH_ARTICLES: how many articles there are (10,000);
BENCH_PEERS=0 leaves the peers out, which take seconds for a list among a million.
"""

import http.client
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db import connection
from wagtail.models import APIToken

from accounts.models import User
from accounts.tokens import make_token
from bench.apps import FULL, SHORT
from bench.many import fill
from bench.measure import percentile
from bench.presence import gunicorn

ARTICLES = int(os.environ.get("BENCH_ARTICLES", "10000"))
PEERS = os.environ.get("BENCH_PEERS", "1") == "1"
TURNS, ASKED = 12, 25  # times that each API has its turn, and requests of a turn
LISTS = {"v2": 5.0, "v3": 0.0}  # how many times as many requests we aim at
DETAILS = {"v2": 4.0, "v3": 0.0}


@dataclass
class Api:
    """One way of asking: where, as whom; and how long each answer took."""

    name: str
    address: Callable[[], str]
    headers: dict[str, str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second, over all turns."""
        return len(self.times) / sum(self.times)

    def ask(self, line: http.client.HTTPConnection) -> bytes:
        """One request."""
        began = time.perf_counter()
        line.request("GET", self.address(), headers=self.headers)
        answer = line.getresponse()
        body = answer.read()
        self.times.append(time.perf_counter() - began)
        assert answer.status == 200, f"{self.name}: {answer.status} {body[:300]!r}"
        return body


def main() -> None:
    """Print requests a second and p99 of lists and details, and how many times the peers' ours are."""
    began = time.perf_counter()
    some = fill(ARTICLES)
    seconds = time.perf_counter() - began
    print(f"{ARTICLES:,} articles ({connection.vendor}, gunicorn, one worker; made in {seconds:.0f} s)")
    ours, wagtails = _tokens()
    chance = random.Random(1)  # noqa: S311
    kind, fields = "type=articles.ArticlePage", ",".join(SHORT)

    def one() -> int:
        return chance.choice(some)

    lists = [
        Api("ours, reader", lambda: "/api/v1/articles"),
        Api("ours, token", lambda: "/api/v1/articles", {"Authorization": f"Bearer {ours}"}),
        Api("v2", lambda: f"/peer/v2/pages/?{kind}&fields={fields}&order=-first_published_at&limit=20"),
        Api("v3", lambda: f"/peer/v3/pages/?{kind}&order=-first_published_at&limit=20"),
        Api(
            "v3, token",
            lambda: f"/peer/v3/pages/?{kind}&order=-first_published_at&limit=20",
            {"Authorization": f"Bearer {wagtails}"},
        ),
    ]
    details = [
        Api("ours, reader", lambda: f"/api/v1/articles/{one()}"),
        Api("ours, token", lambda: f"/api/v1/articles/{one()}", {"Authorization": f"Bearer {ours}"}),
        Api("v2", lambda: f"/peer/v2/pages/{one()}/?fields={','.join(FULL)}"),
        Api("v3", lambda: f"/peer/v3/pages/{one()}/"),
        Api("v3, token", lambda: f"/peer/v3/pages/{one()}/", {"Authorization": f"Bearer {wagtails}"}),
    ]
    with gunicorn(workers=1) as (address, _), _line(address) as line:
        _compare("a list of 20", line, lists if PEERS else lists[:2], LISTS)
        _compare("one in full", line, details if PEERS else details[:2], DETAILS)


def _tokens() -> tuple[str, str]:
    user = User.objects.create_superuser("api-bench")
    _, ours = make_token(user, "bench", scopes=["articles:*", "claims:*"], by=None)
    made = APIToken.create_token(user=user, name="bench")
    return ours, next(part for part in made if isinstance(part, str)) if isinstance(made, tuple) else made


@contextmanager
def _line(address: str) -> Iterator[http.client.HTTPConnection]:
    line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        yield line
    finally:
        line.close()


def _compare(what: str, line: http.client.HTTPConnection, apis: list[Api], aims: dict[str, float]) -> None:
    for api in apis:  # warm
        for _ in range(5):
            json.loads(api.ask(line))
        api.times.clear()
    for turn in range(TURNS):
        for api in apis if turn % 2 else reversed(apis):
            for _ in range(ASKED):
                api.ask(line)
    print(f"  {what}")
    for api in apis:
        print(
            f"    {api.name:14} {api.rate:7.1f} requests/s   median {percentile(api.times, 0.5) * 1000:6.1f}"
            f"   p99 {percentile(api.times, 0.99) * 1000:6.1f} ms"
        )
    for mine in apis[:2]:
        for peer in apis[2:]:
            aim = aims.get(peer.name, 0.0)
            told = f"   (aim: ≥ {aim:.0f})" if aim else ""
            print(f"    {mine.name} / {peer.name:10} {mine.rate / peer.rate:6.1f} times{told}")
