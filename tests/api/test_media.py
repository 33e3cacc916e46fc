"""Pictures and documents through the API: uploaded, changed, and refused for what is in them."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Picture
from rest_framework.test import APIClient
from wagtail.documents.models import Document
from wagtail.images.models import Image

from tests.api.conftest import get, with_token

pytestmark = pytest.mark.django_db


def png(width: int = 8, height: int = 4) -> bytes:
    held = io.BytesIO()
    Picture.effect_noise((width, height), 50).convert("RGB").save(held, "PNG")
    return held.getvalue()


def packed(**files: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return held.getvalue()


def upload(client: APIClient, where: str, content: bytes, name: str, **said: Any) -> Any:
    file = SimpleUploadedFile(name, content, content_type="image/png")  # whatever it says of itself
    return client.post(f"/api/v1/{where}", {"file": file, **said}, format="multipart")


def change(client: APIClient, path: str, said: Any, tag: str | None) -> Any:
    headers = {"If-Match": tag} if tag else {}
    return client.patch(f"/api/v1/{path}", said, format="json", headers=headers)


def test_a_picture_is_taken_in_by_its_content_and_described(reporter, desk, reader, checker):
    program = with_token(reporter)
    made = upload(program, "images", png(), "Bridge.JPG", alt="The bridge", tags=["harbour", "bridge, new"])
    assert made.status_code == 201, made.content
    shown = made.json()
    assert (shown["title"], shown["alt"], shown["width"], shown["tags"]) == (
        "Bridge",
        "The bridge",
        8,
        ["bridge, new", "harbour"],
    )
    assert shown["file_name"].endswith(".png")
    image = Image.objects.get()
    assert (image.uploaded_by_user, image.description) == (reporter, "The bridge")
    path = f"images/{image.pk}"
    assert made["Location"].endswith(f"/api/v1/{path}")
    changed = change(program, path, {"title": "New bridge"}, made["ETag"])
    assert (changed.json()["title"], changed.json()["alt"]) == ("New bridge", "The bridge")
    assert change(program, path, {"alt": "Late"}, made["ETag"]).status_code == 412
    assert change(program, path, {"alt": "x"}, None).status_code == 428
    for said in ({"credit": "x"}, {"collection": 999}, {"title": ""}, {"tags": "x"}):
        assert change(program, path, said, changed["ETag"]).status_code == 422, said
    tag = with_token(desk).get(f"/api/v1/{path}")["ETag"]
    assert change(with_token(desk), path, {"alt": "x"}, tag).status_code == 403  # somebody else's
    assert get(program, "images?q=new")["results"][0]["id"] == image.pk
    for where in ("images", path):
        get(reader, where, 401)
        get(with_token(reporter, "articles:read"), where, 403)
    get(with_token(checker), path, 404)  # chooses documents alone
    assert upload(with_token(checker), "images", png(), "x.png").status_code == 403
    assert upload(reader, "images", png(), "x.png").status_code == 401
    assert program.post("/api/v1/images", {"file": "x"}, format="json").status_code == 415
    with CaptureQueriesContext(connection) as few:
        get(program, "images")
    for number in range(4):
        assert upload(program, "images", png(9 + number), "x.png").status_code == 201
    with CaptureQueriesContext(connection) as many:
        assert len(get(program, "images")["results"]) == 5
    assert len(many) == len(few)


def test_a_hostile_file_is_refused_and_leaves_nothing(reporter, settings):
    settings.NEWSROOM_DOCUMENT_MAX_SIZE = 10_000
    program = with_token(reporter)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for where, content, name in (
        ("images", svg, "x.svg"),
        ("images", svg, "x.png"),
        ("images", b"GIF89a<script>alert(1)</script>", "x.gif"),
        ("images", png(200, 200)[:-900], "cut.png"),
        ("images", b"%PDF-1.7", "x.png"),
        ("images", b"", "x.png"),
        ("documents", b"MZ\x90\x00\x03" + bytes(99), "x.pdf"),
        ("documents", svg, "x.txt"),
        ("documents", b"\xff\xfe\x00b", "x.csv"),
        ("documents", packed(evil="x"), "x.docx"),
        ("documents", b"PK\x03\x04 no archive", "x.docx"),
        ("documents", png(), "x.pdf"),
        ("documents", b"a,b\n" * 9_999, "x.csv"),
    ):
        refused = upload(program, where, content, name)
        assert refused.status_code == 422, (where, name, refused.content)
        assert [error["pointer"] for error in refused.json()["errors"]] == ["/file"], name
    assert upload(program, "images", png(), "x.png", credit="x").json()["errors"][0]["pointer"] == "/credit"
    assert not Image.objects.exists()
    assert not Document.objects.exists()


def test_documents_get_the_ending_of_their_kind(reporter):
    program = with_token(reporter)
    word = packed(**{"[Content_Types].xml": "<x/>", "word__document.xml": "<x/>"})
    for content, name, ending in (
        (b"%PDF-1.7\n", "minutes", "pdf"),
        (word, "minutes.exe", "docx"),
        (b"year,sum\n2026,40\n", "sums.csv", "csv"),
        ("Håvard said so.".encode(), "notes.md", "txt"),
    ):
        made = upload(program, "documents", content, name)
        assert made.status_code == 201, made.content
        assert made.json()["file_name"].endswith(f".{ending}")
    number = made.json()["id"]
    again = change(program, f"documents/{number}", {"title": "Notes", "tags": ["phone"]}, made["ETag"])
    assert (again.json()["title"], again.json()["tags"]) == ("Notes", ["phone"])
