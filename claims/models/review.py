"""What others checked: their ClaimReviews, how their words map to our scale, and each import's outcome."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from claims.models.verdict import Rating


class ReviewImport(models.Model):
    """One file or page taken in: what came of it, and which of its records were not taken and why."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    name = models.CharField("from", max_length=1000, help_text="The file's name, or the address.")
    url = models.URLField("address", max_length=1000, blank=True, help_text="Empty for a file.")
    content = models.BinaryField(blank=True, default=bytes, help_text="As it came, until it is done.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.TextField(blank=True, help_text="Why nothing could be read, and what to do.")
    added = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list, blank=True, help_text="The first of the rejected: where, why.")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty where a command did it.",
    )

    class Meta:
        ordering = ["-pk"]
        permissions = [("import_review", "Can import what others checked")]

    def __str__(self) -> str:
        return self.name

    @property
    def unlisted(self) -> int:
        """How many were rejected beyond those that are listed."""
        return self.rejected - len(self.faults)


class ImportedReviewQuerySet(models.QuerySet["ImportedReview"]):
    def labelled(self, label: str, publisher: str = "") -> Self:
        """Those with a publisher's words for a rating, of one publisher or of all."""
        found = self.filter(label__iexact=label)
        return found.filter(publisher__iexact=publisher) if publisher else found


class ImportedReview(models.Model):
    """A check that somebody else published, as it stands there now."""

    digest = models.CharField(
        max_length=64, unique=True, help_text="Of publisher, address and what is checked."
    )
    publisher = models.CharField(max_length=255)
    publisher_url = models.CharField(max_length=1000, blank=True)
    url = models.CharField("address", max_length=1000)
    claim_reviewed = models.TextField("what was checked")
    claimant = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=500, blank=True)
    label = models.CharField("their rating", max_length=255, help_text="In the publisher's own words.")
    rating_value = models.FloatField(null=True, blank=True)
    best_rating = models.FloatField(null=True, blank=True)
    worst_rating = models.FloatField(null=True, blank=True)
    rating = models.ForeignKey(
        Rating,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What comes closest on our own scale.",
    )
    language = models.CharField(max_length=20, blank=True)
    published_on = models.DateField(null=True, blank=True)
    raw = models.JSONField(help_text="The newest as it came.")
    imported_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(help_text="When an import last brought something new.")
    source = models.ForeignKey(ReviewImport, on_delete=models.PROTECT, related_name="reviews")

    objects = ImportedReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="review_newest"),
            models.Index(fields=["publisher", "-updated_at"], name="review_of_publisher"),
            models.Index(fields=["rating", "-updated_at"], name="review_of_rating"),
            models.Index(fields=["published_on"], name="review_published"),
            models.Index(Lower("label"), name="review_label"),
        ]

    def __str__(self) -> str:
        return self.claim_reviewed


class ForeignRating(models.Model):
    """What somebody else's words for a rating mean on our scale; one publisher's before everybody's."""

    publisher = models.CharField(
        max_length=255, blank=True, help_text="As it stands in “Checked elsewhere”; empty: whoever says so."
    )
    label = models.CharField("their words", max_length=255, help_text="Capitals make no difference.")
    rating = models.ForeignKey(
        Rating, on_delete=models.CASCADE, related_name="foreign", verbose_name="our rating"
    )

    class Meta:
        verbose_name = "rating of others"
        verbose_name_plural = "ratings of others"
        ordering = ["publisher", "label"]
        constraints = [
            models.UniqueConstraint(Lower("publisher"), Lower("label"), name="one_meaning_of_a_label")
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.publisher or 'whoever says so'})"

    def clean(self) -> None:
        self.publisher, self.label = " ".join(self.publisher.split()), " ".join(self.label.split())
        if not self.label:
            raise ValidationError({"label": "Give the words, such as “Pants on fire”."})
