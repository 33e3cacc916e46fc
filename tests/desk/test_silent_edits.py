"""From an edit that changed a figure without a word to the desk's answer."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from articles.corrections import ask_for_correction, issue_correction, publish_correction
from articles.gate import foresee
from articles.models import ArticlePage, SilentEdit
from articles.silent_edits import answer_silent_edit
from claims.models import Notice
from desk.home import panels_of
from tests.conftest import edit, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(article: ArticlePage, desk: User) -> ArticlePage:
    """The bridge story, published and read."""
    return published(article, desk)


def published(article: ArticlePage, by: User) -> ArticlePage:
    ArticlePage.objects.get(pk=article.pk).get_latest_revision().publish(user=by)
    work()
    return ArticlePage.objects.get(pk=article.pk)


def changed(out: ArticlePage, by: User, old: str = "40 million", new: str = "45 million") -> ArticlePage:
    edit(out, by, old, new)
    return published(out, by)


def test_the_desk_is_asked_and_its_answer_is_kept(client: Client, out: ArticlePage, desk: User) -> None:
    changed(out, desk)
    asked = SilentEdit.objects.get()
    assert asked.sentences[0] == "“40 million crowns” became “45 million crowns”"
    assert {change["kind"] for change in asked.changes} == {"number", "quotation"}
    assert "Is it a correction?" in Notice.objects.get(person=desk).words
    client.force_login(desk)
    page = reverse("silent_edits:page", args=[asked.pk])
    assert page in client.get(reverse("silent_edits:index")).content.decode()
    assert [p.heading for p in panels_of(desk) if p.icon == "warning"] == ["Edited without a word to readers"]
    assert any(page == each.url and not each.is_blocking for each in foresee(out))
    assert client.post(page, {"act": "answer", "answer-says": "other"}).status_code == 422
    client.post(page, {"act": "answer", "answer-says": "news", "answer-why": "The board met again."})
    (answer,) = asked.answers.all()
    assert (answer.says, answer.why, answer.by) == ("news", "The board met again.", desk)
    assert not SilentEdit.objects.open().exists()
    with pytest.raises(ValidationError, match="answered already"):
        answer_silent_edit(asked, "typo", by=desk)


def test_yes_leads_to_the_form_with_the_words_in_it_and_that_is_the_answer(
    client: Client, out: ArticlePage, desk: User
) -> None:
    changed(out, desk)
    asked = SilentEdit.objects.get()
    client.force_login(desk)
    context = client.get(reverse("silent_edits:page", args=[asked.pk])).context
    form = client.get(context["correction_url"])
    assert "40 million crowns" in form.context["form"].initial["wrong"]
    sent = {**form.context["form"].initial, "article": out.pk, "kind": "correction", "act": "issue"}
    client.post(context["correction_url"], sent)
    (answer,) = asked.answers.all()
    assert answer.says == "correction"
    assert answer.proposed.state == "published"
    assert answer.proposed.correction.after == asked.after


def test_a_correction_that_is_attached_is_no_silent_edit_and_one_that_follows_answers_it(
    out: ArticlePage, desk: User
) -> None:
    edit(out, desk, "40 million", "45 million")
    issue_correction(out, "It is 45.", wrong="We wrote 40.", by=desk, with_story=True)
    work()
    assert not SilentEdit.objects.exists()
    again = changed(ArticlePage.objects.get(pk=out.pk), desk, "45 million", "46 million")
    asked = SilentEdit.objects.get()
    proposed = ask_for_correction(again, "46.", wrong="45.", by=desk, revision=asked.before)
    publish_correction(proposed, by=desk)
    assert [answer.says for answer in asked.answers.all()] == ["correction"]


def test_cosmetic_and_new_words_ask_nothing_and_the_editor_is_told_before(
    out: ArticlePage, desk: User
) -> None:
    changed(out, desk, "the rising cost", "the cost")
    assert not SilentEdit.objects.exists()
    edit(ArticlePage.objects.get(pk=out.pk), desk, "Mara Lindqvist", "Maria Lindqvist")
    told = [each for each in foresee(out) if each.key.startswith("altered:")]
    assert told[0].words == ("It changes what readers were told: “Mara Lindqvist” became “Maria Lindqvist”.")
    assert not told[0].is_blocking


def test_twenty_rows_cost_no_more_queries_than_two(client: Client, write, desk: User) -> None:
    def add(number: int) -> None:
        article = write(f"Story {number}", f"It costs {number}00 crowns.")
        article.get_latest_revision().publish(user=desk)
        edit(ArticlePage.objects.get(pk=article.pk), desk, f"{number}00 crowns", f"{number}50 crowns")
        ArticlePage.objects.get(pk=article.pk).get_latest_revision().publish(user=desk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("silent_edits:index")).status_code == 200
        return len(captured)

    client.force_login(desk)
    for number in (1, 2):
        add(number)
    look()
    queries()
    few = queries()
    for number in range(3, 21):
        add(number)
    look()
    assert SilentEdit.objects.count() == 20
    assert queries() == few


def look() -> None:
    from annotations.silent_edits import look as compare
    from articles.models import Publication

    for publication in Publication.objects.select_related("revision"):
        compare(publication)
