"""Who may do what to claims."""

from django.core.exceptions import PermissionDenied

from accounts.models import User

REMEDY = {
    "view_claim": "You may not see claims. Ask your desk editor for the right.",
    "make_claim": "You may not make claims or set them aside. Ask your desk editor for the right.",
    "assign_claim": "You may not assign claims. Ask a desk editor or a fact-checker.",
    "add_evidence": "You may not attach evidence. That is the fact-checkers' part.",
    "issue_verdict": "You may not issue verdicts. That is the fact-checkers' part.",
    "publish_verdict": "You may not publish verdicts. That is the fact-checkers’ and managing editors’ part.",
    "import_review": "You may not import what others checked. That is the fact-checkers’ part.",
    "override_gate": "You may not publish what the rules forbid. Ask a desk editor or managing editor.",
}


def require(user: User, act: str) -> None:
    """Raise PermissionDenied, saying whom to ask, unless `user` may `act` (a key of REMEDY)."""
    if not user.has_perm(f"claims.{act}"):
        raise PermissionDenied(REMEDY[act])
