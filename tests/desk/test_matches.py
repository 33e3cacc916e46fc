"""“Already checked?” on the claim's page, and “Checked elsewhere” in the menu."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import actions, importing
from claims.models import Claim, Evidence, ForeignRating, ImportedReview, ReviewImport
from tests.claims.deciding import decide
from tests.claims.reviews import review
from tests.conftest import person, work

WORDS = "The new bridge will cost 40 million crowns."


@pytest.fixture
def claim(checker) -> Claim:
    """One that we decided, and somebody else, too."""
    decided = Claim.objects.create(statement=WORDS)
    decide(decided, "true", reason="The budget says so.", by=checker)
    content = json.dumps(review(WORDS, headline="No, it costs 80")).encode()
    importing.import_reviews(by=None, name="x", content=content)
    claim = Claim.objects.create(statement="The new bridge costs 40 million crowns")
    actions.triage(claim, by=checker)
    work()
    return claim


def page(client, claim, user, **asked):
    client.force_login(user)
    return client.get(reverse("claims:page", args=[claim.pk]), asked)


def press(client, claim, user, act):
    client.force_login(user)
    return client.post(reverse("claims:page", args=[claim.pk]), {"act": act}, follow=True)


def test_the_page_shows_what_was_checked_and_lets_checkers_rule(claim, client, checker, reporter):
    shown = page(client, claim, checker).content.decode()
    assert "Already checked?" in shown
    assert "Checks Example" in shown
    assert "Way off" in shown
    assert "ours: False" in shown
    assert "31 May 2026" in shown
    assert "Checked by us" in shown
    ours = claim.suggestions.get(review=None)
    assert f'value="same-{ours.pk}"' in shown
    assert f'value="same-{ours.pk}"' not in page(client, claim, reporter).content.decode()
    press(client, claim, reporter, f"same-{ours.pk}")
    ours.refresh_from_db()
    assert ours.state == "proposed"


def test_of_our_own_claim_it_offers_to_mark_a_duplicate_and_does_not(claim, client, checker):
    ours = claim.suggestions.get(review=None)
    shown = press(client, claim, checker, f"same-{ours.pk}").content.decode()
    assert "Nothing else was changed" in shown
    assert "Mark as duplicate …" in shown
    form = page(client, claim, checker, **{"from": ours.pk}).context["duplicate_form"]
    assert form["original"].value() == ours.checked_claim_id
    claim.refresh_from_db()
    assert claim.status == "triaged"
    press(client, claim, checker, f"unsay-{ours.pk}")
    ours.refresh_from_db()
    assert ours.state == "proposed"


def test_of_anothers_check_it_offers_to_add_evidence_and_does_not(claim, client, checker):
    theirs = claim.suggestions.get(checked_claim=None)
    shown = press(client, claim, checker, f"same-{theirs.pk}").content.decode()
    assert "Add as evidence …" in shown
    form = page(client, claim, checker, **{"from": theirs.pk}).context["evidence_form"]
    assert form["url"].value() == "https://checks.example/bridge"
    assert form["title"].value() == "Checks Example: No, it costs 80"
    assert form["stance"].value() == Evidence.Stance.REFUTES
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("asked", ["", "x", "0", "²", "9" * 30])
def test_an_address_that_names_no_suggestion_fills_nothing_in(claim, client, checker, asked):
    answer = page(client, claim, checker, **{"from": asked})
    assert answer.status_code == 200
    assert not answer.context["evidence_form"].initial


def test_the_page_asks_no_more_for_more_suggestions(claim, client, checker):
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client, claim, checker)
    many = [review(WORDS, url=f"https://checks.example/{n}") for n in range(3)]
    importing.import_reviews(by=None, name="x", content=json.dumps(many).encode())
    work()
    assert claim.suggestions.count() == 5
    with CaptureQueriesContext(connection) as more:
        page(client, claim, checker)
    assert len(more) <= len(few)


def test_a_file_is_imported_and_its_outcome_shown(client, checker):
    client.force_login(checker)
    content = json.dumps([review(), review(url=None)]).encode()
    answer = client.post(
        reverse("reviews:import"), {"file": SimpleUploadedFile("others.json", content)}, follow=True
    )
    assert "A worker reads it" in answer.content.decode()
    work()
    shown = client.get(reverse("reviews:outcome", args=[ReviewImport.objects.get().pk])).content.decode()
    assert "<strong>1</strong> added" in shown
    assert "Record 2" in shown
    assert "url: it is missing" in shown
    shown = client.get(
        reverse("reviews:index"), {"publisher": "Checks Example", "q": "bridge"}
    ).content.decode()
    assert "The bridge will cost 40 million crowns." in shown
    shown = client.get(reverse("reviews:page", args=[ImportedReview.objects.get().pk])).content.decode()
    assert "&quot;claimReviewed&quot;" in shown
    assert "others.json" in shown
    assert "others.json" in client.get(reverse("reviews:import")).content.decode()


def test_a_file_that_is_none_of_the_formats_says_so(client, checker):
    client.force_login(checker)
    client.post(reverse("reviews:import"), {"file": SimpleUploadedFile("cat.png", b"\x89PNG")})
    work()
    done = ReviewImport.objects.get()
    shown = client.get(reverse("reviews:outcome", args=[done.pk])).content.decode()
    assert "The format is not known" in shown


def test_nothing_or_both_is_told_at_the_field(client, checker):
    client.force_login(checker)
    for sent in ({}, {"file": SimpleUploadedFile("x.json", b"{}"), "url": "https://a.example/"}):
        answer = client.post(reverse("reviews:import"), sent)
        assert answer.status_code == 422
        assert "one of them" in str(answer.context["form"].errors["file"])
    assert client.post(reverse("reviews:import"), {"url": "no address"}).status_code == 422
    assert not ReviewImport.objects.exists()


def test_reporters_see_the_listing_and_import_nothing(client, reporter):
    client.force_login(reporter)
    shown = client.get(reverse("reviews:index")).content.decode()
    assert "Import what others checked" in shown
    assert reverse("reviews:import") not in shown
    client.post(reverse("reviews:import"), {"url": "https://a.example/"})
    assert not ReviewImport.objects.exists()


def test_administrators_say_what_other_peoples_words_mean(client, newsroom):
    importing.run(importing.import_reviews(by=None, name="x", content=json.dumps(review()).encode()))
    client.force_login(person("ada", "Administrators"))
    sent = {"label": "Way off", "publisher": "", "rating": "misleading"}
    client.post(reverse("foreign_ratings:add"), sent)
    assert ForeignRating.objects.count() == 1
    assert ImportedReview.objects.get().rating_id == "misleading"
    assert client.post(reverse("foreign_ratings:add"), sent).status_code == 200  # told that it is there
    assert ForeignRating.objects.count() == 1
