"""“Already checked?” on a claim's page: what may say the same, buttons to rule on it, and what to do next.

Nothing follows from a ruling by itself: the page offers a form, filled in.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Prefetch
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from claims.actions import rule_on
from claims.models import Claim, Evidence, Suggestion, Verdict
from claims.workflow import ACTS

State = Suggestion.State
RULINGS = {
    "same": (State.CONFIRMED, "Noted: it says the same. Nothing else was changed."),
    "other": (State.REJECTED, "Noted: it says something else, and is not suggested again."),
    "unsay": (State.PROPOSED, "Taken back: the suggestion waits again."),
}
LIKELY, MAYBE = 0.7, 0.5  # of a score; docs/matching.md says how often they are right
LONGEST_TITLE = 255


def match_acts(claim: Claim, *, by: User) -> dict[str, Callable[[], str]]:
    """The buttons of a claim's suggestions, as `same-7`."""

    def rule(suggestion: Suggestion, state: str, said: str) -> str:
        rule_on(suggestion, state, by=by)
        return said

    return {
        f"{name}-{suggestion.pk}": partial(rule, suggestion, state, said)
        for suggestion in claim.suggestions.select_related("claim", "checked_claim", "review")
        for name, (state, said) in RULINGS.items()
    }


def matches_of(claim: Claim) -> list[Suggestion]:
    """What the page shows: confirmed, then waiting, then rejected; each complete for its template."""
    order = [State.CONFIRMED, State.PROPOSED, State.REJECTED]
    verdicts = Prefetch("checked_claim__verdicts", Verdict.objects.on_file())
    suggestions = Suggestion.objects.standing().filter(claim=claim).on_file().prefetch_related(verdicts)
    found = sorted(suggestions, key=lambda s: order.index(s.state))
    can_be_duplicate = claim.status in ACTS["mark_duplicate"].sources
    for each in found:
        each.percent = round(each.score * 100)
        each.verdict = each.checked_claim and each.checked_claim.verdict
        each.in_words = in_words(each.score)
        each.offer = _offer(claim, each) if each.state == State.CONFIRMED else ""
        if each.checked_claim_id and not can_be_duplicate:
            each.offer = ""
    return found


def in_words(score: float) -> str:
    """How likely two say the same, for people."""
    return "Very likely the same" if score >= LIKELY else "Perhaps the same" if score >= MAYBE else "Similar"


def _offer(claim: Claim, suggestion: Suggestion) -> str:
    page = reverse("claims:page", args=[claim.pk])
    return f"{page}?{urlencode({'from': suggestion.pk})}{'' if suggestion.checked_claim_id else '#evidence'}"


def match_offer(claim: Claim, form: str, asked: QueryDict) -> dict[str, Any]:
    """What a confirmed suggestion (`from` in the address) puts into the form that it fits."""
    number = asked.get("from", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return {}
    found = claim.suggestions.filter(pk=int(number), state=State.CONFIRMED)
    suggestion = found.select_related("review__rating").first()
    if suggestion is None:
        return {}
    if suggestion.checked_claim_id:
        return {"original": suggestion.checked_claim_id} if form == "duplicate" else {}
    if form != "evidence" or suggestion.review is None:
        return {}
    review = suggestion.review
    return {
        "url": review.url,
        "title": f"{review.publisher}: {review.title or review.claim_reviewed}"[:LONGEST_TITLE],
        "stance": _stance(review.rating.value if review.rating else None),
    }


def _stance(value: int | None) -> str:
    """What a check does to the claim that it repeats: a low rating refutes it, a high one supports it."""
    if value is None or value == 3:
        return Evidence.Stance.CONTEXT
    return Evidence.Stance.REFUTES if value < 3 else Evidence.Stance.SUPPORTS
