"""Which state of a claim somebody looked at: every act gives it another version."""

from django.core.exceptions import ValidationError

from claims.acting import take
from claims.models import Claim, ClaimAct


class StaleClaim(ValidationError):
    """Somebody did something with the claim since; `act` is the newest that was done."""

    def __init__(self, act: ClaimAct | None) -> None:
        who = act.by.display_name if act and act.by else "The machine"
        done = act.get_name_display() if act else "changed it"
        super().__init__(f"{who} {done} meanwhile. Nothing was changed. Get the claim anew and look at it.")
        self.act = act


def newest_act(claim: Claim | int) -> ClaimAct | None:
    """What was done last with a claim."""
    number = getattr(claim, "pk", claim)
    return ClaimAct.objects.filter(claim=number).select_related("by").order_by("-pk").first()


def version_of(claim: Claim | int) -> str:
    """Names the state of a claim: another one after every act on it."""
    number = getattr(claim, "pk", claim)
    newest = ClaimAct.objects.filter(claim=number).order_by("-pk").values_list("pk", flat=True).first()
    return f"c{newest or 0}"


def require_version(claim: Claim, stated: str) -> None:
    """Raise StaleClaim unless a claim still stands as `stated` names it; needs a transaction, to hold it."""
    take(claim)
    if version_of(claim) != stated:
        raise StaleClaim(newest_act(claim))
