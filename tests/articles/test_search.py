"""The search box of the desk takes whatever is typed into it."""

import pytest
from django.urls import reverse

from articles.models import ArticlePage

pytestmark = pytest.mark.django_db

TYPED = [
    '"',
    "'",
    '"bridge',
    'bri"dge',
    '"bridge bill"',
    "AND",
    "NOT (",
    "*",
    "a:b",
    "\\",
    "%",
    "😀",
    "مرحبا",
]


@pytest.fixture
def published(write) -> ArticlePage:
    article = write("Bridge bill grows")
    article.get_latest_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


@pytest.mark.parametrize("typed", TYPED)
def test_nothing_typed_breaks_the_search(published, client, desk, typed):
    client.force_login(desk)
    for name, args in (("wagtailadmin_explore", [published.get_parent().pk]), ("stories:index", [])):
        assert client.get(reverse(name, args=args), {"q": typed}).status_code == 200


@pytest.mark.parametrize("typed", ["bridge", '"bridge bill"', 'bridge "', '" bill', 'BILL bri"'])
def test_quotation_marks_find_what_the_words_find(published, typed):
    assert list(ArticlePage.objects.autocomplete(typed)) == [published]
