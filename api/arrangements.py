"""How a story stands at the desk: who holds its lock, which hour it waits for, until when it is embargoed."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from articles.models import ArticlePage, Embargo
from articles.versions import newest_of


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
    """The values of `Arrangements`. Four queries."""
    article = ArticlePage.objects.select_related("locked_by").only("locked", "locked_at", "locked_by")
    page = article.get(pk=article_id)
    newest = newest_of(article_id)
    content = newest.content if newest else {}
    waiting = page.revisions.filter(approved_go_live_at__isnull=False).values_list("approved_go_live_at")
    holder: User | None = page.locked_by if page.locked else None
    return {
        "lock": {"holder": holder.pk, "name": holder.display_name, "since": page.locked_at}
        if holder
        else None,
        "scheduled_for": next((at for (at,) in waiting), None),
        "go_live_at": _moment("go_live_at", content),
        "expire_at": _moment("expire_at", content),
        "embargo_until": Embargo.objects.filter(article=article_id).values_list("until", flat=True).first(),
    }


def _moment(name: str, content: dict[str, Any]) -> Any:
    return ArticlePage._meta.get_field(name).to_python(content.get(name))
