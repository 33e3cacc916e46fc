"""What may be done with a picture or a document: the words of whoever owns it (IPTC Photo Metadata)."""

from typing import Any

from django.core.validators import URLValidator
from django.db import models

RIGHTS = ("credit", "copyright_notice", "usage_terms", "rights_url", "rights_expire_at")


class UsageRights(models.Model):
    """Rights as the owner states them; they bind people, and keep nothing from being published."""

    credit = models.CharField(max_length=160, blank=True, help_text="Whom to name beside it.")
    copyright_notice = models.CharField(max_length=255, blank=True, help_text="Such as “© 2026 Ana Ruiz”.")
    usage_terms = models.TextField(
        max_length=2000, blank=True, help_text="What it may be used for: editorial use only, this story only…"
    )
    rights_url = models.URLField(
        "statement of rights",
        blank=True,
        validators=[URLValidator(["http", "https"])],
        help_text="Where its licence or terms can be read.",
    )
    rights_expire_at = models.DateTimeField(
        "rights end", null=True, blank=True, help_text="When it may no longer be used; empty for never."
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.copyright_notice or self.credit


class ImageRights(UsageRights):
    """The rights of a picture."""

    image = models.OneToOneField(
        "wagtailimages.Image", primary_key=True, on_delete=models.CASCADE, related_name="rights"
    )


class DocumentRights(UsageRights):
    """The rights of a document."""

    document = models.OneToOneField(
        "wagtaildocs.Document", primary_key=True, on_delete=models.CASCADE, related_name="rights"
    )


def rights_of(thing: Any) -> dict[str, Any]:
    """What is stated of a picture or document, by the names of RIGHTS; at most one query."""
    stated = getattr(thing, "rights", None)
    return {
        name: getattr(stated, name) if stated else ("" if name != RIGHTS[-1] else None) for name in RIGHTS
    }
