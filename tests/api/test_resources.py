"""What all resources share: caching, conditional reads, the first page, addresses that survive bad input."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage
from tests.api.conftest import get, with_token

LISTS = ("sections", "articles", "claims", "entities", "articles/{id}/revisions", "entities/1/attributions")
PARAMETERS = (
    "state",
    "section",
    "genre",
    "language",
    "published_after",
    "published_before",
    "q",
    "status",
    "rating",
    "claimant",
    "article",
    "kind",
    "show",
    "assignee",
    "priority",
    "topic",
    "due_after",
    "due_before",
    "ordering",
    "cursor",
    "page_size",
)
NASTY = (
    "",
    "\x00",
    "-1",
    "0",
    "99999999999999999999999999",
    "1e400",
    "NaN",
    "٣",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-13-45",
    "%",
    "_",
    "'",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "a" * 5000,
    "WyJuIiwxXQ:1w:x",
)


def test_the_first_page_leads_to_everything(reader: APIClient, newsroom: object) -> None:
    addresses = get(reader, "")
    assert {"sections", "articles", "claims", "entities", "schema", "documentation"} <= set(addresses)
    for name, address in addresses.items():
        for_the_desk = {"corrections", "images", "documents", "feeds", "ingest", "webhooks"}
        expected = 401 if name in for_the_desk else 400 if name == "search" else 200
        assert reader.get(address).status_code == expected, address


def test_readers_answers_may_be_kept_and_others_not(
    reader: APIClient, published: ArticlePage, desk: User
) -> None:
    shared = reader.get("/api/v1/articles")
    assert shared["Cache-Control"] == "public, max-age=15"
    assert shared["Vary"] == "Authorization, Cookie, Accept, origin"
    mine = with_token(desk).get("/api/v1/articles")
    assert mine["Cache-Control"] == "private, no-store"


def test_what_the_caller_has_already_is_not_sent_again(reader: APIClient, published: ArticlePage) -> None:
    for path in ("", "articles", f"articles/{published.pk}", f"articles/{published.pk}/reading"):
        first = reader.get(f"/api/v1/{path}")
        again = reader.get(f"/api/v1/{path}", headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert reader.get(f"/api/v1/{path}", headers={"if-none-match": '"other"'}).status_code == 200
    before = reader.get("/api/v1/articles")["ETag"]
    ArticlePage.objects.update(last_published_at="2030-01-01T00:00:00Z")
    assert reader.get("/api/v1/articles")["ETag"] != before


def test_times_carry_their_offset(reader: APIClient, published: ArticlePage) -> None:
    shown = get(reader, f"articles/{published.pk}")
    assert datetime.fromisoformat(shown["published_at"]) == published.first_published_at


@pytest.mark.parametrize("address", LISTS)
def test_no_value_of_any_parameter_breaks_a_list(published: ArticlePage, desk: User, address: str) -> None:
    client = with_token(desk)
    for name in PARAMETERS:
        for value in NASTY:
            response = client.get(f"/api/v1/{address.format(id=published.pk)}", {name: value})
            assert response.status_code in (200, 400, 404), (name, value, response.content)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from(LISTS),
    query=st.dictionaries(st.sampled_from(PARAMETERS), st.text(st.characters(codec="utf-8")), max_size=4),
    accept=st.sampled_from(
        ["application/json", "*/*", ";;;", "a/b;q=x", "", "application/json; indent=999999999"]
    ),
)
def test_no_made_up_query_breaks_a_list(
    published: ArticlePage, address: str, query: dict[str, str], accept: str
) -> None:
    response = APIClient().get(
        f"/api/v1/{address.format(id=published.pk)}", query, headers={"accept": accept}
    )
    # 401: some filters, whatever their value, are the desk's.
    assert response.status_code in (200, 400, 401, 404, 406), response.content
