"""Evidence as claims show it: to readers what a newsroom stands by in public, to the desk all of it.

Readers are told neither of files, nor with whom somebody spoke and when, nor of what was retracted.
"""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.references import Signature, signature
from api.visibility import Viewer
from claims.models import Evidence


class EvidenceAtTheDesk(serializers.Serializer[Any]):
    """What readers are not shown of a piece of evidence."""

    file_name = serializers.CharField(allow_blank=True)
    file_sha256 = serializers.CharField(allow_null=True)
    interviewee = serializers.CharField(allow_blank=True, help_text="With whom an interview was held.")
    interviewed_by = serializers.CharField(allow_blank=True)
    reliability = serializers.CharField(allow_blank=True, help_text="How far it can be relied on.")
    is_quotation_found = serializers.BooleanField(
        allow_null=True,
        help_text="Whether the quoted words stand in the newest copy; null where nobody could look.",
    )
    retracted_at = serializers.DateTimeField(allow_null=True)
    retracted_why = serializers.CharField(allow_blank=True)


@extend_schema_serializer(component_name="Evidence")
class EvidenceShown(serializers.Serializer[Any]):
    """What bears on the claim. Retracted evidence is shown to the desk only."""

    kind = serializers.ChoiceField(choices=Evidence.Kind.choices)
    url = serializers.URLField(allow_blank=True, help_text="Empty for files and interviews.")
    title = serializers.CharField(allow_blank=True)
    stance = serializers.ChoiceField(choices=Evidence.Stance.choices)
    quotation = serializers.CharField(allow_blank=True, help_text="Words as they stand there.")
    page_number = serializers.IntegerField(allow_null=True, help_text="Of a document.")
    locator = serializers.CharField(allow_blank=True, help_text="Where in it: paragraph, minute, cell.")
    version = serializers.CharField(allow_blank=True, help_text="Of a data set.")
    accessed_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was seen. Readers are not told when an interview was held."
    )
    added_at = serializers.DateTimeField()
    added_by = Signature()
    desk = EvidenceAtTheDesk(allow_null=True, help_text="What the desk alone sees; null for readers.")


def evidence_on_file(viewer: Viewer) -> QuerySet[Evidence]:
    """The evidence that somebody may see; at the desk with what came of it."""
    if viewer.has_desk:
        return Evidence.objects.on_file()
    return Evidence.objects.standing().select_related("added_by")


def evidence_shown(item: Evidence, *, at_desk: bool) -> dict[str, Any]:
    """One of `evidence_on_file`."""
    fields = ("kind", "url", "title", "stance", "quotation", "page_number", "locator", "version", "added_at")
    is_told_when = at_desk or item.kind != Evidence.Kind.INTERVIEW
    return {
        **{name: getattr(item, name) for name in fields},
        "accessed_at": item.accessed_at if is_told_when else None,
        "added_by": signature(item.added_by),
        "desk": _at_the_desk(item) if at_desk else None,
    }


def _at_the_desk(item: Evidence) -> dict[str, Any]:
    retraction = getattr(item, "retraction", None)
    check = item.quotation_check
    return {
        **{
            name: getattr(item, name)
            for name in ("file_name", "interviewee", "interviewed_by", "reliability")
        },
        "file_sha256": item.file.sha256 if item.file else None,
        "is_quotation_found": check.is_found if check else None,
        "retracted_at": retraction.at if retraction else None,
        "retracted_why": retraction.why if retraction else "",
    }
