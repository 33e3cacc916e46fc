"""Why a claim stands where it does in the queue, in words."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from claims.models import Claim
from claims.worthiness import why, why_words
from entities.models import Entity
from extraction.worth import worth

pytestmark = pytest.mark.django_db

FIGURES = "Unemployment rose by 12 percent in 2024, more than in any year since 1990"


def test_the_reasons_are_those_that_the_score_was_made_of() -> None:
    anna = Entity.objects.create(name="Anna Berg", kind="person")
    known = Claim.objects.create(statement="The ferry sank yesterday at noon", claimant=anna)
    unknown = Claim.objects.create(statement=known.statement)
    assert {reason.words for reason in why(known)} - {reason.words for reason in why(unknown)} == {
        "a known source"
    }
    assert worth(known.statement, "person") > worth(unknown.statement)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (FIGURES, "a number, says what changed, a quantity, a comparison"),
        ("Will you come with us tomorrow?", "less so: a question, a promise, talk to somebody"),
        ("40 people died", "a quantity, a number, says what happened; less so: very short"),
        ("Good.", "less so: very short, an opinion"),
    ],
)
def test_the_reasons_read_aloud(statement: str, words: str) -> None:
    assert why_words(Claim(statement=statement)) == words


def test_the_page_and_the_list_say_why(client: Client, newsroom: object, checker: User) -> None:
    claim = Claim.objects.create(statement=FIGURES, worth=0.8)
    client.force_login(checker)
    page = client.get(reverse("claims:page", args=[claim.pk])).content.decode()
    assert f"Check-worthy 80 %. Why it stands here: {why_words(claim)}" in page
    assert why_words(claim) in client.get(reverse("claims:index")).content.decode()
