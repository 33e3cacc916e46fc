"""Corrections as articles carry them."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from api.references import data_address
from articles.models import ArticlePage, Correction, Publication
from articles.models.corrections import put_right_in, version_numbers


class CorrectionShown(serializers.Serializer[Any]):
    """What was wrong, said in the open."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Correction.Kind.choices)
    wrong = serializers.CharField(allow_blank=True, help_text="What was wrong; empty where `text` is all.")
    text = serializers.CharField(help_text="What is right, or the whole notice.")
    issued_at = serializers.DateTimeField()
    before = serializers.IntegerField(allow_null=True, help_text="Number of the revision that was wrong.")
    after = serializers.IntegerField(
        allow_null=True,
        help_text="Number of the published revision that puts it right; null while none does.",
    )
    changes = serializers.URLField(allow_null=True, help_text="Where readers see what changed in the text.")


def corrections_of(request: Request, row: ArticlePage) -> list[dict[str, Any]]:
    """The values of `CorrectionShown` for a row of `Viewer.articles`. Two queries."""
    return corrections_of_each(request, [row])[row.pk]


def corrections_of_each(request: Request, rows: Sequence[ArticlePage]) -> dict[int, list[dict[str, Any]]]:
    """The same for many, by the article's id. Two queries."""
    ids = [row.pk for row in rows]
    issued: dict[int, list[Correction]] = {pk: [] for pk in ids}
    for each in (
        Correction.objects.filter(article_id__in=ids).select_related("revision").defer("revision__content")
    ):
        issued[each.article_id].append(each)
    versions = version_numbers(ids)
    return {
        row.pk: [_shown(request, row, each, versions.get(row.pk, [])) for each in issued[row.pk]]
        for row in rows
    }


def _shown(
    request: Request, row: ArticlePage, correction: Correction, versions: list[Publication]
) -> dict[str, Any]:
    number = put_right_in(correction, versions)
    return {
        "id": correction.pk,
        "kind": correction.kind,
        "wrong": correction.wrong,
        "text": correction.text,
        "issued_at": correction.issued_at,
        "before": correction.revision and correction.revision.number,
        "after": versions[number - 1].revision.number if number else None,
        "changes": data_address(request, "article-change", row.pk, number)
        if number and number > 1 and row.is_published
        else None,
    }
