"""What changed beside the prose, told in words."""

from typing import Any

import pytest
from taggit.models import Tag
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from articles.changes import FieldChange, changed_blocks, changed_fields
from articles.models import Contributor


def image(value: int | None, credit: str = "") -> dict[str, Any]:
    return {"id": "i", "type": "image", "value": {"image": value, "credit": credit, "caption": ""}}


def prose(html: str) -> dict[str, Any]:
    return {"id": "p", "type": "paragraph", "value": html}


def test_equal_contents_have_no_changes_and_ask_the_database_nothing() -> None:
    content = {"title": "Bridge", "bylines": [], "topics": [], "body": [prose("<p>Words.</p>")]}
    assert changed_fields(content, dict(content)) == []  # without `django_db` a query would raise
    assert changed_blocks(content, dict(content)) == []


@pytest.mark.django_db
def test_people_topics_and_images_are_called_by_name() -> None:
    rita = Contributor.objects.create(name="Rita Holm", slug="rita")
    topic = Tag.objects.create(name="bridges")
    picture = get_image_model().objects.create(title="The quay", file=get_test_image_file())
    old = {"slug": "bridge", "bylines": [], "topics": []}
    new = {
        "slug": "bridge-bill",
        "bylines": [{"contributor": rita.pk, "role": "writer"}, {"contributor": 999, "role": "translator"}],
        "topics": [str(topic.pk), "998"],
        "lead_image": picture.pk,
        "genre": "fact-check",
        "urgency": 1,
    }
    assert changed_fields(old, new) == [
        FieldChange("Address (slug)", "bridge", "bridge-bill"),
        FieldChange("Lead image", "", "The quay"),
        FieldChange("Urgency", "", "1"),
        FieldChange("Genre", "", "fact check"),
        FieldChange("Bylines", "", "Rita Holm (writing), a deleted contributor (translation)"),
        FieldChange("Topics", "", "a deleted topic, bridges"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "phrases"),
    [
        ([], [image(1)], ["a picture was added"]),
        ([image(1)], [], ["a picture was taken out"]),
        ([image(1)], [image(2)], ["the image or its credit of a picture changed"]),
        ([image(1)], [image(1, "Foto")], ["the image or its credit of a picture changed"]),
        (
            [prose("<p>Some words.</p>")],
            [prose("<p>Some <b>words</b>.</p>")],
            ["the formatting or a link of a paragraph changed"],
        ),
        ([prose("<p>Some words.</p>")], [prose("<p>Other words.</p>")], []),
        ([], [prose("<p>Some words.</p>")], []),
        (
            [],
            [{"id": "e", "type": "embed", "value": {"embed": "https://example.org/v", "caption": ""}}],
            ["an embed was added"],
        ),
    ],
)
def test_what_no_word_tells_is_said_in_a_phrase(
    old: list[dict[str, Any]], new: list[dict[str, Any]], phrases: list[str]
) -> None:
    assert changed_blocks({"body": old}, {"body": new}) == phrases
