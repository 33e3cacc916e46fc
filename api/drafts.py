"""A text that was refused and kept, beside what it began from and what stands there now: as data.

It is what the merge at the desk shows; `key` names a part of the story for as long as that stands.
"""

from typing import Any, get_args

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api.changing import ChangingResource
from api.references import Signature, signature
from api.richtext import with_addresses
from api.visibility import require_desk
from articles.drafts import may_handle
from articles.merges import begin_merge
from articles.merging import ABSENT, Unit
from articles.merging.plan import Form, Take
from articles.models import ArticleRevision, Draft


class KeptText(serializers.Serializer[Any]):
    """The text that was kept."""

    id = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=Draft.Reason.choices)
    door = serializers.ChoiceField(choices=Draft.Door.choices)
    created_at = serializers.DateTimeField()
    created_by = Signature(allow_null=True)
    settled = serializers.CharField(
        allow_null=True, help_text="What became of it: `merged`, `dropped`, …; null while it is open."
    )
    url = serializers.URLField(help_text="Its page at the desk, where it can be merged.")


class Part(serializers.Serializer[Any]):
    """A field, a paragraph, a cell or a block: what it was, what it is, what you wrote. Null: not there."""

    key = serializers.CharField()
    form = serializers.ChoiceField(choices=[(word, word) for word in get_args(Form)])
    origin = serializers.CharField(help_text="Who changed it.")
    is_conflict = serializers.BooleanField(help_text="Both did, and somebody has to choose.")
    takes = serializers.ListField(
        child=serializers.ChoiceField(choices=[(word, word) for word in get_args(Take)])
    )
    base = serializers.JSONField()
    theirs = serializers.JSONField()
    mine = serializers.JSONField()
    merged = serializers.JSONField(help_text="What comes of it unless it is a conflict.")


class DraftDiff(serializers.Serializer[Any]):
    """Three versions of a story: `base`, where both began; `theirs`, the newest; `mine`, what was kept."""

    article = serializers.IntegerField()
    draft = KeptText()
    base = serializers.IntegerField(allow_null=True, help_text="Number of the revision; null for none.")
    theirs = serializers.IntegerField(help_text="Number of the newest revision.")
    conflicts = serializers.IntegerField(help_text="How many parts somebody has to choose in.")
    parts = Part(many=True, help_text="What either side changed, in reading order.")


class DraftDiffResource(ChangingResource):
    """A kept text beside its story; for its author and for whoever may edit the story."""

    def get_serializer_class(self) -> Any:
        return DraftDiff

    @extend_schema(
        summary="A kept text beside what it began from and what stands there now",
        operation_id="diff_draft",
        responses=DraftDiff,
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        require_desk(request, "Kept texts")
        drafts = Draft.objects.of(kwargs["article"]).select_related("created_by", "base")
        draft = drafts.filter(pk=kwargs["draft"]).first()
        if draft is None or not may_handle(draft, request.user):
            raise NotFound(f"There is no kept text {kwargs['draft']} of this article that you may see.")
        merge = begin_merge(draft)
        parts = [_part(unit) for unit in merge.plan.units() if unit.origin != "same"]
        newest = ArticleRevision.objects.tip_of(draft.article_id)
        answer = {
            "article": draft.article_id,
            "draft": _draft(request, draft),
            "base": draft.base.number if draft.base else None,
            "theirs": newest.number if newest else 0,
            "conflicts": sum(part["is_conflict"] for part in parts),
            "parts": with_addresses(parts, request),
        }
        return Response(DraftDiff(answer).data)


def _draft(request: Request, draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.pk,
        "reason": draft.reason,
        "door": draft.door,
        "created_at": draft.created_at,
        "created_by": signature(draft.created_by),
        "settled": draft.settled.how if draft.settled else None,
        "url": request.build_absolute_uri(draft.get_absolute_url()),
    }


def _part(unit: Unit) -> dict[str, Any]:
    values = {
        name: None if (value := getattr(unit, name)) is ABSENT else value
        for name in ("base", "theirs", "mine", "merged")
    }
    told = ("key", "form", "origin", "is_conflict", "takes")
    return {name: getattr(unit, name) for name in told} | values
