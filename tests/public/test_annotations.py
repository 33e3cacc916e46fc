"""Web Annotations: valid, and true of what anybody can fetch."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from articles.models import ArticlePage, SectionPage
from claims.actions import unpublish_verdict
from claims.models import Claim
from newsroom.public import annotations
from tests.claims.deciding import find_out
from tests.conftest import work
from tests.public.conftest import BODY, body
from tests.public.standards import conforms, needs_webanno

pytestmark = pytest.mark.django_db
MEDIA_TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'


def local(url: str) -> str:
    assert url.startswith("http://testserver/")
    return url.removeprefix("http://testserver")


def fetched(client: Client, path: str) -> dict[str, Any]:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == MEDIA_TYPE
    node = response.json()
    assert node.pop("@context") == "http://www.w3.org/ns/anno.jsonld"
    return node


def items(client: Client, path: str) -> list[dict[str, Any]]:
    return fetched(client, path).get("first", {}).get("items", [])


def text_content(client: Client, path: str) -> str:
    """The text content of a page's body, as a browser or another client has it."""
    html = BeautifulSoup(client.get(path).content, "html.parser")
    return html.body.get_text()


# What the Data Model lets stand in each kind of node, as far as we use it.
KNOWN = {
    "Annotation": {"id", "type", "motivation", "creator", "created", "modified", "body", "target"},
    "Organization": {"id", "type", "name"},
    "TextualBody": {"type", "purpose", "format", "value"},
    "SpecificResource": {"type", "purpose", "source", "selector", "state"},
    "Text": {"id", "type", "format"},
    "Dataset": {"id", "type", "format"},
    "TextQuoteSelector": {"type", "exact", "prefix", "suffix"},
    "TextPositionSelector": {"type", "start", "end"},
    "CssSelector": {"type", "value", "refinedBy"},
    "TimeState": {"type", "sourceDate", "cached"},
}
PURPOSES = {"assessing", "classifying", "commenting", "describing", "linking"}


def unknown(node: Any) -> Iterator[str]:
    """Whatever the Data Model has no word for."""
    if isinstance(node, list):
        for each in node:
            yield from unknown(each)
    if isinstance(node, dict):
        yield from (f"{node['type']}.{name}" for name in set(node) - KNOWN[node["type"]])
        yield from ({node.get("motivation"), node.get("purpose")} - PURPOSES - {None})
        for each in node.values():
            yield from unknown(each)


def check_places(client: Client, node: dict[str, Any], words: str) -> None:
    """Follow every selector as a client would."""
    on_page, in_text = node["target"]
    quoted, *inside = on_page["selector"]
    assert quoted["exact"] == words
    page = text_content(client, local(on_page["source"]))
    assert page.count(quoted["prefix"] + quoted["exact"] + quoted["suffix"]) == 1
    for selector in inside:
        html = BeautifulSoup(client.get(local(on_page["source"])).content, "html.parser")
        [element] = html.select(selector["value"])
        position = selector["refinedBy"]
        assert element.get_text()[position["start"] : position["end"]] == words
    text = client.get(local(in_text["source"]["id"])).content.decode()
    quoted, position = in_text["selector"]
    assert text[position["start"] : position["end"]] == quoted["exact"] == words
    assert text.count(quoted["prefix"] + words + quoted["suffix"]) == 1
    assert on_page["state"]["cached"] == in_text["source"]["id"]


def test_an_annotation_says_what_was_found_out_about_which_words(
    client: Client, checked: Claim, published: ArticlePage
) -> None:
    [node] = items(client, f"/annotations/claims/{checked.pk}/")
    assert node == items(client, f"/annotations/articles/{published.pk}/")[0]
    assert node == fetched(client, local(node["id"]))
    assert node["motivation"] == "assessing"
    said = {body["purpose"]: body.get("value") or body["source"]["id"] for body in node["body"]}
    assert said == {
        "classifying": "False",
        "assessing": "The contract says 52 million.",
        "linking": f"http://testserver{checked.get_absolute_url()}",
        "describing": f"http://testserver/claims/{checked.pk}/claimreview.jsonld",
    }
    for url in (said["linking"], said["describing"]):
        assert client.get(local(url)).status_code == 200
    check_places(client, node, "“The bridge will cost 40 million crowns,”")


