"""Whom readers are told of, and by what name: only what published words say, or what an editor confirmed."""

import json
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client

from accounts.models import User
from annotations.models import Attribution, Mention
from articles.models import ArticlePage
from claims.models import Claim
from entities.actions import confirm_entity
from entities.models import Entity
from tests.claims.deciding import find_out
from tests.conftest import edit, work
from tests.public.conftest import BODY, body
from tests.public.outputs import ANSWERS, addresses, all_paths, fetch
from tests.public.test_pages import page, queries

pytestmark = pytest.mark.django_db

FULL, SHORT = "Mara Lindqvist-Berg", "Mara Lindqvist"


def told(client: Client, story: ArticlePage) -> dict[str, str]:
    """All that readers can fetch, by its address."""
    cache.clear()
    answers = {path: fetch(client, path) for path in addresses([story.pk], sorted(all_paths()))}
    assert {status for status, _ in answers.values()} <= ANSWERS
    return {path: text for path, (status, text) in answers.items() if status == 200}


@pytest.fixture
def named_in_full(checked: Claim, published: ArticlePage) -> Entity:
    """The claimant, proposed under a name that only a draft has."""
    entity = Entity.objects.get(name=SHORT)
    Entity.objects.filter(pk=entity.pk).update(name=FULL, key=FULL.casefold(), slug="mara-lindqvist-berg")
    Claim.objects.filter(claimant=entity).update(claimant_name=FULL)
    return Entity.objects.get(pk=entity.pk)


def test_readers_know_an_unconfirmed_entity_by_the_fullest_name_that_they_were_shown(
    client: Client, named_in_full: Entity, checked: Claim, published: ArticlePage, desk: User
) -> None:
    pk = named_in_full.pk
    shown = told(client, published)
    assert [path for path, text in shown.items() if "lindqvist-berg" in text.lower()] == []
    page_of_claim = shown[f"/claims/{checked.pk}/"]
    assert f'Claimed by <a href="/entities/{pk}/mara-lindqvist/">{SHORT}</a>' in page_of_claim
    assert f"<h1>{SHORT}</h1>" in shown[f"/entities/{pk}/"]
    [element] = client.get("/claims/feed.jsonld").json()["dataFeedElement"]
    assert element["item"]["itemReviewed"]["author"]["name"] == SHORT
    claim = client.get(f"/api/v1/claims/{checked.pk}").json()
    assert (claim["claimant"]["name"], claim["claimant_name"]) == (SHORT, SHORT)
    assert client.get(f"/api/v1/entities/{pk}").json()["name"] == SHORT
    assert client.get("/api/v1/entities?q=Berg").json()["results"] == []
    [row] = client.get("/api/v1/entities?q=lindqvist").json()["results"]
    assert (row["id"], row["name"]) == (pk, SHORT)
    confirm_entity(named_in_full, by=desk)
    assert f"<h1>{FULL}</h1>" in page(client, f"/entities/{pk}/mara-lindqvist-berg/")
    assert [row["id"] for row in client.get("/api/v1/entities?q=Berg").json()["results"]] == [pk]
    assert f'mara-lindqvist-berg/">{FULL}</a>' in page(client, checked.get_absolute_url())


def test_whom_no_published_text_names_is_nobody_to_readers(
    client: Client, named_in_full: Entity, checked: Claim, published: ArticlePage
) -> None:
    Mention.objects.filter(entity=named_in_full).update(entity=None)
    # What an editor confirmed in a draft, carried to where a reading overlooks it.
    Attribution.objects.filter(source_entity=named_in_full).update(
        source_text=FULL, source=[], status=Attribution.Status.CONFIRMED
    )
    shown = told(client, published)
    assert [path for path, text in shown.items() if "lindqvist-berg" in text.lower()] == []
    assert "Claimed by somebody not named" in shown[f"/claims/{checked.pk}/"]
    assert f"/entities/{named_in_full.pk}/" not in shown


