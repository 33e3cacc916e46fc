"""How data for programs is served to everybody: who may keep and read it, and when it is the same."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date

MAX_AGE = 15  # seconds that a cache may show readers an answer: an embargo ends within 30


def serve(
    request: HttpRequest,
    node: dict[str, Any],
    media_type: str,
    *,
    links: Mapping[str, str] | None = None,
    modified: datetime | None = None,
) -> HttpResponse:
    """A JSON document with its links; a 304 where the caller has these very bytes.

    `modified` is told but not compared: when something was withdrawn, nothing that is left is newer.
    """
    content = json.dumps(node, ensure_ascii=False, separators=(",", ":")).encode()
    return serve_bytes(request, content, media_type, links=links, modified=modified)


def serve_bytes(
    request: HttpRequest,
    content: bytes,
    media_type: str,
    *,
    links: Mapping[str, str] | None = None,
    modified: datetime | None = None,
) -> HttpResponse:
    """As `serve`, of bytes."""
    response = HttpResponse(content, content_type=media_type)
    response["ETag"] = etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    if links:
        response["Link"] = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items())
    if modified:
        response["Last-Modified"] = http_date(modified.timestamp())
    answer = get_conditional_response(request, etag=etag, response=response) or response
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
