"""What of an article is worth keeping for ever: its editorial content, in one canonical form.

Wagtail's revision content also carries housekeeping (tree path, locks, timestamps, comments) that
changes without a word being written; none of it is kept here, so equal content has an equal digest.
"""

import hashlib
import json
from typing import Any

import rfc8785

FIELDS = (
    "title",
    "slug",
    "kicker",
    "standfirst",
    "dateline",
    "lead_image",
    "lead_image_caption",
    "lead_image_credit",
    "lead_image_alt",
    "language",
    "urgency",
    "genre",
    "source",
    "source_id",
    "source_url",
    "seo_title",
    "search_description",
)


def editorial_content(saved: dict[str, Any]) -> dict[str, Any]:
    """The editorial part of a Wagtail revision's `content`, with the body as a list of blocks.

    Bylines keep their order; topics are sorted. Raises nothing for fields that an older
    revision did not have yet: they are simply absent.
    """
    content = {field: saved[field] for field in FIELDS if saved.get(field) not in (None, "")}
    body = saved.get("body") or []
    content["body"] = json.loads(body) if isinstance(body, str) else body
    content["bylines"] = [
        {"contributor": byline.get("contributor"), "role": byline.get("role", "")}
        for byline in sorted(saved.get("bylines") or [], key=lambda byline: byline.get("sort_order") or 0)
    ]
    content["topics"] = sorted(str(item.get("tag")) for item in saved.get("tagged_items") or [])
    return content


def pictures_in(content: dict[str, Any]) -> set[int]:
    """The ids of the pictures that a content uses: over the text, and in it."""
    blocks = [each.get("value") for each in content.get("body") or [] if each.get("type") == "image"]
    ids = {content.get("lead_image"), *(each.get("image") for each in blocks if isinstance(each, dict))}
    return {each for each in ids if each is not None}


def canonical(content: dict[str, Any]) -> bytes:
    """The canonical JSON of `content` (RFC 8785): equal content gives equal bytes on every machine."""
    return rfc8785.dumps(content)


def sha256(data: bytes) -> str:
    """The SHA-256 of `data` in 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
