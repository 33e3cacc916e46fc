"""Copy over HTTP: one item or many, under every envelope; who sees what became of it."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import encode_multipart
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage, SectionPage
from tests.api.conftest import get, with_token
from tests.conftest import work
from wires.models import Job

pytestmark = pytest.mark.django_db
MARKDOWN = "---\nheadline: Tolls rise\nid: wire-1\n---\n\nBody."


def send(client: APIClient, body: Any, kind: str, query: str = "section=news", **headers: str) -> Any:
    body = body.encode() if isinstance(body, str) else body
    return client.generic("POST", f"/api/v1/ingest?{query}", body, content_type=kind, headers=headers)


def files(*sent: tuple[str, bytes, str]) -> dict[str, Any]:
    made = [SimpleUploadedFile(name, data, content_type=kind) for name, data, kind in sent]
    return {"body": encode_multipart("x", {"file": made}), "kind": "multipart/form-data; boundary=x"}


def done(client: APIClient, response: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The job that a request began, once it is done, and its items."""
    assert response.status_code == 202, response.content
    assert response["Location"] == response.json()["self"]
    work()
    job = get(client, f"ingest/{response.json()['id']}")
    assert job["is_finished"]
    return job, get(client, f"ingest/{job['id']}/items")["results"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", "Tolls rise\n\nBody."),
        ("text/markdown; charset=utf-8", MARKDOWN),
        ("text/html", "<h1>Tolls rise</h1><p>Body."),
        ("text/plain; charset=koi8-r", "Tolls rise\n\nТело.".encode("koi8-r")),
    ],
)
def test_one_item_becomes_a_draft(news: SectionPage, desk: User, kind: str, body: Any) -> None:
    program = with_token(desk)
    begun = send(program, body, kind)
    assert begun.json()["counts"]["waiting"] == 1
    job, (item,) = done(program, begun)
    assert (job["counts"]["new"], job["counts"]["waiting"], job["total"]) == (1, 0, 1)
    article = ArticlePage.objects.get()
    assert item["article"]["id"] == article.pk
    assert item["state"] == "new"
    shown = program.get(item["article"]["self"]).json()
    assert (shown["headline"], shown["state"]) == ("Tolls rise", "draft")
    if "koi8" in kind:
        assert "Тело." in json.dumps(shown, ensure_ascii=False)


def test_many_come_as_files_as_a_list_or_as_lines(news: SectionPage, desk: User, settings: Any) -> None:
    program = with_token(desk)
    sent = files(
        ("a.md", MARKDOWN.encode(), "application/octet-stream"),
        ("b.txt", b"Rain\n\nIt rains.", "text/plain"),
        ("c.exe", b"MZ", "application/octet-stream"),
        ("d.txt", b"Only a headline", "text/plain"),
    )
    job, items = done(program, send(program, **sent))
    assert [item["state"] for item in items] == ["new", "new", "refused", "refused"]
    assert [item["name"] for item in items] == ["a.md", "b.txt", "c.exe", "d.txt"]
    assert items[3]["problem"]["type"].endswith("/api/v1/problems/copy-refused")
    assert program.get(items[3]["problem"]["type"]).status_code == 200
    assert "no body" in items[3]["problem"]["detail"]
    assert job["counts"] == {"waiting": 0, "new": 2, "changed": 0, "unchanged": 0, "kept": 0, "refused": 2}
    many = [
        {"type": "text/markdown", "content": MARKDOWN, "name": "mine"},
        {"type": "text/plain", "content": "Rain\n\nIt rains."},
        {"type": "text/plain", "content": ""},
    ]
    lines = "\n".join(map(json.dumps, many)) + "\n\n"
    for body, kind in ((json.dumps(many), "application/json"), (lines, "application/x-ndjson")):
        _, items = done(program, send(program, body, kind))
        assert [item["state"] for item in items] == ["unchanged", "unchanged", "refused"]
        assert (items[0]["name"], items[0]["source_id"]) == ("mine", "wire-1")
    assert [job["id"] for job in get(program, "ingest")["results"]] == sorted(
        Job.objects.values_list("pk", flat=True), reverse=True
    )


