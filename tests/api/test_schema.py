"""The OpenAPI document is valid, complete, and true of what the API answers."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from rest_framework.test import APIClient
from wagtail.models import Comment

from accounts.models import User
from annotations.models import Attribution
from api.documents import MadeOnce
from articles.corrections import ask_for_correction
from articles.drafts import keep_draft
from articles.media import add_document, add_image
from articles.models import ArticlePage, Draft
from articles.versions import token_of
from claims.actions import add_evidence
from claims.models import Claim
from tests.api.conftest import get, with_token
from tests.api.test_media import png
from tests.claims.deciding import find_out

FOR_THE_DESK = {
    "/articles/{article}/revisions/{number}/blame",
    "/articles/{article}/gate",
    "/corrections",
    "/corrections/{id}",
    "/images",
    "/images/{id}",
    "/documents",
    "/documents/{id}",
    "/search",
    "/articles/{article}/drafts/{draft}/diff",
    "/articles/{article}/comments",
    "/articles/{article}/comments/{id}",
    "/claims/{claim}/acts",
    "/claims/{claim}/evidence",
    "/claims/{claim}/evidence/{evidence}",
    "/claims/{claim}/matches",
    "/claims/{claim}/notes",
    "/entities/{entity}/acts",
    "/entities/{entity}/candidates",
    "/entities/{entity}/suggestions",
    "/me",
    "/roles",
    "/users",
    "/users/{id}",
}
ASKING = {"/search": "?q=bridge&type=article,claim,entity,past"}


@pytest.fixture
def document(reader: APIClient, newsroom: object) -> dict[str, Any]:
    """The document as it is served."""
    return reader.get("/api/v1/schema").json()


def test_the_document_is_made_once_for_everybody(reader: APIClient, newsroom: object, desk: User) -> None:
    first = reader.get("/api/v1/schema")
    assert with_token(desk).get("/api/v1/schema")["ETag"] == first["ETag"]
    assert MadeOnce().get_schema() is MadeOnce().get_schema()


def test_the_document_is_valid_and_made_without_a_warning(document: dict[str, Any]) -> None:
    GENERATOR_STATS.reset()
    schema = SchemaGenerator(urlconf="api.urls").get_schema(public=True)
    assert not GENERATOR_STATS
    validate_schema(schema)
    validate(document)
    assert document["openapi"] == "3.1.0"


def test_every_address_is_in_the_document_and_wagtail_is_not(document: dict[str, Any]) -> None:
    names = {"schema", "docs", "problems", "problem", "nothing"}
    patterns = [p for p in get_resolver("api.urls").url_patterns if p.name not in names]
    assert len(document["paths"]) == len(patterns)
    assert document["servers"] == [{"url": "/api/v1"}]


def test_every_operation_tells_its_problems(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        if "post" in operations:
            taken = operations["post"]["responses"]
            assert {"400", "401", "403", "415", "422", "429", "500"} <= set(taken), path
            assert {"200", "201", "202"} & set(taken), path
        if "get" not in operations:
            continue
        responses = operations["get"]["responses"]
        assert {"200", "304", "400", "401", "403", "406", "429", "500"} <= set(responses), path
        assert ("404" in responses) == ("{" in path), path
        problem = responses["400"]["content"]["application/problem+json"]
        assert problem["examples"]


def test_what_the_api_answers_fits_the_document(
    document: dict[str, Any], published: ArticlePage, desk: User, checker: User, reader: APIClient
) -> None:
    for claim in Claim.objects.all():
        add_evidence(claim, "https://example.invalid", by=checker)
        find_out(claim, "true", reason="It is.", by=checker)
    published.title = "Another headline"
    published.save_revision(user=desk)
    # Under the number that is filled into every address of the story.
    said = Comment(pk=published.pk, page=published, user=desk, text="Why?", contentpath="title")
    Comment.objects.bulk_create([said])
    entity = Attribution.objects.exclude(source_entity=None).values_list("source_entity", flat=True)[0]
    kept = keep_draft(
        published.pk, {"title": "Mine"}, by=desk, began_from=token_of(published), door=Draft.Door.API
    )
    assert kept
    wrong = ask_for_correction(published, "It is 45 million.", wrong="The sum.", by=desk)
    values = {
        "pk": "",
        "article": published.pk,
        "slug": "news",
        "number": 1,
        "old": 1,
        "new": 1,
        "entity": entity,
        "block": published.body[0].id,
        "draft": kept.pk,
        "claim": Claim.objects.first().pk,  # type: ignore[union-attr]
        "appearance": Claim.objects.first().appearances.first().pk,  # type: ignore[union-attr]
        "evidence": Claim.objects.first().evidence.first().pk,  # type: ignore[union-attr]
    }
    claim = Claim.objects.first()
    assert claim
    ids = {
        "users": desk.pk,
        "articles": published.pk,
        "claims": claim.pk,
        "entities": entity,
        "corrections": wrong.pk,
        "images": add_image(SimpleUploadedFile("x", png()), {}, by=desk).pk,
        "documents": add_document(SimpleUploadedFile("x", b"%PDF-"), {}, by=desk).pk,
    }
    readable = {path: each for path, each in document["paths"].items() if "get" in each}
    for path, operations in readable.items():
        if path.startswith(("/webhooks", "/ingest", "/feeds")) or path.endswith("/events"):
            continue  # tests/syndication/test_api.py, tests/wires
        values |= {"pk": ids.get(path.split("/")[1], 0), "id": ids.get(path.split("/")[1], 0)}
        schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        validator = Draft202012Validator({**schema, "components": document["components"]})
        for client in (with_token(desk),) if path in FOR_THE_DESK else (reader, with_token(desk)):
            answer = get(client, path.lstrip("/").format(**values) + ASKING.get(path, ""))
            errors = [f"{path} {error.json_path}: {error.message}" for error in validator.iter_errors(answer)]
            assert not errors


def test_the_documentation_asks_no_stranger(reader: APIClient, newsroom: object) -> None:
    page = reader.get("/api/v1/docs").content.decode()
    assert "/static/drf_spectacular_sidecar/" in page
    assert "https://" not in page
    assert "/api/v1/schema" in page


def test_every_example_fits_its_schema(document: dict[str, Any]) -> None:
    checked = 0
    for path, operations in document["paths"].items():
        for status, response in operations.get("get", operations.get("post"))["responses"].items():
            for media in response.get("content", {}).values():
                validator = Draft202012Validator({**media["schema"], "components": document["components"]})
                for example in media.get("examples", {}).values():
                    errors = [
                        f"{path} {status} {e.json_path}: {e.message}"
                        for e in validator.iter_errors(example["value"])
                    ]
                    assert not errors
                    checked += 1
    assert checked > 50


def test_an_operation_says_what_programs_need_to_call_it(document: dict[str, Any]) -> None:
    names = [o["operationId"] for each in document["paths"].values() for o in each.values()]
    assert len(names) == len(set(names))
    assert not [name for name in names if name.endswith(("_retrieve", "_list", "_create", "_update"))]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            taken = {each["name"]: each["schema"]["type"] for each in operation["parameters"]}
            assert taken.get("id", "integer") == taken.get("article", "integer") == "integer", path
            assert ("Idempotency-Key" in taken) == (method == "post"), path
            assert operation["security"][:2] == [{"token": []}, {"session": []}], path
            assert ("If-None-Match" in taken) == (method == "get" and not path.endswith("/events")), path


def test_the_document_tells_what_readers_may_ask_without_a_token(document: dict[str, Any]) -> None:
    open_to_readers = {
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if {} in operation["security"]
    }
    assert {
        "GET /articles",
        "GET /articles/{id}",
        "GET /changes",
        "POST /correction-requests",
    } <= open_to_readers
    assert not {"POST /articles", "PATCH /articles/{id}", "GET /webhooks", "GET /me"} & open_to_readers


@pytest.mark.parametrize("name", ["PictureSent", "DocumentSent", "EvidenceSent"])
def test_what_is_uploaded_is_a_file_and_no_address(document: dict[str, Any], name: str) -> None:
    assert document["components"]["schemas"][name]["properties"]["file"]["format"] == "binary"


def test_every_problem_that_an_operation_may_answer_with_is_shown(document: dict[str, Any]) -> None:
    def shown(operation: dict[str, Any], status: str) -> set[str]:
        examples = operation["responses"][status]["content"]["application/problem+json"]["examples"]
        return {each["value"]["type"].rpartition("/")[2] for each in examples.values()}

    publishing = document["paths"]["/articles/{article}/publish"]["post"]
    assert shown(publishing, "409") == {"conflict", "gate-closed", "key-in-use"}
    assert shown(publishing, "400") == {"invalid-parameters", "parse-error", "key-unusable"}
    assert shown(publishing, "403") == {"permission-denied", "insufficient-scope"}
    assert shown(publishing, "422") == {"invalid-input", "key-for-another-request"}
