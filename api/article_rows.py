"""What answers about stories are made of, by questions that are put into SQL once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Max, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from taggit.models import Tag
from wagtail.models import PageViewRestriction, Revision

from api.pagination import beyond
from api.questions import Question
from api.visibility import published
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Contributor,
    Correction,
    SectionPage,
    Stage,
)
from articles.stages import STAGE_FIELDS, stage_told

# What an answer needs of the page itself, and of a row of `Viewer.articles`.
PAGE_COLUMNS = ("pk", "path", "url_path", "first_published_at", "last_published_at")
COLUMNS = (*PAGE_COLUMNS, "shown_id", "is_published")


def _published(private: tuple[str, ...]) -> QuerySet[Any, Any]:
    return published(ArticlePage.objects.visible(private)).values_list(*COLUMNS, named=True)


def private_paths() -> tuple[str, ...]:
    """Where the private parts of the site begin. One query."""
    return tuple(sorted(row.page__path for row in _PRIVATE.ask()))


def published_one(pk: int) -> Any:
    """A row of what readers see, None where they do not see it. Two queries."""
    return next(iter(_one(private_paths()).ask(pk)), None)


def published_page(ordering: Sequence[str], position: Sequence[Any] | None, count: int) -> list[Any]:
    """So many rows of what readers see, after the one with these values of the ordering. Two queries."""
    page = _page(private_paths(), tuple(ordering), count, position is not None)
    return page.ask(*(position or ()))


@lru_cache  # the private parts of a site change seldom
def _one(private: tuple[str, ...]) -> Question:
    return Question(lambda pk: _published(private).filter(pk=pk))


@lru_cache(1000)  # ways to order and sizes of pages are few
def _page(private: tuple[str, ...], ordering: tuple[str, ...], count: int, goes_on: bool) -> Question:
    def rows(*position: Any) -> QuerySet[Any, Any]:
        found = _published(private)
        found = found.filter(beyond(ordering, position)) if goes_on else found
        return found.order_by(*ordering)[:count]

    return Question(rows)


def heads_of(ids: Iterable[int]) -> dict[int, Any]:
    """Revisions by id, as far as lists and ETags tell of them. One query."""
    return {head.pk: head for head in _HEADS.ask_for(ids)}


def sections_at(paths: Iterable[str]) -> dict[str, Any]:
    """The live sections at these paths, each with `slug` and `title`. One query."""
    return {section.path: section for section in _SECTIONS.ask_for(paths)}


def names_of_contributors(ids: Iterable[int]) -> dict[int, str]:
    """Their names by id. One query."""
    return {row.pk: row.name for row in _CONTRIBUTORS.ask_for(ids)}


def names_of_topics(ids: Iterable[int]) -> dict[int, str]:
    """Their names by id. One query."""
    return {row.pk: row.name for row in _TOPICS.ask_for(ids)}


def stages_of(ids: Iterable[int]) -> dict[int, Stage]:
    """At which stage each story stands, by its id. One query."""
    return {row.pk: stage_told(row) for row in _STAGES.ask_for(ids)}


def at_desk(pk: int) -> Any:
    """How an article stands at the desk; `content`: its newest state's JSON, None where there is none.

    One query. Raises IndexError where there is no such article.
    """
    return _DESK.ask(pk)[0]


def corrected(ids: Iterable[int]) -> dict[int, datetime]:
    """When the newest correction of each article was issued. One query."""
    return {row.article_id: row.newest for row in _CORRECTED.ask_for(ids)}


_PRIVATE = Question(lambda: PageViewRestriction.objects.order_by().values_list("page__path", named=True))
_HEADS = Question(
    lambda ids: (
        ArticleRevision.objects.filter(pk__in=ids)
        .order_by()
        .values_list("pk", "number", "created_at", "content_digest", "word_count", named=True)
    )
)
_SECTIONS = Question(
    lambda paths: (
        SectionPage.objects.filter(path__in=paths)
        .live()
        .order_by()
        .values_list("path", "slug", "title", named=True)
    )
)
_CONTRIBUTORS = Question(
    lambda ids: Contributor.objects.filter(pk__in=ids).order_by().values_list("pk", "name", named=True)
)
_TOPICS = Question(
    lambda ids: Tag.objects.filter(pk__in=ids).order_by().values_list("pk", "name", named=True)
)
_CORRECTED = Question(
    lambda ids: (
        Correction.objects.filter(article_id__in=ids)
        .order_by()
        .values("article_id")
        .annotate(newest=Max("issued_at"))
        .values_list("article_id", "newest", named=True)
    )
)
_STAGES = Question(
    lambda ids: ArticlePage.objects.filter(pk__in=ids).order_by().values_list("pk", *STAGE_FIELDS, named=True)
)
_DESK = Question(
    lambda pk: (
        ArticlePage.objects.filter(pk=pk)
        .order_by()
        .annotate(
            content=Cast("latest_revision__content", TextField()),
            waits_for=Subquery(
                Revision.page_revisions.filter(
                    object_id=Cast(OuterRef("pk"), CharField()), approved_go_live_at__isnull=False
                )
                .order_by()
                .values("approved_go_live_at")[:1]
            ),
        )
        .values_list(
            "locked",
            "locked_at",
            "locked_by_id",
            "locked_by__username",
            "locked_by__first_name",
            "locked_by__last_name",
            "embargo__until",
            "waits_for",
            "content",
            named=True,
        )
    )
)
