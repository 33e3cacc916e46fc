"""Nothing that anybody can fetch knows of a story under embargo; when it ends, everything does."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from accounts.models import User
from articles.embargo import lift_embargo, set_embargo
from articles.models import ArticlePage, SectionPage
from claims.models import Claim
from tests.articles import every_change
from tests.conftest import work
from tests.public.outputs import ANSWERS, addresses, all_paths, fetch

WORDS = ("zxbridgeq", "lindqvist", "52 million")
pytestmark = pytest.mark.django_db


def test_a_story_does_not_tell_the_address_of_one_in_a_private_section(
    published: ArticlePage, sport: SectionPage, write: Callable[..., ArticlePage], desk: User
) -> None:
    hidden = write("Zxbridgeq bill grows", "It grows.")
    hidden.get_latest_revision().publish(user=desk)
    hidden.move(sport, "last-child")
    published.body = [
        ("paragraph", f'<p data-block-key="l">See <a linktype="page" id="{hidden.pk}">there</a>.</p>')
    ]
    published.save_revision(user=desk).publish(user=desk)
    address = ArticlePage.objects.get(pk=hidden.pk).url
    assert address in Client().get(published.url).content.decode()
    PageViewRestriction.objects.create(page=sport, restriction_type=PageViewRestriction.LOGIN)
    page = Client().get(published.url).content.decode()
    assert "See" in page
    assert address not in page


def test_history_does_not_name_a_story_under_embargo_that_is_linked_to(
    client: Client,
    published: ArticlePage,
    publish: Callable[..., ArticlePage],
    write: Callable[..., ArticlePage],
    desk: User,
) -> None:
    hidden = write("Zxbridgeq bill grows")
    hidden.get_latest_revision().publish(user=desk)
    link = every_change.prose("to", f'See <a linktype="page" id="{hidden.pk}">this</a>.')
    publish(published, body=json.dumps([every_change.prose("to", "See this.")]))
    publish(published, body=json.dumps([link]))
    assert "Zxbridgeq" in client.get(f"/history/{published.pk}/3/").content.decode()
    set_embargo(hidden, timezone.now() + timedelta(hours=1), by=desk)
    assert "Zxbridgeq" not in client.get(f"/history/{published.pk}/3/").content.decode()


def told(article: ArticlePage) -> dict[str, str]:
    """What every address tells readers of these words."""
    cache.clear()
    client = Client()
    found = {}
    for path in addresses([article.pk], sorted(all_paths())):
        if path == "/api/v1/schema":
            continue  # its examples have this name, too
        status, text = fetch(client, path)
        assert status in ANSWERS, path
        if status == 200 and any(word in text.lower() for word in WORDS):
            found[path] = text
    return found


def test_no_output_knows_of_a_story_under_embargo(
    checked: Claim, published: ArticlePage, write: Callable[..., ArticlePage], desk
) -> None:
    published.title = "Zxbridgeq bill grows"
    published.save_revision(user=desk).publish(user=desk)
    pointing = write("Another story", "It points elsewhere.")
    link = f'<p data-block-key="l">See <a linktype="page" id="{published.pk}">there</a>.</p>'
    pointing.body = [("paragraph", link)]
    pointing.save_revision(user=desk).publish(user=desk)
    address = ArticlePage.objects.get(pk=published.pk).url
    assert address in Client().get(pointing.url).content.decode()

    set_embargo(published, timezone.now() + timedelta(hours=1), by=desk)
    assert told(published) == {}
    assert Client().get(address).status_code == 404
    assert address not in Client().get(pointing.url).content.decode()

    lift_embargo(published, by=desk)
    work()
    known = told(published)
    expected = {
        "/",
        "/news/",
        address,
        "/claims/",
        f"/claims/{checked.pk}/",
        "/claims/feed.jsonld",
        f"/claims/{checked.pk}/claimreview.jsonld",
        f"/history/{published.pk}/",
        f"/annotations/articles/{published.pk}/",
        f"/annotations/claims/{checked.pk}/",
        f"/entities/{checked.claimant_id}/",
        "/api/v1/articles",
        f"/api/v1/articles/{published.pk}",
        f"/api/v1/articles/{published.pk}/reading",
        f"/api/v1/claims/{checked.pk}",
        "/api/v1/entities",
    }
    assert expected <= set(known), expected - set(known)
