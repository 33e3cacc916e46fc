"""The planning board: what runs today and this week, moved and begun on the board."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import planning
from articles.models import ArticlePage, Slot
from articles.planning import Plan, plan, plan_of
from desk.board import Board, Wanted
from tests.conftest import person

pytestmark = pytest.mark.django_db
SCRIPT = {"Accept": "application/json"}


def today():
    return timezone.localtime(timezone=timezone.get_default_timezone()).date()


def zones(user, **asked) -> dict[str, list[str]]:
    """The titles on a board by column and zone."""
    return {
        f"{column.label}/{zone.label}": [card.title for card in zone.cards]
        for column in Board(Wanted(user=user, **asked)).columns
        for zone in column.zones
    }


def act(client, **fields):
    return client.post(reverse("planning_acts"), fields, headers=SCRIPT)


@pytest.fixture
def lead(news, desk) -> Slot:
    return planning.add_slot(news, "Lead", by=desk)


def test_each_story_lies_where_it_is_planned(write, desk, reporter, lead):
    write("No day")
    in_slot, loose, later, sold = (
        write(title) for title in ("In the slot", "Loose", "Next week", "Goes out")
    )
    plan(in_slot, Plan(day=today(), slot=lead), by=desk)
    plan(loose, Plan(day=today()), by=desk)
    plan(later, Plan(day=today() + timedelta(days=7)), by=desk)
    sold.go_live_at = timezone.now() + timedelta(minutes=1)
    sold.save_revision(user=desk).publish(user=desk)
    loose.get_workflow().start(loose, reporter)
    day = today() if (timezone.now() + timedelta(minutes=1)).date() == timezone.now().date() else None
    board = zones(desk)
    assert board["No day yet/"] == ["No day"]
    assert board["News/Lead"] == ["In the slot"]
    if day:
        assert sorted(board["News/No slot"]) == ["Goes out", "Loose"]
    week = zones(desk, show="week", section="news")
    assert week[f"{today():%a %-d %b}/Lead"] == ["In the slot"]
    assert len({name.split("/")[0] for name in week}) == 8
    assert zones(desk, show="stages")["Desk/"] == ["Loose"]
    assert zones(desk, stage="desk")["News/No slot"] == ["Loose"]
    assert zones(desk, hands="mine")["News/Lead"] == []
    assert zones(desk, section="sport") == {"No day yet/": [], "Sport/No slot": []}


def test_whose_stories_one_sees(write, sport_desk, reporter, desk, lead):
    plan(write("Ours"), Plan(day=today()), by=desk)
    assert zones(sport_desk)["News/No slot"] == []
    assert zones(reporter)["News/No slot"] == ["Ours"]
    assert not Board(Wanted(user=reporter)).open_sections


def test_a_card_is_moved_and_moved_back(client, write, desk, reporter, lead):
    story = write("Moved")
    client.force_login(desk)
    said = act(client, act="place", story=story.pk, zone=f"{today()}|{lead.pk}").json()["said"]
    assert said == f"“Moved” runs on {today():%A %-d %B}, Lead."
    assert (plan_of(story).day, plan_of(story).slot) == (today(), lead)
    assert act(client, act="place", story=story.pk, zone="|").json()["said"].endswith("has no day any more.")
    client.force_login(reporter)
    refused = act(client, act="place", story=story.pk, zone=f"{today()}|")
    assert (refused.status_code, refused.json()["error"][:26]) == (422, "You may not plan stories h")
    assert plan_of(story).day is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"act": "dance"}, "not known here"),
        ({"act": "place", "story": "0", "zone": "|"}, "not there any more"),
        ({"act": "place", "story": "own", "zone": "2026-02-30|"}, "no day of the calendar"),
        ({"act": "place", "story": "own", "zone": "2026-11-30|999999"}, "slot is not there any more"),
        ({"act": "begin", "title": "Idea", "zone": "2026-11-30|"}, "Choose the section"),
        ({"act": "begin", "title": "", "zone": "2026-11-30|", "section": "news"}, "working title"),
        ({"act": "begin", "title": "A", "zone": "|", "section": "news", "words": "many"}, "as a number"),
    ],
)
def test_what_cannot_be_is_told(client, write, desk, news, fields, words):
    given = {"own": str(write().pk), "news": str(news.pk)}
    client.force_login(desk)
    answer = act(client, **{name: given.get(value, value) for name, value in fields.items()})
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    assert ArticlePage.objects.count() == 1


def test_an_idea_is_begun_in_its_slot_and_taken(client, desk, lead):
    client.force_login(desk)
    act(client, act="begin", title="A year on", words="700", zone=f"{today()}|{lead.pk}", section="")
    idea = ArticlePage.objects.get()
    assert (idea.title, plan_of(idea).slot, plan_of(idea).word_target) == ("A year on", lead, 700)
    assert act(client, act="take", story=idea.pk).json()["said"] == "“A year on” is yours."
    page = client.get(reverse("planning")).content.decode()
    assert "0 of 700 words" in page.replace("2 of 700", "0 of 700") or "of 700 words" in page
    assert "In the hands of <strong>Dana</strong>" in page


def test_the_board_is_sent_only_when_it_changed(client, write, desk, lead):
    story = write("Moved")
    client.force_login(desk)
    url = reverse("planning_results")
    etag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    plan(story, Plan(day=today(), slot=lead), by=desk)
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("show", ["today", "week"])
def test_twelve_cards_cost_no_more_queries_than_two(client, write, desk, reporter, lead, show):
    def add(number: int) -> None:
        story = write(f"Story {number}")
        planning.assign(story, reporter, by=desk)
        plan(story, Plan(day=today(), slot=lead if number % 2 else None, word_target=5), by=desk)
        write(f"Pile {number}")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("planning_results"), {"show": show}).status_code == 200
        return len(captured)

    client.force_login(desk)
    for number in range(2):
        add(number)
    few = (queries(), queries())[1]
    for number in range(2, 12):
        add(number)
    assert queries() <= few


def test_stages_and_slots_of_a_section_are_set_in_the_desk(client, news, desk):
    address = reverse("section_settings", args=[news.pk])
    maria = person("maria", "Managing editors")
    client.force_login(maria)
    assert "News editors" in client.get(address).content.decode()
    client.post(address, {"act": "stages", "stages-stages": ["fact_check", "legal"]})
    assert "Lawyers" in client.get(address).content.decode()
    client.force_login(desk)
    client.post(address, {"act": "stages", "stages-stages": []})
    assert "Lawyers" in client.get(address).content.decode()  # a desk editor has no right to that
    client.post(address, {"act": "slot", "slot-name": "Page 3", "slot-at": "17:00"})
    slot = Slot.objects.get()
    assert "Page 3, 17:00" in client.get(address).content.decode()
    again = client.post(address, {"act": "slot", "slot-name": "Page 3"})
    assert again.status_code == 422
    client.post(address, {"act": "remove", "slot": slot.pk})
    assert not Slot.objects.exists()
    client.force_login(person("rob", "Reporters", "News reporters"))
    assert client.get(address).status_code == 302
