"""The revisions of an article.

Readers are told of the revisions that were published, and of no more; whoever may edit the article
sees all of its history with who saved what.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from api.articles import Block, BylineShown
from api.examples import example
from api.named import bylines_of, topics_of
from api.resources import Resource
from api.revision_rows import RevisionSummary, summary_of, told_of, without_bodies
from api.richtext import with_addresses
from articles.frontmatter import front_of
from articles.models import ArticleRevision


@extend_schema_serializer(examples=[OpenApiExample("A published revision", example("revision"))])
class RevisionDetail(RevisionSummary):
    """A revision with its content."""

    standfirst = serializers.CharField(allow_blank=True, help_text="HTML.")
    bylines = BylineShown(many=True)
    topics = serializers.ListField(child=serializers.CharField())
    body = Block(many=True)
    text = serializers.CharField(
        trim_whitespace=False, help_text="What all offsets count in, in code points."
    )


class OfArticle(Resource):
    """Whatever hangs on one article: 404 unless the caller may see something of it."""

    queryset = ArticleRevision.objects.none()
    lookup_field = "number"

    @property
    def article_id(self) -> int:
        """The article named in the address."""
        return int(self.kwargs["article"])

    def may_edit(self) -> bool:
        """Whether the caller may see the article's drafts."""
        if not hasattr(self, "_may_edit"):
            self._may_edit = self.viewer.may_edit(self.article_id)
        return self._may_edit

    def revisions(self) -> QuerySet[ArticleRevision]:
        """The revisions that the caller may see."""
        revisions = self.viewer.revisions(self.article_id)
        if not revisions.exists() and not self.may_edit():
            raise NotFound(f"There is no article {self.article_id} that you may see.")
        return revisions

    def revision(self, number: int) -> ArticleRevision:
        """One of them, with its content."""
        revision = self.revisions().filter(number=number).first()
        if revision is None:
            raise NotFound(f"There is no revision {number} of this article that you may see.")
        return with_text(revision)


def with_text(revision: ArticleRevision) -> ArticleRevision:
    """The revision, whose text is still there; 404 with the reason where it was let go."""
    if revision.is_let_go:
        raise NotFound(
            f"The text of revision {revision.number} was let go: {revision.dropped.policy}. "
            f"Its record is in the list of revisions."
        )
    return revision


@extend_schema_view(
    list=extend_schema(summary="Revisions of an article, newest first", operation_id="list_revisions"),
    retrieve=extend_schema(summary="One revision", operation_id="get_revision"),
)
class RevisionResource(OfArticle):
    """The states of an article: for readers the published ones, for its editors all."""

    ordering: Sequence[str] = ("-number",)
    orderings: Mapping[str, Sequence[str]] = {"-number": ordering, "number": ("number",)}

    def get_serializer_class(self) -> type[RevisionSummary]:
        return RevisionSummary if self.action == "list" else RevisionDetail

    def get_queryset(self) -> QuerySet[ArticleRevision]:
        return told_of(self.revisions())

    def filter_queryset(self, queryset: QuerySet[ArticleRevision]) -> QuerySet[ArticleRevision]:
        if self.action == "list":
            return without_bodies(queryset)
        return queryset

    def present(self, rows: Sequence[ArticleRevision]) -> Sequence[dict[str, Any]]:
        if self.action == "list":
            return [self._summary(row, front_of(row)) for row in rows]
        revision = with_text(rows[0])
        content = with_addresses(revision.data, self.request)
        return [
            {
                **self._summary(revision, content),
                "standfirst": content.get("standfirst", ""),
                "bylines": bylines_of([content])[0],
                "topics": topics_of([content])[0],
                "body": content.get("body") or [],
                "text": revision.text.plain,
            }
        ]

    def _summary(self, revision: ArticleRevision, content: dict[str, Any]) -> dict[str, Any]:
        return summary_of(self.request, revision, content, at_desk=self.may_edit())
