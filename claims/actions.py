"""What people do with claims: every step is an act on file; evidence and verdicts are only added."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from annotations.models import Attribution, Ruling
from articles.models import ArticlePage
from claims import permissions
from claims.acting import followers, perform, take
from claims.events import CLAIM_CHANGED, VERDICT_ISSUED
from claims.evidence import add_evidence as add_evidence
from claims.evidence import retract_evidence as retract_evidence
from claims.importing import import_reviews as import_reviews
from claims.making import claim_words as claim_words
from claims.making import make_claim as make_claim
from claims.making import reword as reword
from claims.making import take_up
from claims.matches import rule_on as rule_on
from claims.models import (
    Appearance,
    Claim,
    CrossCheck,
    Note,
    Rating,
    Verdict,
)
from claims.notices import mentioned_in, tell
from claims.proposing import covered_spans, covering
from claims.wording import choose_place as choose_place
from claims.wording import reaffirm as reaffirm
from claims.workflow import ACTS, Status
from outbox.models import OutboxEvent


@transaction.atomic
def triage(claim: Claim, *, by: User) -> Claim:
    """Take up a new claim, or one that was set aside. One that is further on stays where it is."""
    permissions.require(by, "make_claim")
    return take_up(claim, by=by)


@transaction.atomic
def set_aside(claim: Claim, *, by: User, why: str = "") -> Claim:
    """Say that there is nothing to check. Raises ValidationError once a verdict counts."""
    take(claim)
    return perform(claim, "set_aside", by=by, why=why)


@transaction.atomic
def mark_duplicate(claim: Claim, original: Claim, *, by: User, why: str = "") -> Claim:
    """Say that another claim says the same and is checked in its place.

    Raises ValidationError for a claim of itself, or for an original that is a duplicate too.
    """
    permissions.require(by, "make_claim")
    take(claim)
    if original.pk == claim.pk:
        raise ValidationError({"original": "A claim is no duplicate of itself. Give the number of another."})
    if original.status == Status.DUPLICATE:
        raise ValidationError(
            {"original": f"Claim {original.pk} is a duplicate too: of {original.duplicate_of_id}. Give that."}
        )
    if claim.duplicates.exists():
        raise ValidationError(
            {"original": "Others are duplicates of this claim. Keep this one, or move them first."}
        )
    return perform(claim, "mark_duplicate", by=by, why=why, about=str(original), duplicate_of=original)


@transaction.atomic
def withdraw(claim: Claim, *, by: User | None, why: str = "") -> Claim:
    """Say that the claim is made no longer; `by` of None is the machine."""
    take(claim)
    return perform(claim, "withdraw", by=by, why=why)


@transaction.atomic
def assign(claim: Claim, assignee: User, *, by: User) -> Claim:
    """Give a claim to a fact-checker, who is told. Raises ValidationError for somebody who cannot check."""
    permissions.require(by, "assign_claim")
    take(claim)
    if not (assignee.is_active and assignee.has_perm("claims.add_evidence")):
        raise ValidationError(
            {"assignee": f"{assignee.display_name} cannot check claims. Choose a fact-checker."}
        )
    if claim.assignee_id == assignee.pk:
        return claim
    name = "assign" if claim.status in ACTS["assign"].sources else "reassign"
    return perform(claim, name, by=by, about=assignee.display_name, assignee=assignee)


@transaction.atomic
def release(claim: Claim, *, by: User, why: str = "") -> Claim:
    """Take an assigned claim from its checker, so that anybody may have it."""
    take(claim)
    return perform(claim, "release", by=by, why=why, assignee=None)


@transaction.atomic
def plan(claim: Claim, *, by: User, priority: int, due_at: datetime | None = None, topic: str = "") -> Claim:
    """Say how urgent a claim is, when it should be decided and what it is about."""
    permissions.require(by, "assign_claim")
    take(claim)
    claim.priority, claim.due_at, claim.topic = priority, due_at, topic.strip()
    claim.full_clean(exclude=["statement", "claimant", "created_by", "assignee", "duplicate_of"])
    due = f", due {timezone.localtime(due_at):%-d %b %Y, %H:%M}" if due_at else ""
    about = f"priority {claim.get_priority_display()}{due}" + (
        f", topic {claim.topic}" if claim.topic else ""
    )
    fields: dict[str, Any] = {"priority": claim.priority, "due_at": due_at, "topic": claim.topic}
    return perform(claim, "plan", by=by, about=about, **fields)


@transaction.atomic
def begin_check(claim: Claim, *, by: User) -> Claim:
    """Take a claim into check, and in hand where nobody has it. One that is further on stays."""
    permissions.require(by, "add_evidence")
    take(claim)
    if claim.status not in ACTS["begin"].sources:
        return claim
    return perform(claim, "begin", by=by, assignee=claim.assignee or by)


@transaction.atomic
def issue_verdict(claim: Claim, rating: str, *, reason: str, by: User) -> Verdict:
    """Sign a finding on a claim. Where its rating asks for a second person, it counts once one confirmed it.

    Raises ValidationError for a rating that the scale does not have, or a missing reason.
    """
    permissions.require(by, "issue_verdict")
    if not reason.strip():
        raise ValidationError({"reason": "Say why, in words for readers."})
    step = Rating.objects.in_use().filter(pk=rating).first()
    if step is None:
        codes = ", ".join(Rating.objects.in_use().values_list("code", flat=True))
        raise ValidationError({"rating": f"The scale has no “{rating}”. It has: {codes}."})
    take(claim)
    verdict = Verdict.objects.create(
        claim=claim, rating=step, reason=reason.strip(), needed_second=step.needs_second_person, issued_by=by
    )
    if verdict.needed_second:
        perform(claim, "ask_second", by=by, about=step.label)
    else:
        _decide(verdict, by)
    return verdict


def _decide(verdict: Verdict, by: User) -> None:
    """The verdict counts from now on."""
    claim = verdict.claim
    perform(
        claim, "revise" if claim.status == Status.PUBLISHED else "decide", by=by, about=verdict.rating.label
    )
    OutboxEvent.objects.record(VERDICT_ISSUED, verdict.pk)


@transaction.atomic
def cross_check(claim: Claim, *, agrees: bool, by: User, note: str = "") -> CrossCheck:
    """Confirm the verdict that waits for a second person, or send it back with a reason.

    Raises PermissionDenied for whoever signed it, whatever their role, and ValidationError where none waits.
    """
    permissions.require(by, "issue_verdict")
    take(claim)
    verdict = claim.verdicts.select_related("rating", "issued_by").order_by("-pk").first()
    if claim.status != Status.CROSS_CHECK or verdict is None or verdict.cross_check:
        raise ValidationError("No verdict on this claim waits for a second person. Reload the page.")
    if verdict.issued_by_id == by.pk:
        raise PermissionDenied("You signed this verdict yourself. A second person has to look at it.")
    verdict.claim = claim
    if not agrees:
        perform(claim, "send_back", by=by, why=note, about=verdict.rating.label)
    checked = CrossCheck.objects.create(verdict=verdict, agrees=agrees, note=note.strip(), by=by)
    if agrees:
        _decide(verdict, by)
    return checked


@transaction.atomic
def publish_verdict(claim: Claim, *, by: User) -> Claim:
    """Show readers the verdict, wherever a published article makes the claim."""
    take(claim)
    return perform(claim, "publish", by=by)


@transaction.atomic
def unpublish_verdict(claim: Claim, *, by: User, why: str) -> Claim:
    """Take the verdict back from readers; it stays on file."""
    take(claim)
    return perform(claim, "unpublish", by=by, why=why)


@transaction.atomic
def reopen(claim: Claim, *, by: User, why: str) -> Claim:
    """Check a decided claim again; readers see no verdict until one is published anew."""
    take(claim)
    return perform(claim, "reopen", by=by, why=why)


@transaction.atomic
def add_note(claim: Claim, text: str, *, by: User) -> Note:
    """Say a word about a claim to the desk. Whoever is named with @ is told and follows it from now on."""
    permissions.require(by, "view_claim")
    if not text.strip():
        raise ValidationError({"text": "Write a note first."})
    note = Note.objects.create(claim=claim, text=text.strip(), by=by)
    named = mentioned_in(note.text)
    claim.watchers.add(by, *named)
    tell(named, claim, f"{by.display_name} named you: {note.text}", but=by)
    tell(followers(claim) - named, claim, f"{by.display_name} wrote: {note.text}", but=by)
    OutboxEvent.objects.record(CLAIM_CHANGED, claim.pk)
    return note


def watch(claim: Claim, *, by: User, follows: bool = True) -> None:
    """Hear of what is done with a claim, or no longer."""
    permissions.require(by, "view_claim")
    (claim.watchers.add if follows else claim.watchers.remove)(by)


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
    take(appearance.claim)
    if appearance.claim.status == Status.NEW:
        perform(appearance.claim, "withdraw", by=None, why="The attribution that it came from was dismissed.")


@transaction.atomic
def withdraw_proposals(article_id: int) -> int:
    """After an article was deleted: what the machine proposed from it alone asks for nobody's time.

    Claims that somebody took up stay as they are. Returns how many were withdrawn.
    """
    elsewhere = Appearance.objects.filter(
        claim=OuterRef("pk"), article_id__in=ArticlePage.objects.exclude(pk=article_id).values("pk")
    )
    proposed = Claim.objects.appearing_in(article_id).filter(~Exists(elsewhere), status=Status.NEW)
    withdrawn = 0
    for claim in proposed:
        take(claim)
        if claim.status == Status.NEW:
            perform(claim, "withdraw", by=None, why="The article that made it was deleted.")
            withdrawn += 1
    return withdrawn
