"""A revision as a list shows it, in the history of its article or beside the article."""

from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, Min, OuterRef, Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from api.references import Signature, address, signature
from articles.frontmatter import WithoutBody
from articles.models import ArticleRevision


class RevisionLinks(serializers.Serializer[Any]):
    """Where to go on from a revision."""

    self = serializers.URLField()
    article = serializers.URLField()
    reading = serializers.URLField()


class RevisionSummary(serializers.Serializer[Any]):
    """One immutable state of an article. What only the desk may know is null for readers."""

    number = serializers.IntegerField()
    headline = serializers.CharField(allow_blank=True)
    word_count = serializers.IntegerField()
    is_live = serializers.BooleanField(help_text="Whether readers see this revision now.")
    published_at = serializers.DateTimeField(allow_null=True, help_text="When readers first saw it.")
    text_digest = serializers.CharField(help_text="SHA-256 of the plain text.")
    content_digest = serializers.CharField(help_text="SHA-256 of the canonical content (RFC 8785).")
    hash = serializers.CharField(help_text="SHA-256 over this record and the hash of the one before.")
    previous_hash = serializers.CharField(allow_null=True, allow_blank=True)
    kind = serializers.ChoiceField(choices=ArticleRevision.Kind.choices, allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)
    created_by = Signature(allow_null=True)
    name = serializers.CharField(allow_null=True, allow_blank=True)
    note = serializers.CharField(allow_null=True, allow_blank=True)
    links = RevisionLinks()


def told_of(revisions: "QuerySet[ArticleRevision]") -> "QuerySet[ArticleRevision]":
    """These revisions with all that `summary_of` tells of them."""
    live = ArticleRevision.objects.readers_see().filter(pk=OuterRef("pk"))
    return (
        revisions.with_labels()
        .select_related("created_by")
        .annotate(
            is_live=ExpressionWrapper(Q(Exists(live)), BooleanField()),
            published_at=Min("publications__published_at"),
        )
    )


def without_bodies(revisions: "QuerySet[ArticleRevision]") -> "QuerySet[ArticleRevision]":
    """These revisions with `front`, the content without the body, instead of the content."""
    return revisions.defer("content").annotate(front=WithoutBody("content"))


def summary_of(
    request: Request, revision: ArticleRevision, content: dict[str, Any], *, at_desk: bool
) -> dict[str, Any]:
    """The values of a `RevisionSummary` for one of `told_of`; `at_desk`: whether the caller may edit it."""
    told = ("number", "word_count", "is_live", "published_at", "text_digest", "content_digest", "hash")
    shown: dict[str, Any] = {name: getattr(revision, name) for name in told}
    for name in ("previous_hash", "kind", "created_at"):
        shown[name] = getattr(revision, name) if at_desk else None
    for name in ("name", "note"):  # as somebody said last
        shown[name] = getattr(revision, f"shown_{name}") if at_desk else None
    place = (revision.article_id, revision.number)
    return {
        **shown,
        "created_by": signature(revision.created_by) if at_desk else None,
        "headline": content.get("title", ""),
        "links": {
            "self": address(request, "revision", *place),
            "article": address(request, "article", revision.article_id),
            "reading": address(request, "revision-reading", *place),
        },
    }
