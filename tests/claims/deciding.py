"""Whole ways over the desk in one call, for tests of what comes after."""

from django.contrib.auth.models import Group

from accounts.models import User
from claims.actions import cross_check, issue_verdict, publish_verdict
from claims.models import Claim, Verdict


def second_person() -> User:
    """Another fact-checker."""
    user, is_new = User.objects.get_or_create(username="noor", defaults={"first_name": "Noor"})
    if is_new:
        user.groups.add(Group.objects.get(name="Fact-checkers"))
    return user


def decide(claim: Claim, rating: str, *, reason: str, by: User) -> Verdict:
    """A verdict in force: confirmed by a second person where its rating asks for one."""
    verdict = issue_verdict(claim, rating, reason=reason, by=by)
    if verdict.needed_second:
        cross_check(claim, agrees=True, by=second_person())
    return verdict


def find_out(claim: Claim, rating: str, *, reason: str, by: User) -> Verdict:
    """A verdict that readers may see."""
    verdict = decide(claim, rating, reason=reason, by=by)
    if claim.status != Claim.Status.PUBLISHED:
        publish_verdict(claim, by=by)
    return verdict
