"""The comparison of two revisions: every kind of change, inline and side by side."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from articles.models import ArticlePage
from tests.articles import every_change
from tests.desk.making import rewrite


@pytest.fixture
def changed(write: Callable[..., ArticlePage], desk: User) -> ArticlePage:
    """Two revisions with every kind of change between them."""
    one, two = every_change.pictures()
    article = rewrite(write(), json.dumps(every_change.before(one)), user=desk)
    return rewrite(article, json.dumps(every_change.after(two)), user=desk)


def page(client: Client, article: ArticlePage) -> str:
    response = client.get(reverse("article_comparison", args=[article.pk, 2, 3]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_every_kind_of_change_is_told_inline(client: Client, changed: ArticlePage, desk: User) -> None:
    client.force_login(desk)
    text = page(client, changed)
    for words in (
        "Paragraph changed</div>",
        "Paragraph split</div>",
        "Paragraph split off</div>",
        "Heading was a paragraph</div>",
        "Paragraph joined from 2</div>",
        "Paragraph moved here</div>",
        "Paragraph removed</div>",
        "Paragraph added</div>",
        "Picture changed</div>",
        "Embed changed</div>",
        "Table changed</div>",
        "List item changed</div>",
        "[link to board.example/new now, was to board.example/plan]",
        "[no longer bold]",
        "[bold now]",
        "The quay</del>",
        "The crane</ins>",
        "<del>A. Foto</del> <ins>B. Foto</ins>",
        "<del>A quay</del> <ins>A crane</ins>",
        "<del>https://video.example/1</del> <ins>https://video.example/2</ins>",
        "<del>bulleted</del> <ins>numbered</ins>",
        ">55<",
        'diff-row--added"',
        "unchanged paragraphs",
    ):
        assert words in text, words


def test_side_by_side_is_remembered_for_the_person(client: Client, changed: ArticlePage, desk: User) -> None:
    client.force_login(desk)
    url = reverse("article_comparison", args=[changed.pk, 2, 3])
    assert "desk-pair" not in page(client, changed)
    assert client.post(url, {"layout": "side"}).status_code == 302
    text = page(client, changed)
    assert text.count('class="desk-pair"') > 10
    assert 'value="side" aria-pressed="true"' in text
    desk.refresh_from_db()
    assert desk.comparison_layout == "side"
    client.post(url, {"layout": "upside down"})
    assert "desk-pair" in page(client, changed)


def test_a_longer_story_costs_no_more_queries(
    client: Client, changed: ArticlePage, write: Callable[..., ArticlePage], desk: User
) -> None:
    client.force_login(desk)
    page(client, changed)  # makes the thumbnails
    with CaptureQueriesContext(connection) as few:
        page(client, changed)
    body = [{**dict(block), "id": f"{block['id']}{n}"} for n in range(5) for block in changed.body.raw_data]
    long = rewrite(rewrite(write("Long"), json.dumps(body), user=desk), json.dumps(body[::-1]), user=desk)
    with CaptureQueriesContext(connection) as many:
        page(client, long)
    assert len(many) <= len(few)
