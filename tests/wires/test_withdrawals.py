"""What an agency cancels or withholds is refused, and the desk of the story that stands here hears once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from articles.embargo import set_embargo
from articles.kills import kill
from articles.models import ArticlePage, ArticleRevision, SectionPage
from claims.models import Notice
from outbox.models import OutboxEvent
from tests.conftest import person, work
from tests.wires.documents import PLAIN, news_item, newsml, ninjs
from wires.actions import Sent, begin_job
from wires.events import STORY_WITHDRAWN
from wires.formats import newsml as newsml_g2
from wires.formats import ninjs as ninjs_3
from wires.formats.releasing import Withdrawn
from wires.models import Item
from wires.taking import take_in_job

pytestmark = pytest.mark.django_db

MESSAGE = "application/vnd.iptc.g2.newsmessage+xml"
NINJS = "application/vnd.iptc.ninjs+json"
GUID = "HW-12"


@pytest.fixture(autouse=True)
def _they_have_addresses(desk: User, sport_desk: User, reporter: User) -> None:
    for user in (desk, sport_desk, reporter):
        user.email = f"{user.username}@example.org"
        user.save()


def xml(status: str = "usable", version: int = 0, guid: str = GUID, content: str = PLAIN) -> str:
    """One item of NewsML-G2; of version 0: it states none."""
    item = news_item(content, guid=guid, version=version, status=f'<pubStatus qcode="stat:{status}"/>')
    return item.replace(' version="0"', "").replace("wins vote", f"wins vote {version}")


def sent(status: str = "usable", version: int = 0, guid: str = GUID) -> Sent:
    return Sent(newsml(xml(status, version, guid, PLAIN if status == "usable" else "")), MESSAGE)


def taken(*copies: Sent, **said: object) -> list[Item]:
    job = begin_job(copies, **said)  # type: ignore[arg-type]
    while work():
        pass
    return list(job.items.all())


def told() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("words", flat=True))


def publish(article: ArticlePage | None) -> ArticlePage:
    assert article
    article.get_latest_revision().publish()
    article.refresh_from_db()
    return article


@pytest.mark.parametrize(
    ("status", "how"),
    [("canceled", "cancelled"), ("cancelled", "cancelled"), ("Withheld", "withheld")],
)
def test_a_refusal_knows_that_the_item_was_withdrawn_and_which(status: str, how: str) -> None:
    (found,) = newsml_g2.read(newsml(xml(status, 3, f" {GUID} ", "").replace("ninat:text", "ninat:video")))
    with pytest.raises(Withdrawn) as refused:
        ninjs_3.read(ninjs(uri=GUID, version="3", pubStatus=status, bodies=[]))
    for each in (found, refused.value):
        assert isinstance(each, Withdrawn)
        assert (each.how, each.source_id, each.version) == (how, GUID, 3)


def test_other_refusals_of_ninjs_say_of_which_item(desk: User, news: SectionPage) -> None:
    (item,) = taken(Sent(ninjs(uri=GUID, bodies=[]), NINJS), by=desk, section=news, wire="cw")
    assert (item.state, item.cause, item.source_id) == ("refused", "copy", f"cw:{GUID}")


def test_the_editors_of_a_published_story_hear_once_and_are_led_to_where_it_is_killed(
    client: Client, desk: User, sport_desk: User, reporter: User, news: SectionPage
) -> None:
    article = publish(taken(sent(version=1), by=desk, section=news)[0].article)
    (item,) = taken(sent("canceled", 2), by=desk, section=news)
    assert (item.state, item.cause, item.article) == ("refused", "cancelled", article)
    assert "kill it or take it offline" in item.why
    words = "Its agency cancelled this story (HW-12): kill it or take it offline"
    assert [(notice.person, notice.words) for notice in Notice.objects.all()] == [(desk, words)]
    (letter,) = mail.outbox
    assert (letter.to, words in letter.subject, words in letter.body) == (["dana@example.org"], True, True)
    assert f"/desk/pages/{article.pk}/edit/" in letter.body
    OutboxEvent.objects.filter(topic=STORY_WITHDRAWN).update(state="waiting")  # as if a worker was killed
    assert work()
    assert (len(told()), len(mail.outbox)) == (1, 1)
    article.refresh_from_db()
    assert article.live
    assert ArticleRevision.objects.of(article).count() == 1
    client.force_login(person("mona", "Managing editors"))
    page = client.get(Notice.objects.get().get_absolute_url()).content.decode()
    assert f"/desk/articles/{article.pk}/kill/" in page
    assert f"/desk/pages/{article.pk}/unpublish/" in page


@pytest.mark.parametrize(
    ("status", "standing", "words"),
    [
        ("canceled", "draft", "cancelled this story (HW-12): do not publish it"),
        ("canceled", "scheduled", "cancelled this story (HW-12): take it off the schedule"),
        (
            "withheld",
            "live",
            "withholds this story (HW-12): take it offline until the agency sends it as usable",
        ),
        (
            "withheld",
            "draft",
            "withholds this story (HW-12): do not publish it until the agency sends it as usable",
        ),
    ],
)
def test_what_is_to_be_done_depends_on_how_the_story_stands(
    desk: User, news: SectionPage, status: str, standing: str, words: str
) -> None:
    article = taken(sent(), by=desk, section=news)[0].article
    assert article
    if standing == "live":
        publish(article)
    if standing == "scheduled":
        draft = article.get_latest_revision_as_object()
        draft.go_live_at = timezone.now() + timedelta(days=1)
        draft.save_revision(user=desk).publish()
    taken(sent(status), by=desk, section=news)
    assert told() == [f"Its agency {words}"]


def test_ninjs_leads_to_the_story_too_and_a_wire_keeps_its_ids_apart(desk: User, news: SectionPage) -> None:
    said = {"by": desk, "section": news}
    article = taken(Sent(ninjs(uri=GUID, embargoedUntil=None), NINJS), **said, wire="afp")[0].article
    cancelled = Sent(ninjs(uri=GUID, version="3", pubStatus="canceled"), NINJS)
    assert taken(cancelled, **said, wire="dpa")[0].article is None
    assert told() == []
    assert taken(cancelled, **said, wire="afp")[0].article == article
    assert told() == ["Its agency cancelled this story (afp:HW-12): do not publish it"]


def test_nothing_is_told_of_what_does_not_stand_here_or_was_killed(desk: User, news: SectionPage) -> None:
    said = {"by": desk, "section": news}
    (item,) = taken(sent("canceled"), **said)
    assert (item.state, item.article) == ("refused", None)
    article = publish(taken(sent(), **said)[0].article)
    mona = person("mona", "Managing editors")
    kill(article, reason="Our lawyers say so.", notice="It is withdrawn.", by=mona)
    work()
    Notice.objects.all().delete()
    assert taken(sent("canceled"), **said)[0].article == article
    assert told() == []


def test_whoever_may_not_edit_the_story_learns_nothing_and_troubles_nobody(
    desk: User, sport_desk: User, reporter: User, news: SectionPage, sport: SectionPage
) -> None:
    article = taken(sent(), by=desk, section=news)[0].article
    assert article
    boss = User.objects.create_superuser("boss")
    set_embargo(article, timezone.now() + timedelta(days=1), by=desk)
    for said in (
        {"by": reporter, "section": news},
        {"by": sport_desk, "section": sport},
        {"by": boss, "section": sport, "reach": [sport.pk]},
        {"by": boss, "section": news, "may_reach_embargoed": False},
    ):
        (item,) = taken(sent("canceled"), **said)
        assert (item.state, item.article, item.why.count("A newer")) == ("refused", None, 0)
    job = begin_job([sent("canceled")], by=desk, section=news)
    desk.is_active = False
    desk.save()
    work()
    assert job.items.get().article is None
    assert told() == []


def test_the_same_cancellation_again_is_told_of_once_and_a_new_one_anew(
    desk: User, news: SectionPage
) -> None:
    said = {"by": desk, "section": news}
    taken(sent(version=1), **said)
    for _ in range(2):
        taken(sent("canceled", 2), **said)
    assert len(told()) == 1
    assert [item.state for item in taken(sent(version=3), **said)] == ["changed"]
    taken(sent("canceled", 4), **said)
    assert len(told()) == 2
    taken(sent("withheld", 4), **said)
    assert len(told()) == 3


def test_without_versions_a_cancellation_after_usable_copy_is_a_new_one(
    desk: User, news: SectionPage
) -> None:
    said = {"by": desk, "section": news}
    taken(sent(), **said)
    taken(sent("canceled"), **said)
    taken(sent("canceled"), **said)
    assert len(told()) == 1
    taken(sent(), **said)
    taken(sent("canceled"), **said)
    assert len(told()) == 2


def test_a_message_may_bring_a_story_and_its_cancellation(desk: User, news: SectionPage) -> None:
    message = Sent(newsml(xml("canceled", 2, content=""), xml(version=1), xml(guid="HW-13")), MESSAGE)
    items = taken(message, by=desk, section=news)
    assert [(item.source_id, item.version, item.state) for item in items] == [
        ("HW-13", 0, "new"),
        ("HW-12", 1, "new"),
        ("HW-12", 2, "refused"),
    ]
    assert items[1].article == items[2].article is not None
    assert items[2].story is None
    assert told() == ["Its agency cancelled this story (HW-12): do not publish it"]


def test_what_a_newer_version_overtook_alarms_nobody(desk: User, news: SectionPage) -> None:
    said = {"by": desk, "section": news}
    article = taken(sent(version=3), **said)[0].article
    (late,) = taken(sent("withheld", 2), **said)
    assert (late.article, "A newer version of it came in" in late.why) == (article, True)
    message = Sent(newsml(xml("withheld", 4, content=""), xml(version=5)), MESSAGE)
    assert [item.state for item in taken(message, **said)] == ["refused", "changed"]
    assert told() == []


@pytest.mark.parametrize("version", [0, 1])
def test_a_cancellation_that_has_its_turn_before_the_story_is_heard_of_all_the_same(
    desk: User, news: SectionPage, version: int
) -> None:
    older = begin_job([sent(version=version)], by=desk, section=news)
    newer = begin_job([sent("canceled", version and version + 1)], by=desk, section=news)
    take_in_job(newer.pk)
    assert newer.items.get().article is None
    take_in_job(older.pk)
    work()
    assert older.items.get().state == "new"
    assert newer.items.get().article == older.items.get().article
    assert told() == ["Its agency cancelled this story (HW-12): do not publish it"]


def test_the_desk_and_the_api_lead_to_the_story(
    client: Client, desk: User, sport_desk: User, news: SectionPage
) -> None:
    article = taken(sent(), by=desk, section=news)[0].article
    assert article
    (item,) = taken(sent("canceled"), by=desk, section=news)
    client.force_login(desk)
    page = client.get(f"/desk/ingests/{item.job_id}/").content.decode()
    assert f"/desk/pages/{article.pk}/edit/" in page
    shown = client.get(f"/api/v1/ingest/{item.job_id}/items").json()["results"][0]
    assert (shown["state"], shown["article"]["id"]) == ("refused", article.pk)
    assert shown["problem"]["type"].endswith("copy-refused")
    desk.groups.clear()
    desk.groups.add(*sport_desk.groups.all())
    shown = client.get(f"/api/v1/ingest/{item.job_id}/items").json()["results"][0]
    assert shown["article"] is None
