"""Signed findings, the newsroom's scale of ratings, and the second person's word."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

BEST = 5


class RatingQuerySet(models.QuerySet["Rating"]):
    def in_use(self) -> Self:
        """What new verdicts may say, in the scale's order."""
        return self.filter(is_retired=False)


class Rating(models.Model):
    """One step of the newsroom's scale.

    What verdicts were signed with keeps its words and value for ever: to say it otherwise, retire the step
    and add another.
    """

    class Colour(models.TextChoices):
        GREEN = "good", "green"
        AMBER = "warn", "amber"
        RED = "bad", "red"
        GREY = "calm", "grey"

    code = models.SlugField(primary_key=True, max_length=20, help_text="Its name in addresses and the API.")
    label = models.CharField("words", max_length=60, unique=True, help_text="What readers see.")
    meaning = models.CharField(max_length=255, blank=True, help_text="When it is given, for checkers.")
    order = models.PositiveSmallIntegerField(default=0, help_text="From the truest to the falsest.")
    value = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(BEST)],
        help_text="From 1 (false) to 5 (true) for search engines; empty where it is none of them.",
    )
    colour = models.CharField(max_length=4, choices=Colour.choices, default=Colour.GREY)
    needs_second_person = models.BooleanField(
        default=False, help_text="A verdict counts only once a second person has confirmed it."
    )
    is_retired = models.BooleanField("retired", default=False, help_text="No new verdict may say it.")

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        signed = Rating.objects.filter(pk=self.pk, verdicts__isnull=False).first()
        for name in ("label", "value") if signed else ():
            if getattr(signed, name) != getattr(self, name):
                raise ValidationError(
                    {name: "Verdicts were signed with it. Retire this rating and add another instead."}
                )


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def in_force(self) -> Self:
        """Those that count: signed by one where one is enough, or confirmed by a second person."""
        confirmed = CrossCheck.objects.filter(verdict=OuterRef("pk"), agrees=True)
        return self.filter(Q(needed_second=False) | Exists(confirmed))

    def that_count(self) -> Self:
        """The newest verdict in force of each claim."""
        later = Verdict.objects.in_force().filter(claim=OuterRef("claim"), pk__gt=OuterRef("pk"))
        return self.in_force().filter(~Exists(later))

    def on_file(self) -> Self:
        """With all that a page shows of them; one query more."""
        return self.select_related("rating", "issued_by").prefetch_related("cross_checks__by")


class Verdict(models.Model):
    """A signed finding. Readers see the newest in force; older ones stay on file. Append-only."""

    append_only = True

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="verdicts")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="verdicts")
    reason = models.TextField(help_text="Why, in words for readers.")
    needed_second = models.BooleanField(
        default=False, help_text="Whether the rating needed a second person when it was signed."
    )
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["claim", "-id"], name="verdict_newest")]
        permissions = [
            ("issue_verdict", "Can issue a verdict"),
            ("publish_verdict", "Can publish a verdict and take it back"),
        ]

    def __str__(self) -> str:
        return f"{self.rating}: {self.claim}"

    @property
    def cross_check(self) -> "CrossCheck | None":
        """The second person's word; uses prefetched ones."""
        return next(iter(self.cross_checks.all()), None)

    @property
    def is_in_force(self) -> bool:
        """Whether it counts, or did until a newer one."""
        return not self.needed_second or bool(self.cross_check and self.cross_check.agrees)

    @property
    def counts_from(self) -> datetime:
        """When it began to count; of one that needs a second person, when that person confirmed it."""
        return self.cross_check.at if self.needed_second and self.cross_check else self.issued_at


class CrossCheck(models.Model):
    """What a second person found of a verdict. One for each verdict. Append-only."""

    append_only = True

    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="cross_checks")
    agrees = models.BooleanField()
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["verdict"], name="one_cross_check")]

    def __str__(self) -> str:
        return f"{self.by} {'confirms' if self.agrees else 'does not confirm'} {self.verdict}"
