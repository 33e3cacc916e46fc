"""A claim's way over the desk: who may do what from where, the second person, notes and notices."""

from pathlib import Path

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from archive.models import Copy
from claims import actions
from claims.models import Claim, ClaimAct, Notice, Rating, Verdict
from claims.notices import mark_read
from claims.tasks import heed_change, heed_death
from claims.workflow import ACTS, Status, diagram, open_to
from tests.claims.deciding import decide, second_person
from tests.conftest import work

pytestmark = pytest.mark.django_db
REASON = "The minutes say so."


@pytest.fixture
def claim(newsroom) -> Claim:
    return Claim.objects.create(statement="The bridge will cost 40 million crowns")


@pytest.fixture
def second(newsroom):
    return second_person()


def history(claim: Claim) -> list[tuple[str, str, str, str]]:
    rows = claim.acts.values_list("name", "before", "after", "why")
    return list(rows)


def test_the_whole_way_is_on_file_with_who_and_why(claim, reporter, desk, checker, second):
    actions.triage(claim, by=reporter)
    actions.assign(claim, checker, by=desk)
    actions.begin_check(claim, by=checker)
    actions.issue_verdict(claim, "false", reason="It is 55.", by=checker)
    actions.cross_check(claim, agrees=False, note="Which year is that?", by=second)
    actions.issue_verdict(claim, "false", reason="It was 55 in 2025.", by=checker)
    actions.cross_check(claim, agrees=True, by=second)
    actions.publish_verdict(claim, by=checker)
    actions.unpublish_verdict(claim, why="The lawyers ask for a day.", by=checker)
    assert history(claim) == [
        ("triage", "new", "triaged", ""),
        ("assign", "triaged", "assigned", ""),
        ("begin", "assigned", "in_check", ""),
        ("ask_second", "in_check", "cross_check", ""),
        ("send_back", "cross_check", "in_check", "Which year is that?"),
        ("ask_second", "in_check", "cross_check", ""),
        ("decide", "cross_check", "decided", ""),
        ("publish", "decided", "published", ""),
        ("unpublish", "published", "decided", "The lawyers ask for a day."),
    ]
    assert list(claim.acts.values_list("by__username", flat=True))[:3] == ["rita", "dana", "chris"]
    assert claim.verdict.reason == "It was 55 in 2025."


@pytest.mark.parametrize("table", ["claims_claimact", "claims_crosscheck", "claims_note"])
def test_the_database_refuses_to_change_what_was_done(claim, checker, second, table):
    decide(claim, "false", reason=REASON, by=checker)
    actions.add_note(claim, "Well found.", by=second)
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_nobody_confirms_their_own_verdict_whatever_their_role(claim, checker):
    checker.is_superuser = True
    checker.save()
    actions.issue_verdict(claim, "false", reason=REASON, by=checker)
    with pytest.raises(PermissionDenied, match="second person"):
        actions.cross_check(claim, agrees=True, by=checker)
    claim.refresh_from_db()
    assert (claim.status, claim.verdict) == (Status.CROSS_CHECK, None)


def test_a_verdict_counts_only_once_it_is_confirmed(claim, checker, second):
    decide(claim, "mixed", reason="First look.", by=checker)
    actions.issue_verdict(claim, "false", reason="Second look.", by=checker)
    assert claim.verdict.rating_id == "mixed"
    assert list(Verdict.objects.that_count().values_list("rating_id", flat=True)) == ["mixed"]
    actions.cross_check(claim, agrees=True, by=second)
    assert Claim.objects.get(pk=claim.pk).verdict.rating_id == "false"
    assert Claim.objects.with_verdict().get(pk=claim.pk).rating == "false"


def test_a_second_word_on_the_same_verdict_is_refused(claim, checker, second):
    decide(claim, "false", reason=REASON, by=checker)
    with pytest.raises(ValidationError, match="No verdict"):
        actions.cross_check(claim, agrees=False, note="No.", by=second)


@pytest.mark.parametrize(
    ("act", "arguments"),
    [
        (actions.withdraw, {"why": " "}),
        (actions.withdraw, {"why": "no"}),
    ],
)
def test_a_step_back_without_a_reason_is_refused_at_its_field(claim, checker, act, arguments):
    with pytest.raises(ValidationError) as refused:
        act(claim, by=checker, **arguments)
    assert "why" in refused.value.message_dict
    claim.refresh_from_db()
    assert (claim.status, claim.acts.count()) == (Status.NEW, 0)


def test_sending_back_needs_a_reason_and_leaves_nothing_without(claim, checker, second):
    actions.issue_verdict(claim, "false", reason=REASON, by=checker)
    with pytest.raises(ValidationError):
        actions.cross_check(claim, agrees=False, by=second)
    assert claim.verdicts.get().cross_check is None


def test_an_act_out_of_place_says_where_the_claim_stands(claim, checker):
    decide(claim, "true", reason=REASON, by=checker)
    with pytest.raises(ValidationError, match="“decided” by now"):
        actions.set_aside(claim, by=checker)


def test_pressed_twice_it_is_done_once(claim, checker):
    decide(claim, "true", reason=REASON, by=checker)
    for _ in range(2):
        actions.publish_verdict(claim, by=checker)
    assert claim.acts.filter(name="publish").count() == 1


def test_only_who_can_check_is_given_a_claim(claim, desk, reporter):
    with pytest.raises(ValidationError) as refused:
        actions.assign(claim, reporter, by=desk)
    assert "Choose a fact-checker" in refused.value.message_dict["assignee"][0]


