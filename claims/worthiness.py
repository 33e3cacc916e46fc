"""Why a claim stands where it does in the queue: what its words say that asks to be checked.

Told anew from the words and the claimant as they are known now; it orders claims and hides none.
"""

from claims.models import Claim
from entities.models import Entity
from extraction.worth import Reason, SourceKind, reasons

TOLD = 4  # reasons, the weightiest first
KINDS: dict[str, SourceKind] = {
    "person": "person",
    "organisation": "organisation",
    "place": "place",
    "group": "group",
}


def source_kind(claimant: Entity | None) -> SourceKind:
    """What kind of source a claimant is, as the weighing knows it; "" for nobody known."""
    return KINDS.get(claimant.kind, "") if claimant else ""


def why(claim: Claim) -> list[Reason]:
    """What speaks for checking a claim and what against it; the weightiest first."""
    return reasons(claim.statement, source_kind(claim.claimant))[:TOLD]


def why_words(claim: Claim) -> str:
    """The reasons as one reads them: “a number, a comparison, a named actor; less so: an opinion”."""
    told = why(claim)
    pros = ", ".join(reason.words for reason in told if reason.weight > 0)
    cons = ", ".join(reason.words for reason in told if reason.weight < 0)
    return "; ".join([pros] * bool(pros) + [f"less so: {cons}"] * bool(cons))
