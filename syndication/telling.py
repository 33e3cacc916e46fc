"""How a change is told to programs, in the feed and in webhooks alike."""

from collections.abc import Callable, Sequence
from typing import Any

from articles.models import ArticlePage
from syndication.models import Change

Address = Callable[[str], str]  # an absolute address from a path of this server
API = "/api/v1"
FAMILY_ADDRESS = {"article": "articles", "claim": "claims", "entity": "entities"}
SHOWN = ("pk", "path", "depth", "url_path", "first_published_at", "live", "title", "draft_title")


def told(changes: Sequence[Change], address: Address) -> list[dict[str, Any]]:
    """The changes as consumers get them. One query, whatever their number.

    Names, numbers and addresses alone: what stands at `self` is asked for there, by the rules that hold then.
    """
    wanted = {change.subject_id for change in changes if change.subject == "article"}
    pages = {page.pk: page for page in ArticlePage.objects.visible().filter(pk__in=wanted).only(*SHOWN)}
    return [_told(change, pages.get(change.subject_id), address) for change in changes]


def _told(change: Change, page: ArticlePage | None, address: Address) -> dict[str, Any]:
    data: dict[str, Any] = {
        "object": change.subject,
        "id": change.subject_id,
        "self": address(f"{API}/{FAMILY_ADDRESS[change.subject]}/{change.subject_id}"),
        "is_gone": change.is_tombstone,
        "sections": change.section_slugs,
        **change.data,
    }
    if change.subject == "article":
        path = page.get_url() if page and not change.is_tombstone else None
        data["url"] = address(path) if path else None
    if change.subject == "entity" and "into" in change.data:
        data["into"] = address(f"{API}/entities/{change.data['into']}")
    return {
        "id": change.event,
        "type": change.kind,
        "timestamp": change.at.isoformat().replace("+00:00", "Z"),
        "data": data,
    }
