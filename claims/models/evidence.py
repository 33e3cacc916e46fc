"""What bears on a claim."""

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models

from archive.models import Page


class Evidence(models.Model):
    """What bears on a claim. Append-only."""

    append_only = True

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "supports"
        REFUTES = "refutes", "refutes"
        CONTEXT = "context", "gives context"

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="evidence")
    url = models.URLField("address", max_length=1000, validators=[URLValidator(schemes=["http", "https"])])
    page = models.ForeignKey(
        Page, null=True, on_delete=models.PROTECT, related_name="+", help_text="What the archive has of it."
    )
    title = models.CharField(max_length=255, blank=True)
    stance = models.CharField(max_length=10, choices=Stance.choices, default=Stance.CONTEXT)
    quotation = models.TextField(blank=True, help_text="The words that matter.")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title or self.url
