"""What of an answer is asked for: `fields`, `include` and `ordering`."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from articles.corrections import issue_correction
from articles.models import ArticlePage
from claims.actions import add_evidence
from claims.models import Claim
from tests.api.conftest import get, publish, with_token
from tests.claims.deciding import find_out
from tests.database import is_sqlite

Write = Callable[..., ArticlePage]


def test_no_more_than_the_members_asked_for_are_told(reader: APIClient, published: ArticlePage) -> None:
    path = f"articles/{published.pk}"
    assert get(reader, f"{path}?fields=headline") == {"headline": "Bridge bill grows"}
    shown = get(reader, f"{path}?fields=links.self,id,body.type")
    assert shown == {
        "id": published.pk,
        "links": {"self": f"http://testserver/api/v1/{path}"},
        "body": [{"type": "paragraph"}] * 3,
    }
    page = get(reader, "articles?fields=id,section.slug,section")
    [row] = page["results"]
    assert set(row) == {"id", "section"}
    assert set(row["section"]) == {"slug", "name", "self"}
    assert page["next"] is None


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("sections", "slug"),
        ("sections/news", "links.articles"),
        ("articles/{id}/revisions", "number,links.self"),
        ("articles/{id}/revisions/1", "text"),
        ("articles/{id}/reading", "attributions.type"),
        ("articles/{id}/blocks", "blocks.id"),
        ("articles/{id}/revisions/1/reading", "text"),
        ("articles/{id}/revisions/1/blame", "revision"),
        ("articles/{id}/gate", "objections.key"),
        ("entities", "name"),
        ("claims", "id"),
        ("me", "username"),
        ("roles", "results.name"),
        ("users", "username"),
        ("changes", "data.self"),
        ("search?q=bridge", "title"),
        ("", "articles,search"),
    ],
)
def test_every_list_and_every_single_thing_takes_it(
    published: ArticlePage, desk: User, path: str, names: str
) -> None:
    path = path.format(id=published.pk)
    whole = get(with_token(desk), path)
    shown = get(with_token(desk), f"{path}{'&' if '?' in path else '?'}fields={names}")
    is_list = "results" in whole and not names.startswith("results")
    rows = [(shown["results"], whole["results"])] if is_list else [([shown], [whole])]
    for less, more in ((a, b) for some, all_ in rows for a, b in zip(some, all_, strict=True)):
        assert set(less) == {name.partition(".")[0] for name in names.split(",")}
        for name in (each for each in names.split(",") if "." not in each):
            assert less[name] == more[name]
    assert not is_list or (shown["results"] and set(shown) == set(whole))


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        ("fields=headlin", "fields", "Did you mean “headline”?"),
        ("fields=links.selfish", "fields", "no member of “links”"),
        ("fields=headline.length", "fields", "It has no members"),
        ("fields=", "fields", "no member of the answer"),
        ("fields=id,", "fields", "no member of the answer"),
        ("fields=body", "fields", "“body”"),  # of a row of the list
        ("fields=" + "a" * 3000, "fields", "2,000 characters"),
        ("include=claim", "include", "Did you mean “claims”?"),
        ("include=", "include", "cannot be included"),
        ("ordering=headline", "ordering", "-published_at"),
    ],
)
def test_a_name_that_is_none_is_refused_with_those_there_are(
    reader: APIClient, newsroom: object, query: str, parameter: str, says: str
) -> None:
    [error] = get(reader, f"articles?{query}", 400)["errors"]
    assert error["parameter"] == parameter
    assert says in error["detail"]


def test_it_is_no_parameter_of_what_changes_something(published: ArticlePage, desk: User) -> None:
    response = with_token(desk).post(f"/api/v1/articles/{published.pk}/lock?fields=id", {}, format="json")
    assert response.status_code == 400


def test_what_is_not_asked_for_is_not_fetched(reader: APIClient, published: ArticlePage, desk: User) -> None:
    issue_correction(published, "It is 45 million.", wrong="The sum.", by=desk)
    with CaptureQueriesContext(connection) as whole:
        get(reader, f"articles/{published.pk}")
    with CaptureQueriesContext(connection) as little:
        get(reader, f"articles/{published.pk}?fields=headline,word_count")
    assert len(little) < len(whole)
    for query in little.captured_queries:
        assert not re.search(r'(?<!\()"articles_articlerevision"\."content"', query["sql"])


def test_what_hangs_on_a_story_comes_with_it(published: ArticlePage, desk: User, checker: User) -> None:
    reader = APIClient()
    issue_correction(published, "It is 45 million.", wrong="The sum.", by=desk)
    claim = Claim.objects.order_by("pk").last()
    assert claim
    find_out(claim, "true", reason="It is.", by=checker)
    published.title = "Secret headline"
    published.save_revision(user=desk)
    query = "include=section,claims,corrections,revisions"
    for path in (f"articles/{published.pk}?{query}", f"articles?{query}&fields=id"):
        shown = get(reader, path)
        [row] = shown.get("results", [shown])
        included = row["included"]
        assert included["section"] == get(reader, "sections/news")
        assert included["claims"] == get(reader, f"claims?article={published.pk}")["results"]
        assert included["revisions"] == get(reader, f"articles/{published.pk}/revisions")["results"]
        assert included["corrections"] == get(reader, f"articles/{published.pk}")["corrections"]
        assert "Secret" not in str(shown)
    mine = get(with_token(desk), f"articles?{query}")["results"][0]["included"]
    assert [each["number"] for each in mine["revisions"]] == [2, 1]
    assert len(mine["claims"]) == Claim.objects.count() > 1
    assert "included" not in get(reader, f"articles/{published.pk}")
    assert set(get(reader, f"articles/{published.pk}?include=claims")["included"]) == {"claims"}


def test_a_member_of_what_is_included_may_be_asked_for(reader: APIClient, published: ArticlePage) -> None:
    path = f"articles/{published.pk}?include=section,revisions&fields=id,included.revisions.number"
    assert get(reader, path) == {"id": published.pk, "included": {"revisions": [{"number": 1}]}}


def test_claims_come_with_their_evidence_and_verdicts(published: ArticlePage, checker: User) -> None:
    claim = Claim.objects.first()
    assert claim
    add_evidence(claim, "https://example.invalid", by=checker)
    find_out(claim, "true", reason="It is.", by=checker)
    for client in (APIClient(), with_token(checker)):
        rows = get(client, "claims?include=evidence,verdicts,appearances")["results"]
        one = get(client, f"claims/{claim.pk}")
        [row] = [row for row in rows if row["id"] == claim.pk]
        assert row["included"] == {name: one[name] for name in ("evidence", "verdicts", "appearances")}
        assert one["evidence"]


def test_no_more_comes_with_a_claim_than_is_said(
    published: ArticlePage, checker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = Claim.objects.latest("pk")
    for number in range(3):
        add_evidence(claim, f"https://example.invalid/{number}", by=checker)
    monkeypatch.setattr("api.claims.MOST", 2)
    rows = get(with_token(checker), "claims?include=evidence")["results"]
    [row] = [row for row in rows if row["id"] == claim.pk]
    whole = get(with_token(checker), f"claims/{claim.pk}")["evidence"]
    assert len(whole) == 3
    assert row["included"]["evidence"] == whole[:2]


@pytest.mark.parametrize(
    "path",
    [
        "articles?include=section,claims,corrections,revisions",
        "articles?state=all&include=section,claims,corrections,revisions",
        "claims?include=evidence,verdicts,appearances",
    ],
)
def test_what_is_included_costs_the_same_for_2_and_6_stories(
    write: Write,
    desk: User,
    checker: User,
    django_assert_num_queries: Callable[..., CaptureQueriesContext],
    path: str,
) -> None:
    def add(*numbers: int) -> None:
        for number in numbers:
            story = publish(write(f"Story {number}", slug=f"story-{number}"))
            issue_correction(story, "It is 45 million.", wrong="The sum.", by=desk)
        for claim in Claim.objects.exclude(status=Claim.Status.PUBLISHED):
            add_evidence(claim, "https://example.invalid", by=checker)
            find_out(claim, "true", reason="It is.", by=checker)

    clients = [with_token(desk), *([] if "state" in path else [APIClient()])]
    add(1, 2)
    costs = []
    for client in clients:
        get(client, path)  # what is remembered for ever is remembered now
        with CaptureQueriesContext(connection) as few:
            before = get(client, path)["results"]
        costs.append(len(few))
    add(3, 4, 5, 6)
    for client, cost in zip(clients, costs, strict=True):
        get(client, path)
        with django_assert_num_queries(cost):
            after = get(client, path)["results"]
        assert len(after) > len(before)
        assert all(row["included"] for row in after)


def pages(client: APIClient, path: str) -> list[dict[str, Any]]:
    """All rows of a list, page by page."""
    rows, address = [], f"/api/v1/{path}"
    while address:
        page = client.get(address).json()
        rows += page["results"]
        address = page["next"]
    return rows


@pytest.mark.parametrize("word", ["published_at", "last_published_at"])
def test_stories_are_sorted_as_asked_and_stay_so_under_what_comes_in(
    reader: APIClient, write: Write, word: str
) -> None:
    stories = [publish(write(f"Story {number}", slug=f"story-{number}")) for number in range(4)]
    publish(stories[1])  # again
    order = [0, 1, 2, 3] if word == "published_at" else [0, 2, 3, 1]
    for sign, expected in (("", order), ("-", order[::-1])):
        rows = pages(reader, f"articles?ordering={sign}{word}&page_size=1")
        assert [row["id"] for row in rows] == [stories[number].pk for number in expected]
    first = get(reader, f"articles?ordering=-{word}&page_size=2")
    publish(write("Breaking", slug="breaking"))
    second = reader.get(first["next"]).json()
    assert [row["id"] for row in second["results"]] == [stories[number].pk for number in order[::-1][2:]]
    assert reader.get(second["previous"]).json()["results"] == first["results"]
    cursor = first["next"].partition("cursor=")[2].partition("&")[0]
    assert "another list" in get(reader, f"articles?ordering={word}&cursor={cursor}", 400)["detail"]


def test_drafts_have_no_times_to_sort_by(published: ArticlePage, desk: User) -> None:
    problem = get(with_token(desk), "articles?state=draft&ordering=published_at", 400)
    assert problem["errors"][0]["parameter"] == "ordering"


@pytest.mark.parametrize("word", ["created_at", "-created_at", "changed_at", "-changed_at"])
def test_claims_are_sorted_as_asked(published: ArticlePage, desk: User, word: str) -> None:
    client = with_token(desk)
    Claim.objects.order_by("pk")[0].save()
    times = [row[word.lstrip("-")] for row in pages(client, f"claims?ordering={word}&page_size=1")]
    assert len(times) > 1
    assert times == sorted(times, reverse=word.startswith("-"))


def test_revisions_are_told_from_the_first_on(published: ArticlePage, desk: User) -> None:
    published.title = "Another"
    published.save_revision(user=desk)
    publish(published)
    rows = pages(with_token(desk), f"articles/{published.pk}/revisions?ordering=number&page_size=1")
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) > 1


@pytest.mark.skipif(is_sqlite(), reason="asks PostgreSQL how it would look")
@pytest.mark.parametrize(
    ("table", "order"),
    [
        ("wagtailcore_page", "first_published_at"),
        ("wagtailcore_page", "last_published_at DESC, id DESC"),
        ("claims_claim", "changed_at DESC, id DESC"),
        ("claims_claim", "created_at, id"),
    ],
)
def test_every_order_has_an_index(newsroom: object, table: str, order: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN SELECT id FROM {table} ORDER BY {order} LIMIT 20")  # noqa: S608
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index" in plan
    assert "Sort " not in plan.replace("Incremental Sort ", "")
