"""What people do with claims. Evidence and verdicts are added, never changed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from annotations.actions import rule
from annotations.models import Attribution, Ruling
from annotations.permissions import require_rule
from articles.actions import wait_for_turn
from articles.models import ArticlePage
from claims import permissions
from claims.events import CLAIM_CHANGED, VERDICT_ISSUED
from claims.models import Appearance, Claim, Evidence, Verdict
from claims.proposing import covered_spans, covering, make
from outbox.models import OutboxEvent

Status = Claim.Status


def _take(claim: Claim) -> None:
    """Have the claim to ourselves until the transaction ends, with the status that it has by now.

    Whoever presses a button may look at an old page, or press it together with somebody else.
    """
    claim.status = Claim.objects.select_for_update().values_list("status", flat=True).get(pk=claim.pk)


def _move(claim: Claim, status: str) -> Claim:
    claim.status = status
    claim.save(update_fields=["status", "changed_at"])
    OutboxEvent.objects.record(CLAIM_CHANGED, claim.pk)
    return claim


@transaction.atomic
def make_claim(attribution: Attribution, *, by: User) -> Claim:
    """Have an attribution checked: confirm it and open the claim that it makes, proposed already or not.

    Raises PermissionDenied without the right, or in an article that `by` may not edit.
    """
    permissions.require(by, "make_claim")
    require_rule(by, ArticlePage.objects.get(pk=attribution.revision.article_id))
    wait_for_turn(attribution.revision.article_id)  # pressed twice, it makes one claim
    if attribution.status != Attribution.Status.CONFIRMED:
        rule(attribution, Ruling.Decision.CONFIRMED, by=by)
    appearance = covering(covered_spans(attribution.revision), *attribution.hull)
    if appearance is None:
        claim = make(attribution, status=Status.OPEN, created_by=by)
        OutboxEvent.objects.record(CLAIM_CHANGED, claim.pk)
        return claim
    return _open(appearance.claim)


def _open(claim: Claim) -> Claim:
    _take(claim)
    return _move(claim, Status.OPEN) if claim.status in (Status.PROPOSED, Status.DISMISSED) else claim


@transaction.atomic
def open_claim(claim: Claim, *, by: User) -> Claim:
    """Accept a proposed or dismissed claim for checking."""
    permissions.require(by, "make_claim")
    return _open(claim)


@transaction.atomic
def dismiss_claim(claim: Claim, *, by: User) -> Claim:
    """Say that there is nothing to check. Raises ValidationError once a verdict is on file."""
    permissions.require(by, "make_claim")
    _take(claim)
    if claim.verdicts.exists():
        raise ValidationError("A claim with a verdict cannot be dismissed; issue another verdict instead.")
    return _move(claim, Status.DISMISSED)


@transaction.atomic
def begin_check(claim: Claim, *, by: User) -> Claim:
    """Take a claim into check."""
    permissions.require(by, "add_evidence")
    _take(claim)
    return claim if claim.status == Status.DECIDED else _move(claim, Status.IN_CHECK)


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
    """Attach what bears on a claim. Raises ValidationError naming the field for a bad address or stance."""
    permissions.require(by, "add_evidence")
    _take(claim)
    evidence = Evidence(
        claim=claim,
        url=url.strip(),
        title=title.strip(),
        stance=stance,
        quotation=quotation.strip(),
        added_by=by,
    )
    evidence.full_clean()
    evidence.save()
    if claim.status in (Status.PROPOSED, Status.OPEN, Status.DISMISSED):
        _move(claim, Status.IN_CHECK)
    return evidence


@transaction.atomic
def issue_verdict(claim: Claim, rating: str, *, reason: str, by: User) -> Verdict:
    """Sign a finding on a claim. Readers see the newest verdict; older ones stay on file.

    Raises ValidationError for an unknown rating or a missing reason.
    """
    permissions.require(by, "issue_verdict")
    if not reason.strip():
        raise ValidationError({"reason": "Say why, in words for readers."})
    _take(claim)
    verdict = Verdict(claim=claim, rating=rating, reason=reason.strip(), issued_by=by)
    verdict.full_clean()
    verdict.save()
    _move(claim, Status.DECIDED)
    OutboxEvent.objects.record(VERDICT_ISSUED, verdict.pk)
    return verdict


@transaction.atomic
def heed_ruling(ruling: Ruling) -> None:
    """A dismissed attribution withdraws the claim proposed from it, while nobody took that up."""
    if ruling.decision != Ruling.Decision.DISMISSED:
        return
    attribution = Attribution.objects.filter(ruling=ruling).select_related("revision").last()
    if attribution is None:
        return
    appearance = covering(covered_spans(attribution.revision), *attribution.hull)
    if appearance is None:
        return
    _take(appearance.claim)
    if appearance.claim.status == Status.PROPOSED:
        _move(appearance.claim, Status.DISMISSED)


@transaction.atomic
def withdraw_proposals(article_id: int) -> int:
    """After an article was deleted: what the machine proposed from it alone asks for nobody's time.

    Claims that somebody took up stay as they are. Returns the claims dismissed.
    """
    elsewhere = Appearance.objects.filter(
        claim=OuterRef("pk"), article_id__in=ArticlePage.objects.exclude(pk=article_id).values("pk")
    )
    proposed = Claim.objects.appearing_in(article_id).filter(~Exists(elsewhere), status=Status.PROPOSED)
    withdrawn = 0
    for claim in proposed:
        _take(claim)
        if claim.status == Status.PROPOSED:
            _move(claim, Status.DISMISSED)
            withdrawn += 1
    return withdrawn
