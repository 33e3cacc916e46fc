"""What `include` adds to articles: their section, claims, corrections, revisions.

Each is asked for all rows at once; the queries do not grow with their number.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from rest_framework import serializers

from api.claims import ClaimResource, ClaimSummary
from api.corrections import CorrectionShown, corrections_of_each
from api.revision_rows import RevisionSummary, summary_of, told_of, without_bodies
from api.sections import Section, section_values
from articles.frontmatter import front_of
from articles.models import ArticlePage, ArticleRevision, Publication

MOST = 10  # of a kind, under each article
Rows = Sequence[ArticlePage]
ByArticle = dict[int, Any]


class ArticleIncluded(serializers.Serializer[Any]):
    """What was asked for with `include`, and no more."""

    section = Section(required=False, allow_null=True)
    claims = ClaimSummary(many=True, required=False, help_text=f"The {MOST} newest that you may see.")
    corrections = CorrectionShown(many=True, required=False, help_text=f"The {MOST} newest.")
    revisions = RevisionSummary(many=True, required=False, help_text=f"The {MOST} newest that you may see.")

    def to_representation(self, instance: dict[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = super().to_representation(instance)
        return {name: value for name, value in told.items() if name in instance}


def sections_of(view: Any, rows: Rows) -> ByArticle:
    """The section of every article. One query."""
    parents = {row.pk: row.path[: -ArticlePage.steplen] for row in rows}
    found = view.viewer.sections().filter(path__in=set(parents.values()))
    shown = {each.path: section_values(view.request, each) for each in found}
    return {pk: shown.get(path) for pk, path in parents.items()}


def claims_of(view: Any, rows: Rows) -> ByArticle:
    """The claims that every article makes, as a list of claims tells them."""
    made = view.viewer.appearances().filter(article_id__in=[row.pk for row in rows])
    made = made.filter(claim__in=view.viewer.claims().order_by().values("pk"))
    pairs = made.order_by("-claim_id").values_list("article_id", "claim_id").distinct()
    ids = _newest(rows, pairs)
    wanted = {pk for of_article in ids.values() for pk in of_article}
    claims = ClaimResource(request=view.request, action="list", kwargs={}, format_kwarg=None)
    found = claims.get_queryset().filter(pk__in=wanted)
    shown = {values["id"]: values for values in claims.present(list(found))}
    return {row.pk: [shown[pk] for pk in ids[row.pk] if pk in shown] for row in rows}


def newest_corrections(view: Any, rows: Rows) -> ByArticle:
    """The corrections of every article."""
    found = corrections_of_each(view.request, rows)
    return {pk: corrections[:MOST] for pk, corrections in found.items()}


def newest_revisions(view: Any, rows: Rows) -> ByArticle:
    """The revisions of every article: all of its own to its editors, published ones to everybody else."""
    ids = [row.pk for row in rows]
    mine = set(view.viewer.editable.filter(pk__in=ids).values_list("pk", flat=True))
    seen = ArticleRevision.objects.filter(article_id__in=mine) | ArticleRevision.objects.filter(
        article_id__in=ids, pk__in=Publication.objects.filter(article_id__in=ids).values("revision_id")
    )
    order = Window(RowNumber(), partition_by=F("article_id"), order_by=F("number").desc())
    newest = seen.order_by().annotate(place=order).filter(place__lte=MOST).values_list("pk", flat=True)
    revisions = without_bodies(told_of(ArticleRevision.objects.filter(pk__in=list(newest))))
    shown: ByArticle = {pk: [] for pk in ids}
    for each in revisions.order_by("-number"):
        values = summary_of(view.request, each, front_of(each), at_desk=each.article_id in mine)
        shown[each.article_id].append(values)
    return shown


def _newest(rows: Rows, pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for article_id, other_id in pairs:
        if len(found[article_id]) < MOST:
            found[article_id].append(other_id)
    return {row.pk: found[row.pk] for row in rows}


ARTICLE_INCLUDES = {
    "section": sections_of,
    "claims": claims_of,
    "corrections": newest_corrections,
    "revisions": newest_revisions,
}
