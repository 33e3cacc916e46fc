"""Saves through the editor: what is frozen when, and that nobody's newer text is lost to an older one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.actions import pending_autosaves
from articles.models import ArticlePage, ArticleRevision
from desk.editor.views import OVERRULE, ArticleEditView

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_reporter(client: Client, reporter) -> Client:
    client.force_login(reporter)
    return client


def form_of(article: ArticlePage, **changed: Any) -> dict[str, str]:
    """What the browser posts for an article as it stands in the database."""
    latest = article.get_latest_revision()
    data = {
        "title": article.title,
        "slug": article.slug,
        "kicker": "",
        "standfirst": rich_text("<p></p>"),
        "lead_image_caption": rich_text("<p></p>"),
        "body": streamfield([("paragraph", rich_text("<p>The bridge will cost 40 million crowns.</p>"))]),
        "language": "en",
        "urgency": "5",
        "genre": "news",
        "bylines": inline_formset([]),
        "comments": inline_formset([]),
        "loaded_revision_id": str(latest.pk),
        "loaded_revision_created_at": latest.created_at.isoformat(),
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


def refusal(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


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


def test_the_writers_own_autosaves_do_not_stand_in_the_way(article, as_reporter):
    data = form_of(article, title="Bridge bill doubles")
    assert autosave(as_reporter, article, data).status_code == 200
    assert save(as_reporter, article, {**data, "title": "Bridge bill triples"}).status_code == 302
    assert numbers(article)[-1][1:] == ("save", "Bridge bill triples")


@pytest.mark.parametrize("button", ["", "action-publish", "action-submit"])
def test_an_older_text_does_not_win_silently_whatever_the_button(article, client, desk, reporter, button):
    client.force_login(desk)
    data = form_of(article, title="Mine")
    save_as(reporter, article, "Theirs")
    response = save(client, article, {**data, button: "1"} if button else data)
    assert response.status_code == 200
    assert "Not saved: Rita saved this article" in refusal(response)
    assert response.context["form"]["title"].value() == "Mine"
    assert [headline for _, _, headline in numbers(article)][-1] == "Theirs"
    assert not ArticlePage.objects.get(pk=article.pk).live


def test_a_refused_text_stays_refused_until_the_writer_says_so(article, as_reporter, desk):
    data = form_of(article, title="Mine")
    save_as(desk, article, "Theirs")
    shown = save(as_reporter, article, data).content.decode()
    assert f'name="loaded_revision_id" value="{data["loaded_revision_id"]}"' in shown
    assert "Not saved" in refusal(save(as_reporter, article, data))
    assert autosave(as_reporter, article, data).json()["error_code"] == "invalid_revision"


def test_an_invalid_form_in_between_does_not_make_it_pass_for_up_to_date(article, as_reporter, desk):
    data = form_of(article, title="Mine")
    save_as(desk, article, "Theirs")
    shown = save(as_reporter, article, {**data, "urgency": "12"})
    assert shown.status_code == 200
    assert f'name="loaded_revision_id" value="{data["loaded_revision_id"]}"' in shown.content.decode()


def test_saving_over_it_on_purpose_keeps_both_in_history(article, as_reporter, desk):
    data = form_of(article, title="Mine")
    save_as(desk, article, "Theirs")
    newer = ArticlePage.objects.get(pk=article.pk).get_latest_revision()
    fingerprint = f"{newer.pk}@{newer.created_at.isoformat()}"
    assert fingerprint in save(as_reporter, article, data).content.decode()
    assert save(as_reporter, article, {**data, OVERRULE: fingerprint}).status_code == 302
    assert [headline for _, _, headline in numbers(article)][-2:] == ["Theirs", "Mine"]


def test_saving_over_one_text_does_not_allow_for_the_next(article, as_reporter, desk):
    data = form_of(article, title="Mine")
    save_as(desk, article, "Theirs")
    newer = ArticlePage.objects.get(pk=article.pk).get_latest_revision()
    save_as(desk, article, "Theirs again")
    overruled = {**data, OVERRULE: f"{newer.pk}@{newer.created_at.isoformat()}"}
    assert "Not saved" in refusal(save(as_reporter, article, overruled))


def test_a_row_that_somebody_rewrote_in_place_is_newer_too(article, client, desk, reporter):
    client.force_login(desk)
    data = form_of(article, title="Mine")
    latest = article.get_latest_revision()
    theirs = article.get_latest_revision_as_object()
    theirs.title = "Theirs"
    theirs.save_revision(user=reporter, overwrite_revision=latest)
    assert "Not saved: Rita" in refusal(save(client, article, data))


@pytest.mark.parametrize("loaded", ["", "x", "0", "99999999999999999999", "newest"])
@pytest.mark.parametrize("moment", ["soon", "2026-02-30T10:00:00+00:00", "2026-01-01T00:00:00"])
def test_nonsense_in_the_hidden_fields_is_no_server_error(article, as_reporter, desk, loaded, moment):
    save_as(desk, article, "Theirs")
    article.refresh_from_db()
    loaded = str(article.latest_revision_id) if loaded == "newest" else loaded
    data = {**form_of(article), "loaded_revision_id": loaded, "loaded_revision_created_at": moment}
    assert save(as_reporter, article, data).status_code in (200, 302)


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
