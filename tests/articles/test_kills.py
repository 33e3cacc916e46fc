"""A killed story comes back by no door until the kill is lifted, and everything of it stays on file."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import User
from articles.gate import PublicationBlocked, foresee
from articles.kills import kill, lift_kill
from articles.models import ArticlePage, Kill, SectionPage, StoryAct
from articles.publishing import schedule_story
from claims.gatekeeping import override_gate
from claims.models import Notice
from outbox.models import OutboxEvent
from tests.conftest import person, work

pytestmark = pytest.mark.django_db
REASON, NOTICE = "The quotation was invented.", "We withdrew this story."


@pytest.fixture
def managing(newsroom: object) -> User:
    return person("mona", "Managing editors")


@pytest.fixture
def out(article: ArticlePage, desk: User) -> ArticlePage:
    article.get_latest_revision().publish(user=desk)
    return ArticlePage.objects.get(pk=article.pk)


def again(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk)


def test_it_goes_from_readers_with_its_aliases_and_its_schedule_and_is_on_file(out, sport, managing):
    alias = out.create_alias(parent=sport)
    assert alias.live
    out.go_live_at = timezone.now() + timedelta(days=1)
    out.save_revision().publish()
    killed = kill(again(out), by=managing, reason=REASON, notice=NOTICE)
    assert not ArticlePage.objects.visible().exists()
    assert {each.url_path for each in killed.addresses.all()} == {out.url_path, alias.url_path}
    assert not again(out).revisions.exclude(approved_go_live_at=None).exists()
    assert killed.revision.number == 1
    assert StoryAct.objects.get(article=out.pk, name="kill").why == REASON
    with pytest.raises(IntegrityError), transaction.atomic():
        Kill.objects.filter(pk=killed.pk).update(reason="Something else entirely.")
    work()
    assert OutboxEvent.objects.filter(topic="article.killed", key=str(killed.pk), state="done").exists()
    assert REASON in Notice.objects.get(person__username="rita").words


def doors(article: ArticlePage, user: User, sport: SectionPage) -> dict[str, object]:
    def publish() -> None:
        again(article).get_latest_revision().publish(user=user)

    def whole_row() -> None:
        page = again(article)
        page.live, page.live_revision = True, page.get_latest_revision()
        page.save()

    def all_the_same() -> None:
        seen = [each.key for each in foresee(article)]
        override_gate(again(article), reason="It cannot wait.", seen=seen, by=user, publish=True)

    return {"publish": publish, "row": whole_row, "override": all_the_same}


@pytest.mark.parametrize("door", ["publish", "row", "override"])
def test_no_door_brings_it_back_until_the_kill_is_lifted(out, sport, managing, door):
    killed = kill(out, by=managing, reason=REASON, notice=NOTICE)
    (said,) = [each for each in foresee(out) if each.is_blocking]
    assert "Mona killed this story: The quotation was invented." in said.words
    with pytest.raises(ValidationError):
        doors(out, managing, sport)[door]()
    assert not ArticlePage.objects.visible().exists()
    lift_kill(killed, why="It was not invented.", by=managing)
    again(out).get_latest_revision().publish(user=managing)
    assert ArticlePage.objects.visible().exists()
    assert not Kill.objects.standing().exists()


def test_a_schedule_does_not_bring_it_back(out, desk, managing):
    killed = kill(out, by=managing, reason=REASON, notice=NOTICE)
    page = again(out)
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    revision = page.save_revision(user=desk)
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=page.go_live_at)  # past every door
    call_command("publish_scheduled")
    assert not ArticlePage.objects.visible().exists()
    assert killed.is_standing


def test_it_waits_for_no_hour_until_the_kill_is_lifted(out, desk, managing):
    killed = kill(out, by=managing, reason=REASON, notice=NOTICE)
    tomorrow = timezone.now() + timedelta(days=1)
    with pytest.raises(PublicationBlocked, match="Mona killed this story"):
        schedule_story(again(out), go_live_at=tomorrow, by=desk)
    assert again(out).get_latest_revision_as_object().go_live_at is None  # and nothing was saved
    page = again(out)
    page.go_live_at = tomorrow
    with pytest.raises(PublicationBlocked, match="Mona killed this story"):
        page.save_revision(user=desk).publish(user=desk)  # as Wagtail's own views and workflows do
    lift_kill(killed, why="It was not invented.", by=managing)
    schedule_story(again(out), go_live_at=tomorrow, by=desk)
    assert again(out).revisions.filter(approved_go_live_at=tomorrow).exists()


def test_only_managing_editors_kill_and_lift_and_with_a_reason(out, desk, managing, write):
    with pytest.raises(PermissionDenied):
        kill(out, by=desk, reason=REASON, notice=NOTICE)
    for given, field in (
        ({"reason": "No.", "notice": NOTICE}, "reason"),
        ({"reason": REASON, "notice": " "}, "notice"),
    ):
        with pytest.raises(ValidationError) as refusal:
            kill(out, by=managing, **given)
        assert field in refusal.value.message_dict
    with pytest.raises(ValidationError, match="Readers never saw"):
        kill(write("A draft"), by=managing, reason=REASON, notice=NOTICE)
    killed = kill(out, by=managing, reason=REASON, notice=NOTICE)
    with pytest.raises(ValidationError, match="killed already"):
        kill(again(out), by=managing, reason=REASON, notice=NOTICE)
    with pytest.raises(PermissionDenied):
        lift_kill(killed, why="It was not invented.", by=desk)
    lift_kill(killed, why="It was not invented.", by=managing)
    with pytest.raises(ValidationError, match="lifted already"):
        lift_kill(killed, why="It was not invented.", by=managing)


def test_unpublishing_and_expiry_are_no_kill(out, desk):
    out.unpublish(user=desk)
    assert not Kill.objects.exists()
    again(out).get_latest_revision().publish(user=desk)
    assert ArticlePage.objects.visible().exists()
