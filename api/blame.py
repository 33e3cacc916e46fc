"""When each sentence of a revision appeared, who wrote it, and what it said before. For the desk only."""

from typing import Any, get_args

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from api.examples import example
from api.references import Signature, signature
from api.resources import require_desk
from api.revisions import OfArticle
from articles.events import HISTORY_UNTRACED
from articles.origins import How, SentenceOrigin, origins_of, trace, untraced
from outbox.models import OutboxEvent

TRACED_AT_ONCE = 60  # revisions that are looked at while a program waits; a worker looks at more


class WordingShown(serializers.Serializer[Any]):
    """One wording of a sentence. `returned`: it had been taken out, and was put back as it was."""

    revision = serializers.IntegerField(help_text="Number of the revision that brought it.")
    how = serializers.ChoiceField(choices=[(how, how) for how in get_args(How)])
    text = serializers.CharField(trim_whitespace=False)
    at = serializers.DateTimeField()
    by = Signature(allow_null=True)


class SentenceShown(serializers.Serializer[Any]):
    """A sentence with its wordings, the oldest first: the first is its first appearance."""

    block = serializers.CharField(help_text="Id of the body's block, or the name of a field.")
    key = serializers.CharField(allow_blank=True, help_text="The paragraph in the block.")
    start = serializers.IntegerField(help_text="In the paragraph, in code points.")
    end = serializers.IntegerField()
    text = serializers.CharField(trim_whitespace=False)
    wordings = WordingShown(many=True)


@extend_schema_serializer(examples=[OpenApiExample("A sentence that was reworded once", example("blame"))])
class Blame(serializers.Serializer[Any]):
    """Where every sentence of a revision comes from.

    A long history that nobody asked about before is looked at by a worker: ask again a little later
    where `is_ready` is false; there are no sentences until then.
    """

    article = serializers.IntegerField()
    revision = serializers.IntegerField()
    is_ready = serializers.BooleanField()
    sentences = SentenceShown(many=True)


class BlameResource(OfArticle):
    """When each sentence of a revision appeared, who wrote it, and what it said before.

    Followed through moves, parted and joined paragraphs, other kinds of blocks and small edits. For
    whoever may edit the article.
    """

    serializer_class = Blame

    @extend_schema(summary="Where every sentence of a revision comes from", operation_id="blame_revision")
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        require_desk(request, "Origins of sentences")
        revision = self.revision(kwargs["number"])
        if not self.may_edit():
            raise PermissionDenied("Only whoever may edit this article is told of its drafts. Ask its desk.")
        missing = untraced(revision)
        is_ready = missing <= TRACED_AT_ONCE
        if not is_ready:
            OutboxEvent.objects.record(HISTORY_UNTRACED, revision.article_id)
        elif missing:
            trace(revision.article_id, upto=revision.number)
        values = {
            "article": self.article_id,
            "revision": revision.number,
            "is_ready": is_ready,
            "sentences": [_shown(one) for one in origins_of(revision)] if is_ready else [],
        }
        return Response(Blame(values).data)


def _shown(one: SentenceOrigin) -> dict[str, Any]:
    return {
        "block": one.segment.block,
        "key": one.segment.key,
        "start": one.start,
        "end": one.end,
        "text": one.text,
        "wordings": [
            {
                "revision": wording.revision.number,
                "how": wording.how,
                "text": wording.text,
                "at": wording.revision.created_at,
                "by": signature(wording.by),
            }
            for wording in one.wordings
        ],
    }
