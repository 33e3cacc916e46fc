"""A claim's page: its verdicts, its places, and never a word or a name that readers were not shown."""

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from articles.models import ArticlePage
from claims.actions import unpublish_verdict
from claims.models import Claim
from entities.models import Entity
from tests.claims.deciding import decide, find_out
from tests.conftest import edit, work
from tests.public.conftest import BODY, body
from tests.public.test_pages import page

pytestmark = pytest.mark.django_db


def test_a_claim_page_tells_what_replaced_an_earlier_verdict_and_who_confirmed_which(
    client: Client, checked: Claim, published: ArticlePage, checker: User
) -> None:
    find_out(checked, "mostly-true", reason="By now it is.", by=checker)
    text = re.sub(r"<[^>]+>|\s+", " ", page(client, checked.get_absolute_url()))
    text = re.sub(r" +", " ", text)
    newest, earlier = text.split("Earlier verdicts")
    assert "Confirmed by" not in newest
    assert re.search(r"False until \d+ \w+ \d{4}, \d\d:\d\d UTC , then “Mostly true”", earlier)
    assert re.search(r"Signed by Chris, \d.* UTC . Confirmed by Noor, \d.* UTC", earlier)


def test_a_verdict_that_readers_never_saw_is_not_in_their_history(
    client: Client, published: ArticlePage, checker: User
) -> None:
    claim = Claim.objects.get(statement__contains="40 million")
    decide(claim, "true", reason="A first guess.", by=checker)
    find_out(claim, "mostly-true", reason="After a second look.", by=checker)
    unpublish_verdict(claim, by=checker, why="A doubt came up.")
    decide(claim, "unproven", reason="A third guess.", by=checker)
    find_out(claim, "true", reason="It is right.", by=checker)
    text = page(client, claim.get_absolute_url())
    answer = client.get(f"/api/v1/claims/{claim.pk}").json()
    assert [each["reason"] for each in answer["verdicts"]] == ["It is right.", "After a second look."]
    for words in ("It is right.", "After a second look."):
        assert words in text
    assert "guess" not in text


def test_a_place_leads_to_its_words_and_tells_the_earlier_ones(
    client: Client, checked: Claim, published: ArticlePage, publish: Callable[..., ArticlePage]
) -> None:
    text = page(client, checked.get_absolute_url())
    assert f'href="{published.url}#:~:text=The%20bridge%20will%20cost%2040%20million%20crowns"' in text
    rows = [BODY[0], ("b2", "k2", BODY[1][2].replace("40 million", "41 million")), BODY[2]]
    publish(published, body=json.dumps(body(*rows)))
    text = page(client, checked.get_absolute_url())
    assert "“The bridge will cost 41 million crowns,”</p>" in text
    assert "It said when it was checked:" in text
    assert "“The bridge will cost 40 million crowns,”</p>" in text


def test_words_of_a_draft_between_are_not_told_as_the_earlier_ones(
    client: Client,
    checked: Claim,
    published: ArticlePage,
    publish: Callable[..., ArticlePage],
    checker: User,
    reporter: User,
) -> None:
    draft = ArticlePage.objects.get(pk=published.pk)
    edit(draft, reporter, "40 million", "90 million flurbling")
    work()
    find_out(checked, "mostly-true", reason="On the draft.", by=checker)
    text = page(client, checked.get_absolute_url())
    assert "The text changed since it was checked." in text
    assert "flurbling" not in text
    assert "It said when it was checked:" not in text


@pytest.mark.parametrize("name", ["Ottokar Vexelby", "Eastmouth"])
def test_a_source_whom_the_published_story_does_not_quote_with_it_is_not_named(
    client: Client, checked: Claim, published: ArticlePage, name: str
) -> None:
    """As when a draft had the words from somebody whom the story left out, or names for other reasons.

    Named is whom it quotes with them; nobody, until it was read.
    """
    mara = Entity.objects.get(name="Mara Lindqvist")
    entity = Entity.objects.create(name=name, kind="person")
    Claim.objects.filter(pk=checked.pk).update(claimant=entity, claimant_name=name)
    path = f"/api/v1/claims?claimant={entity.pk}"
    assert f'Claimed by <a href="{mara.get_absolute_url()}">Mara Lindqvist</a>' in page(
        client, checked.get_absolute_url()
    )
    answer = client.get(f"/api/v1/claims/{checked.pk}").json()
    assert (answer["claimant"]["id"], answer["claimant_name"]) == (mara.pk, "Mara Lindqvist")
    assert client.get(path).json()["results"] == []
    feed = client.get("/claims/feed.jsonld").json()["dataFeedElement"]
    assert feed[0]["item"]["itemReviewed"]["author"]["name"] == "Mara Lindqvist"
    published.history.last().attributions.all().delete()
    assert "Claimed by somebody not named" in page(client, checked.get_absolute_url())
    answer = client.get(f"/api/v1/claims/{checked.pk}").json()
    assert (answer["claimant"], answer["claimant_name"]) == (None, "")


def test_a_claim_edited_before_publication_is_told_in_the_published_words_once_they_are_judged(
    client: Client,
    write: Callable[..., ArticlePage],
    publish: Callable[..., ArticlePage],
    checker: User,
    reporter: User,
) -> None:
    story = write("Bridge", *(text for _, _, text in BODY))
    work()
    claim = Claim.objects.get(statement__contains="40 million")
    find_out(claim, "false", reason="The contract says otherwise.", by=checker)
    edit(story, reporter, "40 million", "41 million")
    publish(ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object())
    assert client.get(f"/claims/{claim.pk}/", follow=True).status_code == 404
    find_out(claim, "true", reason="So it is.", by=checker)
    text = page(client, client.get(f"/claims/{claim.pk}/")["Location"])
    assert "The bridge will cost 41 million crowns" in text
    assert "40 million" not in text
    assert client.get("/api/v1/claims?q=40").json()["results"] == []