@pytest.mark.parametrize(
    "act", [lambda c, by: actions.assign(c, by, by=by), lambda c, by: actions.publish_verdict(c, by=by)]
)
def test_a_reporter_neither_assigns_nor_publishes(claim, reporter, act):
    with pytest.raises(PermissionDenied):
        act(claim, reporter)
    assert not claim.acts.exists()


def test_a_duplicate_leads_to_one_original(claim, checker):
    first = Claim.objects.create(statement="The bridge costs 40 million")
    third = Claim.objects.create(statement="Forty million for a bridge")
    actions.mark_duplicate(claim, first, by=checker)
    assert (claim.status, claim.duplicate_of) == (Status.DUPLICATE, first)
    for copy, original in ((third, claim), (first, third), (third, third)):
        with pytest.raises(ValidationError) as refused:
            actions.mark_duplicate(copy, original, by=checker)
        assert "original" in refused.value.message_dict
    actions.triage(claim, by=checker)
    assert (claim.status, claim.duplicate_of) == (Status.TRIAGED, None)


def test_the_plan_is_kept_and_a_wrong_priority_is_refused(claim, desk):
    due = timezone.now()
    actions.plan(claim, by=desk, priority=4, due_at=due, topic=" bridges ")
    claim.refresh_from_db()
    assert (claim.priority, claim.due_at, claim.topic) == (Claim.Priority.URGENT, due, "bridges")
    assert list(Claim.objects.overdue()) == [claim]
    with pytest.raises(ValidationError) as refused:
        actions.plan(claim, by=desk, priority=9)
    assert "priority" in refused.value.message_dict


def test_whoever_is_named_in_a_note_is_told_and_follows(claim, checker, reporter, desk):
    actions.add_note(claim, "Ask the port, @RITA (not rita@example.org or @nobody).", by=checker)
    assert [notice.person for notice in Notice.objects.all()] == [reporter]
    assert set(claim.watchers.all()) == {checker, reporter}
    actions.set_aside(claim, by=desk)
    assert Notice.objects.filter(person=checker).count() == 1
    assert mark_read(reporter, claim) == 2


def test_a_notice_is_mailed_once_and_not_to_those_who_read_it(claim, checker, reporter, desk):
    for user in (checker, reporter):
        user.email = f"{user.username}@example.org"
        user.save()
    actions.assign(claim, checker, by=desk)
    actions.add_note(claim, "@rita look", by=desk)
    mark_read(reporter)
    work()
    work()
    assert sorted(to for message in mail.outbox for to in message.to) == [
        "chris@example.org",
        "chris@example.org",
    ]
    assert f"/claims/{claim.pk}" in mail.outbox[0].body


def test_a_rating_that_was_signed_keeps_its_words(claim, checker):
    decide(claim, "true", reason=REASON, by=checker)
    rating = Rating.objects.get(pk="true")
    rating.label = "Correct"
    with pytest.raises(ValidationError, match="Retire"):
        rating.full_clean()
    rating.refresh_from_db()
    rating.is_retired = True
    rating.full_clean()
    rating.save()
    with pytest.raises(ValidationError, match="The scale has no"):
        actions.issue_verdict(claim, "true", reason=REASON, by=checker)


def test_a_changed_mind_on_a_published_claim_reaches_readers_at_once(claim, checker):
    decide(claim, "true", reason=REASON, by=checker)
    actions.publish_verdict(claim, by=checker)
    actions.issue_verdict(claim, "mixed", reason="Partly.", by=checker)
    assert (claim.status, claim.verdict.rating_id) == (Status.PUBLISHED, "mixed")


def test_a_published_claim_in_doubt_leaves_readers_until_a_second_person_confirms(claim, checker, second):
    decide(claim, "true", reason=REASON, by=checker)
    actions.publish_verdict(claim, by=checker)
    actions.issue_verdict(claim, "false", reason="No.", by=checker)
    assert claim.status == Status.CROSS_CHECK


@pytest.mark.parametrize("status", Status)
def test_every_state_leads_somewhere_and_can_be_reached(status):
    assert open_to(status)
    assert status == Status.NEW or any(act.leads_to == status for act in ACTS.values())


def test_the_diagram_in_the_docs_is_the_codes_own():
    page = Path(__file__).parents[2] / "docs" / "claims.md"
    assert diagram() in page.read_text(encoding="utf-8")


def test_machine_acts_have_no_person(claim):
    actions.withdraw(claim, by=None, why="The article was deleted.")
    act = ClaimAct.objects.get()
    assert (act.by, str(act)) == (None, "the machine withdrew it")


def test_evidence_is_archived_and_whoever_cited_it_hears_what_became_of_the_page(claim, checker, desk):
    actions.assign(claim, checker, by=desk)
    evidence = actions.add_evidence(claim, "http://10.0.0.1/budget", by=checker)
    assert (evidence.page.state, evidence.page.url) == ("refused", "http://10.0.0.1/budget")
    mark_read(checker)
    work()
    [notice] = Notice.objects.filter(person=checker, read_at=None)
    assert (
        notice.words
        == "The archive can keep no copy of a page that bears on this claim: http://10.0.0.1/budget"
    )


@pytest.mark.parametrize("told", [heed_change, heed_death])
def test_a_page_that_changed_or_died_is_news_for_its_checkers(claim, checker, reporter, told):
    page = actions.add_evidence(claim, "https://tides.invalid/table", by=checker).page
    actions.watch(claim, by=reporter)
    copy = Copy.objects.create(
        page=page, fetched_at=timezone.now(), status=200, final_url=page.url, headers=[], size=1, warc_size=1
    )
    told(str(copy.pk if told is heed_change else page.pk))
    assert {notice.person for notice in Notice.objects.all()} == {checker, reporter}
