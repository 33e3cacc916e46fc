"""What people decided: claims, where they are made, what bears on them, and the signed findings.

Nothing here is ever recomputed from a text. A claim is a statement apart from any text; an `Appearance`
is one place that makes it, and its anchors follow the words through every revision.
"""

from claims.models.act import ClaimAct, Note, Notice
from claims.models.appearance import Appearance, AppearanceAnchor, Reaffirmation
from claims.models.claim import Claim
from claims.models.correction import CorrectedClaim
from claims.models.evidence import Evidence, QuotationCheck, Retraction
from claims.models.gate import ContextNote, Gate, GateOverride
from claims.models.review import ForeignRating, ImportedReview, ReviewImport
from claims.models.suggestion import Meaning, MeaningClock, Suggestion
from claims.models.verdict import CrossCheck, Rating, Verdict

__all__ = [
    "Appearance",
    "AppearanceAnchor",
    "Claim",
    "ClaimAct",
    "ContextNote",
    "CorrectedClaim",
    "CrossCheck",
    "Evidence",
    "ForeignRating",
    "Gate",
    "GateOverride",
    "ImportedReview",
    "Meaning",
    "MeaningClock",
    "Note",
    "Notice",
    "QuotationCheck",
    "Rating",
    "Reaffirmation",
    "Retraction",
    "ReviewImport",
    "Suggestion",
    "Verdict",
]
