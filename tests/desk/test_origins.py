"""When a sentence appeared: asked from a revision's page and from the editor."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from articles.models import ArticlePage, RevisionOrigins
from desk import sentences
from tests.articles.test_origins import COST, LEAD, TOLLS, body, story  # noqa: F401
from tests.conftest import work
from tests.desk.making import rewrite


@pytest.fixture
def edited(story: ArticlePage, desk: User) -> ArticlePage:  # noqa: F811
    """Revision 3, by Dana: a number was changed in Rita's sentence."""
    return rewrite(story, body(f"{LEAD} {COST.replace('forty', 'fifty')}", TOLLS), user=desk)


def page(client: Client, name: str, *args: int, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_each_sentence_of_a_revision_leads_to_its_origin(
    client: Client, edited: ArticlePage, desk: User
) -> None:
    client.force_login(desk)
    text = page(client, "article_revision", edited.pk, 3)
    assert f'href="?sentence=1#origin" data-sentence="1">{LEAD}</a> <a' in text
    assert "Choose a sentence" in text
    asked = page(client, "article_revision", edited.pk, 3, sentence="2")
    for told in (
        "Since <a", "revision 2</a>, by <strong>Rita</strong>", "Reworded in <a", "by <strong>Dana</strong>",
        "</span>forty<span", "</span>fifty<span", 'data-sentence="2" aria-current="true"',
    ):  # fmt: skip
        assert told in asked, told
    assert "revision 2</a>, by <strong>Rita</strong>" in page(
        client, "article_origin", edited.pk, 3, sentence="2"
    )
    for wrong in ("99", "x", "9" * 40, ""):
        assert "Choose a sentence" in page(client, "article_origin", edited.pk, 3, sentence=wrong)


def ask(client: Client, article: ArticlePage, **place: str) -> str:
    response = client.post(reverse("article_origin_now", args=[article.pk]), place)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_editor_asks_for_the_sentence_at_the_cursor(
    client: Client, edited: ArticlePage, desk: User
) -> None:
    client.force_login(desk)
    now = f"{LEAD} {COST.replace('forty', 'sixty')}"
    same = ask(client, edited, block="b1", key="b1", text=TOLLS, at="3")
    assert "revision 2</a>, by <strong>Rita</strong>" in same
    changed = ask(client, edited, block="b0", key="b0", text=now, at=str(len(LEAD) + 9))
    assert "it was edited since" in changed
    assert "Reworded in" in changed
    assert "stand in no kept revision yet" in ask(
        client, edited, block="b0", text="Brand new words here.", at="0"
    )
    assert "stand in no kept revision yet" in ask(client, edited, at="-1")
    assert "data-origin-panel" in page(client, "wagtailadmin_pages:edit", edited.pk)


def test_a_long_history_is_left_to_a_worker(
    client: Client, edited: ArticlePage, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentences, "TRACED_AT_SIGHT", 1)
    client.force_login(desk)
    assert "data-again" in page(client, "article_origin", edited.pk, 3, sentence="2")
    assert not RevisionOrigins.objects.exists()
    work()
    assert "Reworded in" in page(client, "article_origin", edited.pk, 3, sentence="2")


def test_who_may_not_see_the_history_may_not_ask(client: Client, edited: ArticlePage) -> None:
    outsider = User.objects.create_user("otto", password="otto")
    outsider.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(outsider)
    assert client.get(reverse("article_origin", args=[edited.pk, 3])).status_code == 302
    assert client.post(reverse("article_origin_now", args=[edited.pk])).status_code == 302
    assert client.get(reverse("article_origin", args=[edited.pk, 99])).status_code == 302
