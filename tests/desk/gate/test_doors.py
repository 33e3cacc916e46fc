"""The gate at every door to publication, each tried with a story that may not go out and with one that may.

A refusal says which claim stands in the way, loses nothing that was typed, and holds nobody else up.
"""

import json
from datetime import timedelta
from types import ModuleType

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import include, path, reverse
from django.utils import timezone
from wagtail.models import APIToken, Page, PageLogEntry

from api.urls import urlpatterns as our_api
from articles.copy import parse
from articles.gate import PublicationBlocked
from articles.importing import import_story
from articles.kills import kill
from articles.models import ArticlePage, ArticleRevision
from claims.models import Claim, Gate, Notice
from tests.conftest import person, work
from tests.desk.gate.stories import WORDS, form_as_it_is, fresh, is_out, lift, said
from tests.desk.making import claim_in, rewrite
from tests.desk.test_editor_saving import form_of

pytestmark = pytest.mark.django_db


def test_the_edit_view(article, claim, as_desk):
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    data = form_as_it_is(article, title="Typed just now", **{"action-publish": "1"})
    response = as_desk.post(url, data, follow=True)
    assert response.redirect_chain[-1][0] == f"/desk/articles/{article.pk}/gate/"
    assert "“Typed just now” is saved and not published." in said(response)
    page = response.content.decode()
    assert f'href="/desk/claims/{claim.pk}/"' in page
    assert "Decide it, lower its priority, or take its words out." in page
    assert not is_out(article)
    assert fresh(article).draft_title == "Typed just now"
    lift(claim)
    as_desk.post(url, form_as_it_is(fresh(article), title="Typed just now", **{"action-publish": "1"}))
    assert is_out(article)


def test_the_create_view(as_desk, news, article):
    """Of a new text nobody knows what it claims."""
    Gate.objects.update(unread="block")
    url = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", news.pk])
    data = form_of(article, title="Ferry fares fall", slug="ferry", **{"action-publish": "1"})
    response = as_desk.post(url, data, follow=True)
    begun = ArticlePage.objects.get(slug="ferry")
    assert response.redirect_chain[-1][0] == f"/desk/articles/{begun.pk}/gate/"
    assert "has not been read yet" in said(response)
    assert not is_out(begun)
    Gate.objects.update(unread="off")
    data |= {"title": "Ferry fares rise", "slug": "ferry-2"}
    as_desk.post(url, data)
    assert is_out(ArticlePage.objects.get(slug="ferry-2"))


@pytest.mark.parametrize("has_user", [True, False])
def test_plain_publish(article, claim, desk, has_user):
    publish = {"user": desk} if has_user else {}
    with pytest.raises(PublicationBlocked, match=WORDS):
        article.get_latest_revision().publish(**publish)
    assert not is_out(article)
    lift(claim)
    article.get_latest_revision().publish(**publish)
    assert is_out(article)


@pytest.mark.parametrize("model", [ArticlePage, Page])
def test_saving_the_page_as_live(article, claim, model):
    """Neither the story's page nor the bare page that it also is."""
    page = model.objects.get(pk=article.pk)
    page.live, page.live_revision, page.last_published_at = True, page.latest_revision, timezone.now()
    with pytest.raises(PublicationBlocked), transaction.atomic():
        page.save()
    assert not is_out(article)
    bare = model.objects.get(pk=article.pk)
    bare.live = True
    with pytest.raises(PublicationBlocked, match="No saved text of it is named"), transaction.atomic():
        bare.save()


def test_making_a_page_that_is_live(news):
    """It begins as a draft: nobody knows what it claims."""
    page = news.add_child(instance=ArticlePage(title="Live at once", live=True))
    assert not is_out(page)


def test_a_newer_text_of_a_story_that_is_out(article, desk):
    article.get_latest_revision().publish(user=desk)
    shown = fresh(article).live_revision_id
    rewrite(article, json.dumps(list(article.body.raw_data)), user=desk, title="Second edition")
    claim_in(article, WORDS, priority=Claim.Priority.HIGH)
    with pytest.raises(PublicationBlocked):
        fresh(article).get_latest_revision().publish(user=desk)
    assert fresh(article).live_revision_id == shown
    assert fresh(article).title == "Bridge bill grows"


def test_bulk_publishing_holds_up_one_and_lets_the_others_go(article, claim, write, client, managing):
    other = write("Another story", "Nothing is claimed here.")
    client.force_login(managing)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client.post(
        f"{url}?id={article.pk}&id={other.pk}&next=/desk/", {"include_descendants": ""}, follow=True
    )
    assert is_out(other)
    assert not is_out(article)
    assert "“Bridge bill grows” is saved and not published." in said(response)
    assert "1 page has been published" in said(response)


def test_bulk_publishing_of_a_section_with_what_is_in_it(article, claim, write, client, managing, news):
    other = write("Another story", "Nothing is claimed here.")
    client.force_login(managing)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{url}?id={news.pk}&next=/desk/", {"include_descendants": "on"})
    assert is_out(other)
    assert not is_out(article)


