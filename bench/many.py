"""Many published articles in seconds: rows of a few real ones, copied inside the database.

What is copied is what readers see: page, words, the revision and its publication. Nothing is read anew.
"""

from collections.abc import Mapping
from itertools import islice

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max
from wagtail.models import Page

from articles.actions import open_section
from articles.models import ArticlePage, ArticleRevision, Publication
from articles.models.pages import ArticleTopic, Byline, Contributor
from bench.texts import body, stories

TEMPLATES = 20
WORDS = 200  # of each story
CHUNK = 50_000  # rows of one statement
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # treebeard's


def fill(count: int, words: int = WORDS) -> list[int]:
    """So many published articles in one section, a minute apart; the primary keys of some of them."""
    section = open_section("Many")
    contributor, _ = Contributor.objects.get_or_create(slug="bench", defaults={"name": "Bench"})
    made = [_published(section, number, contributor, words) for number in range(TEMPLATES)]
    pages = Page.objects.aggregate(top=Max("pk"))["top"]
    revisions = ArticleRevision.objects.aggregate(top=Max("pk"))["top"]
    each = (count - TEMPLATES) // TEMPLATES
    for turn, article in enumerate(made):
        before = turn * each
        for start in range(1, each + 1, CHUNK):
            end = min(start + CHUNK - 1, each)
            _copy(article, pages + before, revisions + before, before, (start, end))
        with connection.cursor() as cursor:  # else PostgreSQL checks keys as if its tables were still small
            cursor.execute("ANALYZE")
    Page.objects.filter(pk=section.pk).update(numchild=count)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(
            no_style(), [Page, ArticleRevision, Publication, Byline, ArticleTopic]
        ):
            cursor.execute(statement)
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            cursor.execute("VACUUM ANALYZE")
    return [pages + turn * each + 1 + number for turn in range(TEMPLATES) for number in range(0, each, 97)]


def _published(section: Page, number: int, contributor: Contributor, words: int) -> ArticlePage:
    story = next(islice(stories(words), number, None))
    article = ArticlePage(title=f"Template {number}", slug=f"template-{number}", live=False)
    article.kicker, article.standfirst, article.dateline = "Harbour", "<p>Tolls stay.</p>", "Eastmouth"
    article.body = body(story)
    article.bylines.add(Byline(contributor=contributor))
    article = section.add_child(instance=article)
    article.topics.add("harbour", "tolls")
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


def _copy(article: ArticlePage, pages: int, revisions: int, before: int, run: tuple[int, int]) -> None:
    """Copies number `run[0]` to `run[1]` of one article; `pages` and `revisions`: where their keys begin."""
    revision = ArticleRevision.objects.filter(article_id=article.pk).latest("number")
    publication = Publication.objects.filter(article_id=article.pk).latest("pk")
    page, parent = f"{pages} + n.i", article.path[: -article.steplen]
    _insert(
        Page,
        article.pk,
        run,
        {
            "id": page,
            "path": f"'{parent}' || " + _digits(f"({before} + n.i + 1000)", article.steplen),
            "url_path": f"rtrim(t.url_path, '/') || '-' || ({page}) || '/'",
            "slug": f"t.slug || '-' || ({page})",
            "translation_key": "gen_random_uuid()"
            if connection.vendor == "postgresql"
            else "lower(hex(randomblob(16)))",
            "first_published_at": _earlier("t.first_published_at", f"({before} + n.i)"),
            "latest_revision_id": "NULL",
            "live_revision_id": "NULL",
        },
    )
    _insert(ArticlePage, article.pk, run, {"page_ptr_id": page})
    _insert(
        ArticleRevision, revision.pk, run, {"id": f"{revisions} + n.i", "article_id": page, "number": "1"}
    )
    seen = {"article_id": page, "revision_id": f"{revisions} + n.i"}
    _insert(Publication, publication.pk, run, {"id": f"{revisions} + n.i", **seen})
    for byline in Byline.objects.filter(page=article):
        _insert(Byline, byline.pk, run, {"id": f"{revisions} + n.i", "page_id": page})
    for nth, topic in enumerate(ArticleTopic.objects.filter(content_object=article)):
        key = f"2 * ({revisions} + n.i) + {nth}"
        _insert(ArticleTopic, topic.pk, run, {"id": key, "content_object_id": page})


def _insert(
    model: type[models.Model], template: int, run: tuple[int, int], others: Mapping[str, str]
) -> None:
    """Copy one row for every number of the run; `others`: what a column is instead, in SQL."""
    meta, quote = model._meta, connection.ops.quote_name
    columns = [str(field.column) for field in meta.local_concrete_fields]
    values = [others.get(column, f"t.{quote(column)}") for column in columns]
    key = meta.pk
    assert key is not None
    with connection.cursor() as cursor:
        cursor.execute(  # names of tables and columns are our models' own
            f"WITH RECURSIVE n(i) AS (SELECT {run[0]} UNION ALL SELECT i + 1 FROM n WHERE i < {run[1]}) "  # noqa: S608
            f"INSERT INTO {quote(meta.db_table)} ({', '.join(map(quote, columns))}) "
            f"SELECT {', '.join(values)} FROM {quote(meta.db_table)} t, n "
            f"WHERE t.{quote(str(key.column))} = %s",
            [template],
        )


def _digits(number: str, length: int) -> str:
    """An expression for a number as treebeard writes it into paths."""
    return " || ".join(
        f"substr('{DIGITS}', ({number} / {len(DIGITS) ** place}) %% {len(DIGITS)} + 1, 1)"
        for place in range(length - 1, -1, -1)
    )


def _earlier(moment: str, minutes: str) -> str:
    if connection.vendor == "postgresql":
        return f"{moment} - {minutes} * interval '1 minute'"
    return f"strftime('%Y-%m-%d %H:%M:%S', {moment}, '-' || {minutes} || ' minutes')"
