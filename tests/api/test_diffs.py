"""Diffs through the API, as data and as HTML."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage
from tests.api.conftest import get, publish, with_token
from tests.articles import every_change
from tests.desk.making import rewrite


@pytest.fixture
def changed(write: Callable[..., ArticlePage], desk: User) -> ArticlePage:
    """Two published revisions (2 and 3) with every kind of change between them."""
    one, two = every_change.pictures()
    article = publish(rewrite(write(), json.dumps(every_change.before(one)), user=desk, source_id="wire-7"))
    return publish(
        rewrite(article, json.dumps(every_change.after(two)), user=desk, kicker="Port", source_id="wire-8")
    )


def test_any_two_revisions_are_compared(reader: APIClient, published: ArticlePage, desk: User) -> None:
    published.title = "Bridge bill shrinks"
    published.save_revision(user=desk)
    get(reader, f"articles/{published.pk}/revisions/1/diff/2", 404)
    publish(published)
    forth = get(reader, f"articles/{published.pk}/revisions/1/diff/2")
    assert (forth["words_added"], forth["words_removed"]) == (1, 1)
    assert [(run["kind"], run["text"]) for run in forth["changes"][0]["words"]] == [
        ("same", "Bridge bill "),
        ("removed", "grows"),
        ("added", "shrinks"),
    ]
    back = get(reader, f"articles/{published.pk}/revisions/2/diff/1")
    assert (back["old_revision"], back["new_revision"]) == (2, 1)


def test_every_kind_of_change_is_told_as_data(reader: APIClient, changed: ArticlePage, desk: User) -> None:
    address = f"articles/{changed.pk}/revisions/2/diff/3"
    answer = get(reader, address)
    kinds = {change["kind"] for change in answer["changes"]}
    assert kinds == {"same", "changed", "added", "removed", "moved", "split", "merged", "retyped"}
    runs = [run for change in answer["changes"] for run in change["words"] if run["was"] is not None]
    bold, italic = {"kind": "bold", "target": ""}, {"kind": "italic", "target": ""}
    assert [(run["text"], run["marks"], run["was"]) for run in runs] == [
        (
            "plan",
            [{"kind": "link", "target": "https://board.example/new"}],
            [{"kind": "link", "target": "https://board.example/plan"}],
        ),
        ("secret", [], [bold]),
        ("old", [bold, italic], [italic]),
    ]
    [table] = [change["table"] for change in answer["changes"] if change["table"]]
    assert [row["kind"] for row in table["rows"]] == ["same", "changed", "added"]
    assert [field["name"] for field in answer["fields"]] == ["kicker"]
    mine = get(with_token(desk), address)
    assert [field["name"] for field in mine["fields"]] == ["kicker", "source_id"]


def test_the_same_comes_as_html(reader: APIClient, changed: ArticlePage) -> None:
    address = f"/api/v1/articles/{changed.pk}/revisions/2/diff/3"
    for response in (
        reader.get(address, {"format": "html"}),
        reader.get(address, headers={"Accept": "text/html"}),
    ):
        assert response["Content-Type"].startswith("text/html")
        text = response.content.decode()
        for words in (
            "<h2>Paragraph split off</h2>",
            "<del>Tuesday</del><ins>Wednesday</ins>",
            "[no longer bold]",
            "<del>A. Foto</del>",
            "<del>40</del><ins>55</ins>",
        ):
            assert words in text, words
    assert reader.get(address, {"format": "xml"}).json()["errors"][0]["parameter"] == "format"
    missing = reader.get(address.replace("diff/3", "diff/9"), {"format": "html"})
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")


def test_html_of_a_story_is_shown_not_run(reader: APIClient, write: Callable[..., ArticlePage]) -> None:
    bad = (
        '<a href="javascript:alert(1)">Go</a> <a href="https://x.example/&quot;&gt;&lt;script&gt;">there</a> '
        "&lt;script&gt;alert(2)&lt;/script&gt; <img src=x onerror=alert(3)>"
    )
    article = publish(rewrite(publish(write()), json.dumps([every_change.prose("a", bad)])))
    text = reader.get(f"/api/v1/articles/{article.pk}/revisions/1/diff/2?format=html").content.decode()
    assert "<script" not in text
    assert "onerror" not in text
    assert 'href="javascript' not in text
    assert 'href="https://x.example/&quot;&gt;&lt;script&gt;"' in text


def test_a_long_diff_costs_no_more_queries(reader: APIClient, changed: ArticlePage, desk: User) -> None:
    address = f"articles/{changed.pk}/revisions/2/diff/3"
    with CaptureQueriesContext(connection) as few:
        get(reader, address)
    body = [{**dict(block), "id": f"{block['id']}{n}"} for n in range(10) for block in changed.body.raw_data]
    publish(rewrite(changed, json.dumps(body), user=desk))
    with CaptureQueriesContext(connection) as many:
        get(reader, address.replace("diff/3", "diff/4"))
    assert len(many) <= len(few)