def schedule(article: ArticlePage, by) -> None:
    article = fresh(article)
    article.go_live_at = timezone.now() + timedelta(minutes=10)
    article.save_revision(user=by).publish(user=by)


def make_due(*articles: ArticlePage) -> None:
    """Ten minutes later."""
    due = timezone.now() - timedelta(minutes=1)
    for article in articles:
        revision = fresh(article).get_latest_revision()
        assert revision.approved_go_live_at
        type(revision).objects.filter(pk=revision.pk).update(
            approved_go_live_at=due, content=revision.content | {"go_live_at": due.isoformat()}
        )


def test_a_schedule_holds_one_back_tells_its_editor_and_lets_the_others_go(
    article, claim, write, desk, reporter, capsys, mailoutbox, settings
):
    desk.email = "dana@news.example"
    desk.save()
    other = write("Another story", "Nothing is claimed here.")
    schedule(article, desk)
    schedule(other, desk)
    make_due(article, other)
    call_command("publish_scheduled")
    assert is_out(other)
    assert not is_out(article)
    assert "Held back: “Bridge bill grows”" in capsys.readouterr().out
    work()
    notice = Notice.objects.get(person=desk)
    assert "Held back at its hour, so it is not published: 1 thing to settle first" in notice.words
    assert notice.get_absolute_url() == f"/desk/articles/{article.pk}/gate/"
    assert Notice.objects.filter(person=reporter).count() == 1  # whose story it is
    (mail,) = mailoutbox
    assert "Held back at its hour" in mail.subject
    assert f"/desk/articles/{article.pk}/gate/" in mail.body
    assert PageLogEntry.objects.filter(page=article.pk, action="newsroom.gate.held_back").exists()
    lift(claim)
    call_command("publish_scheduled")  # not by itself, hours later
    assert not is_out(article)
    fresh(article).get_latest_revision().publish(user=desk)
    assert is_out(article)


def test_whoever_schedules_is_warned_and_a_decision_in_time_lets_it_go(article, claim, as_desk, desk):
    hour = timezone.localtime(timezone.now() + timedelta(minutes=10)).strftime("%Y-%m-%d %H:%M")
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    response = as_desk.post(
        url, form_as_it_is(article, go_live_at=hour, **{"action-publish": "1"}), follow=True
    )
    assert "As it stands it will be held back at its hour" in said(response)
    assert "has been scheduled" in said(response)
    lift(claim)
    make_due(article)
    call_command("publish_scheduled")
    assert is_out(article)


def test_a_killed_story_is_not_even_scheduled(article, claim, as_desk, desk):
    lift(claim)
    article.get_latest_revision().publish(user=desk)
    mona = person("mona", "Managing editors")
    kill(fresh(article), by=mona, reason="It was invented.", notice="We withdrew this story.")
    hour = timezone.localtime(timezone.now() + timedelta(minutes=10)).strftime("%Y-%m-%d %H:%M")
    form = form_as_it_is(fresh(article), title="Typed just now", go_live_at=hour, **{"action-publish": "1"})
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    response = as_desk.post(url, form, follow=True)
    assert response.redirect_chain[-1][0] == f"/desk/articles/{article.pk}/gate/"
    assert "Mona killed this story: It was invented." in said(response)
    assert "scheduled" not in said(response)
    assert not fresh(article).revisions.exclude(approved_go_live_at=None).exists()
    assert fresh(article).draft_title == "Typed just now"


def test_a_refusal_leaves_a_schedule_alone(article, claim, desk):
    schedule(article, desk)
    scheduled = fresh(article).get_latest_revision()
    now = fresh(article).get_latest_revision_as_object()
    now.go_live_at = None
    with pytest.raises(PublicationBlocked):
        now.save_revision(user=desk).publish(user=desk)
    scheduled.refresh_from_db()
    assert scheduled.approved_go_live_at


def copying(article: ArticlePage, section, **choices: str) -> dict[str, str]:
    return {"new_title": "Copied", "new_slug": "copied", "new_parent_page": str(section.pk), **choices}


def test_copying_a_story_that_is_out(article, client, managing, sport):
    """A copy is another story: its claims are not known yet, so it begins as a draft whoever copies it."""
    article.get_latest_revision().publish(user=managing)
    rewrite(article, json.dumps(list(article.body.raw_data)), user=managing, title="Words of the next draft")
    client.force_login(managing)
    url = reverse("wagtailadmin_pages:copy", args=[article.pk])
    response = client.post(url, copying(article, sport, publish_copies="on"), follow=True)
    copy = ArticlePage.objects.get(slug="copied")
    assert not is_out(copy)
    assert "“Copied” is a draft: a copy is another story" in said(response)
    again = fresh(article).copy(update_attrs={"slug": "again"}, keep_live=True, user=managing)
    assert not is_out(again)
    again.get_latest_revision().publish(user=managing)
    assert is_out(again)


def test_copying_a_section_with_what_is_in_it(article, managing, news, newsroom):
    article.get_latest_revision().publish(user=managing)
    copied = news.copy(recursive=True, update_attrs={"slug": "news-2", "title": "News 2"}, keep_live=True)
    assert [is_out(page) for page in ArticlePage.objects.child_of(copied)] == [False]


