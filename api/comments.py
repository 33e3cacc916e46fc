"""Comments on a story, for whoever may edit it; for everybody else there is nothing here (404).

Each says what became of the words that it is on: they are followed from revision to revision.
"""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Comment

from anchoring import Anchor, anchor
from api.bodies import Body, NoBody, sent_in
from api.filters import FlagFilter
from api.references import Signature, SpanShown, address, signature
from api.resources import Resource
from articles import remarking
from articles.comments.places import contentpath_of
from articles.comments.standing import Remark, remarks_of, with_people
from articles.models import ArticlePage, ArticleRevision, CommentAnchor

FIELDS = {
    "headline": "title",
    "kicker": "kicker",
    "standfirst": "standfirst",
    "dateline": "dateline",
    "lead_image": "lead_image",
}  # by the name that the API gives them
Values = dict[str, Any]


class ReplyShown(serializers.Serializer[Any]):
    """An answer to a comment."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    author = Signature(allow_null=True)
    created_at = serializers.DateTimeField()


class CommentLinks(serializers.Serializer[Any]):
    """Where to go on from a comment."""

    self = serializers.URLField()
    article = serializers.URLField()


class CommentShown(serializers.Serializer[Any]):
    """What somebody said about a passage, a block or a field of a story."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    author = Signature(allow_null=True)
    created_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True, help_text="Null while it is open.")
    resolved_by = Signature(allow_null=True)
    state = serializers.ChoiceField(
        choices=CommentAnchor.State.choices,
        help_text="What became of the words, the block or the field since it was said.",
    )
    wording = serializers.CharField(
        allow_null=True, help_text="The words that it was first on; null where it is on a block or field."
    )
    words = serializers.CharField(
        allow_null=True, help_text="What stands there now, or stood there last where they are gone."
    )
    span = SpanShown(allow_null=True, help_text="In the text of the newest revision; null without a place.")
    revision = serializers.IntegerField(allow_null=True, help_text="The newest, whose text `span` counts in.")
    block = serializers.CharField(allow_null=True, help_text="The block of the body that it is on.")
    field = serializers.CharField(allow_null=True, help_text="The field that it is on.")
    replies = ReplyShown(many=True)
    links = CommentLinks()


class PassageSent(Body):
    """Words of the newest revision's text."""

    revision = serializers.IntegerField(help_text="The number of the newest revision, as you have it.")
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1, help_text="Not included.")


class TextSent(Body):
    """What is said."""

    text = serializers.CharField(max_length=remarking.LONGEST)


class CommentSent(TextSent):
    """A comment on one of three: a passage, a block, a field."""

    passage = PassageSent(required=False)
    block = serializers.CharField(required=False, max_length=64, help_text="The id of a block of the body.")
    field = serializers.ChoiceField(required=False, choices=[(name, name) for name in FIELDS])

    def validate(self, attrs: Values) -> Values:
        if len({"passage", "block", "field"} & set(attrs)) != 1:
            raise serializers.ValidationError("Say what it is on: one of `passage`, `block` and `field`.")
        return attrs


class CommentFilter(django_filters.FilterSet):
    """Open or resolved ones."""

    resolved = FlagFilter(
        field_name="resolved_at",
        lookup_expr="isnull",
        exclude=True,
        label="Resolved, or open.",
    )


def _act(name: str, summary: str, body: type[Body], **more: Any) -> Any:
    return extend_schema(
        operation_id=f"{name}_comment", summary=summary, request=body, responses=CommentShown, **more
    )


