"""Which claim a correction concerns."""

from django.db import models

from articles.models import ProposedCorrection


class CorrectedClaim(models.Model):
    """That a correction is about a claim which its story makes. Append-only."""

    append_only = True

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="corrected")
    proposed = models.OneToOneField(ProposedCorrection, on_delete=models.PROTECT, related_name="concerns")

    def __str__(self) -> str:
        return f"{self.proposed} concerns {self.claim}"
