"""A story under embargo is shown to nobody, whatever is done with it, until its time."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from articles.embargo import lift_embargo, set_embargo
from articles.events import ARTICLE_HELD_BACK, ARTICLE_PUBLISHED, ARTICLE_UNPUBLISHED
from articles.kills import kill
from articles.models import ArticlePage, Embargo, Publication, StoryAct
from articles.tasks import publish_scheduled
from outbox.models import OutboxEvent
from tests.conftest import edit, person, work

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def visible(article: ArticlePage) -> bool:
    return ArticlePage.objects.visible().filter(pk=article.pk).exists()


def publish(article: ArticlePage, user) -> None:
    ArticlePage.objects.get(pk=article.pk).get_latest_revision().publish(user=user)
    article.refresh_from_db()


def the_clock_goes_on() -> None:
    Embargo.objects.update(until=timezone.now() - timedelta(seconds=1))


def news(topic: str) -> int:
    return OutboxEvent.objects.filter(topic=topic).values("key").distinct().count()


@pytest.fixture
def embargoed(article, desk) -> ArticlePage:
    set_embargo(article, timezone.now() + HOUR, by=desk)
    publish(article, desk)
    return article


def test_what_is_published_under_embargo_is_shown_to_nobody_and_no_news(embargoed):
    assert embargoed.live
    assert not visible(embargoed)
    assert not Publication.objects.of(embargoed).exists()
    assert news(ARTICLE_PUBLISHED) == 0


def test_at_its_time_it_goes_out_as_of_then(embargoed, desk):
    edit(ArticlePage.objects.get(pk=embargoed.pk), desk, "40 million", "52 million")
    publish(embargoed, desk)  # once more, before anybody saw the first text
    publish_scheduled()
    assert not visible(embargoed)
    before = timezone.now()
    the_clock_goes_on()
    publish_scheduled()
    embargoed.refresh_from_db()
    assert visible(embargoed)
    assert embargoed.first_published_at == embargoed.last_published_at >= before
    shown = Publication.objects.of(embargoed).get()
    assert shown.revision.number == 2  # the first text was shown to nobody
    assert shown.published_at == embargoed.last_published_at
    assert news(ARTICLE_PUBLISHED) == 1
    assert [act.name for act in StoryAct.objects.filter(article=embargoed)] == ["embargo", "embargo_ended"]
    publish_scheduled()
    assert Publication.objects.of(embargoed).count() == 1


def test_an_unfinished_story_stays_a_draft_when_its_embargo_ends(article, desk):
    set_embargo(article, timezone.now() + HOUR, by=desk)
    the_clock_goes_on()
    publish_scheduled()
    assert not Embargo.objects.exists()
    assert not ArticlePage.objects.get(pk=article.pk).live


def test_a_schedule_before_the_end_of_the_embargo_shows_nothing(article, desk):
    set_embargo(article, timezone.now() + HOUR, by=desk)
    revision = article.get_latest_revision()
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - HOUR)
    publish_scheduled()
    assert ArticlePage.objects.get(pk=article.pk).live
    assert not visible(article)


def test_neither_edits_nor_old_page_objects_touch_an_embargo(embargoed, desk):
    stale = ArticlePage.objects.get(pk=embargoed.pk)
    later = timezone.now() + 2 * HOUR
    set_embargo(embargoed, later, by=desk, why="The agency moved it.")
    stale.save()
    edit(stale, desk, "40 million", "52 million")
    publish(stale, desk)
    assert Embargo.objects.get().until == later
    assert not visible(stale)
    acts = StoryAct.objects.filter(article=embargoed, name="embargo")
    assert acts.last().why == "The agency moved it."
    assert str(acts.last()).endswith("put it under embargo")


def test_a_story_that_readers_see_is_taken_from_them_and_given_back(article, desk):
    publish(article, desk)
    set_embargo(article, timezone.now() + HOUR, by=desk)
    assert not visible(article)
    assert news(ARTICLE_UNPUBLISHED) <= 1  # nobody need have asked for such news
    first = article.first_published_at
    lift_embargo(article, by=desk)
    article.refresh_from_db()
    assert visible(article)
    assert article.first_published_at == first
    assert Publication.objects.of(article).count() == 2


def test_an_alias_is_under_the_embargo_of_its_original(embargoed, sport, desk):
    alias = embargoed.create_alias(parent=sport, update_slug="over-there")
    assert alias.live
    assert not visible(alias)
    assert alias.embargo_in_force
    lift_embargo(embargoed, by=desk)
    assert visible(alias)


def test_what_the_gate_forbids_by_then_does_not_go_out(embargoed, desk, monkeypatch):
    from articles import gate

    against = gate.Objection("test", "A claim in it was found false.", "Take it out.")
    monkeypatch.setattr(gate, "_judges", [lambda revision, sections: [against]])
    the_clock_goes_on()
    publish_scheduled()
    embargoed.refresh_from_db()
    assert not embargoed.live
    assert not Publication.objects.of(embargoed).exists()
    assert news(ARTICLE_HELD_BACK) == 1
    work()
    assert desk.notices.filter(article=embargoed, words__startswith="Held back").exists()


def test_who_may(article, reporter, desk, sport_desk):
    soon, later = timezone.now() + HOUR, timezone.now() + 2 * HOUR
    set_embargo(article, soon, by=reporter)
    set_embargo(article, later, by=reporter)
    with pytest.raises(PermissionDenied, match="right to publish"):
        set_embargo(article, soon, by=reporter)
    with pytest.raises(PermissionDenied, match="right to publish"):
        lift_embargo(article, by=reporter)
    with pytest.raises(PermissionDenied, match="may not edit"):
        set_embargo(article, later + HOUR, by=sport_desk)
    assert Embargo.objects.get().until == later
    set_embargo(article, soon, by=desk)
    with pytest.raises(ValidationError, match="has passed"):
        set_embargo(article, timezone.now(), by=desk)
    assert StoryAct.objects.count() == 3


def test_what_was_published_under_embargo_alone_leaves_no_notice_behind(embargoed):
    chief = person("maria", "Managing editors")
    with pytest.raises(ValidationError, match="Readers never saw this story"):
        kill(embargoed, by=chief, reason="It was all made up.", notice="This story is withdrawn.")
