"""What may have been checked already: the meanings of claims and reviews, and what was suggested of them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.claim import Claim
from claims.models.review import ImportedReview
from claims.workflow import SETTLED


class Meaning(models.Model):
    """What a claim or review says, as numbers, and whether it is looked for or looked among.

    Written by workers alone, one after the other: whoever has seen a `number` has seen all below it.
    """

    class Shelf(models.TextChoices):
        OPEN = "open", "waits for a verdict"
        CHECKED = "checked", "was checked"
        NONE = "none", "neither"

    claim = models.OneToOneField(Claim, null=True, on_delete=models.CASCADE, related_name="meaning")
    review = models.OneToOneField(ImportedReview, null=True, on_delete=models.CASCADE, related_name="meaning")
    shelf = models.CharField(max_length=7, choices=Shelf.choices)
    packed = models.BinaryField()
    version = models.CharField(max_length=12, help_text="Of the encoder.")
    said = models.CharField(max_length=64, help_text="SHA-256 of the words.")
    number = models.PositiveBigIntegerField(unique=True, help_text="Rises with every change of any.")
    is_matched = models.BooleanField(default=False, help_text="What follows from its shelf was done.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(claim=None, review__isnull=False) | Q(claim__isnull=False, review=None),
                name="meaning_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Its name in an index."""
        return f"claim:{self.claim_id}" if self.claim_id else f"review:{self.review_id}"


class MeaningClock(models.Model):
    """The one row that hands out the numbers of meanings; its lock puts their commits in order."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def tick(cls, steps: int = 1) -> int:
        """The first of so many new numbers. Within a transaction, which holds the clock until it ends."""
        clock, _ = cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(number=F("number") + steps)
        clock.refresh_from_db()
        return clock.number - steps + 1


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def standing(self) -> Self:
        """Without those of claims that count as checked no longer, unless a person ruled on them."""
        return self.exclude(
            Q(state=Suggestion.State.PROPOSED)
            & Q(checked_claim__isnull=False)
            & ~Q(checked_claim__status__in=SETTLED)
        )

    def on_file(self) -> Self:
        """With whatever the desk shows of each, best first."""
        return self.select_related("checked_claim", "review", "review__rating", "ruled_by").order_by(
            "-score", "pk"
        )


class Suggestion(models.Model):
    """That a claim may have been checked already, by us or by somebody else. Only people say that it was."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        CONFIRMED = "confirmed", "the same"
        REJECTED = "rejected", "not the same"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="suggestions")
    checked_claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.CASCADE, related_name="suggested_for"
    )
    review = models.ForeignKey(
        ImportedReview, null=True, blank=True, on_delete=models.CASCADE, related_name="suggested_for"
    )
    score = models.FloatField(help_text="0 to 1, to order by.")
    likeness = models.FloatField(help_text="Of the meanings, -1 to 1.")
    shared = models.CharField(max_length=255, blank=True, help_text="Words in common, the rarest first.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    made_at = models.DateTimeField(auto_now_add=True)
    ruled_at = models.DateTimeField(null=True, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_claim=None, review__isnull=False)
                | Q(checked_claim__isnull=False, review=None),
                name="suggestion_of_one",
            ),
            models.CheckConstraint(
                condition=~Q(checked_claim=F("claim")), name="suggestion_of_another_claim"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", ruled_by=None, ruled_at=None)
                | ~Q(state="proposed") & Q(ruled_by__isnull=False, ruled_at__isnull=False),
                name="suggestion_ruled_by_a_person",
            ),
            models.UniqueConstraint(fields=["claim", "checked_claim"], name="one_suggestion_of_a_claim"),
            models.UniqueConstraint(fields=["claim", "review"], name="one_suggestion_of_a_review"),
        ]
        indexes = [models.Index(fields=["claim", "-score"], name="suggestion_of_claim")]

    def __str__(self) -> str:
        return f"{self.claim} ~ {self.checked_claim or self.review}"

    @property
    def key(self) -> str:
        """The name of what was checked, in an index."""
        return f"claim:{self.checked_claim_id}" if self.checked_claim_id else f"review:{self.review_id}"
