"""What a content names by number, looked up: who wrote it, its topics, its pictures."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from wagtail.images import get_image_model

from api.article_rows import names_of_contributors, names_of_topics
from articles.content import pictures_in
from articles.models.usage import rights_of


class RightsShown(serializers.Serializer[Any]):
    """What may be done with it."""

    credit = serializers.CharField(allow_blank=True, help_text="Whom to name beside it.")
    copyright_notice = serializers.CharField(allow_blank=True)
    usage_terms = serializers.CharField(allow_blank=True)
    rights_url = serializers.CharField(allow_blank=True, help_text="Where the terms can be read.")
    rights_expire_at = serializers.DateTimeField(
        allow_null=True, help_text="When it may no longer be used; null for never."
    )


def bylines_of(contents: Sequence[dict[str, Any]]) -> list[list[dict[str, str]]]:
    """The bylines of every content in their order, names looked up. One query."""
    ids = {byline["contributor"] for content in contents for byline in content.get("bylines", [])}
    names = names_of_contributors(ids)
    return [
        [
            {"name": names[byline["contributor"]], "role": byline["role"]}
            for byline in content.get("bylines", [])
            if byline["contributor"] in names
        ]
        for content in contents
    ]


def topics_of(contents: Sequence[dict[str, Any]]) -> list[list[str]]:
    """The topics of every content by name, in alphabetical order. One query."""
    topics = [[int(topic) for topic in content.get("topics", [])] for content in contents]
    names = names_of_topics(chain.from_iterable(topics))
    return [sorted(names[each] for each in of_one if each in names) for of_one in topics]


def images_of(request: Request, content: dict[str, Any]) -> list[dict[str, Any]]:
    """The pictures that the content uses, in no order. One query at most."""
    pictures = get_image_model().objects.select_related("rights")
    ids = pictures_in(content)
    return [
        {
            "id": image.pk,
            "title": image.title,
            "url": request.build_absolute_uri(image.file.url),
            "width": image.width,
            "height": image.height,
            "rights": rights_of(image),
        }
        for image in (pictures.filter(pk__in=ids) if ids else ())
    ]