@pytest.mark.parametrize(
    ("kind", "body", "status", "words"),
    [
        ("text/plain", "", 409, "Nothing was sent"),
        ("application/pdf", "%PDF-", 415, "nothing that reads application/pdf"),
        ("", "x", 415, "text/markdown"),
        ("application/json", "{", 400, "not JSON"),
        ("application/json", "{}", 422, "Send a list"),
        ("application/json", "[]", 409, "Nothing was sent"),
        ("application/json", '[{"type": "text/plain", "contnet": "x"}]', 422, "/0/contnet"),
        ("application/json", '[{"type": "text/plain", "content": 7}]', 422, "/0/content"),
        ("application/json", '[{"type": "text/x", "content": "x"}]', 422, "/0/type"),
        ("application/json", "[7]", 422, "/0"),
        ("application/json", '[{"type": "text/plain", "content": "x"}, 7]', 422, "/1"),
        ("application/jsonl", '{"type": "text/plain", "content": "x"}\n{', 400, "Line 2"),
        ("multipart/form-data", "x", 400, "multipart/form-data"),
        ("multipart/form-data; boundary=x", "--y\r\n", 400, "multipart/form-data"),
        (
            "multipart/form-data; boundary=x",
            '--x\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n--x--\r\n',
            422,
            "/f",
        ),
    ],
)
def test_a_bad_envelope_is_refused_as_a_whole(
    news: SectionPage, desk: User, kind: str, body: str, status: int, words: str
) -> None:
    response = send(with_token(desk), body, kind)
    assert response.status_code == status, response.content
    assert words in response.content.decode()
    assert not Job.objects.exists()


def test_too_much_at_once_is_refused(news: SectionPage, desk: User, settings: Any) -> None:
    program = with_token(desk)
    settings.NEWSROOM_INGEST_MAX_BATCH = 300
    for sent in ({"body": "x" * 301, "kind": "text/plain"}, files(("a.txt", b"x" * 301, "text/plain"))):
        response = send(program, **sent)
        assert response.status_code == 413, response.content
        assert "300 bytes" in response.json()["detail"]
    settings.NEWSROOM_INGEST_MAX_BATCH, settings.NEWSROOM_INGEST_MAX_ITEMS = 3000, 2
    assert send(program, **files(*[("a.txt", b"x", "text/plain")] * 3)).status_code == 413
    lines = '{"type": "text/plain", "content": "x"}\n' * 3
    for body, kind in ((lines, "application/jsonl"), ("[{},{},{}]", "application/json")):
        assert send(program, body, kind).status_code == 413
    settings.API_MAX_BODY = 30
    assert send(program, lines.splitlines()[0], "application/jsonl").status_code == 413
    assert send(program, f"[{lines.splitlines()[0]}]", "application/json").status_code == 413
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("section=moon", "section"),
        ("section=news&language=english%20please", "language"),
        ("section=news&wire=a:b", "wire"),
        ("section=news&state=published", "state"),
    ],
)
def test_parameters_that_cannot_be_are_refused(news: SectionPage, desk: User, query: str, named: str) -> None:
    response = send(with_token(desk), MARKDOWN, "text/markdown", query)
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [named]


def test_without_a_section_it_goes_to_news_and_a_wire_keeps_its_ids(
    news: SectionPage, sport: SectionPage, desk: User
) -> None:
    program = with_token(desk)
    job, (item,) = done(program, send(program, MARKDOWN, "text/markdown", "wire=afp&language=fr"))
    assert (job["section"]["slug"], job["wire"], job["language"]) == ("news", "afp", "fr")
    assert item["source_id"] == "afp:wire-1"
    assert ArticlePage.objects.get().language == "fr"


