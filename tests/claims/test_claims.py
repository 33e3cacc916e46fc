"""A claim stays on its words, and what people decided is never lost."""

import contextlib
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from annotations.actions import rule
from articles.models import ArticleRevision
from claims.actions import (
    add_evidence,
    begin_check,
    issue_verdict,
    make_claim,
    publish_verdict,
    set_aside,
    triage,
)
from claims.models import Appearance, Claim
from claims.proposing import statement_of
from tests.claims.deciding import decide
from tests.conftest import edit as replace
from tests.conftest import work

pytestmark = pytest.mark.django_db

SENTENCE = "“The bridge will cost 40 million crowns,” said Mara Lindqvist, the board’s chair."


def edit(article, user, old: str, new: str) -> None:
    replace(article, user, old, new)
    work()


def bridge() -> Claim:
    return Claim.objects.get(statement__contains="will cost")


def where() -> tuple[str, str, int, int]:
    anchor = Appearance.objects.get(claim=bridge()).anchor
    return anchor.state, anchor.exact, anchor.first.number, anchor.last.number


@pytest.fixture
def read_article(article):
    work()
    return article


def test_every_attribution_proposes_a_claim_with_its_claimant_and_place(read_article):
    claim = bridge()
    assert claim.statement == "The bridge will cost 40 million crowns"
    assert (claim.claimant.name, claim.status, claim.created_by) == ("Mara Lindqvist", "new", None)
    assert where() == ("exact", "“The bridge will cost 40 million crowns,”", 1, 1)


def test_reading_again_proposes_nothing_new(read_article, reporter):
    before = Claim.objects.count()
    edit(read_article, reporter, "ten years", "eleven years")
    assert Claim.objects.count() == before


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ("Lindqvist added", "Lindqvist then added", "exact"),
        ("“The bridge will", "On Tuesday: “The bridge will", "moved"),
        ("40 million", "45 million", "changed"),
        (SENTENCE, "The board then went home.", "deleted"),
    ],
)
def test_an_appearance_follows_its_words(read_article, reporter, old, new, state):
    edit(read_article, reporter, old, new)
    assert where()[0] == state


def test_history_costs_rows_only_when_something_moved(read_article, reporter):
    for n in range(4):
        edit(read_article, reporter, "discuss", f"discuss {n}")
    anchors = Appearance.objects.get(claim=bridge()).anchors
    assert anchors.count() == 1
    assert where()[2:] == (1, 5)


def test_changed_words_put_back_are_exact_again(read_article, reporter):
    edit(read_article, reporter, "40 million", "45 million")
    edit(read_article, reporter, "45 million", "40 million")
    assert [a.state for a in Appearance.objects.get(claim=bridge()).anchors.all()] == [
        "exact",
        "changed",
        "exact",
    ]


def test_a_deleted_claim_is_found_again_when_its_words_return(read_article, reporter):
    edit(read_article, reporter, SENTENCE, "The board then went home.")
    edit(read_article, reporter, "The board then went home.", SENTENCE)
    assert where()[0] == "exact"


def test_revisions_saved_while_no_worker_ran_are_followed_one_by_one(read_article, reporter):
    for old, new in [
        ("40 million", "45 million"),
        ("crowns", "kroner"),
        ("The bridge will", "That bridge will"),
    ]:
        raw = json.dumps(list(read_article.body.raw_data), ensure_ascii=False)
        read_article.body = raw.replace(old, new)
        read_article.save_revision(user=reporter)
    work()
    assert where()[:2] == ("changed", "“That bridge will cost 45 million kroner,”")
    assert ArticleRevision.objects.of(read_article).count() == 4


def test_verdict_and_evidence_survive_every_later_revision(read_article, reporter, checker):
    claim = bridge()
    add_evidence(claim, "https://example.invalid/budget", by=checker, title="Budget", stance="refutes")
    decide(claim, "false", reason="The budget says 52 million.", by=checker)
    for old, new in [("40 million", "45 million"), (SENTENCE.replace("40", "45"), "Gone.")]:
        edit(read_article, reporter, old, new)
    claim.refresh_from_db()
    assert (claim.status, claim.verdict.rating_id, claim.evidence.count()) == ("decided", "false", 1)


def test_the_newest_verdict_counts_and_the_older_stays(read_article, checker):
    claim = bridge()
    decide(claim, "false", reason="First look.", by=checker)
    issue_verdict(claim, "mixed", reason="Second look.", by=checker)
    assert claim.verdict.rating_id == "mixed"
    assert claim.verdicts.count() == 2