@needs_webanno
def test_annotations_are_valid_w3c(
    client: Client, checked: Claim, published: ArticlePage, publish: Callable[..., ArticlePage]
) -> None:
    def validate() -> None:
        [node] = items(client, f"/annotations/claims/{checked.pk}/")
        assert list(unknown(node)) == []
        document = client.get(local(node["id"])).json()
        assert document["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert document["type"] == "Annotation"
        conforms("3.1-targetKeyFound.json", document)
        for target in document["target"]:
            for selector in target["selector"]:
                kind = selector["type"][0].lower() + selector["type"][1:]
                conforms("specificResource.json", selector, f"#/definitions/{kind}Detected")
                if inner := selector.get("refinedBy"):
                    conforms("specificResource.json", inner, "#/definitions/textPositionSelectorDetected")
            if state := target.get("state"):
                conforms("specificResource.json", state, "#/definitions/timeStateDetected")
        assert not {"body", "bodyValue"} <= set(document)

    validate()
    rows = [BODY[0], ("b2", "k2", BODY[1][2].replace("40 million", "41 million")), BODY[2]]
    publish(published, body=json.dumps(body(*rows)))
    validate()


def test_words_that_changed_carry_no_verdict(
    client: Client, checked: Claim, published: ArticlePage, publish: Callable[..., ArticlePage]
) -> None:
    rows = [BODY[0], ("b2", "k2", BODY[1][2].replace("40 million", "41 million")), BODY[2]]
    publish(published, body=json.dumps(body(*rows)))
    [node] = items(client, f"/annotations/claims/{checked.pk}/")
    assert node["motivation"] == "linking"
    assert [each["purpose"] for each in node["body"]] == ["linking", "commenting"]
    assert "52 million" not in json.dumps(node)
    check_places(client, node, "“The bridge will cost 41 million crowns,”")


def test_a_draft_moves_no_annotation(
    client: Client, checked: Claim, published: ArticlePage, reporter: User
) -> None:
    [before] = items(client, f"/annotations/claims/{checked.pk}/")
    draft = ArticlePage.objects.get(pk=published.pk)
    draft.title = "Zyglot bill"
    rows = [("b0", "k0", "A paragraph about snorkwort."), BODY[0], BODY[1]]
    rows[2] = ("b2", "k2", BODY[1][2].replace("40 million", "90 million flurbling"))
    draft.body = json.dumps(body(*rows))
    draft.save_revision(user=reporter)
    work()
    assert items(client, f"/annotations/claims/{checked.pk}/") == [before]
    check_places(client, before, "“The bridge will cost 40 million crowns,”")


def test_lost_words_and_withdrawn_verdicts_have_no_annotation(
    client: Client,
    checked: Claim,
    published: ArticlePage,
    publish: Callable[..., ArticlePage],
    checker: User,
) -> None:
    path = f"/annotations/claims/{checked.pk}/"
    [node] = items(client, path)
    shown = publish(published, body=json.dumps(body(BODY[0], BODY[2])))
    assert fetched(client, path)["total"] == 0
    assert client.get(local(node["id"])).status_code == 404
    publish(shown, body=json.dumps(body()))
    assert items(client, path)
    unpublish_verdict(checked, by=checker, why="A doubt came up.")
    assert client.get(path).status_code == 404
    assert fetched(client, f"/annotations/articles/{published.pk}/")["total"] == 0


def test_offsets_count_code_points_in_every_kind_of_text(
    client: Client, write: Callable[..., ArticlePage], publish: Callable[..., ArticlePage], checker: User
) -> None:
    story = publish(
        write(
            "😀 Bridges & tolls",
            "👩‍🚀 “The b\u0301ridge 😀 will cost <40 & 50> million crowns,” said Mara Lindqvist. 𝔜es.",
            standfirst="<p data-block-key='sf1'>“Nobody pays tolls in this town,” said Mara Lindqvist.</p>",
        )
    )
    claims = list(Claim.objects.undecided().appearing_in(story))
    assert len(claims) == 2
    for claim in claims:
        find_out(claim, "true", reason="So it is.", by=checker)
    found = items(client, f"/annotations/articles/{story.pk}/")
    assert len(found) == 2
    for node in found:
        assert [each["type"] for each in node["target"][0]["selector"]] == [
            "TextQuoteSelector",
            "CssSelector",
        ]
        check_places(client, node, node["target"][0]["selector"][0]["exact"])


def test_containers_behave_as_the_protocol_says(
    client: Client, checked: Claim, published: ArticlePage
) -> None:
    for path, kind in (
        (f"/annotations/claims/{checked.pk}/", "BasicContainer"),
        (f"/annotations/claims/{checked.pk}/?page=0", "Resource"),
    ):
        response = client.get(path)
        assert f'<http://www.w3.org/ns/ldp#{kind}>; rel="type"' in response["Link"]
        assert response["Allow"] == "GET, HEAD, OPTIONS"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304
        assert client.head(path)["ETag"] == response["ETag"]
        assert client.options(path).status_code == 200
        assert client.post(path, {}).status_code == 405


def test_a_collection_is_paged(
    client: Client, checked: Claim, copies: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/annotations/claims/{checked.pk}/"
    monkeypatch.setattr(annotations, "PER_PAGE", 2)
    whole = fetched(client, path)
    assert (whole["type"], whole["total"]) == ("AnnotationCollection", 1 + copies)
    assert whole["last"] == f"http://testserver{path}?page={copies // 2}"
    found, number = [], 0
    page = fetched(client, f"{path}?page=0")
    assert page["items"] == whole["first"]["items"]
    while True:
        assert (page["type"], page["startIndex"]) == ("AnnotationPage", 2 * number)
        assert page["partOf"]["total"] == whole["total"]
        found += page["items"]
        if "next" not in page:
            break
        before, page, number = page["id"], fetched(client, local(page["next"])), number + 1
        assert page["prev"] == before
    assert len({node["id"] for node in found}) == whole["total"]
    assert len({node["target"][0]["source"] for node in found}) == whole["total"]


@pytest.fixture
def copies(
    checked: Claim,
    write: Callable[..., ArticlePage],
    publish: Callable[..., ArticlePage],
) -> int:
    """So many other stories that make the checked claim too."""
    from anchoring import anchor
    from claims.following import appear

    for number in range(4):
        story = publish(write(f"Bridge bill, part {number}", *(text for _, _, text in BODY)))
        revision = story.history.last()
        start = revision.text.plain.index("“The bridge")
        end = revision.text.plain.index(" said Mara")
        appear(checked, revision, anchor(revision.text.segments, start, end))
    return 4


@pytest.mark.parametrize("number", ["-1", "5", "x", "²", "9" * 30, ""])
def test_a_page_that_is_not_there_is_not_found(client: Client, checked: Claim, number: str) -> None:
    assert client.get(f"/annotations/claims/{checked.pk}/?page={number}").status_code == 404


@pytest.mark.parametrize("path", ["claims/{}/", "articles/{}/", "{}/"])
@pytest.mark.parametrize("number", [0, 987654, 10**17])
def test_what_is_not_there_has_no_annotations(
    client: Client, news: SectionPage, path: str, number: int
) -> None:
    assert client.get(f"/annotations/{path.format(number)}").status_code == 404


def test_annotations_cost_the_same_queries_with_little_and_with_much(
    client: Client, checked: Claim, request: pytest.FixtureRequest
) -> None:
    path = f"/annotations/claims/{checked.pk}/"

    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    before = queries()
    request.getfixturevalue("copies")
    assert len(items(client, path)) == 5
    assert queries() == before <= 30


def test_the_text_of_a_version_stays_what_it_was(
    client: Client, published: ArticlePage, publish: Callable[..., ArticlePage]
) -> None:
    path = f"/history/{published.pk}/1/text"
    response = client.get(path)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert BODY[2][2] in response.content.decode()
    publish(published, body=json.dumps(body(BODY[0])))
    assert client.get(path).content == response.content
    assert BODY[2][2] not in client.get(f"/history/{published.pk}/2/text").content.decode()
    for number in (0, 3):
        assert client.get(f"/history/{published.pk}/{number}/text").status_code == 404
