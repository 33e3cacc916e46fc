"""What all acts on a claim share: each waits its turn, keeps to `workflow.ACTS`, goes on file and is told.

For the functions of `actions.py` and its neighbours alone; each runs in its caller's transaction.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from claims import permissions
from claims.events import CLAIM_CHANGED
from claims.models import Claim, ClaimAct
from claims.notices import tell
from claims.workflow import ACTS, Act, Status
from outbox.models import OutboxEvent

SHORTEST_REASON = 3  # characters of a reason, where one is asked for


def take(claim: Claim) -> None:
    """Have the claim to ourselves until the transaction ends, with the state that it has by now.

    Whoever presses a button may look at an old page, or press it together with somebody else.
    """
    fresh = (
        Claim.objects.select_for_update().values("status", "assignee_id", "duplicate_of_id").get(pk=claim.pk)
    )
    for field, value in fresh.items():
        setattr(claim, field, value)


def perform(
    claim: Claim, name: str, *, by: User | None, why: str = "", about: str = "", **values: Any
) -> Claim:
    """One act of `workflow.ACTS` on a claim that `take` took, with the fields that it sets.

    An act that has been done already does nothing. Raises PermissionDenied without the right and
    ValidationError where the claim stands elsewhere or the reason is missing.
    """
    act, why = ACTS[name], why.strip()
    if by is not None:
        permissions.require(by, act.right)
    elif not act.by_machine:
        raise PermissionDenied(f"Only a person may {act.label.lower()}.")
    if claim.status not in act.sources:
        if claim.status == act.leads_to and not values:
            return claim
        raise ValidationError(_out_of_place(claim, act))
    if act.asks_why and by is not None and len(why) < SHORTEST_REASON:
        raise ValidationError({"why": "Say why, for the history and for those who worked on it."})
    before = claim.status
    claim.status = act.leads_to or Status(before)
    if claim.status != Status.DUPLICATE:
        values["duplicate_of"] = None
    for field, value in values.items():
        setattr(claim, field, value)
    claim.save(update_fields=["status", "changed_at", *values])
    ClaimAct.objects.create(
        claim=claim, name=name, before=before, after=claim.status, why=why, about=about[:255], by=by
    )
    OutboxEvent.objects.record(CLAIM_CHANGED, claim.pk)
    tell(followers(claim), claim, f"{by.display_name if by else 'The machine'} {act.done}", but=by)
    return claim


def _out_of_place(claim: Claim, act: Act) -> str:
    places = " or ".join(str(status.label) for status in act.sources)
    return (
        f"This claim is “{claim.get_status_display()}” by now; “{act.label}” is for claims that are {places}."
        " Reload the page to see who did what."
    )


def followers(claim: Claim) -> set[User]:
    """Who hears of everything that is done with a claim."""
    followers = set(claim.watchers.all())
    return followers | {claim.assignee} if claim.assignee else followers
