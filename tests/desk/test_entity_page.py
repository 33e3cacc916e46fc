"""What the machine asks about an entity, on its page, answered with one click."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from entities.linking import Named, link
from entities.models import Alias, Candidate, Entity, Reconciliation, Suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(db: None) -> Suggestion:
    """“M. Lindqvist”, proposed, who may be Mara Lindqvist, confirmed."""
    mara = Entity.objects.create(name="Mara Lindqvist", kind="person", state="confirmed")
    Alias.objects.create(entity=mara, name="Mara Lindqvist")
    link([Named("M. Lindqvist", "person", ())])
    return Suggestion.objects.get()


def page(client: Client, entity: Entity) -> str:
    text = client.get(reverse("entities:page", args=[entity.pk])).content.decode()
    return re.sub(r"\s+", " ", text[text.index("desk-page") :])


def press(client: Client, entity: Entity, act: str) -> str:
    answer = client.post(reverse("entities:page", args=[entity.pk]), {"act": act}, follow=True)
    return answer.content.decode()


def test_both_pages_ask_whether_the_two_are_one(client: Client, pair: Suggestion, desk: User) -> None:
    client.force_login(desk)
    assert "Mara Lindqvist</a>" in page(client, pair.entity)
    shown = page(client, pair.other)
    for words in ("Maybe the same", "M. Lindqvist</a>", "92 % alike: the initial and the surname fit"):
        assert words in shown


def test_one_click_makes_them_one(client: Client, pair: Suggestion, desk: User) -> None:
    client.force_login(desk)
    assert "are one entity now" in press(client, pair.other, f"accept-{pair.pk}")
    merged = page(client, pair.entity)
    assert "It is the same as" in merged
    assert "Confirm</button>" not in merged
    shown = page(client, pair.other)
    assert '<span class="desk-alias">M. Lindqvist</span>' in shown
    assert "Maybe the same" not in shown


def test_one_click_keeps_them_apart(client: Client, pair: Suggestion, desk: User) -> None:
    client.force_login(desk)
    press(client, pair.entity, f"refuse-{pair.pk}")
    assert "Maybe the same" not in page(client, pair.entity)
    assert "not known here" in press(client, pair.entity, f"accept-{pair.pk}")
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("refused", desk)


def test_a_reporter_sees_the_question_and_has_no_button(
    client: Client, pair: Suggestion, reporter: User
) -> None:
    client.force_login(reporter)
    shown = page(client, pair.entity)
    assert "Maybe the same" in shown
    assert "Not the same" not in shown
    assert "Ask a desk editor." in press(client, pair.entity, f"accept-{pair.pk}")
    pair.refresh_from_db()
    assert pair.state == "proposed"


def test_candidates_are_confirmed_or_none_of_them(client: Client, pair: Suggestion, desk: User) -> None:
    mara = pair.other
    for identifier, score in (("Q1", 97.5), ("Q2", 60)):
        Candidate.objects.create(
            entity=mara,
            identifier=identifier,
            label="Mara L.",
            score=score,
            origin="service",
            is_match=score > 90,
        )
    client.force_login(desk)
    shown = page(client, mara)
    for words in ("Confirm Q1</button>", "Confirm Q2</button>", "Score 97.5 · reconciliation service"):
        assert words in shown
    press(client, mara, f"identifier-{mara.candidates.get(identifier='Q2').pk}")
    mara.refresh_from_db()
    assert mara.wikidata_id == "Q2"
    assert "Q1" not in page(client, mara)
    press(client, mara, "none")
    mara.refresh_from_db()
    assert mara.wikidata_id == ""
    assert not mara.candidates.exclude(state="refused").exists()


def test_the_page_is_honest_about_the_search(client: Client, pair: Suggestion, desk: User, settings) -> None:
    mara = pair.other
    client.force_login(desk)
    assert "no reconciliation service is set (NEWSROOM_RECONCILIATION_URL)" in page(client, mara)
    settings.NEWSROOM_RECONCILIATION_URL = "http://127.0.0.1:9/"
    assert "Nobody has looked it up" in page(client, mara)
    assert "A worker looks it up" in press(client, mara, "lookup")
    assert "The search is under way" in page(client, mara)
    Reconciliation.objects.update(answered_at=mara.created_at)
    assert "Nothing was found" in page(client, mara)


def test_many_questions_cost_no_more_queries_than_one(client: Client, pair: Suggestion, desk: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, pair.other)
        return len(captured)

    client.force_login(desk)
    Candidate.objects.create(entity=pair.other, identifier="Q1", label="M", score=1, origin="file")
    queries()
    few = queries()
    for number in range(8):
        entity = Entity.objects.create(name=f"M{number} Lindqvist", kind="person")
        Suggestion.objects.create(entity=entity, other=pair.other, score=0.8, reason="alike")
        Candidate.objects.create(
            entity=pair.other, identifier=f"Q1{number}", label="M", score=1, origin="file"
        )
    assert queries() == few
