"""“The text changed since it was checked” is said alike in Python, of a page, and in SQL, of a list."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision
from claims.models import Appearance, AppearanceAnchor, Claim, Reaffirmation, Verdict
from claims.standing import changed_since

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 1, 2, tzinfo=UTC)
MOST = 7  # events in one history
STATES = ("exact", "moved", "changed", "ambiguous", "deleted")
edits = st.tuples(st.just("edit"), st.sampled_from(STATES), st.sampled_from("ABC"))
verdicts = st.tuples(st.sampled_from(["verdict", "unconfirmed"]))
reaffirmations = st.tuples(st.just("reaffirm"))
Event = tuple[str, ...]


def at(minute: int) -> datetime:
    return BEGAN + timedelta(minutes=minute)


@pytest.fixture
def revisions(article: ArticlePage) -> list[ArticleRevision]:
    """One revision a minute."""
    return ArticleRevision.objects.bulk_create(
        ArticleRevision(article=article, number=10 + n, kind="save", created_at=at(n), word_count=0)
        for n in range(MOST + 1)
    )


def live(events: list[Event], revisions: list[ArticleRevision], user: User) -> Appearance:
    """A decided claim with one appearance that all this happened to, an event a minute."""
    claim = Claim.objects.create(statement="A", status="decided")
    appearance = Appearance.objects.create(claim=claim, article_id=revisions[0].article_id, wording="A")
    events = [("edit", "exact", "A"), *events]
    for minute, (kind, *values) in enumerate(events):
        with patch("django.utils.timezone.now", return_value=at(minute)):
            if kind == "edit":
                state, words = values
                AppearanceAnchor.objects.create(
                    appearance=appearance,
                    first=revisions[minute],
                    last=revisions[minute],
                    state=state,
                    block="b",
                    start=0,
                    end=1,
                    exact=words,
                )
            elif kind == "reaffirm":
                words = appearance.anchors.latest("pk").exact
                Reaffirmation.objects.create(appearance=appearance, exact=words, by=user)
            else:
                Verdict.objects.create(
                    claim=claim,
                    rating_id="true",
                    reason="So.",
                    needed_second=kind == "unconfirmed",
                    issued_by=user,
                )
    return Appearance.objects.with_anchors().get(pk=appearance.pk)


def says_page(appearance: Appearance) -> bool:
    verdict = Claim.objects.get(pk=appearance.claim_id).verdict
    return bool(verdict and changed_since(appearance, appearance.anchor, verdict.issued_at))


def says_list(appearance: Appearance) -> bool:
    return Claim.objects.reworded().filter(pk=appearance.claim_id).exists()


A, B, VERDICT, REAFFIRM = ("edit", "moved", "A"), ("edit", "changed", "B"), ("verdict",), ("reaffirm",)
GONE, TORN = ("edit", "deleted", "A"), ("edit", "ambiguous", "A")


@pytest.mark.parametrize(
    ("events", "changed"),
    [
        ([], False),
        ([B], False),  # nobody checked it
        ([VERDICT], False),
        ([VERDICT, A], False),
        ([VERDICT, B], True),
        ([B, VERDICT], False),
        ([B, VERDICT, B], False),  # the same other words, moved
        ([B, VERDICT, A], True),  # the first words are not those that were checked
        ([VERDICT, B, A], False),
        ([VERDICT, B, REAFFIRM], False),
        ([VERDICT, B, REAFFIRM, ("edit", "changed", "C")], True),
        ([VERDICT, B, REAFFIRM, ("edit", "changed", "C"), A], False),
        ([VERDICT, B, REAFFIRM, VERDICT, A], True),
        ([VERDICT, B, ("unconfirmed",)], True),
        ([VERDICT, GONE], True),
        ([GONE, VERDICT], False),
        ([VERDICT, GONE, REAFFIRM], False),
        ([VERDICT, REAFFIRM, GONE], True),
        ([VERDICT, TORN], True),
        ([VERDICT, TORN, A], False),
    ],
)
def test_what_counts_as_changed_since_it_was_checked(
    revisions: list[ArticleRevision], checker: User, events: list[Event], changed: bool
) -> None:
    appearance = live(events, revisions, checker)
    assert (says_page(appearance), says_list(appearance)) == (changed, changed)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(edits | verdicts | reaffirmations, max_size=MOST))
@example([GONE, REAFFIRM, VERDICT, A])
def test_page_and_list_agree_over_every_history(
    revisions: list[ArticleRevision], checker: User, events: list[Event]
) -> None:
    with transaction.atomic():
        appearance = live(events, revisions, checker)
        assert says_page(appearance) == says_list(appearance)
        transaction.set_rollback(True)