def rows(*texts: str) -> str:
    return json.dumps(body(*((f"b{number}", f"k{number}", text) for number, text in enumerate(texts))))


def test_words_that_another_sentence_gives_to_somebody_else_are_theirs_once_that_is_published(
    client: Client,
    write: Callable[..., ArticlePage],
    publish: Callable[..., ArticlePage],
    reporter: User,
    checker: User,
) -> None:
    said = "He said the bridge would cost 40 million crowns by the end of next year."
    other = "“We are late,” said {}, who runs the yard."
    story = write()
    story.body = rows("Otto Brandt spoke to reporters on Tuesday.", said, other.format("Karl Brenner"))
    story.save_revision(user=reporter)
    work()
    claim = Claim.objects.get(statement__contains="40 million")
    assert claim.claimant_name == "Otto Brandt"
    # Before anybody saw it, the words are given to Karl Brenner, and Otto Brandt has some of his own.
    story.body = rows("Karl Brenner spoke to reporters on Tuesday.", said, other.format("Otto Brandt"))
    publish(story)
    find_out(claim, "mostly-true", reason="So it is.", by=checker)
    otto, karl = (Entity.objects.get(name=name) for name in ("Otto Brandt", "Karl Brenner"))
    for _ in range(2):
        assert f">{karl.name}</a>" in page(client, client.get(f"/claims/{claim.pk}/")["Location"])
        answer = client.get(f"/api/v1/claims/{claim.pk}").json()
        assert (answer["claimant"]["id"], answer["claimant_name"]) == (karl.pk, karl.name)
        [element] = client.get("/claims/feed.jsonld").json()["dataFeedElement"]
        assert element["item"]["itemReviewed"]["author"]["name"] == karl.name
        for path in ("/api/v1/claims?claimant={}", "/api/v1/entities/{}/claims"):
            assert client.get(path.format(otto.pk)).json()["results"] == []
            assert [each["id"] for each in client.get(path.format(karl.pk)).json()["results"]] == [claim.pk]
        assert "40 million" not in page(client, otto.get_absolute_url())
        assert f"/claims/{claim.pk}/" in page(client, karl.get_absolute_url())
        # A draft gives them back to Otto Brandt: nobody but the desk is told.
        edit(ArticlePage.objects.get(pk=story.pk), reporter, "Karl Brenner spoke", "Otto Brandt spoke")
        work()
    publish(ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object())
    answer = client.get(f"/api/v1/claims/{claim.pk}").json()
    assert (answer["claimant"]["id"], answer["claimant_name"]) == (otto.pk, otto.name)
    # The words go: they stay his who was quoted with them last.
    story = ArticlePage.objects.get(pk=story.pk)
    publish(story, body=rows("Nobody spoke.", other.format("Karl Brenner"), "Otto Brandt was there."))
    answer = client.get(f"/api/v1/claims/{claim.pk}").json()
    assert answer["claimant_name"] == otto.name
    assert client.get(f"/api/v1/entities/{karl.pk}/claims").json()["results"] == []


def test_names_cost_the_same_however_many_there_are(
    client: Client,
    named_in_full: Entity,
    checked: Claim,
    published: ArticlePage,
    publish: Callable[..., ArticlePage],
    checker: User,
) -> None:
    paths = ["/claims/", "/claims/feed.jsonld", "/api/v1/claims", "/api/v1/entities?q=i", f"{published.url}"]
    before = {path: queries(client, path) for path in paths}
    said = "“Fact {} holds in every harbour,” said Mara {} in Eastmouth on Tuesday."
    names = ("Ottosen", "Karlsen", "Bertelsen", "Pedersen", "Nielsen")
    publish(published, body=rows(*(text for *_, text in BODY), *(said.format(n, n) for n in names)))
    for claim in Claim.objects.undecided():
        find_out(claim, "true", reason="So it is.", by=checker)
    Entity.objects.filter(name__endswith="sen").update(name=Concat("name", Value("-Berg")))
    for path, count in before.items():
        assert queries(client, path) <= count, path
