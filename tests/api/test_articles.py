"""Articles through the API: what readers see, what editors see, and how lists behave."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage, Byline, Contributor
from tests.api.conftest import get, publish, with_token

Write = Callable[..., ArticlePage]


def test_readers_see_a_published_story_with_its_live_words(reader: APIClient, published: ArticlePage) -> None:
    [shown] = get(reader, "articles")["results"]
    assert shown["headline"] == "Bridge bill grows"
    assert shown["section"]["slug"] == "news"
    assert (shown["state"], shown["revision"]) == ("published", 1)
    detail = get(reader, f"articles/{published.pk}")
    assert [block["type"] for block in detail["body"]] == ["paragraph"] * 3
    assert detail["text"].startswith("Bridge bill grows\n\nThe harbour board")


def test_a_draft_is_no_story_to_readers(reader: APIClient, article: ArticlePage) -> None:
    assert get(reader, "articles")["results"] == []
    problem = get(reader, f"articles/{article.pk}", 404)
    assert problem["type"].endswith("/problems/not-found")


def test_an_author_sees_his_own_draft_and_another_section_does_not(
    article: ArticlePage, reporter: User, sport_desk: User, desk: User, checker: User
) -> None:
    for user, sees in ((reporter, True), (desk, True), (checker, True), (sport_desk, False)):
        client = with_token(user)
        assert bool(get(client, "articles?state=draft")["results"]) is sees, user
        assert client.get(f"/api/v1/articles/{article.pk}").status_code == (200 if sees else 404)


def test_drafts_are_refused_to_readers_with_the_remedy(reader: APIClient, newsroom: object) -> None:
    problem = get(reader, "articles?state=draft", 401)
    assert "Authorization: Bearer" in problem["detail"]


def test_an_edited_live_story_is_published_to_readers_and_a_draft_to_its_editor(
    reader: APIClient, published: ArticlePage, desk: User
) -> None:
    published.title = "Bridge bill explodes"
    published.genre = "analysis"
    published.save_revision(user=desk)
    editor = with_token(desk)
    assert get(reader, "articles")["results"][0]["headline"] == "Bridge bill grows"
    assert get(editor, "articles")["results"][0]["headline"] == "Bridge bill grows"
    [draft] = get(editor, "articles?state=draft")["results"]
    assert (draft["headline"], draft["state"], draft["revision"]) == ("Bridge bill explodes", "draft", 2)
    assert len(get(editor, "articles?state=draft&genre=analysis&q=EXPLODES")["results"]) == 1
    assert get(editor, "articles?state=draft&genre=news")["results"] == []
    [once] = get(editor, "articles?state=all")["results"]
    assert once["state"] == "published"
    assert get(editor, f"articles/{published.pk}?state=draft")["headline"] == "Bridge bill explodes"


def test_a_private_story_is_not_shown(reader: APIClient, published: ArticlePage) -> None:
    published.view_restrictions.create(restriction_type="login")
    assert get(reader, "articles")["results"] == []
    get(reader, f"articles/{published.pk}", 404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("section=news", 1),
        ("section=sport", 0),
        ("genre=news", 1),
        ("genre=opinion", 0),
        ("language=EN", 1),
        ("language=sv", 0),
        ("published_after=2000-01-01", 1),
        ("published_before=2000-01-01T00:00:00Z", 0),
        ("published_after=2000-01-01T00:00:00+01:00", 1),
        ("q=BRIDGE", 1),
        ("q=tunnel", 0),
    ],
)
def test_the_list_is_filtered(reader: APIClient, published: ArticlePage, query: str, found: int) -> None:
    assert len(get(reader, f"articles?{query}")["results"]) == found


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        ("genr=news", "genr", "Did you mean “genre”?"),
        ("genre=gossip", "genre", "fact-check"),
        ("section=weather", "section", "no section “weather”"),
        ("published_after=yesterday", "published_after", "2026-11-23"),
        ("published_after=2026-01-01T00:00:00", "published_after", "offset"),
        ("page_size=0", "page_size", "1 to 100"),
        ("page_size=101", "page_size", "1 to 100"),
        ("page_size=many", "page_size", "1 to 100"),
        ("cursor=rubbish", "cursor", "Start again"),
        ("state=secret", "state", "published, draft, all"),
        ("q=a&q=b", "q", "2 times"),
        ("format=xml", "format", "no parameter"),
    ],
)
def test_a_wrong_parameter_is_refused_with_what_may_stand_there(
    reader: APIClient, newsroom: object, query: str, parameter: str, says: str
) -> None:
    problem = get(reader, f"articles?{query}", 400)
    [error] = problem["errors"]
    assert (error["parameter"], error["pointer"]) == (parameter, f"/{parameter}")
    assert says in error["detail"]


def test_links_to_unpublished_pages_lose_their_address(
    reader: APIClient, write: Write, published: ArticlePage
) -> None:
    secret = write("Secret merger", slug="secret-merger")
    linked = write("Links")
    one, two = (
        f'<a linktype="page" id="{secret.pk}">one</a>',
        f'<a linktype="page" id="{published.pk}">two</a>',
    )
    linked.body = [("paragraph", f"<p>See {one}, {two}</p>")]
    linked.save_revision()
    publish(linked)
    [value] = [block["value"] for block in get(reader, f"articles/{linked.pk}")["body"]]
    assert "secret-merger" not in value
    assert "<a>one</a>" in value
    assert '<a href="http://testserver/news/bridge-bill-grows/">two</a>' in value


@pytest.mark.parametrize("state", ["published", "draft", "all"])
def test_a_list_costs_the_same_for_2_and_20_stories(
    write: Write, desk: User, django_assert_num_queries: Callable[..., CaptureQueriesContext], state: str
) -> None:
    client = with_token(desk)

    def add(count: int) -> None:
        for number in range(count):
            story = write(f"Story {number} of {count}")
            contributor = Contributor.objects.create(name=f"Writer {number}", slug=f"writer-{number}-{count}")
            story.bylines = [Byline(contributor=contributor)]
            story.topics.add(f"topic {number}")
            story.save_revision()
            if state == "published":
                publish(story)

    add(2)
    get(client, f"articles?state={state}")  # what is remembered for ever is remembered now
    with CaptureQueriesContext(connection) as few:
        assert len(get(client, f"articles?state={state}")["results"]) == 2
    count = len(few)
    add(18)
    get(client, f"articles?state={state}&page_size=100")
    with django_assert_num_queries(count):
        rows = get(client, f"articles?state={state}&page_size=100")["results"]
    assert len(rows) == 20
    assert all(row["bylines"] for row in rows)


def test_a_list_does_not_load_bodies(reader: APIClient, published: ArticlePage) -> None:
    with CaptureQueriesContext(connection) as queries:
        get(reader, "articles")
    for query in queries.captured_queries:
        assert '"articles_articlepage"."body"' not in query["sql"]
        assert not re.search(r'(?<!\()"articles_articlerevision"\."content"', query["sql"])