def test_an_alias_in_a_stricter_section(article, claim, client, managing, news, sport):
    Gate.objects.create(section=news, undecided="off", rated_false="off", unnamed="off", unread="off")
    article.get_latest_revision().publish(user=managing)
    client.force_login(managing)
    url = reverse("wagtailadmin_pages:copy", args=[article.pk])
    response = client.post(url, copying(article, sport, alias="on"), follow=True)
    alias = ArticlePage.objects.get(slug="copied")
    assert not alias.live
    assert "the rules of that section hold it back" in said(response)
    lift(claim)
    assert fresh(article).create_alias(parent=sport, update_slug="allowed", user=managing).live


def test_publishing_a_story_whose_alias_stands_in_a_stricter_section(article, claim, managing, news, sport):
    """The words would be seen there too."""
    Gate.objects.create(section=news, undecided="off", rated_false="off", unnamed="off", unread="off")
    alias = article.create_alias(parent=sport, update_slug="alias", user=managing)
    assert not alias.live
    with pytest.raises(PublicationBlocked):
        fresh(article).get_latest_revision().publish(user=managing)
    assert not is_out(article)
    lift(claim)
    fresh(article).get_latest_revision().publish(user=managing)
    assert is_out(article)
    assert ArticlePage.objects.get(pk=alias.pk).live


PUBLISHING = {"publish", "schedule", "unschedule", "unpublish", "kill", "lift-kill"}


def test_our_api_publishes_at_known_doors_alone():
    """They call `articles.publishing`; a door that is added belongs on this page and in tests/api."""
    views = {pattern.name: getattr(pattern.callback, "cls", None) for pattern in our_api}
    scopes = {name: (getattr(view, "scopes", None) or {}).values() for name, view in views.items()}
    doors = {name for name, stated in scopes.items() if "articles:publish" in stated}
    assert doors == {"correction-publish", *(f"article-{word}" for word in PUBLISHING)}


@pytest.fixture
def wagtails_api(settings) -> str:
    """Wagtail's own API, as an operator may mount it beside ours."""
    from wagtail.api.v3.urls import api

    urls = ModuleType("tests_urls_with_wagtails_api")
    urls.urlpatterns = [path("api/v3/", api.urls), path("", include("newsroom.urls"))]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = urls
    return "/api/v3/pages/"


def bearer(user) -> dict[str, str]:
    _, token = APIToken.create_token(user=user, name="test")
    return {"Authorization": f"Bearer {token}"}


def test_wagtails_api_publish(article, claim, client, managing, wagtails_api):
    url, headers = f"{wagtails_api}{article.pk}/actions/publish/", bearer(managing)
    response = client.post(url, headers=headers)
    assert response.status_code == 422
    assert WORDS in response.json()["errors"][1]["msg"]
    assert not is_out(article)
    lift(claim)
    assert client.post(url, headers=headers).status_code == 200
    assert is_out(article)


def test_wagtails_api_create_and_publish(client, managing, news, wagtails_api):
    Gate.objects.update(unread="block")
    body = {
        "meta": {"type": "articles.ArticlePage", "parent_id": news.pk, "action": "publish"},
        "title": "By the API",
        "slug": "by-the-api",
        "body": [],
    }
    response = client.post(
        wagtails_api, json.dumps(body), content_type="application/json", headers=bearer(managing)
    )
    assert response.status_code == 422, response.content
    assert "not been read yet" in response.content.decode()
    assert not ArticlePage.objects.filter(slug="by-the-api", live=True).exists()


def test_the_admins_own_api(article, claim, client, managing):
    client.force_login(managing)
    url = f"/desk/api/main/pages/{article.pk}/action/publish/"
    response = client.post(url, content_type="application/json")
    assert response.status_code == 422
    assert WORDS in response.content.decode()
    assert not is_out(article)
    lift(claim)
    assert client.post(url, content_type="application/json").status_code == 200
    assert is_out(article)


STORY_FILE = b"""---
headline: From the wire
source_id: wire:77
---
The bridge will cost 40 million crowns.
"""


def test_copy_from_outside_is_taken_in_as_a_draft(news, desk, tmp_path, capsys):
    Gate.objects.update(unread="block")
    article, outcome = import_story(parse(STORY_FILE, name="a.md"), section=news, by=desk, publish=True)
    assert outcome == "new"
    assert not is_out(article)
    assert "not been read yet" in " ".join(article.held_back)
    file = tmp_path / "b.md"
    file.write_bytes(STORY_FILE.replace(b":77", b":78"))
    call_command("ingest", str(file), section="news", publish=True)
    told = capsys.readouterr().out
    assert "(draft): From the wire" in told
    assert "not been read yet" in told
    Gate.objects.update(unread="off")
    again, outcome = import_story(parse(STORY_FILE, name="a.md"), section=news, by=desk, publish=True)
    assert outcome == "changed"
    assert is_out(again)


def test_nothing_of_a_refusal_is_in_history_as_published(article, claim, desk):
    with pytest.raises(PublicationBlocked):
        article.get_latest_revision().publish(user=desk)
    assert [revision.kind for revision in ArticleRevision.objects.of(article)] == ["save"]
