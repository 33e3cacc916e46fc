"""May a story go out? What the gate would say of its newest text, without trying."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api.problems import objection_values
from api.revisions import OfArticle
from api.schema import ObjectionShown
from articles.gate import foresee
from articles.models import ArticlePage, ArticleRevision


class GateAnswer(serializers.Serializer[Any]):
    """What the gate says."""

    article = serializers.IntegerField()
    revision = serializers.IntegerField(help_text="Number of the revision that it is about: the newest.")
    may_go_out = serializers.BooleanField()
    objections = ObjectionShown(many=True, help_text="What blocks first, then what is only to be known.")


class GateResource(OfArticle):
    """What stands in the way of publishing the newest text, by the rules of its sections. Writes nothing."""

    serializer_class = GateAnswer

    @extend_schema(summary="May it go out?", operation_id="ask_gate", responses=GateAnswer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        article = ArticlePage.objects.defer_streamfields().filter(pk=self.article_id).first()
        if article is None or not self.may_edit():
            raise NotFound(f"There is no article {self.article_id} whose drafts you may see.")
        newest = ArticleRevision.objects.latest_of(article)
        objections = [objection_values(request, each) for each in foresee(article)]
        answer = {
            "article": article.pk,
            "revision": newest.number if newest else 0,
            "may_go_out": not any(each["is_blocking"] for each in objections),
            "objections": objections,
        }
        return Response(GateAnswer(answer).data)
