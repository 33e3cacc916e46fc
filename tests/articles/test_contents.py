"""What a revision says is parsed once, and is what the database has."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.contents import content_of, fronts_of
from articles.models import ArticlePage, ArticleRevision

pytestmark = pytest.mark.django_db


def test_a_content_is_read_once_and_says_what_its_revision_says(article: ArticlePage) -> None:
    revision = ArticleRevision.objects.of(article).last()
    assert revision
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            parsed = content_of(revision.pk, revision.content_digest)
            assert (parsed.data, parsed.plain) == (revision.data, revision.text.plain)
    assert len(queries) <= 1


def test_fronts_of_many_take_one_query(article: ArticlePage) -> None:
    for kicker in ("Harbour", "Bridge"):
        article.kicker = kicker
        article.save_revision()
    revisions = list(ArticleRevision.objects.of(article))
    assert len(revisions) == 3
    with CaptureQueriesContext(connection) as queries:
        fronts = fronts_of((each.pk, each.content_digest) for each in revisions)
    assert len(queries) <= 1
    for each in revisions:
        assert fronts[each.content_digest] == {k: v for k, v in each.data.items() if k != "body"}
    assert fronts_of([]) == {}
