"""Comments through the API: what their words have become, and what may be done with them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient
from wagtail.models import Comment, CommentReply

from accounts.models import User
from articles.models import ArticlePage
from tests.api.conftest import get, with_token
from tests.conftest import STORY, edit, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(reporter: User) -> APIClient:
    """Works with the reporter's token."""
    return with_token(reporter)


def post(client: APIClient, path: str, body: Any = None, status: int = 200) -> Any:
    response = client.post(f"/api/v1/{path}", body if body is not None else {}, format="json")
    assert response.status_code == status, response.content
    return response.json()


def fresh(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()


def passage(client: APIClient, article: ArticlePage, words: str) -> dict[str, int]:
    newest = get(client, f"articles/{article.pk}/revisions")["results"][0]["number"]
    text = get(client, f"articles/{article.pk}/revisions/{newest}")["text"]
    start = text.index(words)
    return {"revision": newest, "start": start, "end": start + len(words)}


def test_a_comment_is_made_followed_answered_resolved_and_opened_again(article, program, reporter):
    here = f"articles/{article.pk}/comments"
    sent = {"text": "Who says so?", "passage": passage(program, article, "40 million crowns")}
    made = post(program, here, sent, 201)
    one = f"{here}/{made['id']}"
    assert made["links"]["self"].endswith(f"/api/v1/{one}")
    assert (made["state"], made["span"]["text"], made["author"]["name"]) == (
        "exact",
        "40 million crowns",
        "Rita",
    )
    article.refresh_from_db()
    edit(article.get_latest_revision_as_object(), reporter, "“The bridge", "“As is known, the bridge")
    moved = get(program, one)
    assert (moved["state"], moved["span"]["text"], moved["revision"]) == ("moved", "40 million crowns", 2)
    assert moved["span"]["start"] == made["span"]["start"] + len("As is known, ")
    assert post(program, f"{one}/reply", {"text": "The chair."})["replies"][0]["text"] == "The chair."
    assert post(program, f"{one}/resolve")["resolved_by"]["name"] == "Rita"
    assert post(program, f"{one}/resolve")["resolved_at"] is not None
    assert [each["id"] for each in get(program, f"{here}?resolved=true")["results"]] == [made["id"]]
    assert get(program, f"{here}?resolved=false")["results"] == []
    assert post(program, f"{one}/reopen")["resolved_at"] is None
    put = post(program, f"{one}/place", passage(program, article, "ten years"))
    assert (put["state"], put["wording"], put["words"]) == ("changed", "40 million crowns", "ten years")
    edit(fresh(article), reporter, STORY[2], "Nothing else was said of it.")
    assert get(program, one)["span"] is None


def test_blocks_and_fields_take_comments_too(article, program):
    here = f"articles/{article.pk}/comments"
    block = article.body[0].id
    assert post(program, here, {"text": "Cut?", "block": block}, 201)["block"] == block
    assert post(program, here, {"text": "Shorter?", "field": "headline"}, 201)["field"] == "headline"
    states = [each["state"] for each in get(program, here)["results"]]
    assert states == ["exact", "exact"]


def test_only_who_may_edit_a_story_sees_and_makes_comments(article, reader, sport_desk, desk, reporter):
    article.get_latest_revision().publish(user=desk)
    made = Comment.objects.create(page=article, user=desk, text="A secret", contentpath="title")
    here = f"articles/{article.pk}/comments"
    for client in (reader, with_token(sport_desk)):
        get(client, here, 404)
        get(client, f"{here}/{made.pk}", 404)
    post(with_token(sport_desk), f"{here}/{made.pk}/resolve", status=404)
    assert post(reader, f"{here}/{made.pk}/resolve", status=404)
    problem = post(with_token(desk, "articles:read"), f"{here}/{made.pk}/resolve", status=403)
    assert problem["scope"] == "articles:write"
    get(with_token(desk), f"articles/{article.pk}/comments/999999", 404)
    made.refresh_from_db()
    assert made.resolved_at is None


REFUSED = [
    ("", {"text": "Hm", "field": "headline", "block": "x"}, ""),
    ("", {"text": "Hm"}, ""),
    ("", {"text": " ", "field": "headline"}, "/text"),
    ("", {"text": "Hm", "field": "body"}, "/field"),
    ("", {"text": "Hm", "block": "nowhere"}, "/block"),
    ("", {"text": "Hm", "field": "headline", "colour": "red"}, "/colour"),
    ("", {"text": "Hm", "passage": {"revision": 9, "start": 0, "end": 4}}, "/passage/revision"),
    ("", {"text": "Hm", "passage": {"revision": 1, "start": 9, "end": 9}}, "/passage/end"),
    ("", {"text": "Hm", "passage": {"revision": 1, "start": 0, "end": 99999}}, "/passage/end"),
    ("", {"text": "Hm", "passage": {"revision": 1, "start": 0, "end": 6}}, "/passage/start"),
    ("/1/place", {"revision": 1, "start": 0, "end": 99999}, "/end"),
    ("/1/reply", {"text": ""}, "/text"),
    ("/1/resolve", {"by": "me"}, "/by"),
]


def test_what_cannot_be_is_refused_where_it_stands(article, program, desk):
    made = Comment.objects.create(page=article, user=desk, text="First", contentpath="title")
    for path, body, pointer in REFUSED:
        address = f"articles/{article.pk}/comments{path.replace('/1/', f'/{made.pk}/')}"
        problem = post(program, address, body, 422)
        assert [error["pointer"] for error in problem["errors"]] == [pointer], (path, body)
    assert Comment.objects.get().resolved_at is None


def test_a_list_asks_as_much_for_many_as_for_one(article, program, desk):
    for n in range(6):
        made = Comment.objects.create(page=article, user=person(f"p{n}"), text="More", contentpath="title")
        CommentReply.objects.create(comment=made, user=desk, text="Yes.")
    counts = []
    for size in (1, 6):
        get(program, f"articles/{article.pk}/comments?page_size={size}")
        with CaptureQueriesContext(connection) as queries:
            assert len(get(program, f"articles/{article.pk}/comments?page_size={size}")["results"]) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]
