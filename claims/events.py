"""News that claims send."""

CLAIM_PROPOSED = "claim.proposed"  # key: Claim id
CLAIM_CHANGED = "claim.changed"  # key: Claim id
VERDICT_ISSUED = "verdict.issued"  # key: Verdict id
NOTICE_GIVEN = "claim.notice"  # key: Notice id
QUOTATION_GIVEN = "evidence.quotation"  # key: Evidence id; somebody quoted words from it
GATE_OVERRIDDEN = "gate.overridden"  # key: GateOverride id
REVIEWS_HANDED_IN = "reviews.handed_in"  # key: ReviewImport id
REVIEWS_IMPORTED = "reviews.imported"  # key: ReviewImport id; some of them are to be compared
