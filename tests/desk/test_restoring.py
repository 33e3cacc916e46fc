"""The page that restores: it shows what would change, asks, and never goes over newer words."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision
from tests.conftest import paragraph
from tests.desk.making import rewrite


@pytest.fixture
def edited(article: ArticlePage, desk: User) -> ArticlePage:
    rewrite(article, [paragraph("It rained.", block="a"), paragraph("They met.", block="b")], user=desk)
    return rewrite(article, [paragraph("It snowed.", block="a")], user=desk, title="Tunnel bill")


def test_it_shows_what_would_change_and_restores_when_asked(
    client: Client, edited: ArticlePage, desk: User
) -> None:
    client.force_login(desk)
    address = reverse("article_restore", args=[edited.pk, 2])
    page = client.get(address)
    text = page.content.decode()
    assert "They met." in text
    assert "One block" not in text
    assert 'name="block"' not in text
    assert "words would come" in text
    done = client.post(address, {"began_from": page.context["plan"].began_from}, follow=True)
    assert "Restored from revision 2, as revision 4." in done.content.decode()
    assert "To undo it, restore revision 3." in done.content.decode()
    again = client.get(address).content.decode()
    assert "nothing to restore" in again
    assert ">Restore</button>" not in again


def test_one_block_alone(client: Client, edited: ArticlePage, desk: User) -> None:
    client.force_login(desk)
    shown = client.get(reverse("article_revision", args=[edited.pk, 2])).content.decode()
    address = reverse("article_restore", args=[edited.pk, 2])
    assert f"{address}?block=b" in shown
    page = client.get(address, {"block": "b"})
    assert '<input type="hidden" name="block" value="b">' in page.content.decode()
    client.post(address, {"block": "b", "began_from": page.context["plan"].began_from})
    newest = ArticleRevision.objects.latest_of(edited)
    assert newest
    assert newest.text.plain == "Tunnel bill\n\nIt snowed.\n\nThey met."
    lost = client.get(address, {"block": "nowhere"}, follow=True).content.decode()
    assert "Revision 2 has no such block." in lost


def test_who_looked_at_what_is_outdated_by_now_is_shown_the_newest(
    client: Client, edited: ArticlePage, desk: User, reporter: User
) -> None:
    client.force_login(desk)
    address = reverse("article_restore", args=[edited.pk, 2])
    seen = client.get(address).context["plan"].began_from
    rewrite(edited, [paragraph("Rita was faster.", block="a")], user=reporter)
    told = client.post(address, {"began_from": seen})
    assert told.status_code == 409
    assert "Somebody saved this story while you looked." in told.content.decode()
    assert "Rita was faster." in told.content.decode()
    assert ArticleRevision.objects.of(edited).count() == 4


def test_whoever_may_not_edit_is_offered_nothing(
    client: Client, edited: ArticlePage, sport_desk: User
) -> None:
    client.force_login(sport_desk)
    address = reverse("article_restore", args=[edited.pk, 2])
    page = client.get(address)
    assert ">Restore</button>" not in page.content.decode()
    told = client.post(address, {"began_from": page.context["plan"].began_from}, follow=True)
    assert "You may not edit this article" in told.content.decode()


def test_wagtails_own_way_back_leads_to_ours(client: Client, edited: ArticlePage, desk: User) -> None:
    client.force_login(desk)
    old = ArticleRevision.objects.of(edited).get(number=2)
    way = reverse("wagtailadmin_pages:revisions_revert", args=[edited.pk, old.wagtail_revision_id])
    for answer in (client.get(way), client.post(way, {"title": "Forced"})):
        assert answer.url == reverse("article_restore", args=[edited.pk, 2])
