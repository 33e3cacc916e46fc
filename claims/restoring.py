"""Putting a claim back exactly where it stood: what undoes an act that was a slip of the hand."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts.models import User
from claims import permissions
from claims.acting import perform, take
from claims.models import Claim
from claims.workflow import UNDECIDED, Status

# The acts on many claims that can be undone: what else was done there has a way back of its own, or none.
UNDOABLE = ("assign", "take", "release", "plan", "set_aside")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim stands, in whose hands and how it is planned."""

    status: str
    assignee: int | None
    priority: int
    due_at: datetime | None
    topic: str

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """Where a claim stands now."""
        return cls(str(claim.status), claim.assignee_id, claim.priority, claim.due_at, claim.topic)

    @classmethod
    def kept(cls, values: Mapping[str, Any]) -> Self:
        """From what `to_keep` gave."""
        due_at = parse_datetime(values["due_at"]) if values["due_at"] else None
        return cls(**{name: values[name] for name in cls.__slots__ if name != "due_at"}, due_at=due_at)

    def to_keep(self) -> dict[str, Any]:
        """As values that JSON can hold."""
        return {**asdict(self), "due_at": self.due_at.isoformat() if self.due_at else None}


@transaction.atomic
def restore(claim: Claim, before: Standing, *, after: Standing, by: User) -> Claim:
    """Put a claim back to how it stood `before`, every field of it; the history tells that it was done.

    `after` is how the act to undo left it. Raises ValidationError where it stands otherwise by now, or where
    the way back leads from or to a verdict; PermissionDenied for who may not do by hand what this undoes.
    """
    take(claim)
    claim.refresh_from_db(fields=["priority", "due_at", "topic"])
    if Standing.of(claim) != after:
        raise ValidationError("Somebody did something with it since. It stays as it is.")
    if before.status not in UNDECIDED or after.status not in (*UNDECIDED, Status.NOT_CHECKABLE):
        raise ValidationError("Only taking up, handing out, planning and setting aside can be undone.")
    if (before.assignee, before.priority, before.due_at) != (after.assignee, after.priority, after.due_at):
        permissions.require(by, "assign_claim")
    return perform(
        claim,
        "restore",
        by=by,
        about=Status(before.status).label,
        status=Status(before.status),
        assignee=User.objects.get(pk=before.assignee) if before.assignee else None,
        priority=before.priority,
        due_at=before.due_at,
        topic=before.topic,
    )
