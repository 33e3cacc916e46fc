"""Saves through the editor: what is frozen when, and that nobody's newer text is lost to an older one."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.actions import pending_autosaves
from articles.models import ArticlePage, ArticleRevision, Byline, Contributor, Draft
from articles.saving import saving_as
from articles.versions import token_of, token_of_content
from desk.editor.views import ArticleEditView

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_reporter(client: Client, reporter) -> Client:
    client.force_login(reporter)
    return client


def form_of(article: ArticlePage, **changed: Any) -> dict[str, str]:
    """What the browser posts for an article as it stands in the database."""
    latest = article.get_latest_revision()
    body = streamfield([("paragraph", rich_text("<p>The bridge will cost 40 million crowns.</p>"))])
    data = {
        "title": article.title,
        "slug": article.slug,
        "kicker": "",
        "standfirst": rich_text("<p></p>"),
        "lead_image_caption": rich_text("<p></p>"),
        "body": body | {"0-id": "5b1f0c7e-2c4e-4a35-9f53-0d3c55d6f1a2"},
        "language": "en",
        "urgency": "5",
        "genre": "news",
        "bylines": inline_formset([]),
        "comments": inline_formset([]),
        "version": token_of_content(latest.content),
    }
    return nested_form_data({**data, **changed})


def edit_url(article: ArticlePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[article.pk])


def save(client: Client, article: ArticlePage, data: dict[str, str]):
    return client.post(edit_url(article), data)


def autosave(client: Client, article: ArticlePage, data: dict[str, str]):
    return client.post(edit_url(article), data, headers={"Accept": "application/json"})


def numbers(article: ArticlePage) -> list[tuple[int, str, str]]:
    return [(item.number, item.kind, item.headline) for item in ArticleRevision.objects.of(article)]


def save_as(user, article: ArticlePage, headline: str) -> None:
    newer = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    newer.title = headline
    newer.save_revision(user=user)


def test_an_explicit_save_is_frozen_at_once(article, as_reporter):
    response = save(as_reporter, article, form_of(article, title="Bridge bill doubles"))
    assert response.status_code == 302
    assert numbers(article)[-1] == (2, "save", "Bridge bill doubles")


def test_an_autosave_waits_for_the_pause(article, as_reporter):
    response = autosave(as_reporter, article, form_of(article, title="Bridge bill doubles"))
    assert response.json()["success"]
    assert len(numbers(article)) == 1
    assert len(pending_autosaves(article.pk)) == 1


def test_a_new_article_begun_by_autosave_waits_for_the_pause_too(article, as_reporter, news):
    url = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", news.pk])
    data = form_of(article, title="Ferry fares fall", slug="ferry")
    response = as_reporter.post(url, data, headers={"Accept": "application/json"})
    begun = ArticlePage.objects.get(pk=response.json()["pk"])
    assert numbers(begun) == []
    assert len(pending_autosaves(begun.pk)) == 1


def test_every_autosave_tells_the_form_the_token_of_what_it_saved(article, as_reporter):
    data = form_of(article, title="Bridge bill doubles")
    told = autosave(as_reporter, article, data).json()
    assert told["field_updates"]["version"] == token_of(article) != data["version"]
    again = {**data, "title": "Bridge bill triples", "overwrite_revision_id": str(told["revision_id"])}
    assert autosave(as_reporter, article, {**again, **told["field_updates"]}).json()["success"]
    told = autosave(as_reporter, article, {**again, "version": token_of(article)}).json()
    assert (
        save(as_reporter, article, {**data, "version": told["field_updates"]["version"]}).status_code == 302
    )
    assert numbers(article)[-1][1:] == ("save", "Bridge bill doubles")


def test_a_form_is_filled_with_the_token_of_what_it_shows_and_that_stands_in_history(
    article, client, reporter, desk
):
    client.force_login(desk)
    article.title = "Half a thought"
    with saving_as("autosave"):
        article.save_revision(user=reporter)
    page = client.get(edit_url(article)).content.decode()
    assert re.search(f'<input type="hidden" name="version" value="{token_of(article)}"[^>]*>', page)
    assert numbers(article)[-1] == (2, "autosave", "Half a thought")


@pytest.mark.parametrize("button", ["", "action-publish", "action-submit"])
def test_an_older_text_is_refused_and_kept_whatever_the_button(article, client, desk, reporter, button):
    client.force_login(desk)
    data = form_of(
        article, title="Mine", topics="harbour, a new topic", bylines=inline_formset(byline(reporter))
    )
    save_as(reporter, article, "Theirs")
    rows = list(Revision.objects.values_list("pk", "content"))
    response = save(client, article, {**data, button: "1"} if button else data)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Not saved: Rita saved this story at" in page
    assert "Your text is kept here" in page
    draft = Draft.objects.open().by(desk).get()
    assert (draft.headline, draft.door, draft.base.number) == ("Mine", "editor", 1)
    assert draft.data["bylines"] == [{"contributor": reporter.contributor.pk, "role": "writer"}]
    assert Tag.objects.filter(pk__in=draft.data["topics"]).count() == 2
    assert list(Revision.objects.values_list("pk", "content")) == rows
    row = ArticlePage.objects.get(pk=article.pk)
    assert (row.title, row.live, row.current_workflow_state) == ("Bridge bill grows", False, None)
    assert [headline for _, _, headline in numbers(article)] == ["Bridge bill grows", "Theirs"]


def byline(user) -> list[dict[str, str]]:
    who = Contributor.objects.create(name=user.display_name, slug=user.username, user=user)
    return [{"contributor": str(who.pk), "role": "writer", "ORDER": "1", "DELETE": ""}]


def test_a_stale_autosave_is_refused_in_words_for_the_script_and_kept(article, as_reporter, desk):
    data = form_of(article, title="Mine") | {"window": "0123456789abcdef"}
    save_as(desk, article, "Theirs")
    response = autosave(as_reporter, article, data)
    assert response.status_code == 409
    told = response.json()
    assert (told["success"], told["error_code"]) == (False, "invalid_revision")
    assert "Dana saved this story" in told["error_message"]
    draft = Draft.objects.get(pk=told["draft"]["id"])
    assert (draft.headline, draft.door, draft.form) == ("Mine", "autosave", "0123456789abcdef")
    assert as_reporter.get(told["draft"]["url"]).status_code == 200
    # The same page's explicit save, with a word more, takes the place of what it sent by itself.
    save(as_reporter, article, {**data, "title": "Mine, and more"})
    assert [each.headline for each in Draft.objects.open()] == ["Mine, and more"]


def test_two_tabs_of_one_person_conflict_too(article, as_reporter):
    data = form_of(article, title="In one tab")
    assert save(as_reporter, article, data).status_code == 302
    assert save(as_reporter, article, {**data, "title": "In the other"}).status_code == 409
    assert Draft.objects.get().headline == "In the other"


def test_a_save_that_states_nothing_is_refused(article, as_reporter):
    data = form_of(article, title="Mine")
    del data["version"]
    assert save(as_reporter, article, data).status_code == 409
    assert Draft.objects.get().base is None


def test_a_form_that_removes_rows_of_its_own_beginning_is_kept_whole(article, client, desk, reporter):
    client.force_login(desk)
    article.bylines = [Byline(contributor=Contributor.objects.create(name="Ada", slug="ada"))]
    article.save_revision(user=desk)
    article.get_latest_revision().publish(user=desk)
    row = ArticlePage.objects.get(pk=article.pk).bylines.get()
    theirs = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    data = form_of(
        theirs,
        title="Mine",
        bylines=inline_formset(
            [
                {
                    "id": str(row.pk),
                    "contributor": str(row.contributor_id),
                    "role": "reporting",
                    "ORDER": "1",
                    "DELETE": "",
                }
            ],
            initial=1,
        ),
    )
    theirs.bylines = []
    theirs.save_revision(user=reporter)
    assert save(client, article, data).status_code == 409
    assert [each["role"] for each in Draft.objects.get().data["bylines"]] == ["reporting"]


def test_a_window_may_go_on_though_the_answer_to_its_last_save_was_lost(article, as_reporter, reporter):
    lost = form_of(article, title="One", bylines=inline_formset(byline(reporter)))
    lost |= {"window": "0123456789abcdef", "moment": "10.5"}
    assert autosave(as_reporter, article, lost).json()["success"]
    answer = autosave(as_reporter, article, {**lost, "title": "One two", "moment": "11"})
    assert answer.json()["success"]
    newest = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    assert (newest.title, newest.bylines.count()) == ("One two", 1)
    late = autosave(as_reporter, article, {**lost, "moment": "10.75"}).json()
    assert late == {"success": True, "pk": article.pk, "field_updates": {"version": token_of(article)}}
    assert save(as_reporter, article, {**lost, "title": "One two three", "moment": "12"}).status_code == 302
    assert not Draft.objects.exists()


def test_a_text_that_says_nothing_new_is_refused_without_being_kept(article, as_reporter, desk):
    data = form_of(article)
    assert save(as_reporter, article, data).status_code == 302  # as the form has it
    data["version"] = token_of(article)
    save_as(desk, article, "Theirs")
    response = save(as_reporter, article, data)
    assert response.status_code == 409
    assert "nothing to merge" in response.content.decode()
    assert autosave(as_reporter, article, data).json()["draft"] is None
    assert not Draft.objects.exists()


def test_an_invalid_text_is_shown_again_with_the_token_that_it_had(article, as_reporter, desk):
    data = form_of(article, title="Mine")
    save_as(desk, article, "Theirs")
    shown = save(as_reporter, article, {**data, "urgency": "12"})
    assert shown.status_code == 200
    assert f'name="version" value="{data["version"]}"' in shown.content.decode()
    assert not Draft.objects.exists()


def test_a_save_that_falls_between_look_and_lock_is_refused_as_well(article, as_reporter, desk, monkeypatch):
    data = form_of(article, title="Mine")
    look = ArticleEditView._look_who_was_faster

    def look_and_be_overtaken(view) -> None:
        look(view)
        save_as(desk, article, f"Theirs, not {view.request.POST['title']}")

    monkeypatch.setattr(ArticleEditView, "_look_who_was_faster", look_and_be_overtaken)
    for sent in (data, {**data, "action-submit": "1", "title": "Mine again"}):
        data["version"] = sent["version"] = token_of(article)
        assert save(as_reporter, article, sent).status_code == 409
    assert {each.headline for each in Draft.objects.all()} == {"Mine", "Mine again"}
    assert ArticlePage.objects.get(pk=article.pk).title == "Bridge bill grows"


def test_what_comes_while_somebody_else_holds_the_lock_is_kept(article, as_reporter, desk):
    data = form_of(article, title="Mine")
    ArticlePage.objects.filter(pk=article.pk).update(locked=True, locked_by=desk, locked_at=timezone.now())
    told = autosave(as_reporter, article, data).json()
    assert (told["error_code"], told["reason"]) == ("invalid_revision", "locked")
    page = save(as_reporter, article, {**data, "title": "Mine, and more"})
    assert page.status_code == 409
    assert "locked" in page.content.decode()
    assert {(each.headline, each.reason) for each in Draft.objects.all()} == {
        ("Mine", "locked"),
        ("Mine, and more", "locked"),
    }


@pytest.mark.parametrize("version", ["x", "0" * 5000, "-", "\u2028"])
@pytest.mark.parametrize("moment", ["soon", "nan", "inf", ""])
def test_nonsense_in_the_hidden_fields_is_no_server_error(article, as_reporter, version, moment):
    data = {**form_of(article, title="Mine"), "version": version, "moment": moment, "window": "w" * 500}
    assert save(as_reporter, article, data).status_code == 409


def test_the_panel_is_there_when_writing_begins_and_when_it_goes_on(article, as_reporter, news):
    add = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", news.pk])
    assert 'data-article=""' in as_reporter.get(add).content.decode()
    page = as_reporter.get(edit_url(article)).content.decode()
    assert f'data-article="{article.pk}"' in page
    assert 'data-url="/desk/articles/0/reading/"' in page
    assert 'type="module"' in page
    partial = as_reporter.get(edit_url(article), {"_w_hydrate_create_view": "1"}).content.decode()
    assert "data-reading" not in partial


def test_a_second_decision_that_comes_too_late_is_refused_in_words(
    client, article, reporter, desk, monkeypatch
):
    article.get_workflow().start(article, reporter)
    client.force_login(desk)
    decided_meanwhile = article.current_workflow_task_state
    data = form_of(article) | {"action-workflow-action": "true", "workflow-action-name": "approve"}

    def valid_then_somebody_is_faster(view) -> bool:
        view.workflow_action = "approve"
        decided_meanwhile.task.specific.on_action(decided_meanwhile.specific, desk, "reject")
        return True

    monkeypatch.setattr(ArticleEditView, "workflow_action_is_valid", valid_then_somebody_is_faster)
    response = client.post(edit_url(article), data, follow=True)
    assert "decided on already" in response.content.decode()
    article.refresh_from_db()
    assert not article.live


def test_an_id_that_another_story_has_is_refused_at_its_field(as_reporter, write):
    write("Taken from the wire", source_id="wire:7")
    other = write("Another story")
    response = save(as_reporter, other, form_of(other, source_id="wire:7"))
    errors = response.context["form"].errors
    assert "Another story has this id at the source" in str(errors.get("source_id", errors))
    assert numbers(other) == [(1, "save", "Another story")]


@pytest.mark.parametrize(("accept", "status"), [("text/html", 302), ("application/json", 409)])
def test_a_door_without_a_text_of_its_own_that_was_overtaken_is_told_so(
    article, as_reporter, desk, monkeypatch, accept, status
):
    def overtaken(view, request, *args, **kwargs):
        old = ArticlePage.objects.get(pk=article.pk)
        save_as(desk, article, "Theirs")
        old.save_revision(user=request.user)

    monkeypatch.setattr(ArticleEditView, "get", overtaken)
    response = as_reporter.get(edit_url(article), headers={"Accept": accept})
    assert response.status_code == status
    assert numbers(article)[-1][2] == "Theirs"
