"""What will go says so: in its answers, and in the OpenAPI document."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import override_settings
from django.urls import include, path
from django.utils.http import parse_http_date
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient

from api.deprecations import Deprecation
from api.resources import Cached, Resource
from articles.models import SectionPage

GOING = Deprecation(date(2027, 1, 4), date(2027, 7, 5), "Use /sections.")


class Name(serializers.Serializer[Any]):
    """A name."""

    slug = serializers.CharField()


class OldList(Resource):
    """Sections as they were."""

    deprecations = {"GET": GOING}
    scopes = {"GET": None}
    queryset = SectionPage.objects.none()
    serializer_class = Name
    ordering = ("title", "pk")

    def get_queryset(self) -> Any:
        return self.viewer.sections()


class Half(Cached):
    """Only one of its methods goes."""

    deprecations = {"POST": GOING}
    scopes = {"GET": None, "POST": None}

    @extend_schema(responses=Name, operation_id="get_half")
    def get(self, request: Request) -> Response:
        return Response({"slug": "x"})

    @extend_schema(request=Name, responses=Name, operation_id="post_half")
    def post(self, request: Request) -> Response:
        return Response({"slug": "x"})


api = [path("old", OldList.as_view({"get": "list"})), path("half", Half.as_view())]
urlpatterns = [path("api/v1/", include("api.urls")), path("", include(api))]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_every_answer_says_since_when_and_until_when(reader: APIClient, newsroom: object) -> None:
    for address, status in (("/old?page_size=1", 200), ("/old?colour=red", 400)):
        response = reader.get(address)
        assert response.status_code == status
        assert response["Deprecation"] == "@1799020800"
        sunset = datetime.fromtimestamp(parse_http_date(response["Sunset"]), UTC)
        assert sunset.date() == GOING.until
        assert '<http://testserver/api/v1/docs>; rel="deprecation"' in response["Link"]
    assert 'rel="next"' in reader.get("/old?page_size=1")["Link"]
    assert "Sunset" in reader.head("/old")


def test_what_stays_says_nothing(reader: APIClient, newsroom: object) -> None:
    assert "Deprecation" not in reader.get("/half")
    assert "Deprecation" in reader.post("/half", {}, format="json")


def test_the_document_says_it_too() -> None:
    paths = SchemaGenerator(patterns=api).get_schema(public=True)["paths"]
    assert paths["/old"]["get"]["deprecated"] is True
    assert "Use /sections." in paths["/old"]["get"]["description"]
    assert {"Deprecation", "Sunset"} <= set(paths["/old"]["get"]["responses"]["200"]["headers"])
    assert "deprecated" not in paths["/half"]["get"]
    assert paths["/half"]["post"]["deprecated"] is True


def test_programs_get_half_a_year() -> None:
    with pytest.raises(ValueError, match="180 days"):
        Deprecation(date(2027, 1, 4), date(2027, 6, 4), "")


@override_settings(ROOT_URLCONF="newsroom.urls")
def test_nothing_else_is_deprecated_without_a_word_in_the_documentation(reader: APIClient) -> None:
    document = reader.get("/api/v1/schema").json()
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert not [each["operationId"] for each in operations if each.get("deprecated")]