@extend_schema_view(
    list=extend_schema(summary="Comments on a story, oldest first", operation_id="list_comments"),
    retrieve=extend_schema(summary="One comment", operation_id="get_comment"),
)
class CommentResource(Resource):
    """Comments, for whoever may edit the story. What is done here is told to whoever follows them."""

    scopes = {"POST": "articles:write"}
    queryset = Comment.objects.none()
    serializer_class = CommentShown
    filterset_class = CommentFilter
    ordering = ("pk",)

    def article(self) -> ArticlePage:
        """The story named in the address; 404 unless the caller may edit it."""
        article_id = int(self.kwargs["article"])
        article = ArticlePage.objects.filter(pk=article_id).first()
        if article is None or not self.viewer.may_edit(article_id):
            raise NotFound(f"There is no article {article_id} whose comments you may see.")
        return article

    def get_queryset(self) -> QuerySet[Comment]:
        return with_people(self.article().pk)

    def present(self, rows: Sequence[Comment]) -> Sequence[Values]:
        article_id = int(self.kwargs["article"])
        newest = ArticleRevision.objects.tip_of(article_id)
        number = newest.number if newest else None
        return [self._values(remark, number) for remark in remarks_of(article_id, rows)]

    def _values(self, remark: Remark, number: int | None) -> Values:
        comment, article_id = remark.comment, int(self.kwargs["article"])
        field, _, inside = remark.contentpath.partition(".")
        return {
            "id": comment.pk,
            "text": comment.text,
            "author": signature(comment.user),
            "created_at": comment.created_at,
            "resolved_at": comment.resolved_at,
            "resolved_by": signature(comment.resolved_by),
            "state": remark.state,
            "wording": remark.kept.wording if remark.kept else None,
            "words": remark.kept.anchor.exact if remark.kept else None,
            "span": _span(remark),
            "revision": number,
            "block": inside.partition(".")[0] or None,
            "field": next((name for name, path in FIELDS.items() if path == field), field),
            "replies": [
                {
                    "id": reply.pk,
                    "text": reply.text,
                    "author": signature(reply.user),
                    "created_at": reply.created_at,
                }
                for reply in remark.replies
            ],
            "links": {
                "self": address(self.request, "comment", article_id, comment.pk),
                "article": address(self.request, "article", article_id),
            },
        }

    @extend_schema(
        summary="Comment on a story",
        operation_id="add_comment",
        request=CommentSent,
        responses={201: CommentShown},
    )
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Say something about a passage, a block or a field."""
        article, sent = self.article(), sent_in(request, CommentSent)
        at = self._place(article, sent["passage"], "passage") if "passage" in sent else None
        path = FIELDS.get(sent.get("field", ""), "")
        if block := sent.get("block"):
            path = f"body.{block}"
            newest = ArticleRevision.objects.latest_of(article)
            if newest is None or block not in [each.get("id") for each in newest.data.get("body") or []]:
                raise serializers.ValidationError({"block": ["The newest revision has no such block."]})
        made = remarking.say(article, sent["text"], at=at, contentpath=path, by=request.user)
        return self._answer(made.pk, status=201, headers={"Location": self._address(made.pk)})

    @_act("reply_to", "Reply to a comment", TextSent)
    def reply(self, request: Request, **kwargs: Any) -> Response:
        """Answer a comment, open or resolved."""
        comment = self.get_object()
        remarking.reply(self.article(), comment.pk, sent_in(request, TextSent)["text"], by=request.user)
        return self._answer(comment.pk)

    @_act("resolve", "Resolve a comment", NoBody)
    def resolve(self, request: Request, **kwargs: Any) -> Response:
        """Say that it is dealt with; nothing changes where somebody has said so already."""
        comment = self.get_object()
        sent_in(request, NoBody)
        if comment.resolved_at is None:
            remarking.resolve(self.article(), comment.pk, by=request.user)
        return self._answer(comment.pk)

    @_act("reopen", "Open a resolved comment again", NoBody)
    def reopen(self, request: Request, **kwargs: Any) -> Response:
        """Say that it is not dealt with after all; nothing changes where it is open."""
        comment = self.get_object()
        sent_in(request, NoBody)
        if comment.resolved_at is not None:
            remarking.reopen(self.article(), comment.pk, by=request.user)
        return self._answer(comment.pk)

    @_act("place", "Put a comment on another passage", PassageSent)
    def place(self, request: Request, **kwargs: Any) -> Response:
        """Put it on words of the newest revision; it is followed from there."""
        comment, article = self.get_object(), self.article()
        place = self._place(article, sent_in(request, PassageSent), "")
        remarking.put(article, comment.pk, place, by=request.user)
        return self._answer(comment.pk)

    def _place(self, article: ArticlePage, sent: Values, member: str) -> Anchor:
        """The passage that was sent, in the newest revision; errors name its members."""
        newest = ArticleRevision.objects.latest_of(article)
        if newest is None or sent["revision"] != newest.number:
            number = newest.number if newest else 0
            name, words = "revision", f"The newest revision is {number}. Get it, and count in its text."
        elif not sent["start"] < sent["end"] <= len(newest.text.plain):
            name, words = "end", f"The text has {len(newest.text.plain)} characters; `end` is after `start`."
        elif place := _commentable(newest, sent["start"], sent["end"]):
            return place
        else:
            name, words = "start", "No words that take a comment are here: headline and tables take none."
        error: Any = {name: [words]}
        raise serializers.ValidationError({member: error} if member else error)

    def _address(self, comment_id: int) -> str:
        return address(self.request, "comment", int(self.kwargs["article"]), comment_id)

    def _answer(self, comment_id: int, **more: Any) -> Response:
        rows = list(with_people(int(self.kwargs["article"])).filter(pk=comment_id))
        return Response(self.get_serializer(self.present(rows)[0]).data, **more)


def _commentable(revision: ArticleRevision, start: int, end: int) -> Anchor | None:
    """The passage, where its words can carry a comment."""
    try:
        place = anchor(revision.text.segments, start, end)
    except ValueError:  # between two paragraphs
        return None
    return place if contentpath_of(place, revision.text) and place.exact.strip() else None


def _span(remark: Remark) -> Values | None:
    if remark.kept is None or not remark.has_place:
        return None
    at = remark.kept.anchor
    start = remark.text.offset(at.block, at.key, at.start)
    return None if start is None else {"start": start, "end": start + len(at.exact), "text": at.exact}
