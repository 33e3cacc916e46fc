"""Changing an article through the API: from a state that is named, or not at all."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision, Contributor, Draft
from tests.api.conftest import get, publish, with_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(reporter: User) -> APIClient:
    """Works with the reporter's token."""
    return with_token(reporter)


def etag(client: APIClient, article: ArticlePage, query: str = "?state=draft") -> str:
    return client.get(f"/api/v1/articles/{article.pk}{query}")["ETag"]


def patch(client: APIClient, article: ArticlePage, changes: Any, tag: str | None) -> Any:
    headers = {} if tag is None else {"If-Match": tag}
    return client.patch(f"/api/v1/articles/{article.pk}", changes, format="json", headers=headers)


def save_as(user: User, article: ArticlePage, headline: str) -> None:
    newer = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    newer.title = headline
    newer.save_revision(user=user)


def headlines(article: ArticlePage) -> list[str]:
    return [revision.headline for revision in ArticleRevision.objects.of(article)]


def test_a_change_from_the_newest_state_becomes_the_next_draft(article, program, reporter):
    Contributor.objects.create(name="Rita Olsen", slug="rita-olsen")
    body = get(program, f"articles/{article.pk}?state=draft")["body"]
    body[1]["value"] = "<p>It costs <b>45</b> million <script>alert(1)</script><i>crowns</i>.</p>"
    changes = {
        "headline": "Bridge bill doubles",
        "kicker": "Harbour",
        "standfirst": "<p>Tolls stay.</p>",
        "bylines": [{"name": "Rita Olsen", "role": "reporting"}],
        "topics": ["harbour", "money"],
        "body": [*body, {"type": "quote", "value": {"quote": "<p>So it is.</p>"}}],
    }
    response = patch(program, article, changes, etag(program, article))
    assert response.status_code == 200, response.content
    shown = response.json()
    assert (shown["headline"], shown["topics"], shown["state"]) == (
        "Bridge bill doubles",
        ["harbour", "money"],
        "draft",
    )
    assert shown["bylines"] == [{"name": "Rita Olsen", "role": "reporting"}]
    revision = ArticleRevision.objects.latest_of(article)
    assert (revision.number, revision.kind, revision.created_by) == (2, "save", reporter)
    before = ArticleRevision.objects.of(article).first().data["body"]
    after = revision.data["body"]
    assert [after[0], after[2]] == [before[0], before[2]]
    assert after[1]["id"] == before[1]["id"]
    assert "<script" not in after[1]["value"]
    assert "<b>45</b> million" in after[1]["value"]
    assert after[3]["value"]["attribution"] == ""
    assert response["ETag"] == etag(program, article)
    assert patch(program, article, {"headline": "Once more"}, response["ETag"]).status_code == 200


def test_whoever_is_slower_is_told_who_was_faster_and_where_the_text_is(article, program, desk, reporter):
    began = etag(program, article)
    save_as(desk, article, "Theirs")
    response = patch(program, article, {"headline": "Mine"}, began)
    assert response.status_code == 412
    problem = response.json()
    assert problem["type"].endswith("/problems/stale")
    assert problem["changed_by"] == "Dana"
    draft = Draft.objects.get(pk=problem["draft"]["id"])
    assert (draft.headline, draft.door, draft.created_by, draft.base.number) == ("Mine", "api", reporter, 1)
    assert headlines(article)[-1] == "Theirs"
    assert response["ETag"] == problem["etag"]
    assert patch(program, article, {"headline": "Mine"}, problem["etag"]).status_code == 200
    assert headlines(article)[-2:] == ["Theirs", "Mine"]


@pytest.mark.parametrize(
    ("tag", "status"), [(None, 428), ("*", 428), ("nonsense", 428), ('"x"', 412), ('W/"x"', 412)]
)
def test_a_change_says_what_it_began_from(article, program, tag, status):
    assert patch(program, article, {"headline": "Mine"}, tag).status_code == status
    assert headlines(article) == ["Bridge bill grows"]


def test_a_weak_tag_matches_nothing(article, program):
    assert patch(program, article, {"headline": "Mine"}, f"W/{etag(program, article)}").status_code == 412


def test_what_readers_see_is_no_beginning_where_a_draft_is_ahead(program, desk, write):
    published = publish(write())
    save_as(desk, published, "A draft on top")
    seen = etag(program, published, "")
    assert patch(program, published, {"headline": "Mine"}, seen).status_code == 412
    assert patch(program, published, {"headline": "Mine"}, etag(program, published)).status_code == 200
    assert ArticlePage.objects.get(pk=published.pk).title == "Bridge bill grows"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"title": "x"}, "/title"),
        ({"text": "x"}, "/text"),
        ({"headline": ""}, "/headline"),
        ({"urgency": 12}, "/urgency"),
        ({"bylines": [{"name": "Nobody"}]}, "/bylines/0/name"),
        ({"lead_image": {"id": 999}}, "/lead_image/id"),
        ({"body": "x"}, "/body"),
        ({"body": [{"type": "poem", "value": "x"}]}, "/body/0/type"),
        ({"body": [{"type": "quote", "value": {"said": "x"}}]}, "/body/0/value/said"),
        ({"body": [{"type": "paragraph", "value": 5}]}, "/body/0/value"),
        ({"body": [{"type": "image", "value": {"image": 999}}]}, "/body/0/value/image"),
        ({"body": [{"type": "embed", "value": {"embed": "javascript:x"}}]}, "/body/0/value/embed"),
        ({"body": [{"type": "table", "value": {"columns": []}}]}, "/body/0/value"),
        ({"body": [{"id": "a", "type": "heading", "value": "<p>x</p>"}] * 2}, "/body/1/id"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(article, program, changes, pointer):
    response = patch(program, article, {"kicker": "Never kept", **changes}, etag(program, article))
    assert response.status_code == 422, response.content
    assert pointer in [error["pointer"] for error in response.json()["errors"]]
    assert len(headlines(article)) == 1
    assert not Draft.objects.exists()


def test_links_inside_the_newsroom_survive_a_round_trip(article, program, write, desk):
    target = publish(write("Another story"))
    link = f'<p data-block-key="a1b2c">See <a linktype="page" id="{target.pk}">this</a>.</p>'
    article.body = [("paragraph", link)]
    article.save_revision(user=desk)
    shown = get(program, f"articles/{article.pk}?state=draft")["body"]
    assert "/another-story/" in shown[0]["value"]
    shown[0]["value"] = shown[0]["value"].replace("See", "Look at")
    assert patch(program, article, {"body": shown}, etag(program, article)).status_code == 200
    stored = ArticleRevision.objects.latest_of(article).data["body"][0]["value"]
    assert f'Look at <a linktype="page" id="{target.pk}">this</a>' in stored


def test_only_its_editors_change_a_story(article, reader, sport_desk, desk, write):
    assert patch(reader, article, {"headline": "Mine"}, '"x"').status_code == 401
    assert patch(with_token(sport_desk), article, {"headline": "Mine"}, '"x"').status_code == 404
    published = publish(write("Published", slug="published"))
    assert patch(with_token(sport_desk), published, {"headline": "Mine"}, '"x"').status_code == 403


def test_a_locked_story_keeps_the_text_apart(article, program, desk):
    tag = etag(program, article)
    ArticlePage.objects.filter(pk=article.pk).update(locked=True, locked_by=desk, locked_at=timezone.now())
    response = patch(program, article, {"headline": "Mine"}, tag)
    assert response.status_code == 423
    assert "Dana has locked this story" in response.json()["detail"]
    assert Draft.objects.get().reason == "locked"
