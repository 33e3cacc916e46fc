"""Whatever is sent is read in bounded time, or refused with what is wrong with it."""

import time

import pytest
from django.test import override_settings

from accounts.models import User
from articles.models import ArticlePage
from tests.api.conftest import with_token

MANY = 1_000_000
HOSTILE: dict[str, tuple[bytes, int, str]] = {
    "open brackets": (b"[" * MANY, 400, "levels"),
    "open objects": (b'{"a":' * (MANY // 5), 400, "levels"),
    "nested too deep": (b'{"headline": ' + b"[" * 60 + b"]" * 60 + b"}", 400, "levels"),
    "a number of a million figures": (b'{"urgency": ' + b"9" * MANY + b"}", 400, "JSON"),
    "a number beyond all numbers": (b'{"urgency": 1e999}', 400, "too large"),
    "NaN": (b'{"urgency": NaN}', 400, "NaN"),
    "infinity": (b'{"urgency": -Infinity}', 400, "Infinity"),
    "a member given twice": (b'{"kicker": "a", "kicker": "b"}', 400, "twice"),
    "one of many members given twice": (
        b"{" + b"".join(b'"%d":1,' % n for n in range(50_000)) + b'"49999":1}',
        400,
        "twice",
    ),
    "half a pair": (b'{"kicker": "\\ud800"}', 400, "surrogate"),
    "half a pair in a name": (b'{"\\udfff": 1}', 400, "surrogate"),
    "U+0000": (b'{"kicker": "a\\u0000b"}', 400, "U+0000"),
    "a bare U+0000": (b'{"kicker": "a\x00b"}', 400, "JSON"),
    "Latin-1": ('{"kicker": "é"}'.encode("latin-1"), 400, "UTF-8"),
    "UTF-16": ('{"kicker": "e"}'.encode("utf-16"), 400, "UTF-8"),
    "no object": (b"[1]", 422, ""),
    "a word": (b'"headline"', 422, ""),
    "unknown members": (b'{"colour": "red"}', 422, "colour"),
    "unknown members inside": (
        b'{"body": [{"type": "paragraph", "value": "<p>a</p>", "colour": 1}]}',
        422,
        "colour",
    ),
    "too many bytes": (b'{"kicker": "' + b"a" * 3 * MANY + b'"}', 413, "bytes"),
}


@pytest.mark.django_db
def test_hostile_bodies_are_refused(write: object, django_user_model: type[User]) -> None:
    article: ArticlePage = write()  # type: ignore[operator]
    client = with_token(django_user_model.objects.create_superuser("ada"))
    etag = client.get(f"/api/v1/articles/{article.pk}?state=draft")["ETag"]
    for name, (sent, status, told) in HOSTILE.items():
        began = time.process_time()
        response = client.generic(
            "PATCH",
            f"/api/v1/articles/{article.pk}",
            sent,
            content_type="application/json",
            headers={"If-Match": etag},
        )
        assert response.status_code == status, (name, response.content[:300])
        assert told in response.content.decode(), name
        assert response["Content-Type"] == "application/problem+json", name
        assert time.process_time() - began < 5, name
    pointers = [e["pointer"] for e in response.json().get("errors", [])]
    assert pointers == []
    with override_settings(API_MAX_BODY=10):
        refused = client.patch(
            f"/api/v1/articles/{article.pk}",
            {"kicker": "much too long"},
            format="json",
            headers={"If-Match": etag},
        )
    assert refused.status_code == 413
