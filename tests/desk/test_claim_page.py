"""The page of a claim: what it shows, to whom, and what its forms do."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from accounts.models import User
from anchoring import anchor
from articles.models import ArticlePage, ArticleRevision
from claims import actions
from claims.following import appear, follow_article
from claims.models import Claim
from tests.claims.deciding import decide, second_person
from tests.conftest import STORY, paragraph
from tests.desk.making import claim_in, rewrite

COST = "The bridge will cost 40 million crowns"


@pytest.fixture
def claim(article: ArticlePage) -> Claim:
    return claim_in(article, COST, claimant_name="Mara Lindqvist")


def page_of(client: Client, claim: Claim, user: User) -> Any:
    client.force_login(user)
    return client.get(reverse("claims:page", args=[claim.pk]))


def send(client: Client, claim: Claim, user: User, **fields: str) -> Any:
    client.force_login(user)
    return client.post(reverse("claims:page", args=[claim.pk]), fields, follow=True)


def test_it_shows_the_words_in_their_surroundings(client: Client, claim: Claim, checker: User) -> None:
    text = page_of(client, claim, checker).content.decode()
    assert f"“<mark>{COST}</mark>,” said Mara Lindqvist" in text
    assert "Bridge bill grows" in text
    assert "Same words, same place" in text


@pytest.mark.parametrize(
    ("act", "status"),
    [("triage", "triaged"), ("set_aside", "not_checkable"), ("begin", "in_check"), ("take", "assigned")],
)
def test_a_button_does_its_act(client: Client, claim: Claim, checker: User, act: str, status: str) -> None:
    send(client, claim, checker, act=act)
    claim.refresh_from_db()
    assert claim.status == status


def test_evidence_and_verdict_are_signed(client: Client, claim: Claim, checker: User) -> None:
    send(
        client,
        claim,
        checker,
        **{
            "act": "evidence",
            "evidence-url": "https://example.invalid/minutes",
            "evidence-title": "Minutes",
            "evidence-stance": "supports",
        },
    )
    response = send(
        client, claim, checker, **{"act": "verdict", "verdict-rating": "mixed", "verdict-reason": "It is 55."}
    )
    evidence, verdict = claim.evidence.get(), claim.verdicts.get()
    assert (evidence.title, evidence.added_by, verdict.rating_id, verdict.issued_by) == (
        "Minutes",
        checker,
        "mixed",
        checker,
    )
    text = response.content.decode()
    assert "Signed by Chris" in text
    assert "The verdict that counts" in text


def test_a_second_person_confirms_and_the_first_is_not_asked(
    client: Client, claim: Claim, checker: User
) -> None:
    said = {"act": "verdict", "verdict-rating": "false", "verdict-reason": "It is 55."}
    own = send(client, claim, checker, **said).content.decode()
    assert "It counts once a second person has confirmed it." in own
    assert "somebody else has to confirm it" in own
    second = second_person()
    asked = page_of(client, claim, second).content.decode()
    assert "Confirm it or send it back" in asked
    back = send(client, claim, second, **{"act": "second", "second-agrees": "no", "second-note": " "})
    assert (back.status_code, "Say why" in back.content.decode()) == (422, True)
    done = send(client, claim, second, **{"act": "second", "second-agrees": "yes"}).content.decode()
    assert "Confirmed by Noor" in done
    assert send(client, claim, checker, act="publish").status_code == 200
    assert "What readers see" in page_of(client, claim, checker).content.decode()


def test_a_claim_is_assigned_planned_and_talked_about(
    client: Client, claim: Claim, checker: User, desk: User
) -> None:
    send(client, claim, desk, **{"act": "assign", "assign-assignee": str(checker.pk)})
    send(client, claim, desk, **{"act": "plan", "plan-priority": "4", "plan-due_at": "2026-01-02T10:00"})
    text = send(client, claim, desk, **{"act": "note", "note-text": "Today, please, @chris"}).content.decode()
    for words in (
        "In the hands of <strong>Chris",
        "Urgent",
        "Overdue",
        "Today, please",
        "assigned it: Chris",
    ):
        assert words in text
    assert claim.notices.filter(person=checker, read_at=None).count() == 3
    page_of(client, claim, checker)
    assert not claim.notices.filter(person=checker, read_at=None).exists()


def test_a_claim_is_reworded_until_a_verdict_is_signed(client: Client, claim: Claim, checker: User) -> None:
    send(client, claim, checker, **{"act": "reword", "reword-statement": "  Bridges  cost 90 million. "})
    before = claim.statement
    claim.refresh_from_db()
    assert claim.statement == "Bridges cost 90 million."
    assert before in claim.acts.get().about
    decide(claim, "true", reason="It is.", by=checker)
    assert "Reword" not in page_of(client, claim, checker).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"act": "duplicate", "duplicate-original": "999999"}, "There is no claim 999999."),
        ({"act": "duplicate", "duplicate-original": "9" * 30}, "There is no claim 9"),
        ({"act": "assign", "assign-assignee": ""}, "Choose who should check it."),
        ({"act": "note", "note-text": " "}, "Write a note first."),
        ({"act": "back", "back-step": "withdraw", "back-why": ""}, "Say why, for the history"),
        ({"act": "back", "back-step": "publish", "back-why": "So."}, "Select a valid choice"),
    ],
)
def test_a_form_filled_wrongly_says_what_is_wrong(
    client: Client, claim: Claim, checker: User, fields: dict[str, str], words: str
) -> None:
    response = send(client, claim, checker, **fields)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not claim.acts.exists()


def test_one_keystroke_reaffirms_the_verdict_for_the_words_that_were_seen(
    client: Client, claim: Claim, article: ArticlePage, checker: User
) -> None:
    decide(claim, "true", reason="The minutes say so.", by=checker)
    body = [dict(block) for block in article.body.raw_data]
    body[1]["value"] = body[1]["value"].replace("40 million", "55 million")
    rewrite(article, body)
    follow_article(article.pk)
    seen = claim.appearances.get().anchor.pk
    text = send(client, claim, checker, act="reaffirm", seen="0").content.decode()
    assert "Look at the new words first" in text
    text = send(client, claim, checker, act="reaffirm", seen=str(seen)).content.decode()
    assert "Text changed since it was checked" not in text
    assert not Claim.objects.reworded().exists()
    body[1]["value"] = body[1]["value"].replace("55 million", "56 million")
    rewrite(article, body)
    follow_article(article.pk)
    assert list(Claim.objects.reworded()) == [claim]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"act": "evidence", "evidence-url": "no address", "evidence-stance": "supports"},
            "begins with https://",
        ),
        (
            {"act": "evidence", "evidence-url": "ftp://example.invalid/x", "evidence-stance": "supports"},
            "valid URL",
        ),
        (
            {"act": "verdict", "verdict-rating": "true", "verdict-reason": "  "},
            "Say why, in words for readers.",
        ),
        ({"act": "verdict", "verdict-rating": "perhaps", "verdict-reason": "So."}, "Select a valid choice"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_nothing_typed_is_lost(
    client: Client, claim: Claim, checker: User, fields: dict[str, str], words: str
) -> None:
    response = send(client, claim, checker, **fields)
    assert response.status_code == 422
    assert words in response.content.decode().replace("&#x27;", "'")
    assert next(value for key, value in fields.items() if "url" in key or "rating" in key) in (
        response.content.decode()
    )
    assert not claim.evidence.exists()
    assert not claim.verdicts.exists()


def test_forms_are_shown_only_to_those_with_the_right(client: Client, claim: Claim, reporter: User) -> None:
    text = page_of(client, claim, reporter).content.decode()
    assert "Add evidence" not in text
    assert "Issue the verdict" not in text
    assert "Take up for checking" in text  # reporters may make claims


def test_every_form_carries_its_token(client: Client, claim: Claim, checker: User) -> None:
    text = page_of(client, claim, checker).content.decode()
    posting = text[text.index("desk-page") :].count('method="post"')
    assert text[text.index("desk-page") :].count("csrfmiddlewaretoken") == posting > 5


@pytest.mark.parametrize("act", ["begin", "verdict"])
def test_without_the_right_nothing_happens_and_the_page_says_whom_to_ask(
    client: Client, claim: Claim, reporter: User, act: str
) -> None:
    response = send(
        client, claim, reporter, **{"act": act, "verdict-rating": "true", "verdict-reason": "I think so."}
    )
    assert "the fact-checkers" in response.content.decode()
    claim.refresh_from_db()
    assert (claim.status, claim.verdicts.count()) == ("new", 0)


def test_a_decided_claim_is_not_dismissed(client: Client, claim: Claim, checker: User) -> None:
    actions.issue_verdict(claim, "true", reason="The minutes say so.", by=checker)
    response = send(client, claim, checker, act="set_aside")
    assert "is “decided” by now" in response.content.decode()
    claim.refresh_from_db()
    assert claim.status == "decided"


def test_words_changed_after_the_verdict_stand_side_by_side(
    client: Client, claim: Claim, article: ArticlePage, checker: User
) -> None:
    actions.issue_verdict(claim, "true", reason="The minutes say so.", by=checker)
    body = [dict(block) for block in article.body.raw_data]
    body[1]["value"] = body[1]["value"].replace("40 million", "55 million")
    rewrite(article, body)
    follow_article(article.pk)
    text = page_of(client, claim, checker).content.decode()
    assert "Text changed since it was checked" in text
    assert "As it was checked" in text
    assert "</span>40<span" in text
    assert "</span>55<span" in text
    assert list(Claim.objects.reworded()) == [claim]


def test_words_changed_before_the_verdict_do_not_cast_doubt_on_it(
    claim: Claim, article: ArticlePage, checker: User
) -> None:
    body = [dict(block) for block in article.body.raw_data]
    body[1]["value"] = body[1]["value"].replace("40 million", "55 million")
    rewrite(article, body)
    follow_article(article.pk)
    actions.issue_verdict(claim, "true", reason="The minutes say so.", by=checker)
    assert not Claim.objects.reworded().exists()


def test_deleted_words_are_shown_where_they_last_stood(
    client: Client, claim: Claim, article: ArticlePage, checker: User
) -> None:
    rewrite(article, [paragraph(STORY[0])])
    follow_article(article.pk)
    text = page_of(client, claim, checker).content.decode()
    assert "They last stood here" in text
    assert f"<mark>{COST}</mark>" in text


def test_times_are_told_in_the_users_own_time_zone(client: Client, claim: Claim, checker: User) -> None:
    verdict = actions.issue_verdict(claim, "true", reason="The minutes say so.", by=checker)
    profile = UserProfile.get_for_user(checker)
    profile.current_time_zone = "Asia/Tokyo"
    profile.save()
    there = verdict.issued_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{there:%H:%M}" in page_of(client, claim, checker).content.decode()
    assert there.isoformat()[:16] in page_of(client, claim, checker).content.decode()


def test_more_places_and_evidence_cost_no_more_queries(
    client: Client, claim: Claim, write: Callable[..., ArticlePage], checker: User
) -> None:
    def add(number: int) -> None:
        revision = ArticleRevision.objects.latest_of(write(f"Another story {number}"))
        assert revision is not None
        start = revision.text.plain.index(COST)
        appear(claim, revision, anchor(revision.text.segments, start, start + len(COST)))
        actions.add_evidence(claim, f"https://example.invalid/{number}", by=checker)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("claims:page", args=[claim.pk])).status_code == 200
        return len(captured)

    client.force_login(checker)
    add(1)
    queries()  # profiles and content types are made and remembered on the first visit
    few = queries()
    for number in range(2, 9):
        add(number)
    assert queries() == few


def test_who_may_not_see_claims_is_turned_away(client: Client, claim: Claim, newsroom: Any) -> None:
    outsider = User.objects.create_user("otto", password="otto")
    outsider.user_permissions.add(Permission.objects.get(codename="access_admin"))
    response = page_of(client, claim, outsider)
    assert response.status_code == 302
