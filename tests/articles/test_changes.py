"""What changed beside the prose, told in words."""

from typing import Any

import pytest
from taggit.models import Tag
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from articles.changes import FieldChange, Names, Target, changed_fields
from articles.diff import compare
from articles.models import ArticlePage, Contributor, SectionPage


def prose(html: str) -> dict[str, Any]:
    return {"id": "p", "type": "paragraph", "value": html}


def test_equal_contents_have_no_changes_and_ask_the_database_nothing() -> None:
    content = {"title": "Bridge", "bylines": [], "topics": [], "body": [prose("<p>Words.</p>")]}
    assert changed_fields(content, dict(content)) == []  # without `django_db` a query would raise
    Names((content, content))


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


@pytest.mark.django_db
def test_links_are_called_by_where_they_lead(news: SectionPage) -> None:
    hidden = news.add_child(instance=ArticlePage(title="Not yet", slug="not-yet", live=False))
    link = '<a linktype="page" id="{}">{}</a>'
    linked = prose(f"<p>{link.format(news.pk, 'One')} {link.format(hidden.pk, 'two')}.</p>")
    [change] = compare({"body": [prose("<p>One two.</p>")]}, {"body": [linked]})
    desk, readers = Names((), [change]), Names((), [change], for_readers=True)
    assert [desk.target(f"page:{page.pk}").words for page in (news, hidden)] == ["“News”", "“Not yet”"]
    assert [readers.target(f"page:{page.pk}").words for page in (news, hidden)] == ["“News”", "another page"]


@pytest.mark.parametrize(
    ("target", "words", "address"),
    [
        ("https://board.example/", "board.example", "https://board.example/"),
        ("mailto:rita@example.org", "rita@example.org", "mailto:rita@example.org"),
        ("javascript:alert(1)", "javascript:alert(1)", ""),
        ("page:9", "another page", ""),
        ("document:9", "a file", ""),
        ("", "another page", ""),
    ],
)
def test_only_a_safe_address_can_be_followed(target: str, words: str, address: str) -> None:
    assert Names(()).target(target) == Target(words, address)
