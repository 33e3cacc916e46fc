"""Pages by cursor: complete, in order, and undisturbed by what comes in meanwhile."""

import time
from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from articles.models import ArticlePage
from entities.models import Alias, Entity
from tests.api.conftest import get, publish

Write = Callable[..., ArticlePage]


def test_a_reader_pages_forth_and_back_through_all_stories(reader: APIClient, write: Write) -> None:
    for number in range(5):
        publish(write(f"Story {number}"))
    first = get(reader, "articles?page_size=2")
    assert [row["headline"] for row in first["results"]] == ["Story 4", "Story 3"]
    assert first["previous"] is None
    second = reader.get(first["next"])
    assert [row["headline"] for row in second.json()["results"]] == ["Story 2", "Story 1"]
    assert 'rel="next"' in second["Link"]
    assert 'rel="prev"' in second["Link"]
    last = reader.get(second.json()["next"]).json()
    assert [row["headline"] for row in last["results"]] == ["Story 0"]
    assert last["next"] is None
    back = reader.get(last["previous"]).json()
    assert [row["headline"] for row in back["results"]] == ["Story 2", "Story 1"]
    front = reader.get(back["previous"]).json()
    assert [row["headline"] for row in front["results"]] == ["Story 4", "Story 3"]
    assert front["previous"] is None


def test_a_story_that_comes_in_moves_no_page(reader: APIClient, write: Write) -> None:
    for number in range(4):
        publish(write(f"Story {number}"))
    first = get(reader, "articles?page_size=2")
    publish(write("Breaking"))
    second = reader.get(first["next"]).json()
    assert [row["headline"] for row in second["results"]] == ["Story 1", "Story 0"]
    assert reader.get(second["previous"]).json()["results"] == first["results"]


def test_stories_of_one_moment_are_all_shown_once(reader: APIClient, write: Write) -> None:
    stories = [publish(write(f"Story {number}")) for number in range(5)]
    ArticlePage.objects.update(first_published_at=stories[0].first_published_at)
    seen, address = [], "/api/v1/articles?page_size=2"
    while address:
        page = reader.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert seen == sorted((story.pk for story in stories), reverse=True)


@pytest.mark.parametrize("damage", [lambda c: c[:-1], lambda c: "A" + c, lambda c: c + "%00", lambda c: ""])
def test_a_damaged_cursor_is_refused(reader: APIClient, write: Write, damage: Callable[[str], str]) -> None:
    for number in range(2):
        publish(write(f"Story {number}"))
    cursor = get(reader, "articles?page_size=1")["next"].partition("cursor=")[2].partition("&")[0]
    problem = get(reader, f"articles?page_size=1&cursor={damage(cursor)}", 400)
    assert problem["errors"][0]["parameter"] == "cursor"


def test_a_cursor_of_another_list_is_refused(reader: APIClient, write: Write) -> None:
    for number in range(2):
        publish(write(f"Story {number}"))
    cursor = get(reader, "articles?page_size=1")["next"].partition("cursor=")[2].partition("&")[0]
    assert "another list" in get(reader, f"entities?cursor={cursor}", 400)["detail"]


def test_entities_are_paged_by_name(reader: APIClient, published: ArticlePage) -> None:
    names = [row["name"] for row in get(reader, "entities")["results"]]
    assert len(names) > 1
    seen, address = [], "/api/v1/entities?page_size=1"
    while address:
        page = reader.get(address).json()
        seen += [row["name"] for row in page["results"]]
        address = page["next"]
    assert seen == names == sorted(names)
    assert Alias.objects.count() >= Entity.objects.filter(state="proposed").count()


def test_a_page_with_a_next_one_stays_the_same_answer(
    reader: APIClient, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        publish(write(f"Story {number}"))
    first = reader.get("/api/v1/articles?page_size=1")
    monkeypatch.setattr(time, "time", lambda now=time.time: now() + 3600)
    again = reader.get("/api/v1/articles?page_size=1", headers={"if-none-match": first["ETag"]})
    assert first.json()["next"]
    assert again.status_code == 304
