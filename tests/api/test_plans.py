"""Every list asks its questions by an index: shown by PostgreSQL's own plans among 100,000 articles."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from annotations.models import Mention
from api.articles import ArticleResource
from api.claims import ClaimResource
from articles.models import ArticlePage, ArticleRevision, FrontPage
from bench.many import fill
from claims.models import Appearance, AppearanceAnchor, Claim
from entities.models import Entity
from tests.api.conftest import with_token
from tests.conftest import person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL for its plans"),
]
ARTICLES, CLAIMS = 100_000, 10_000
BIG = 2000  # rows: a table that a list must not read through
LISTS = (
    *(f"articles?ordering={ordering}" for ordering in ArticleResource.orderings),
    *(
        f"claims?ordering={ordering}"
        for ordering in ("created_at", "-created_at", "changed_at", "-changed_at")
    ),
    "articles?section=many",
    "articles?published_after=2026-11-01T00:00:00Z",
    "articles?page_size=100",
    "claims?status=published",
    "entities",
    "changes",
    "sections",
)
OF_ONE = ("articles/{}", "articles/{}/revisions", "articles/{}/reading", "claims?article={}")
AT_DESK = (
    *(f"claims?ordering={ordering}" for ordering in ClaimResource.orderings),
    "articles?state=draft",
    "articles?state=all",
    "claims?status=new",
    "corrections",
    "images",
    "users",
)


@pytest.fixture
def many(newsroom: FrontPage) -> int:
    """So many articles, every tenth of which makes a claim and names somebody; the number of one of these."""
    fill(ARTICLES, words=20)
    live = ArticleRevision.objects.order_by("-pk").values_list("pk", "article_id")[:CLAIMS]
    now = timezone.now()
    claims = Claim.objects.bulk_create(
        Claim(statement=f"The bridge costs {number} million", status=("published", "new")[number % 2])
        for number in range(CLAIMS)
    )
    made = Appearance.objects.bulk_create(
        Appearance(claim=claim, article_id=article, wording=claim.statement, created_at=now)
        for claim, (_, article) in zip(claims, live, strict=True)
    )
    AppearanceAnchor.objects.bulk_create(
        AppearanceAnchor(
            appearance=each,
            first_id=pk,
            last_id=pk,
            state="exact",
            block="b",
            start=0,
            end=9,
            exact=each.wording,
        )
        for each, (pk, _) in zip(made, live, strict=True)
    )
    people = Entity.objects.bulk_create(
        Entity(name=f"Person {number}", kind="person", state="confirmed") for number in range(CLAIMS // 10)
    )
    Mention.objects.bulk_create(
        Mention(
            revision_id=pk, entity=people[at % len(people)], kind="person", name="P", start=0, end=1, text="P"
        )
        for at, (pk, _) in enumerate(live)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return live[0][1]


def test_no_list_reads_through_a_big_table(many: int, desk: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    assert ArticlePage.objects.count() >= ARTICLES
    big = big_tables()
    assert {"wagtailcore_page", "articles_articlerevision", "claims_claim", "annotations_mention"} <= big
    chief = person("mara", "Managing editors")
    found = [
        f"{who} {path}: {table} in {sql[:600]}"
        for who, caller, paths in (
            ("reader", APIClient(), (*LISTS, *OF_ONE)),
            ("desk", with_token(desk), (*LISTS, *OF_ONE, *AT_DESK)),
            ("chief", with_token(chief), (*LISTS, *OF_ONE, *AT_DESK, "articles/{}/comments")),
        )
        for path in paths
        for sql, table in read_through(caller, path.format(many), big)
    ]
    assert found == [], "\n".join(found)


def big_tables() -> set[str]:
    """The tables of many rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [BIG])
        return {name for (name,) in cursor.fetchall()}


def read_through(client: APIClient, path: str, big: set[str]) -> Iterator[tuple[str, str]]:
    """Which queries of an answer read through which big tables."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, (path, response.content)
    for query in queries.captured_queries:
        if query["sql"].startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}".replace("%", "%%"), [])
                [(plan,)] = cursor.fetchall()
            plan = json.loads(plan) if isinstance(plan, str) else plan
            for table in scanned(plan[0]["Plan"]):
                if table in big:
                    yield query["sql"], table


def scanned(plan: dict[str, Any]) -> Iterator[str]:
    """The tables that a plan reads from one end to the other."""
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", []):
        yield from scanned(part)
