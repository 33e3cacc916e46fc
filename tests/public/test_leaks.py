"""Whatever the desk does: no word that readers were not shown is in anything that they can fetch."""

import logging
import re

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, example, given, note, settings
from hypothesis import strategies as st

from accounts.models import User
from articles.models import FrontPage
from claims.models import Claim, Evidence
from tests.public.deskwork import FIRST_SIDE, Newsroom, program
from tests.public.outputs import ANSWERS, addresses, fetch, routes

pytestmark = pytest.mark.django_db


def check(newsroom: Newsroom) -> set[str]:
    """Fetch everything; returns the kinds of things that were there to be seen."""
    cache.clear()
    client = Client()
    secrets = newsroom.secrets()
    searched = re.compile("|".join(secrets) or "$.", re.IGNORECASE)
    seen: dict[str, str] = {}
    for path in addresses(newsroom.stories, sorted(newsroom.paths)):
        status, told = fetch(client, path)
        assert status in ANSWERS, path
        leak = searched.search(told)
        assert leak is None, (path, leak and told[max(leak.start() - 200, 0) : leak.end() + 200])
        if status == 200:
            seen[path] = told
    for word in secrets[:: max(len(secrets) // 8, 1)]:
        for name in ("claims", "articles", "entities"):
            assert client.get(f"/api/v1/{name}", {"q": word}).json()["results"] == [], (name, word)
    return published(newsroom, seen)


def published(newsroom: Newsroom, seen: dict[str, str]) -> set[str]:
    """What readers should see is there, else a site that shows nothing would pass."""
    kinds = {"stories"} if newsroom.visible() else set()
    for pk in newsroom.visible():
        text = seen[f"/api/v1/articles/{pk}"].lower()
        words = [word for word in newsroom.words if word in newsroom.live[pk].lower()]
        assert words
        assert [word for word in words if word not in text] == []
    for pk in Claim.objects.public().values_list("pk", flat=True):
        kinds.add("claims")
        claim = Claim.objects.get(pk=pk)
        assert claim.verdict.reason in seen[f"/claims/{pk}/"]
        assert pk in newsroom.public_claims()
        page = seen[f"/claims/{pk}/"]
        statement = page.partition('<h1 class="statement">')[2].partition("</h1>")[0]
        claimant = page.partition('<p class="claimant">')[2].partition("</p>")[0]
        # Whoever is named stands in one paragraph with the words: a paragraph has one speaker.
        assert newsroom.words_in(claimant) <= newsroom.speakers(statement), (statement, claimant)
        kinds |= {"claimants"} if newsroom.words_in(claimant) else set()
        for item in Evidence.objects.filter(claim=pk, retraction=None):
            kinds.add(item.kind)
            assert item.title in page
        if f"/claims/{pk}/claimreview.jsonld" in seen:
            kinds.add("reviews")
            assert claim.verdict.reason in seen["/claims/feed.jsonld"]
        else:
            assert claim.verdict.reason not in seen["/claims/feed.jsonld"]
            kinds.add("changed words")
    return kinds


def test_no_word_that_readers_were_not_shown_is_in_anything_public(
    newsroom: FrontPage, checker: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, logger="django.request")  # most addresses lead nowhere
    chief = User.objects.create_superuser("chief", password="chief")
    kinds: set[str] = set()

    @settings(
        max_examples=1,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a shorter program is not worth minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(FIRST_SIDE, 10**6))
    @example(1)  # of a day on which a source and a statement were edited before publication
    @example(5)  # of one on which a verdict was replaced before
    @example(9)  # of one on which a section was private
    @example(12)  # of one on which what an editor had confirmed was told with the draft's name
    @example(10)  # of one on which speakers changed places before publication
    @example(11)  # of one with pictures, files and interviews
    @example(13)  # of one on which stories were published under embargo
    def run(seed: int) -> None:
        with transaction.atomic():
            room = Newsroom(chief, checker)
            try:
                for name, number in program(seed):
                    room.act(name, number)
                kinds.update(check(room) | room.waiting())
            finally:
                note("\n".join(room.log))
                transaction.set_rollback(True)

    run()
    assert {"stories", "claims", "reviews", "claimants", "file", "interview"} <= kinds
    # A probe that has nothing to find finds nothing.
    assert {"a story that waits", "new words that wait", "a section's draft", "a document"} <= kinds


def test_every_address_without_an_account_is_looked_at(newsroom: FrontPage) -> None:
    found = list(routes())
    assert len(found) > 30
    for name in ("claims/feed.jsonld", "annotations/<number:pk>/", "api/v1/claims", "sitemap-<section>.xml"):
        assert name in found
    list(addresses([1], ["/"]))
