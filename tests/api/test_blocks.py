"""One block at a time: added, replaced, moved, taken out, while all others keep their ids."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision, Draft
from tests.api.conftest import get, with_token
from tests.api.test_writing import etag, save_as

pytestmark = pytest.mark.django_db
NEW = {"type": "paragraph", "value": "<p>Tolls stay.</p>"}


@pytest.fixture
def program(reporter: User) -> APIClient:
    """Works with the reporter's token."""
    return with_token(reporter)


class Body:
    """The body of a story through the API, by the ids of its blocks."""

    def __init__(self, client: APIClient, article: ArticlePage) -> None:
        self.client, self.article = client, article
        self.address = f"/api/v1/articles/{article.pk}/blocks"
        self.tag = client.get(f"/api/v1/articles/{article.pk}?state=draft").get("ETag", "")

    def ids(self) -> list[str]:
        shown = get(self.client, f"articles/{self.article.pk}/blocks?state=draft")
        return [block["id"] for block in shown["blocks"]]

    def send(self, method: str, path: str, body: Any = None, tag: str | None = "") -> Any:
        stated = self.tag if tag == "" else tag
        headers = {"If-Match": stated} if stated else {}
        response = getattr(self.client, method)(self.address + path, body, format="json", headers=headers)
        if response.status_code < 300:
            self.tag = response["ETag"]
        return response


@pytest.fixture
def body(program: APIClient, article: ArticlePage) -> Body:
    return Body(program, article)


def test_blocks_come_go_and_move_and_keep_their_ids(body, article, program):
    first, second, third = body.ids()
    added = body.send("post", "", {**NEW, "before": second})
    assert added.status_code == 201, added.content
    new = added.json()["id"]
    assert added["Location"].endswith(f"/blocks/{new}")
    assert get(program, f"articles/{article.pk}/blocks/{new}?state=draft")["value"].endswith(
        "Tolls stay.</p>"
    )
    assert body.ids() == [first, new, second, third]
    replaced = body.send("put", f"/{new}", {"type": "heading", "value": "Tolls"})
    assert (replaced.status_code, replaced.json()["id"], replaced.json()["type"]) == (200, new, "heading")
    moves = [({"after": third}, 3), ({"at": 0}, 0), ({}, 3), ({"before": second}, 1), ({"at": 99}, 3)]
    for place, expected in moves:
        moved = body.send("post", f"/{new}/move", place)
        assert moved.status_code == 200, moved.content
        assert body.ids().index(new) == expected, place
    assert body.send("delete", f"/{new}").json()["blocks"][0]["id"] == first
    assert body.ids() == [first, second, third]
    assert body.tag.partition(".")[0] == etag(program, article).partition(".")[0]
    history = ArticleRevision.objects.of(article)
    assert history.first().data["body"] == history.last().data["body"]  # untouched, byte for byte
    assert body.send("post", "", {**NEW, "id": "mine", "at": 1}).json()["id"] == "mine"
    assert body.ids() == [first, "mine", second, third]


def test_what_cannot_be_is_refused_where_it_stands(body, article, sport_desk, reader):
    first = body.ids()[0]
    for method, path, sent, status, pointer in (
        ("post", "", {"value": "x"}, 422, "/type"),
        ("post", "", {**NEW, "colour": 1}, 422, "/colour"),
        ("post", "", {**NEW, "before": first, "at": 1}, 422, "/at"),
        ("post", "", {**NEW, "after": "gone"}, 422, "/after"),
        ("post", "", {**NEW, "at": -1}, 422, "/at"),
        ("post", "", {**NEW, "id": first}, 422, "/id"),
        ("post", "", {"type": "poem", "value": "x"}, 422, "/type"),
        ("post", "", {"type": "image", "value": {"image": 999}}, 422, "/value/image"),
        ("put", f"/{first}", {"type": "paragraph", "value": 5}, 422, "/value"),
        ("put", f"/{first}", {**NEW, "id": "x"}, 422, "/id"),
        ("put", "/gone", NEW, 404, None),
        ("delete", "/gone", None, 404, None),
        ("post", "/gone/move", {}, 404, None),
        ("post", f"/{first}/move", {"after": first}, 422, "/after"),
        ("post", f"/{first}/move", {"to": 1}, 422, "/to"),
    ):
        response = body.send(method, path, sent)
        assert response.status_code == status, (method, path, sent, response.content)
        if pointer:
            assert pointer in [error["pointer"] for error in response.json()["errors"]]
        assert body.send(method, path, sent, tag=None).status_code == 428
    stranger, nobody = Body(with_token(sport_desk), article), Body(reader, article)
    for method, path in (
        ("post", ""),
        ("put", f"/{first}"),
        ("delete", f"/{first}"),
        ("post", f"/{first}/move"),
    ):
        assert stranger.send(method, path, NEW, tag='"x"').status_code == 404
        assert nobody.send(method, path, NEW, tag='"x"').status_code == 401
    assert ArticleRevision.objects.of(article).count() == 1
    assert not Draft.objects.exists()


def test_whoever_is_slower_finds_both_texts_side_by_side(body, article, desk, program, reporter, sport_desk):
    first = body.ids()[0]
    save_as(desk, article, "Theirs")
    late = body.send("put", f"/{first}", NEW)
    assert late.status_code == 412
    problem = late.json()
    assert (problem["changed_by"], problem["changed"]) == ("Dana", ["headline"])
    path = problem["draft"]["diff"].partition("/api/v1/")[2]
    shown = get(program, path)
    assert (shown["base"], shown["theirs"], shown["conflicts"]) == (1, 2, 0)
    assert shown["draft"]["created_by"]["name"] == "Rita"
    theirs, mine = shown["parts"][0], shown["parts"][-1]
    assert (theirs["key"], theirs["origin"], theirs["theirs"], theirs["mine"]) == (
        "title",
        "theirs",
        "Theirs",
        "Bridge bill grows",
    )
    assert mine["origin"] == "mine"
    assert "Tolls stay." in str(mine["mine"])
    assert get(with_token(desk), path) == shown
    get(with_token(sport_desk), path, 404)
    get(program, path.replace("/drafts/", "/drafts/9"), 404)
    assert body.send("put", "/gone", NEW).status_code == 412  # of another state, so nobody can tell
    assert Draft.objects.count() == 1
