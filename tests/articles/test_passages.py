"""Every passage that ever stood is known with the revision that brought it and the one that took it out."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import ArticleRevision, Passage, PassagesRead
from articles.models.passages import terms_of
from articles.passages import behind, follow
from tests.conftest import paragraphs, work
from tests.desk.making import rewrite


def runs(article) -> dict[str, list[tuple[int, int | None]]]:
    found: dict[str, list[tuple[int, int | None]]] = {}
    for passage in Passage.objects.of(article.pk).order_by("pk"):
        went = passage.went.number if passage.went else None
        found.setdefault(passage.text, []).append((passage.came.number, went))
    return found


def test_a_passage_stands_from_the_revision_that_brought_it_to_the_one_that_took_it_out(write, reporter):
    article = write("Bridge", "Alpha.", "Beta.", "Beta.")
    for texts in (("Alpha.",), ("Gamma.", "Alpha."), ("Beta.", "Alpha.")):
        rewrite(article, paragraphs(*texts), user=reporter)
    work()
    expected = {
        "Bridge": [(1, None)],
        "Alpha.": [(1, None)],
        "Beta.": [(1, 2), (4, None)],
        "Gamma.": [(3, 4)],
    }
    assert runs(article) == expected
    follow(article.pk)
    assert runs(article) == expected
    Passage.objects.all().delete()
    PassagesRead.objects.all().delete()
    assert behind() == [article.pk]
    call_command("index_passages")
    assert runs(article) == expected
    assert behind() == []


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("bridge costs", ["bridge", "costs"]),
        ("“the  bridge” costs", ["the bridge", "costs"]),
        ('"the bridge', ["the", "bridge"]),
        ("- … “” \x00 %", []),
        ("40,000", ["40,000"]),
    ],
)
def test_what_is_looked_for(words, terms):
    assert terms_of(words) == terms


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("MAYOR bridge", 1),
        ("“the mayor”", 1),
        ("“mayor the”", 0),
        ("mayor -bridge", 1),
        ("100% _", 0),
        ("or", 0),
    ],
)
def test_all_words_must_stand_in_one_passage(write, words, number):
    article = write("A", "The mayor opened a bridge.", "A bridge too fast.")
    follow(article.pk)
    assert Passage.objects.saying(words).count() == number


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite reads every passage")
def test_words_are_looked_up_in_an_index(article):
    revision = ArticleRevision.objects.latest_of(article)
    Passage.objects.bulk_create(
        Passage(article_id=1, text=f"Story {n} tells of word{n} and others.", came=revision)
        for n in range(5000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_passage")
    with CaptureQueriesContext(connection):
        plan = Passage.objects.saying("word77 others").explain()
    assert "passage_words" in plan
