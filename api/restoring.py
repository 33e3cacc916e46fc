"""Bringing back what an article once said, and saying what a revision is: the acts on its history."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.articles import ArticleDetail
from api.bodies import Body, sent_in
from api.changing import CONDITIONAL, IF_MATCH, ChangingResource
from api.examples import example
from api.revision_rows import RevisionSummary
from api.revisions import RevisionResource, with_text
from api.visibility import require_desk
from articles.frontmatter import WithoutBody, front_of
from articles.labelling import label_revision
from articles.models import ArticleRevision
from articles.restoring import restore


class RestoreSent(Body):
    """What is to come back: all of the revision, or one block."""

    block = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=64,
        help_text="Id of a block, or `headline`, `standfirst`, `lead_image_caption`; left out: all.",
    )


@extend_schema_serializer(
    examples=[OpenApiExample("Nothing was lost", {**example("article"), "left_out": []})],
)
class Restored(ArticleDetail):
    """The article as it is now."""

    left_out = serializers.ListField(
        child=serializers.CharField(), help_text="What could not come back, in words."
    )


class LabelSent(Body):
    """What a revision is called from now on. Empty words take a name off."""

    name = serializers.CharField(required=False, allow_blank=True, max_length=120)
    note = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class RestoreResource(ChangingResource):
    """A revision of an article, brought back as its newest state, a draft; what readers see stays."""

    scopes = {"POST": "articles:write"}
    problems = {"POST": CONDITIONAL}

    @extend_schema(
        summary="Restore a revision, or one block of it",
        operation_id="restore_revision",
        request=RestoreSent,
        responses=Restored,
        parameters=[IF_MATCH],
    )
    def restore(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        def do(article: Any, sent: dict[str, Any]) -> Response:
            found = ArticleRevision.objects.of(article).filter(number=kwargs["number"]).first()
            if found is None:
                raise serializers.ValidationError({"number": [f"There is no revision {kwargs['number']}."]})
            token = self.began_from
            _, left_out = restore(with_text(found), by=request.user, began_from=token, block=sent["block"])
            return self.changed(article.pk, left_out=list(left_out))

        return self.act(request, do, body=RestoreSent)


class LabelResource(RevisionResource):
    """What a revision is called; what was said before stays on file."""

    scopes = {"POST": "articles:write"}
    problems = {"POST": ("parse-error", "conflict")}

    @extend_schema(
        summary="Name a revision",
        operation_id="label_revision",
        request=LabelSent,
        responses=RevisionSummary,
    )
    def label(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        require_desk(request, "Changes")
        revision = self.revisions().with_labels().filter(number=kwargs["number"]).first()
        if revision is None:
            self.revision(kwargs["number"])  # says that it is not there
        sent = sent_in(request, LabelSent)
        words = {"name": revision.shown_name, "note": revision.shown_note} | sent
        with transaction.atomic():
            label_revision(revision, by=request.user, **words)
        row = self.get_queryset().annotate(front=WithoutBody("content")).get(pk=revision.pk)
        return Response(RevisionSummary(self._summary(row, front_of(row))).data)
