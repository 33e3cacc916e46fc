"""The page of a kept text, and the list of one's own."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.content import editorial_content
from articles.drafts import keep_draft
from articles.models import ArticlePage, Draft
from articles.versions import token_of
from claims.models import Notice
from desk.home import panels_of
from tests.conftest import paragraphs, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(article, reporter, desk):
    """Keeps texts of the reporter's, who was slower than the desk."""
    began = token_of(article)
    theirs = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    theirs.title = "Theirs"
    theirs.save_revision(user=desk)

    def keep_words(headline: str = "Mine", **changed) -> Draft:
        saved = {**article.serializable_data(), "title": headline, "body": paragraphs("My words.")}
        given = {"by": reporter, "began_from": began, "door": "autosave", "form": headline, **changed}
        draft = keep_draft(article.pk, editorial_content(saved), **given)
        assert draft
        return draft

    return keep_words


def page(client: Client, draft: Draft, query: str = "") -> str:
    response = client.get(draft.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_kept_text_stands_beside_the_story_as_it_is_now(keep, client, reporter, desk, article):
    draft = keep()
    client.force_login(reporter)
    shown = page(client, draft)
    assert "It was not saved, because the story had moved on" in shown
    assert reverse("article_merge", args=[article.pk, draft.pk]) in shown
    assert "From the story as it is now to your text" in shown
    assert "Theirs" in shown
    assert "Theirs" not in page(client, draft, "?with=base").split('id="changes-heading"')[1]
    client.force_login(desk)
    assert "Rita, " in page(client, draft)


def test_it_is_dropped_and_taken_up_again(keep, client, reporter):
    draft = keep()
    client.force_login(reporter)
    dropped = client.post(draft.get_absolute_url(), {"act": "drop"}, follow=True).content.decode()
    assert "Dropped" in dropped
    assert "Take it up again" in dropped
    assert not Draft.objects.open()
    again = client.post(draft.get_absolute_url(), {"act": "drop"}, follow=True).content.decode()
    assert "dropped already, by Rita" in again
    client.post(draft.get_absolute_url(), {"act": "reopen"})
    assert list(Draft.objects.open()) == [draft]
    assert (
        "not known here" in client.post(draft.get_absolute_url(), {"act": "x"}, follow=True).content.decode()
    )


def test_only_its_author_and_the_storys_editors_see_it(keep, client, sport_desk, article):
    client.force_login(sport_desk)
    assert client.get(keep().get_absolute_url()).status_code == 302  # to the desk's home, with a refusal
    missing = reverse("article_draft", args=[article.pk, 999_999])
    assert client.get(missing).status_code == 404


def test_its_author_reads_it_still_when_the_story_is_gone(keep, client, reporter, article):
    draft = keep()
    ArticlePage.objects.get(pk=article.pk).delete()
    client.force_login(reporter)
    shown = page(client, draft)
    assert "The story was deleted." in shown
    assert "My words." in shown
    assert "a story that was deleted" in client.get(reverse("kept_drafts")).content.decode()


def test_ones_own_are_listed_and_stand_on_the_home_page(keep, client, reporter, desk):
    for name in ("One", "Two", "Three"):
        keep(name)
    client.force_login(reporter)
    with CaptureQueriesContext(
        connection,
    ) as three:
        listed = client.get(reverse("kept_drafts")).content.decode()
    assert all(name in listed for name in ("One", "Two", "Three"))
    for number in range(12):
        keep(f"More {number}")
    with CaptureQueriesContext(connection) as fifteen:
        client.get(reverse("kept_drafts"))
    assert len(fifteen) == len(three)
    [panel] = [each for each in panels_of(reporter) if each.heading == "Texts of yours that were kept"]
    assert panel.items()[0].text == "More 11"
    assert not [each for each in panels_of(desk) if each.heading == "Texts of yours that were kept"]


def test_the_editor_leads_to_it(keep, client, reporter, article):
    draft = keep()
    client.force_login(reporter)
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    assert "A text of yours was kept aside" in editor
    assert draft.get_absolute_url() in editor


def test_its_author_is_told_once_for_one_window(keep, reporter):
    first = keep(form="tab")
    keep("Mine, and more", form="tab")
    keep("Sent by hand", door="editor", form="another tab")
    work()
    notice = Notice.objects.get(person=reporter)
    assert notice.words == "Your text was not saved and is kept, because the story had moved on"
    assert notice.get_absolute_url() == first.get_absolute_url()
