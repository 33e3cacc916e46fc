"""The first page of the API: what there is and where."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.references import address
from api.resources import Selective, refuse_unknown_parameters

RESOURCES = {
    "sections": "sections",
    "articles": "articles",
    "claims": "claims",
    "ratings": "ratings",
    "entities": "entities",
    "changes": "changes",
    "webhooks": "webhooks",
    "corrections": "corrections",
    "ingest": "ingest",
    "feeds": "feeds",
    "images": "images",
    "documents": "documents",
    "search": "search",
    "schema": "schema",
    "documentation": "docs",
    "problems": "problems",
}


class Root(serializers.Serializer[Any]):
    """The resources, by name."""

    sections = serializers.URLField()
    articles = serializers.URLField()
    claims = serializers.URLField()
    ratings = serializers.URLField()
    entities = serializers.URLField()
    changes = serializers.URLField()
    webhooks = serializers.URLField()
    corrections = serializers.URLField(help_text="For the desk.")
    ingest = serializers.URLField(help_text="For the desk.")
    feeds = serializers.URLField(help_text="For the desk.")
    images = serializers.URLField(help_text="For the desk.")
    documents = serializers.URLField(help_text="For the desk.")
    search = serializers.URLField(help_text="Ask with `q`.")
    schema = serializers.URLField()
    documentation = serializers.URLField()
    problems = serializers.URLField()


class RootResource(Selective):
    """Where everything is."""

    scopes = {"GET": None}
    serializer_class = Root

    @extend_schema(summary="Where everything is", operation_id="get_root", responses=Root)
    def get(self, request: Request) -> Response:
        """The addresses of the resources."""
        refuse_unknown_parameters(request, ["fields"])
        return Response({name: address(request, view) for name, view in RESOURCES.items()})
