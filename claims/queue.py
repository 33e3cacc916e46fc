"""What of the claims awaits whom, in the words that the desk's queue and programs ask for it by."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from articles.models import ArticlePage
from claims.models import Claim
from claims.models.claim import ClaimQuerySet

AWAITING = {
    "undecided": "Undecided only",
    "in-hand": "In my hands",
    "unassigned": "Nobody’s yet",
    "overdue": "Overdue",
    "today": "In stories going out today",
    "cross-check": "Waiting for a second person",
    "confirm": "Waiting for a second person, who may be me",
    "decided": "Decided, published or not",
    "reworded": "Text changed since it was checked",
    "torn": "Two places fit: choose one",
    "mine": "Claims in my stories",
}


def awaiting(
    claims: ClaimQuerySet, show: str, user: User, *, within: QuerySet[Any] | None = None
) -> ClaimQuerySet:
    """Those of the claims that one of the words of `AWAITING` is about.

    `within`: the articles, as primary keys, that may say anything about a claim; all of them without.
    """
    articles = ArticlePage.objects.all() if within is None else ArticlePage.objects.filter(pk__in=within)
    choices = {
        "undecided": claims.undecided,
        "in-hand": lambda: claims.in_hands_of(user),
        "unassigned": claims.unassigned,
        "overdue": claims.overdue,
        "today": lambda: claims.undecided().made_in(articles.going_out_today()),
        "cross-check": lambda: claims.filter(status=Claim.Status.CROSS_CHECK),
        "confirm": lambda: claims.confirmable_by(user),
        "decided": claims.decided,
        "reworded": lambda: claims.reworded(within=within),
        "torn": lambda: claims.torn(within=within),
        "mine": lambda: claims.made_in(articles.of_person(user)),
    }
    return choices[show]()
