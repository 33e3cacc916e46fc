"""How a story stands at the desk: who holds its lock, which hour it waits for, until when it is embargoed."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rest_framework import serializers

from api.article_rows import at_desk
from articles.models import ArticlePage
from articles.versions import token_of_content


class LockShown(serializers.Serializer[Any]):
    """Who keeps all others from saving."""

    holder = serializers.IntegerField(help_text="Number of their account.")
    name = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)


class Arrangements(serializers.Serializer[Any]):
    """What the desk has arranged for a story."""

    lock = LockShown(allow_null=True)
    scheduled_for = serializers.DateTimeField(
        allow_null=True, help_text="When it goes out by itself; null where it does not."
    )
    go_live_at = serializers.DateTimeField(
        allow_null=True, help_text="The hour that its newest text names, approved or not."
    )
    expire_at = serializers.DateTimeField(allow_null=True)
    embargo_until = serializers.DateTimeField(allow_null=True)


def arrangements_of(article_id: int) -> dict[str, Any]:
    """The values of `Arrangements`. One query."""
    row = at_desk(article_id)
    newest = newest_told(row.content)
    name = f"{row.locked_by__first_name} {row.locked_by__last_name}".strip() or row.locked_by__username
    return {
        "lock": {"holder": row.locked_by_id, "name": name, "since": row.locked_at}
        if row.locked and row.locked_by_id
        else None,
        "scheduled_for": row.waits_for,
        "go_live_at": newest.go_live_at,
        "expire_at": newest.expire_at,
        "embargo_until": row.embargo__until,
    }


@dataclass(frozen=True, slots=True)
class Newest:
    """What an answer needs of the newest state: its token, and the hours that it names."""

    token: str
    go_live_at: Any = None
    expire_at: Any = None


@lru_cache(512)  # to work out a token takes longer than all else of an answer
def newest_told(content: str | None) -> Newest:
    """What the JSON of a working copy says; of one that was never saved, nothing."""
    if content is None:
        return Newest("")
    values = json.loads(content)
    return Newest(token_of_content(values), *(_moment(name, values) for name in ("go_live_at", "expire_at")))


def _moment(name: str, content: dict[str, Any]) -> Any:
    return ArticlePage._meta.get_field(name).to_python(content.get(name))