@pytest.mark.parametrize("table", ["claims_verdict", "claims_evidence"])
def test_the_database_refuses_to_change_what_was_signed(read_article, checker, table):
    claim = bridge()
    add_evidence(claim, "https://example.invalid/budget", by=checker)
    issue_verdict(claim, "false", reason="So.", by=checker)
    for statement in (f"UPDATE {table} SET claim_id = claim_id", f"DELETE FROM {table}"):  # noqa: S608
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("rating", "reason", "field"), [("false", "  ", "reason"), ("superb", "Because.", "rating")]
)
def test_a_bad_verdict_names_the_field_and_leaves_nothing(read_article, checker, rating, reason, field):
    with pytest.raises(ValidationError) as refused:
        issue_verdict(bridge(), rating, reason=reason, by=checker)
    assert field in refused.value.message_dict
    assert bridge().status == "new"


@pytest.mark.parametrize("url", ["", "notes.txt", "javascript:alert(1)", "ftp://example.invalid/x"])
def test_a_bad_address_is_refused(read_article, checker, url):
    with pytest.raises(ValidationError) as refused:
        add_evidence(bridge(), url, by=checker)
    assert "url" in refused.value.message_dict


def test_a_reporter_does_not_sign_verdicts(read_article, reporter):
    with pytest.raises(PermissionDenied, match="fact-checkers"):
        issue_verdict(bridge(), "true", reason="I wrote it.", by=reporter)


def test_making_a_claim_opens_the_proposed_one(read_article, reporter):
    said = ArticleRevision.objects.latest_of(read_article).attributions.get(type="direct")
    claim = make_claim(said, by=reporter)
    assert (claim, claim.status) == (bridge(), "triaged")
    said.refresh_from_db()
    assert said.status == "confirmed"


def test_making_the_same_claim_twice_makes_one(read_article, reporter):
    said = ArticleRevision.objects.latest_of(read_article).attributions.get(type="direct")
    assert make_claim(said, by=reporter) == make_claim(said, by=reporter)


def test_dismissing_an_attribution_withdraws_the_machines_proposal(read_article, reporter):
    said = ArticleRevision.objects.latest_of(read_article).attributions.get(type="direct")
    rule(said, "dismissed", by=reporter)
    work()
    assert bridge().status == "withdrawn"


def test_dismissing_an_attribution_leaves_what_people_took_up(read_article, reporter):
    triage(bridge(), by=reporter)
    said = ArticleRevision.objects.latest_of(read_article).attributions.get(type="direct")
    rule(said, "dismissed", by=reporter)
    work()
    assert bridge().status == "triaged"


def test_a_decided_claim_is_not_dismissed(read_article, checker):
    issue_verdict(bridge(), "true", reason="Checked.", by=checker)
    with pytest.raises(ValidationError, match="“decided” by now"):
        set_aside(bridge(), by=checker)


@pytest.mark.parametrize("act", [triage, begin_check, set_aside])
def test_who_presses_a_button_on_an_old_page_takes_no_verdict_back(read_article, checker, act):
    seen = bridge()
    set_aside(seen, by=checker)
    issue_verdict(bridge(), "true", reason="Checked.", by=checker)
    with contextlib.suppress(ValidationError):
        act(seen, by=checker)
    assert bridge().status == "decided"
    assert seen.status == "decided"


def test_a_claim_is_made_only_in_articles_that_one_may_edit(read_article, reporter, sport_desk):
    said = ArticleRevision.objects.latest_of(read_article).attributions.get(type="direct")
    rule(said, "confirmed", by=reporter)
    with pytest.raises(PermissionDenied, match="may not edit this article"):
        make_claim(said, by=sport_desk)
    assert bridge().status == "new"


def test_readers_see_published_verdicts_of_published_articles_only(read_article, checker, desk):
    issue_verdict(bridge(), "true", reason="Checked.", by=checker)
    read_article.get_latest_revision().publish(user=desk)
    assert not Claim.objects.public().exists()
    publish_verdict(bridge(), by=checker)
    assert list(Claim.objects.public()) == [bridge()]


@pytest.mark.parametrize(
    ("parts", "is_direct", "statement"),
    [
        (["“The bridge will cost 40 million crowns,”"], True, "The bridge will cost 40 million crowns"),
        (["“Rents rose,”", "“and will rise again.”"], True, "Rents rose … and will rise again."),
        (["that tolls would stay unchanged"], False, "Tolls would stay unchanged"),
        (["the plan “a fine for bad luck”"], False, "The plan “a fine for bad luck”"),
        (["“unprecedented” delays\n  at the port,"], False, "“unprecedented” delays at the port"),
    ],
)
def test_a_statement_stands_alone_with_its_marks_in_pairs(parts, is_direct, statement):
    assert statement_of(parts, is_direct=is_direct) == statement


def test_a_deleted_article_takes_its_untouched_proposals_along_and_nothing_else(read_article, checker):
    issue_verdict(bridge(), "true", reason="Checked.", by=checker)
    read_article.delete()
    work()
    assert bridge().status == "decided"
    assert not Claim.objects.filter(status="new").exists()
    assert Claim.objects.filter(status="withdrawn").exists()


def test_an_article_deleted_before_it_was_read_proposes_nothing(article):
    article.delete()
    work()
    assert not Claim.objects.exists()
