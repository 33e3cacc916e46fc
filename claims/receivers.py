"""What follows when the newsroom says otherwise what other people's ratings mean."""

from typing import Any

from django.db.models.signals import post_delete, post_init, post_save

from claims.models import ForeignRating, ImportedReview
from claims.scales import remap


def connect() -> None:
    """Hear of every change of a meaning, whichever door it came through."""
    post_init.connect(_remember, sender=ForeignRating, dispatch_uid="claims.remember_label")
    post_save.connect(_remap, sender=ForeignRating, dispatch_uid="claims.remap_saved")
    post_delete.connect(_remap, sender=ForeignRating, dispatch_uid="claims.remap_deleted")


def _remember(instance: ForeignRating, **kwargs: Any) -> None:
    vars(instance)["label_before"] = vars(instance).get("label", "")


def _remap(instance: ForeignRating, **kwargs: Any) -> None:
    labels = {instance.label, vars(instance).get("label_before", "")} - {""}
    for label in sorted(labels):
        remap(ImportedReview.objects.labelled(label).defer("raw").iterator(chunk_size=2000))
    vars(instance)["label_before"] = instance.label
