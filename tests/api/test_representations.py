"""Stories and claims in the formats of others: ninjs 3.1 and JSON-LD, asked for by `Accept`."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from rest_framework.test import APIClient

from accounts.models import User
from annotations.actions import rule
from articles.corrections import issue_correction
from articles.media import add_image
from articles.models import ArticlePage, Byline, Contributor
from claims.models import Claim
from entities.actions import confirm_entity
from entities.models import Entity
from tests.api.conftest import publish, with_token
from tests.api.test_media import png
from tests.claims.deciding import find_out
from tests.public.standards import STANDARDS, Vocabulary, needs_schema
from tests.public.test_structured_data import structured

NINJS, JSON_LD = "application/vnd.iptc.ninjs+json", "application/ld+json"
Write = Callable[..., ArticlePage]
pytestmark = pytest.mark.django_db


def ask(client: APIClient, path: str, kind: str, status: int = 200) -> Any:
    """What an address answers with of a media type."""
    response = client.get(f"/api/v1/{path}", headers={"accept": kind})
    assert response.status_code == status, response.content
    if status == 200:
        assert response["Content-Type"].partition(";")[0] == kind
    return response.json()


def faults(value: Any) -> list[str]:
    """What the IPTC's own schema finds wrong with a ninjs item."""
    path = STANDARDS / "ninjs-schema_3.1.json"
    if not path.is_file():
        pytest.skip(f"the IPTC’s schema is not in {STANDARDS}; set NEWSROOM_STANDARDS_DIR")
    anything = DRAFT202012.create_resource({})
    registry = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", anything)
    schema = json.loads(path.read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


RIGHTS = {
    "credit": "Ana Ruiz",
    "copyright_notice": "© 2026 Ana Ruiz",
    "usage_terms": "Editorial use only.",
    "rights_url": "https://example.org/terms",
    "rights_expire_at": datetime(2030, 1, 31, 23, tzinfo=UTC),
}


@pytest.fixture
def rich(published: ArticlePage, desk: User) -> ArticlePage:
    """The story with all that a format may tell of it, and a draft over it."""
    published.bylines = [
        Byline(contributor=Contributor.objects.create(name=n, slug=n)) for n in ("Zoe", "Bo")
    ]
    published.topics.add("bridges")
    published.kicker, published.dateline = "Harbour", "Eastmouth"
    published.standfirst = "<p>Doubts &amp; <i>more</i>.</p>"
    published.lead_image = add_image(SimpleUploadedFile("x", png()), RIGHTS, by=desk)
    published.lead_image_caption, published.lead_image_credit = "<p>The bridge</p>", "Kim"
    published.save_revision(user=desk)
    publish(published)
    issue_correction(published, "It is Mara.", wrong="We said Maria.", by=desk)
    lindqvist = Entity.objects.get(name="Mara Lindqvist")
    Entity.objects.filter(pk=lindqvist.pk).update(wikidata_id="Q42")
    confirm_entity(lindqvist, by=desk)
    rule(published.history.last().attributions.get(type="direct"), "confirmed", by=desk)
    published.title = "Secret headline"
    published.save_revision(user=desk)
    return published


def test_a_story_is_told_in_ninjs(reader: APIClient, rich: ArticlePage) -> None:
    item = ask(reader, f"articles/{rich.pk}", NINJS)
    assert faults(item) == []
    assert item["uri"] == f"http://testserver/api/v1/articles/{rich.pk}"
    assert (item["title"], item["by"], item["located"]) == ("Bridge bill grows", "Zoe and Bo", "Eastmouth")
    assert [each["value"] for each in item["headlines"]] == ["Bridge bill grows", "Harbour"]
    assert item["descriptions"][0]["value"] == "Doubts & more."
    assert [each["contentType"] for each in item["bodies"]] == ["text/html", "text/plain"]
    shown = reader.get(f"/api/v1/articles/{rich.pk}").json()
    assert item["bodies"][1]["value"] == shown["text"]
    assert item["bodies"][1]["wordCount"] == shown["word_count"]
    assert item["version"] == str(shown["revision"])
    assert "<p" in item["bodies"][0]["value"]
    lindqvist = {"name": "Mara Lindqvist", "uri": "http://www.wikidata.org/entity/Q42"}
    assert {**lindqvist, "rel": "mentions"} in item["people"]
    assert item["infoSources"] == [{**lindqvist, "role": "quoted"}]
    picture = item["associations"][0]
    assert (picture["by"], picture["copyrightNotice"]) == ("Kim", RIGHTS["copyright_notice"])
    assert picture["usageTerms"] == RIGHTS["usage_terms"]
    assert picture["rightsInfo"] == {"linkedRights": RIGHTS["rights_url"]}
    assert "It is Mara." in item["edNote"]
    assert "Secret" not in json.dumps(item)


def test_a_list_is_told_in_ninjs_without_bodies(reader: APIClient, rich: ArticlePage, write: Write) -> None:
    publish(write("Another", slug="another"))
    response = reader.get("/api/v1/articles?page_size=1", headers={"accept": NINJS})
    [item] = response.json()
    assert faults(item) == []
    assert (item["title"], item["representationType"]) == ("Another", "partial")
    assert "bodies" not in item
    assert 'rel="next"' in response["Link"]
    [item] = ask(reader, "articles?q=bridge", NINJS)
    assert faults(item) == []


def test_links_in_a_body_lead_somewhere_from_elsewhere(
    reader: APIClient, published: ArticlePage, write: Write
) -> None:
    linked = write("Links", slug="links")
    linked.body = [("paragraph", f'<p>See <a linktype="page" id="{published.pk}">this</a>.</p>')]
    linked.save_revision()
    publish(linked)
    html = ask(reader, f"articles/{linked.pk}", NINJS)["bodies"][0]["value"]
    assert 'href="http://testserver/news/bridge-bill-grows/"' in html


def test_a_story_is_told_in_the_words_of_its_page(
    reader: APIClient, client: Client, rich: ArticlePage
) -> None:
    node = ask(reader, f"articles/{rich.pk}", JSON_LD)
    assert node.pop("@context") == "https://schema.org"
    assert node["@type"] == "NewsArticle"
    picture = node["image"]
    assert (picture["creditText"], picture["copyrightNotice"]) == ("Kim", RIGHTS["copyright_notice"])
    assert (picture["license"], picture["expires"]) == (RIGHTS["rights_url"], "2030-01-31T23:00:00+00:00")
    assert picture["conditionsOfAccess"] == RIGHTS["usage_terms"]
    assert node["correction"]
    assert node in structured(client, rich.url)
    graph = ask(reader, "articles", JSON_LD)
    assert graph == {"@context": "https://schema.org", "@graph": [node]}


def test_a_claim_is_told_in_the_words_of_its_page(
    reader: APIClient, client: Client, published: ArticlePage, checker: User
) -> None:
    claim, other = Claim.objects.order_by("pk")[:2]
    find_out(claim, "true", reason="It is.", by=checker)
    node = ask(reader, f"claims/{claim.pk}", JSON_LD)
    assert node == client.get(f"/claims/{claim.pk}/claimreview.jsonld").json()
    assert ask(reader, "claims", JSON_LD)["@graph"] == [
        {name: value for name, value in node.items() if name != "@context"}
    ]
    assert "application/json" in ask(with_token(checker), f"claims/{other.pk}", JSON_LD, 404)["detail"]


@needs_schema
def test_schema_org_knows_every_word_of_it(reader: APIClient, rich: ArticlePage, checker: User) -> None:
    find_out(Claim.objects.latest("pk"), "true", reason="It is.", by=checker)
    nodes = [node for path in ("articles", "claims") for node in ask(reader, path, JSON_LD)["@graph"]]
    assert {node["@type"] for node in nodes} == {"NewsArticle", "ClaimReview"}
    assert [fault for node in nodes for fault in Vocabulary().faults(node)] == []


def test_of_a_draft_there_is_json_alone(article: ArticlePage, desk: User) -> None:
    client = with_token(desk)
    for kind in (NINJS, JSON_LD):
        assert "application/json" in ask(client, f"articles/{article.pk}", kind, 404)["detail"]
        assert ask(client, "articles?state=draft", kind, 400)["errors"][0]["parameter"] == "state"
        assert ask(client, "articles?fields=id", kind, 400)["errors"][0]["parameter"] == "fields"


@pytest.mark.parametrize(
    ("path", "kind"),
    [("articles", "text/html"), ("claims", NINJS), ("sections", JSON_LD), ("entities", "application/xml")],
)
def test_other_types_are_refused_with_those_there_are(
    reader: APIClient, newsroom: object, path: str, kind: str
) -> None:
    problem = ask(reader, path, kind, 406)
    assert problem["type"].endswith("/problems/not-acceptable")


def test_every_representation_has_an_etag_of_its_own(reader: APIClient, published: ArticlePage) -> None:
    for path in ("articles", f"articles/{published.pk}"):
        tags = set()
        for kind in ("application/json", NINJS, JSON_LD):
            response = reader.get(f"/api/v1/{path}", headers={"accept": kind})
            assert "Accept" in response["Vary"]
            tags.add(response["ETag"])
            headers = {"accept": kind, "if-none-match": response["ETag"]}
            assert reader.get(f"/api/v1/{path}", headers=headers).status_code == 304
        assert len(tags) == 3
    assert reader.get("/api/v1/articles", headers={"accept": "*/*"})["Content-Type"] == "application/json"


@pytest.mark.parametrize(("path", "kind"), [("articles", NINJS), ("articles", JSON_LD), ("claims", JSON_LD)])
def test_a_list_costs_the_same_for_2_and_5_stories(
    write: Write,
    desk: User,
    checker: User,
    django_assert_num_queries: Callable[..., CaptureQueriesContext],
    path: str,
    kind: str,
) -> None:
    def add(*numbers: int) -> None:
        for number in numbers:
            story = write(f"Story {number}", slug=f"story-{number}")
            story.bylines = [Byline(contributor=Contributor.objects.create(name="Z", slug=f"z-{number}"))]
            story.topics.add(f"topic {number}")
            story.lead_image = add_image(SimpleUploadedFile("x", png()), {}, by=desk)
            story.save_revision()
            publish(story)
            issue_correction(story, "It is 45 million.", wrong="The sum.", by=desk)
        for claim in Claim.objects.exclude(status=Claim.Status.PUBLISHED):
            find_out(claim, "true", reason="It is.", by=checker)

    def told(client: APIClient) -> int:
        answer = ask(client, path, kind)
        return len(answer["@graph"] if kind == JSON_LD else answer)

    client = with_token(desk)
    add(1, 2)
    told(client)  # pictures are made fit when they are first shown
    with CaptureQueriesContext(connection) as few:
        before = told(client)
    cost = len(few)
    add(3, 4, 5)
    told(client)
    with django_assert_num_queries(cost):
        assert told(client) > before
