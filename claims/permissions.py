"""Who may do what to claims."""

from django.core.exceptions import PermissionDenied

from accounts.models import User

REMEDY = {
    "make_claim": "You may not make or dismiss claims. Ask your desk editor for the right.",
    "add_evidence": "You may not attach evidence. That is the fact-checkers' part.",
    "issue_verdict": "You may not issue verdicts. That is the fact-checkers' part.",
}


def require(user: User, act: str) -> None:
    """Raise PermissionDenied, saying whom to ask, unless `user` may `act` (a key of REMEDY)."""
    if not user.has_perm(f"claims.{act}"):
        raise PermissionDenied(REMEDY[act])
