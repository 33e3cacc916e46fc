"""What changed between any two revisions of an article, as data and as HTML.

The HTML is made of escaped words; nothing of what is stored as HTML gets through to it.
"""

from typing import Any, get_args

from django.template.loader import render_to_string
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.examples import example
from api.problems import InvalidParameters
from api.revisions import OfArticle
from api.richtext import with_addresses
from articles.changes import READERS_SEE, FieldChange, Names, changed_fields
from articles.diff import BlockChange, compare, summary
from articles.diff.changes import Kind
from articles.diff.tables import LineKind
from articles.diff.words import Fate
from articles.models import ArticleRevision


def _words(kind: Any) -> list[tuple[str, str]]:
    return [(word, word) for word in get_args(kind)]


class Segment(serializers.Serializer[Any]):
    """One paragraph, heading, caption or list item; without text a picture, embed or table."""

    block = serializers.CharField(help_text="Id of the body's block, or the name of a field.")
    key = serializers.CharField(allow_blank=True, help_text="The paragraph in the block.")
    kind = serializers.CharField()
    start = serializers.IntegerField(help_text="Where it begins among all paragraphs, in code points.")
    text = serializers.CharField(trim_whitespace=False, allow_blank=True)


class MarkShown(serializers.Serializer[Any]):
    """How words are set: `bold`, `italic`, `superscript`, `subscript`, or `link`."""

    kind = serializers.CharField()
    target = serializers.CharField(
        allow_blank=True, help_text="Where a link leads; empty where that may not be told."
    )


class WordRun(serializers.Serializer[Any]):
    """Consecutive words that share a fate and a setting."""

    kind = serializers.ChoiceField(choices=_words(Fate))
    text = serializers.CharField(trim_whitespace=False)
    marks = MarkShown(many=True, help_text="How they are set now or, of removed words, how they were.")
    was = MarkShown(many=True, allow_null=True, help_text="How words that stayed were set before; or null.")


class DetailShown(serializers.Serializer[Any]):
    """What no word tells: `image`, `credit`, `alt`, `embed` (its address), `numbering` (of a list)."""

    name = serializers.CharField()
    old = serializers.JSONField(allow_null=True)
    new = serializers.JSONField(allow_null=True)


class Row(serializers.Serializer[Any]):
    """What became of a row."""

    kind = serializers.ChoiceField(choices=_words(LineKind))
    cells = serializers.ListField(child=WordRun(many=True))


class TableShown(serializers.Serializer[Any]):
    """What became of a table. Every row has a cell for each of `columns`."""

    caption = WordRun(many=True)
    columns = serializers.ListField(child=serializers.ChoiceField(choices=_words(Fate)))
    headings = serializers.ListField(child=WordRun(many=True))
    rows = Row(many=True)


class Change(serializers.Serializer[Any]):
    """What became of one element. Whatever its `kind`, its words may be edited too.

    `split`: one part of the old paragraph that its `old` names, with the old words that went into it.
    `merged`: `joined` are the old paragraphs that it was made of.
    """

    kind = serializers.ChoiceField(choices=_words(Kind))
    is_moved = serializers.BooleanField()
    is_reworded = serializers.BooleanField()
    is_restyled = serializers.BooleanField(help_text="Words that stayed are set otherwise or lead elsewhere.")
    is_retyped = serializers.BooleanField(help_text="A paragraph became a heading, or the like.")
    old = Segment(allow_null=True)
    new = Segment(allow_null=True)
    joined = Segment(many=True)
    words = WordRun(many=True)
    details = DetailShown(many=True)
    table = TableShown(allow_null=True)


class FieldShown(serializers.Serializer[Any]):
    """A field beside the text, before and after, in words."""

    name = serializers.CharField()
    label = serializers.CharField()
    old = serializers.CharField(allow_blank=True)
    new = serializers.CharField(allow_blank=True)


@extend_schema_serializer(examples=[OpenApiExample("A new headline", example("diff"))])
class RevisionDiff(serializers.Serializer[Any]):
    """The changes that lead from one revision to another, in the order of the new text."""

    article = serializers.IntegerField()
    old_revision = serializers.IntegerField()
    new_revision = serializers.IntegerField()
    words_added = serializers.IntegerField()
    words_removed = serializers.IntegerField()
    fields = FieldShown(many=True, source="besides")
    changes = Change(many=True)


class DiffPage(BaseRenderer):
    """A diff for people. Problems stay JSON."""

    media_type = "text/html"
    format = "html"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        if not isinstance(data, dict) or "names" not in data:
            return JSONRenderer().render(data)
        return render_to_string("api/diff.html", data).encode()


FORMAT = OpenApiParameter(
    "format", enum=("json", "html"), description="Instead of an `Accept` header: data or an HTML page."
)


class DiffResource(OfArticle):
    """What changed between two revisions, as data or (`Accept: text/html` or `format=html`) as a page.

    Words, formatting, links, pictures, embeds, lists, tables and fields. Readers may compare what was
    published.
    """

    serializer_class = RevisionDiff
    parameters = {"retrieve": ["format"]}

    def get_renderers(self) -> list[Any]:
        request = getattr(self, "request", None)
        asked = request.query_params.get("format") if request else None
        return (
            [DiffPage()] if asked == "html" else [JSONRenderer()] if asked else [JSONRenderer(), DiffPage()]
        )

    @extend_schema(
        summary="What changed between two revisions",
        operation_id="diff_revisions",
        parameters=[FORMAT],
        responses={(200, "application/json"): RevisionDiff, (200, "text/html"): OpenApiTypes.STR},
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if request.query_params.get("format", "json") not in ("json", "html"):
            raise InvalidParameters({"format": "Give json or html."})
        old, new = self.revision(kwargs["old"]), self.revision(kwargs["new"])
        before, after = with_addresses([old.data, new.data], request)
        changes = compare(before, after)
        names = Names((before, after), changes, for_readers=not self.may_edit())
        besides = changed_fields(before, after, names)
        if not self.may_edit():
            besides = [field for field in besides if field.name in READERS_SEE]
        values = _values(old, new, changes, besides)
        if isinstance(request.accepted_renderer, DiffPage):
            return Response({**values, "old": old, "new": new, "names": names})
        return Response(RevisionDiff(values).data)


def _values(
    old: ArticleRevision, new: ArticleRevision, changes: list[BlockChange], besides: list[FieldChange]
) -> dict[str, Any]:
    added, removed = summary(changes)
    return {
        "article": new.article_id,
        "old_revision": old.number,
        "new_revision": new.number,
        "words_added": added,
        "words_removed": removed,
        "besides": besides,
        "changes": changes,
    }
