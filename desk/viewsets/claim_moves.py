"""Where a card of the board may go, and how: at once, by choosing a person, or by a form of its page.

Drawn from `claims.workflow`; what is done in the end is refused or not by `claims.actions`.
"""

import json
from dataclasses import asdict, dataclass
from typing import Literal

from django.urls import reverse

from accounts.models import User
from claims.models import Claim
from claims.workflow import Act, Status, open_to

AT_ONCE = ("triage", "begin", "release", "set_aside")
# The forms of the claim's page; the second person's form stands there for those who may confirm.
FORMS = {
    "ask_second": "verdict",
    "decide": "verdict",
    "send_back": "second",
    "publish": "verdicts",
    "reopen": "back",
    "mark_duplicate": "duplicate",
    "withdraw": "back",
}
WORDS = {
    "decide": "Issue the verdict",
    "send_back": "Send the verdict back",
    "publish": "Publish the verdict",
    "mark_duplicate": "Duplicate of another",
}


@dataclass(frozen=True, slots=True)
class Move:
    """One way on. `to` is the column where it leads, empty where it leads to none; `url` is its form."""

    act: str
    label: str
    to: str
    how: Literal["act", "assign", "page"]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Moves:
    """What may be done with one card."""

    all: list[Move]

    @property
    def menu(self) -> list[Move]:
        """Without the way to the second person: it leads to the same form as the verdict."""
        return [move for move in self.all if move.act != "ask_second"]

    @property
    def as_json(self) -> str:
        """For the script that takes part in dragging."""
        return json.dumps([asdict(move) for move in self.all])


def moves_of(claim: Claim, user: User) -> Moves:
    """The moves that a claim's state and the user's rights allow, in the workflow's order."""
    page = reverse("claims:page", args=[claim.pk])
    acts = [act for act in open_to(claim.status) if user.has_perm(f"claims.{act.right}")]
    return Moves([move for act in acts if (move := _move(act, claim, page))])


def _move(act: Act, claim: Claim, page: str) -> Move | None:
    to = act.leads_to.value if act.leads_to and act.leads_to != claim.status else ""
    if act.name in AT_ONCE:
        return Move(act.name, act.label, to, "act")
    if act.name in ("assign", "reassign"):
        return Move("assign", f"{act.label}…", to, "assign")
    form = FORMS.get(act.name)
    if form is None or (act.name == "ask_second" and claim.status == Status.CROSS_CHECK):
        return None
    if act.name == "decide" and claim.status == Status.CROSS_CHECK:
        return Move("decide", "Confirm the verdict…", to, "page", f"{page}#second")
    return Move(act.name, f"{WORDS.get(act.name, act.label)}…", to, "page", f"{page}#{form}")