def test_a_request_sent_twice_with_a_key_is_one_job(news: SectionPage, desk: User) -> None:
    program = with_token(desk)
    key = {"Idempotency-Key": "k"}
    first = send(program, MARKDOWN, "text/markdown", **key)
    again = send(program, MARKDOWN, "text/markdown", **key)
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Job.objects.count() == 1


def test_only_whoever_may_write_there_sends_copy(
    news: SectionPage, sport: SectionPage, desk: User, sport_desk: User, checker: User, reader: APIClient
) -> None:
    assert send(reader, MARKDOWN, "text/markdown").status_code == 401
    assert send(with_token(checker), MARKDOWN, "text/markdown").status_code == 403
    assert send(with_token(sport_desk), MARKDOWN, "text/markdown").status_code == 403
    assert send(with_token(desk, "articles:read"), MARKDOWN, "text/markdown").status_code == 403
    sport_alone = with_token(desk, "articles:*", sections=[sport])
    assert send(sport_alone, MARKDOWN, "text/markdown").status_code == 400
    assert not Job.objects.exists()


def test_jobs_are_seen_by_who_began_them_and_by_the_desk_of_their_section(
    news: SectionPage, sport: SectionPage, desk: User, reporter: User, sport_desk: User, reader: APIClient
) -> None:
    boss = User.objects.create_superuser("boss")
    program = with_token(boss)
    elsewhere = MARKDOWN.replace("id: wire-1", "id: wire-2\nsection: sport")
    lines = "\n".join(
        json.dumps({"type": "text/markdown", "content": each}) for each in (MARKDOWN, elsewhere)
    )
    job, items = done(program, send(program, lines, "application/jsonl"))
    assert len(items) == 2
    path = f"ingest/{job['id']}/items"
    shown = get(with_token(desk), path)["results"]
    assert [item["source_id"] for item in shown] == ["wire-1"]
    assert shown[0]["article"]
    for hidden in (with_token(reporter), with_token(sport_desk), with_token(boss, sections=[sport])):
        get(hidden, path, 404)
        get(hidden, f"ingest/{job['id']}", 404)
        assert get(hidden, "ingest")["results"] == []
    get(with_token(boss, "claims:read"), "ingest", 403)
    get(reader, "ingest", 401)
    mine, _ = done(with_token(reporter), send(with_token(reporter), "Rain\n\nIt rains.", "text/plain"))
    assert mine["counts"]["new"] == 1


def test_the_lists_cost_the_same_however_long_and_fit_the_document(news: SectionPage, desk: User) -> None:
    program = with_token(desk)
    document = program.get("/api/v1/schema").json()
    for number in range(2):
        lines = "\n".join(
            json.dumps({"type": "text/plain", "content": f"Rain {n}\n\nIt rains {n}."})
            for n in range(1 + 4 * number)
        )
        job, _ = done(
            program, send(program, f'{lines}\n{{"type": "text/plain", "content": "x"}}', "application/jsonl")
        )
    costs = []
    for number, address in enumerate(("ingest?page_size=1", "ingest", f"ingest/{job['id']}/items")):
        with CaptureQueriesContext(connection) as queries:
            answer = get(program, address)
        costs.append(len(queries))
        path = "/ingest" if number < 2 else "/ingest/{job}/items"
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert not list(
            Draft202012Validator({**schema, "components": document["components"]}).iter_errors(answer)
        )
    assert costs[0] == costs[1]
    with CaptureQueriesContext(connection) as queries:
        first = get(program, f"ingest/{job['id']}/items?page_size=2")
    assert len(queries) == costs[2]
    second = program.get(first["next"]).json()
    assert [item["position"] for item in first["results"] + second["results"]] == [1, 2, 3, 4]
    refused = get(program, f"ingest/{job['id']}/items?state=refused")["results"]
    assert [item["position"] for item in refused] == [6]
