"""How a claim makes its way over the desk: its states, and the acts that lead from one to another, as data.

`docs/claims.md` shows the diagram that `diagram` draws from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class Status(TextChoices):
    """Where a claim stands."""

    NEW = "new", "new"
    TRIAGED = "triaged", "triaged"
    ASSIGNED = "assigned", "assigned"
    IN_CHECK = "in_check", "in check"
    CROSS_CHECK = "cross_check", "cross-check"
    DECIDED = "decided", "decided"
    PUBLISHED = "published", "published"
    NOT_CHECKABLE = "not_checkable", "not checkable"
    DUPLICATE = "duplicate", "duplicate"
    WITHDRAWN = "withdrawn", "withdrawn"


WAITING = (Status.NEW, Status.TRIAGED, Status.ASSIGNED)
UNDECIDED = (*WAITING, Status.IN_CHECK, Status.CROSS_CHECK)
SETTLED = (Status.DECIDED, Status.PUBLISHED)
ASIDE = (Status.NOT_CHECKABLE, Status.DUPLICATE, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody may do with a claim.

    `leads_to` of None leaves the claim where it stands. `right` is a key of `permissions.REMEDY`; an act
    `by_machine` needs no person. `asks_why`: refused without a reason.
    """

    name: str
    label: str  # on its button
    done: str  # in the history, after a person's name
    sources: tuple[Status, ...]
    leads_to: Status | None
    right: str
    asks_why: bool = False
    by_machine: bool = False


def _acts(*acts: Act) -> dict[str, Act]:
    return {act.name: act for act in acts}


ACTS = _acts(
    Act("triage", "Take up for checking", "took it up", (Status.NEW, *ASIDE), Status.TRIAGED, "make_claim"),
    Act("assign", "Assign", "assigned it", (Status.NEW, Status.TRIAGED), Status.ASSIGNED, "assign_claim"),
    Act(
        "reassign",
        "Assign to another",
        "assigned it",
        (Status.ASSIGNED, Status.IN_CHECK, Status.CROSS_CHECK),
        None,
        "assign_claim",
    ),
    Act(
        "release",
        "Nobody’s again",
        "took it from its checker",
        (Status.ASSIGNED,),
        Status.TRIAGED,
        "assign_claim",
    ),
    Act("plan", "Plan", "planned it", UNDECIDED, None, "assign_claim"),
    Act("reword", "Reword", "worded it anew", (*WAITING, Status.IN_CHECK), None, "make_claim"),
    Act("begin", "Begin check", "began to check it", (*WAITING, *ASIDE), Status.IN_CHECK, "add_evidence"),
    Act(
        "ask_second",
        "Ask for a second person",
        "signed a verdict that a second person must confirm",
        (*UNDECIDED, *SETTLED, *ASIDE),
        Status.CROSS_CHECK,
        "issue_verdict",
    ),
    Act(
        "decide",
        "Decide",
        "decided it",
        (*UNDECIDED, Status.DECIDED, *ASIDE),
        Status.DECIDED,
        "issue_verdict",
    ),
    Act("revise", "Decide anew", "decided it anew", (Status.PUBLISHED,), None, "issue_verdict"),
    Act(
        "reaffirm",
        "The verdict holds for the changed words",
        "confirmed that the verdict holds for the changed words",
        SETTLED,
        None,
        "issue_verdict",
    ),
    Act(
        "place",
        "Say where the words stand",
        "said where the words stand",
        tuple(Status),
        None,
        "make_claim",
    ),
    Act(
        "send_back",
        "Send back",
        "did not confirm the verdict",
        (Status.CROSS_CHECK,),
        Status.IN_CHECK,
        "issue_verdict",
        asks_why=True,
    ),
    Act(
        "publish",
        "Publish the verdict",
        "published the verdict",
        (Status.DECIDED,),
        Status.PUBLISHED,
        "publish_verdict",
    ),
    Act(
        "unpublish",
        "Take back from readers",
        "took the verdict back from readers",
        (Status.PUBLISHED,),
        Status.DECIDED,
        "publish_verdict",
        asks_why=True,
    ),
    Act(
        "reopen",
        "Check again",
        "opened it again",
        SETTLED,
        Status.IN_CHECK,
        "issue_verdict",
        asks_why=True,
    ),
    Act(
        "set_aside",
        "Nothing to check",
        "found nothing to check",
        UNDECIDED,
        Status.NOT_CHECKABLE,
        "make_claim",
    ),
    Act(
        "retract",
        "Retract evidence",
        "retracted a piece of evidence",
        tuple(Status),
        None,
        "add_evidence",
        asks_why=True,
    ),
    Act(
        "compare",
        "Say whether it was checked already",
        "compared it with what was checked",
        tuple(Status),
        None,
        "add_evidence",
    ),
    Act(
        "restore",
        "Undo",
        "undid the last act: it is as it was before",
        (*UNDECIDED, Status.NOT_CHECKABLE),
        None,
        "make_claim",
    ),
    Act("mark_duplicate", "Duplicate of…", "found it a duplicate", UNDECIDED, Status.DUPLICATE, "make_claim"),
    Act(
        "withdraw",
        "Withdraw",
        "withdrew it",
        UNDECIDED,
        Status.WITHDRAWN,
        "make_claim",
        asks_why=True,
        by_machine=True,
    ),
)


def open_to(status: str) -> list[Act]:
    """What may be done with a claim that stands here, in the order of the table."""
    return [act for act in ACTS.values() if status in act.sources]


def diagram() -> str:
    """The states and acts as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> new"]
    for status in Status:
        if str(status.label) != status.value:
            lines.append(f"    {status.value}: {status.label}")
    for act in ACTS.values():
        for source in act.sources:
            lines.append(f"    {source.value} --> {(act.leads_to or source).value}: {act.name}")
    return "\n".join(lines) + "\n"
