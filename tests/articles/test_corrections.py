"""A correction's way from whoever noticed to readers, and what is on file of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Page

from accounts.models import User
from articles import corrections
from articles.models import (
    ArticlePage,
    ArticleRevision,
    Correction,
    CorrectionRules,
    ProposedCorrection,
    Publication,
)
from articles.models.corrections import put_right_in, version_numbers, with_modified
from outbox.subscriptions import subscribers
from tests.conftest import edit, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def managing(newsroom: Page) -> User:
    return person("mona", "Managing editors")


@pytest.fixture
def out(article: ArticlePage, desk: User) -> ArticlePage:
    """The bridge story, published."""
    article.get_latest_revision().publish(user=desk)
    return ArticlePage.objects.get(pk=article.pk)


def ask(out: ArticlePage, by: User, **given: object) -> ProposedCorrection:
    words = {"text": "It costs 45 million.", "wrong": "We wrote 40 million."} | given
    return corrections.ask_for_correction(out, by=by, **words)  # type: ignore[arg-type]


def done(proposed: ProposedCorrection) -> list[tuple[str, str]]:
    return [(act.name, act.by.username) for act in proposed.acts.all()]


def test_a_reporter_asks_and_an_editor_publishes(out, reporter, desk):
    proposed = ask(out, reporter, why="The treasurer rang.")
    assert not Correction.objects.exists()
    correction = corrections.publish_correction(proposed, by=desk)
    proposed.refresh_from_db()
    assert (proposed.state, proposed.correction) == ("published", correction)
    assert done(proposed) == [("asked", "rita"), ("published", "dana")]
    assert correction.notice == "What was wrong: We wrote 40 million.\nWhat is right: It costs 45 million."
    with pytest.raises(ValidationError, match="published by now"):
        corrections.publish_correction(proposed, by=desk)
    assert Correction.objects.count() == 1


def test_a_reporter_does_not_publish_and_nobody_another_desks(out, reporter, sport_desk):
    proposed = ask(out, reporter)
    for somebody in (reporter, sport_desk):
        with pytest.raises(PermissionDenied):
            corrections.publish_correction(proposed, by=somebody)


def test_where_the_section_demands_it_a_managing_editor_approves_the_words_seen(
    out, reporter, desk, managing, news
):
    CorrectionRules.objects.create(section=news, needs_approval=True)
    proposed = ask(out, reporter)
    assert list(ProposedCorrection.objects.awaiting_approval()) == [proposed]
    with pytest.raises(ValidationError, match="managing editor must approve"):
        corrections.publish_correction(proposed, by=desk)
    with pytest.raises(PermissionDenied):
        corrections.approve_correction(proposed, seen=proposed.wording, by=desk)
    seen = proposed.wording
    corrections.reword_correction(proposed, by=desk, kind="correction", wrong="40.", text="45.")
    with pytest.raises(ValidationError, match="changed since you looked"):
        corrections.approve_correction(proposed, seen=seen, by=managing)
    corrections.approve_correction(proposed, seen=proposed.wording, by=managing)
    assert not ProposedCorrection.objects.awaiting_approval().exists()
    assert corrections.publish_correction(proposed, by=desk).text == "45."
    assert done(proposed) == [
        ("asked", "rita"),
        ("reworded", "dana"),
        ("approved", "mona"),
        ("published", "dana"),
    ]


def test_other_words_need_another_approval(out, desk, managing, news):
    CorrectionRules.objects.create(section=None, needs_approval=True)
    proposed = ask(out, desk)
    corrections.approve_correction(proposed, seen=proposed.wording, by=managing)
    corrections.reword_correction(proposed, by=desk, kind="update", wrong="", text="All is well.")
    with pytest.raises(ValidationError, match="must approve"):
        corrections.publish_correction(proposed, by=desk)
    CorrectionRules.objects.create(section=news)  # its own rules ask for nothing
    assert corrections.publish_correction(proposed, by=desk).kind == "update"


def test_what_a_managing_editor_publishes_is_approved_by_that(out, desk, managing):
    CorrectionRules.objects.create(section=None, needs_approval=True)
    proposed = ask(out, desk)
    corrections.publish_correction(proposed, by=managing)
    assert done(proposed)[1:] == [("approved", "mona"), ("published", "mona")]


def test_laid_aside_with_a_reason_nothing_is_published(out, reporter, desk):
    refused, withdrawn = ask(out, reporter), ask(out, reporter)
    with pytest.raises(ValidationError, match="Say why"):
        corrections.refuse_correction(refused, why=" ", by=desk)
    corrections.refuse_correction(refused, why="The figure is right.", by=desk)
    with pytest.raises(PermissionDenied):
        corrections.withdraw_correction(withdrawn, why="Mine was wrong.", by=desk)
    corrections.withdraw_correction(withdrawn, why="Mine was wrong.", by=reporter)
    for proposed in (refused, withdrawn):
        with pytest.raises(ValidationError, match="by now"):
            corrections.publish_correction(proposed, by=desk)
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"wrong": ""}, "wrong"),
        ({"text": " "}, "text"),
        ({"kind": "note"}, "wrong"),
        ({"kind": "update", "wrong": "", "text": ""}, "text"),
        ({"kind": "joke"}, "kind"),
    ],
)
def test_what_cannot_be_said_names_its_field(out, reporter, given, field):
    with pytest.raises(ValidationError) as refusal:
        ask(out, reporter, **({"wrong": ""} if given.get("kind") == "joke" else {}), **given)
    assert field in refusal.value.message_dict
    assert not ProposedCorrection.objects.exists()


def test_a_story_that_readers_never_saw_and_a_version_they_never_saw(article, out, reporter, desk, write):
    with pytest.raises(ValidationError, match="Readers never saw this article"):
        ask(write("A draft"), reporter)
    edit(out, desk, "40 million", "45 million")
    with pytest.raises(ValidationError, match="never saw this version"):
        ask(out, reporter, revision=ArticleRevision.objects.latest_of(out))


def test_it_tells_which_version_was_wrong_and_which_puts_it_right(out, desk):
    early = corrections.publish_correction(ask(out, desk), by=desk)
    versions = version_numbers([out.pk])
    assert put_right_in(early, versions[out.pk]) is None
    edit(out, desk, "40 million", "45 million")
    together = corrections.publish_correction(ask(out, desk), by=desk, with_story=True)
    first, second = (each.revision for each in Publication.objects.of(out))
    assert (together.revision, together.after) == (first, second)
    late = corrections.publish_correction(ask(out, desk, revision=first), by=desk)
    assert late.after == second
    with_versions = version_numbers([out.pk])[out.pk]
    assert [put_right_in(each, with_versions) for each in (early, together, late)] == [2, 2, 2]


def test_a_story_that_may_not_go_out_takes_its_correction_back_with_it(out, desk):
    edit(out, desk, "40 million", "45 million")
    page = ArticlePage.objects.get(pk=out.pk)
    page.go_live_at = "2099-01-01T00:00:00Z"
    page.save_revision(user=desk)
    proposed = ask(out, desk)
    with pytest.raises(ValidationError, match="hour of its own"):
        corrections.publish_correction(proposed, by=desk, with_story=True)
    proposed.refresh_from_db()
    assert proposed.state == "asked"
    assert not Correction.objects.exists()


def test_it_is_a_modification_and_no_first_publication(out, desk):
    before = out.first_published_at, out.last_published_at
    correction = corrections.publish_correction(ask(out, desk), by=desk)
    shown = with_modified(ArticlePage.objects.filter(pk=out.pk)).get()
    assert (shown.first_published_at, shown.last_published_at) == before
    assert shown.modified_at == correction.issued_at > before[1]


def test_the_facts_cannot_be_altered(out, desk):
    proposed = ask(out, desk)
    correction = corrections.publish_correction(proposed, by=desk)
    for row in (correction, proposed.acts.first()):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()
    assert subscribers("correction.acted")
