"""What may have been checked already is proposed by a worker and ruled on by people; nothing else follows."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from claims import actions, importing, matches
from claims.models import Claim, ClaimAct, Evidence, ImportedReview, Meaning, Suggestion
from tests.claims.deciding import decide
from tests.claims.reviews import review
from tests.conftest import work

WORDS = "The new bridge will cost 40 million crowns."
LIKE = "The new bridge is going to cost forty million (40 million) crowns"


@pytest.fixture
def decided(checker) -> Claim:
    claim = Claim.objects.create(statement=WORDS)
    decide(claim, "true", reason="The budget says so.", by=checker)
    return claim


def claim_like(words: str = LIKE, *, by) -> Claim:
    claim = Claim.objects.create(statement=words)
    actions.triage(claim, by=by)
    return claim


def import_one(**fields) -> ImportedReview:
    importing.import_reviews(by=None, name="x", content=json.dumps(review(WORDS, **fields)).encode())
    work()
    return ImportedReview.objects.get()


def test_a_new_claim_is_compared_with_what_was_decided_and_imported(decided, checker):
    found = import_one()
    Claim.objects.create(statement="The old bridge will be torn down in May.")
    claim = claim_like(by=checker)
    work()
    got = list(claim.suggestions.all())
    assert {each.key for each in got} == {f"claim:{decided.pk}", f"review:{found.pk}"}
    assert all(each.state == "proposed" and each.score > matches.LEAST for each in got)
    assert "bridg" in got[0].shared
    claim.refresh_from_db()
    assert claim.status == "triaged"
    assert not decided.suggestions.exists()


def test_whoever_has_the_claim_in_hand_hears_of_it_once(checker, desk):
    claim = claim_like(by=checker)
    actions.assign(claim, checker, by=desk)
    work()
    heard = claim.notices.filter(person=checker, words__startswith="Perhaps checked already")
    assert not heard.exists()
    import_one()
    assert heard.get().words == f"Perhaps checked already, by Checks Example: {WORDS}"
    import_one(headline="Said otherwise there")
    matches.suggest(claim, claim.meaning)
    assert heard.count() == 1


def test_open_claims_are_compared_anew_when_something_is_decided_or_imported(checker):
    claim = claim_like(by=checker)
    work()
    assert not claim.suggestions.exists()
    other = Claim.objects.create(statement=WORDS)
    actions.triage(other, by=checker)
    work()
    assert not claim.suggestions.exists()  # it is open as well
    decide(other, "true", reason="The budget says so.", by=checker)
    work()
    assert claim.suggestions.get().checked_claim == other
    import_one()
    assert claim.suggestions.count() == 2
    actions.reopen(other, by=checker, why="New numbers came.")
    assert Suggestion.objects.standing().filter(claim=claim).count() == 1


def test_what_a_person_ruled_is_never_changed_by_the_machine(decided, checker):
    claim = claim_like(by=checker)
    work()
    suggestion = claim.suggestions.get()
    matches.rule_on(suggestion, "rejected", by=checker)
    Meaning.objects.update(is_matched=False)
    matches.place(claim)
    matches.place(decided)
    suggestion = claim.suggestions.get()
    assert (suggestion.state, suggestion.ruled_by) == ("rejected", checker)

    matches.rule_on(suggestion, "confirmed", by=checker)
    actions.reopen(decided, by=checker, why="New numbers came.")
    work()
    assert claim.suggestions.get().state == "confirmed"
    matches.rule_on(suggestion, "proposed", by=checker)
    matches.rule_on(suggestion, "proposed", by=checker)  # pressed twice
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.ruled_by, suggestion.ruled_at) == ("proposed", None, None)
    done = list(ClaimAct.objects.filter(claim=claim, name="compare").values_list("about", flat=True))
    assert [about.partition(",")[0] for about in done] == ["not the same", "the same", "took back “the same”"]
    assert not Evidence.objects.exists()
    claim.refresh_from_db()
    assert (claim.status, claim.duplicate_of) == ("triaged", None)


def test_who_may_not_attach_evidence_may_not_rule(decided, checker, reporter):
    claim = claim_like(by=checker)
    work()
    with pytest.raises(PermissionDenied):
        matches.rule_on(claim.suggestions.get(), "confirmed", by=reporter)
    assert claim.suggestions.get().state == "proposed"


def test_at_most_five_wait_for_a_person(checker):
    many = [review(WORDS, url=f"https://checks.example/{n}") for n in range(9)]
    importing.import_reviews(by=None, name="x", content=json.dumps(many).encode())
    claim = claim_like(by=checker)
    work()
    assert claim.suggestions.count() == matches.MOST
    first = claim.suggestions.first()
    matches.rule_on(first, "rejected", by=checker)
    Meaning.objects.update(is_matched=False)
    matches.place(claim)
    assert claim.suggestions.filter(state="proposed").count() == matches.MOST


def test_nothing_is_done_twice(decided, checker, django_assert_max_num_queries):
    claim = claim_like(by=checker)
    work()
    number = Meaning.objects.get(claim=claim).number
    with django_assert_max_num_queries(10):
        matches.place(claim)
    assert Meaning.objects.get(claim=claim).number == number


def test_imports_are_compared_batch_after_batch(monkeypatch, checker):
    monkeypatch.setattr(matches, "BATCH", 2)
    many = [review(WORDS, url=f"https://checks.example/{n}") for n in range(5)]
    importing.import_reviews(by=None, name="x", content=json.dumps(many).encode())
    work()
    assert Meaning.objects.filter(is_matched=True, review__isnull=False).count() == 5


def test_what_was_never_compared_is_owed_a_look(decided):
    work()
    Meaning.objects.all().delete()
    assert matches.place_all() == 1
    work()
    assert Meaning.objects.get().claim == decided
