"""What people do with evidence: it is only added."""

from django.db import transaction

from accounts.models import User
from archive.actions import keep
from claims import permissions
from claims.acting import perform, take
from claims.models import Claim, Evidence
from claims.workflow import ASIDE, WAITING


@transaction.atomic
def add_evidence(
    claim: Claim,
    url: str,
    *,
    by: User,
    title: str = "",
    stance: str = Evidence.Stance.CONTEXT,
    quotation: str = "",
) -> Evidence:
    """Attach what bears on a claim; a worker keeps a copy of the page, and of what becomes of it.

    Raises ValidationError naming the field for a bad address or stance.
    """
    permissions.require(by, "add_evidence")
    take(claim)
    evidence = Evidence(
        claim=claim,
        url=url.strip(),
        title=title.strip(),
        stance=stance,
        quotation=quotation.strip(),
        added_by=by,
    )
    evidence.full_clean(exclude=["page"])
    evidence.page = keep(evidence.url, by=by if by.has_perm("archive.keep_page") else None)
    evidence.save()
    if claim.status in (*WAITING, *ASIDE):
        perform(claim, "begin", by=by, assignee=claim.assignee or by)
    return evidence
