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

from tests.api.conftest import get, publish, with_token

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
    for said in ({"colour": "x"}, {"collection": 999}, {"title": ""}, {"tags": "x"}):
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


def test_rights_are_stated_with_a_picture_and_told_with_the_story(reporter, reader, write):
    program = with_token(reporter)
    said = {
        "credit": "Ana Ruiz",
        "copyright_notice": "© 2026 Ana Ruiz",
        "usage_terms": "Editorial use only.",
        "rights_url": "https://example.org/terms",
        "rights_expire_at": "2030-01-31T23:00:00Z",
    }
    made = upload(program, "images", png(), "bridge.png", **said)
    assert made.json()["rights"] == said
    path = f"images/{made.json()['id']}"
    renamed = change(program, path, {"alt": "The bridge"}, made["ETag"])
    assert renamed.json()["rights"] == said  # what is not sent stays
    changed = change(program, path, {"credit": "A. Ruiz", "rights_expire_at": None}, renamed["ETag"])
    assert changed.json()["rights"] == {**said, "credit": "A. Ruiz", "rights_expire_at": None}
    stale = change(program, path, {"usage_terms": "x"}, renamed["ETag"])
    assert (stale.status_code, stale.json()["changed"]) == (412, ["credit", "rights_expire_at"])
    assert stale.json()["changed_by"] == "Rita"
    assert stale.json()["changed_at"]
    for wrong in ({"rights_url": "javascript:alert(1)"}, {"rights_expire_at": "soon"}, {"credit": "x" * 161}):
        refused = change(program, path, wrong, changed["ETag"])
        assert refused.status_code == 422, wrong
        assert [error["pointer"] for error in refused.json()["errors"]] == [f"/{next(iter(wrong))}"]
    story = write("Bridge", slug="bridge")
    story.lead_image = Image.objects.get()
    story.save_revision()
    publish(story)
    [shown] = get(reader, f"articles/{story.pk}")["images"]
    assert shown["rights"] == changed.json()["rights"]
    document = upload(program, "documents", b"a,b\n1,2\n", "sums.csv", credit="The harbour").json()
    assert document["rights"]["credit"] == "The harbour"


def test_the_desk_states_rights_in_the_form_of_a_picture(client, reporter, desk):
    made = upload(with_token(desk), "images", png(), "bridge.png", credit="Ana Ruiz").json()
    client.force_login(desk)
    page = client.get(f"/desk/images/{made['id']}/")
    assert b"Ana Ruiz" in page.content
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name not in ("file", "tags")}
    sent |= {"usage_terms": "This story only.", "tags": ""}
    assert client.post(f"/desk/images/{made['id']}/", sent).status_code == 302
    rights = Image.objects.get().rights
    assert (rights.credit, rights.usage_terms) == ("Ana Ruiz", "This story only.")


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
    assert upload(program, "images", png(), "x.png", colour="x").json()["errors"][0]["pointer"] == "/colour"
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
