"""The panel's JSON: what was read, where it stands, and what editors do with it."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import Attribution, Ruling
from articles.models import ArticlePage, ArticleRevision
from claims.models import Claim
from desk.editor.reading import confidence_words, summary
from entities.models import Entity
from outbox.models import OutboxEvent
from tests.conftest import STORY, person, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_reporter(client: Client, reporter) -> Client:
    client.force_login(reporter)
    return client


def address(article: ArticlePage) -> str:
    return reverse("desk_reading", args=[article.pk])


def ask(client: Client, article: ArticlePage) -> dict:
    response = client.get(address(article))
    assert response.status_code == 200, response.content
    return response.json()


def do(client: Client, article: ArticlePage, place: str, act: str):
    return client.post(reverse("desk_attribution", args=[article.pk, place, act]))


def words(panel: dict, place: list[int]) -> str:
    index, start, end = place
    return panel["segments"][index]["text"][start:end]


def direct(panel: dict) -> dict:
    return next(item for item in panel["attributions"] if item["type"] == "direct")


def test_the_panel_waits_until_the_story_is_read(article, as_reporter):
    panel = ask(as_reporter, article)
    assert (panel["state"], panel["attributions"], panel["shown"]) == ("waiting", [], None)
    work()
    panel = ask(as_reporter, article)
    assert (panel["state"], panel["revision"], panel["shown"]) == ("done", 1, 1)
    assert panel["read_at"]
    assert panel["reader"]


def test_the_panel_says_why_a_story_was_not_read(write, as_reporter):
    article = write("Burmistrz odchodzi", "„Wygramy te wybory”, powiedział w piątek burmistrz Jan Nowak.")
    work()
    panel = ask(as_reporter, article)
    assert panel["refusal"] == "Written in Polish: no reader for it is installed."
    assert (panel["state"], panel["entities"], panel["attributions"]) == ("done", [], [])


def test_every_place_points_at_its_words_in_its_block(article, as_reporter):
    work()
    panel = ask(as_reporter, article)
    said = direct(panel)
    assert words(panel, said["source"][0]).startswith("Mara Lindqvist")
    assert [words(panel, place) for place in said["cue"]] == ["said"]
    assert (
        "".join(words(panel, place) for place in said["content"])
        == "“The bridge will cost 40 million crowns,”"
    )
    block = panel["segments"][said["content"][0][0]]["block"]
    assert block == str(article.body[1].id)
    for entity in panel["entities"]:
        for place in entity["places"]:
            assert words(panel, place)


def test_places_count_code_points_beyond_the_basic_plane(write, as_reporter):
    article = write("Emoji", "🎉🎉 “The bridge will cost 40 million crowns,” said Mara Lindqvist, the chair.")
    work()
    panel = ask(as_reporter, article)
    assert words(panel, direct(panel)["source"][0]).startswith("Mara Lindqvist")


def test_people_come_first_and_are_counted(article, as_reporter):
    work()
    panel = ask(as_reporter, article)
    first = panel["entities"][0]
    assert (first["kind"], first["name"], first["kind_label"]) == ("person", "Mara Lindqvist", "People")
    assert first["count"] == len(first["places"]) >= 2
    assert panel["summary"].startswith("1 person")


@pytest.mark.parametrize(
    ("kinds", "statuses", "expected"),
    [
        (["person"] * 5, ["proposed"] * 6, "5 people, 6 quotations"),
        (["person", "place"], ["confirmed", "dismissed"], "1 person, 1 place, 1 quotation"),
        (["date"], [], "no names and no quotations"),
    ],
)
def test_the_summary_reads_aloud(kinds, statuses, expected):
    entities = [{"kind": kind, "state": "proposed"} for kind in kinds]
    assert summary(entities, [{"status": status} for status in statuses]) == expected


@pytest.mark.parametrize(
    ("confidence", "expected"), [(0.95, "sure, 95%"), (0.7, "likely, 70%"), (0.3, "unsure, 30%")]
)
def test_confidence_is_told_in_words(confidence, expected):
    assert confidence_words(confidence) == expected


def test_confirming_dismissing_and_taking_back(article, as_reporter, reporter):
    work()
    place = direct(ask(as_reporter, article))["place"]
    panel = do(as_reporter, article, place, "confirm").json()
    assert (direct(panel)["status"], direct(panel)["ruled_by"]) == ("confirmed", reporter.display_name)
    assert direct(do(as_reporter, article, place, "dismiss").json())["status"] == "dismissed"
    panel = do(as_reporter, article, place, "withdraw").json()
    assert (direct(panel)["status"], direct(panel)["ruled_by"]) == ("proposed", "")
    assert Ruling.objects.count() == 3


def test_making_a_claim_shows_it_beside_its_attribution(article, as_reporter):
    work()
    place = direct(ask(as_reporter, article))["place"]
    panel = do(as_reporter, article, place, "claim").json()
    assert direct(panel)["claim"]["status"] == "triaged"
    assert "40 million" in direct(panel)["claim"]["statement"]
    do(as_reporter, article, place, "claim")
    assert Claim.objects.filter(statement__contains="40 million").count() == 1
    assert as_reporter.get(direct(panel)["claim"]["url"]).status_code == 200
    assert as_reporter.get(panel["entities"][0]["url"]).status_code == 200


def test_a_claim_stays_in_the_panel_while_the_next_text_waits_to_be_read(article, as_reporter, reporter):
    work()
    place = direct(ask(as_reporter, article))["place"]
    do(as_reporter, article, place, "claim")
    article.kicker = "Bridges"
    article.body = json.dumps([*article.body.raw_data])
    article.title = "The bridge bill grows"
    article.save_revision(user=reporter)
    follow = OutboxEvent.objects.for_handler("claims.tasks.follow_article").waiting().get()
    from outbox import relay

    assert relay.deliver(follow.pk, task_id="follow")
    panel = ask(as_reporter, article)
    assert (panel["state"], panel["shown"], panel["revision"]) == ("waiting", 1, 2)
    assert direct(panel)["claim"]["status"] == "triaged"


def test_a_changed_sentence_keeps_its_confirmation_and_says_so(article, as_reporter, reporter):
    work()
    do(as_reporter, article, direct(ask(as_reporter, article))["place"], "confirm")
    article.body = json.dumps(
        json.loads(json.dumps([*article.body.raw_data]).replace("40 million", "45 million"))
    )
    article.save_revision(user=reporter)
    work()
    said = direct(ask(as_reporter, article))
    assert (said["status"], said["anchor_state"]) == ("confirmed", "changed")
    assert said["claim"]["anchor_state"] == "changed"
    assert said["was"] == "“The bridge will cost 40 million crowns,”"


def test_a_claim_whose_words_were_deleted_is_shown_and_not_dropped(article, as_reporter, reporter):
    work()
    do(as_reporter, article, direct(ask(as_reporter, article))["place"], "claim")
    blocks = [*article.body.raw_data]
    article.body = json.dumps([blocks[0], blocks[2]])
    article.save_revision(user=reporter)
    work()
    panel = ask(as_reporter, article)
    (lost,) = panel["lost"]
    assert (lost["anchor_state"], lost["wording"]) == ("deleted", "“The bridge will cost 40 million crowns,”")
    assert all(claim["id"] != lost["id"] for claim in panel["claims"])


def test_a_passage_that_is_gone_is_refused_with_a_reason(article, as_reporter):
    work()
    response = do(as_reporter, article, "0123456789abcdef", "confirm")
    assert response.status_code == 404
    assert response.json()["error"].startswith("The text has moved on")


@pytest.mark.parametrize("act", ["publish", "bless"])
def test_unknown_acts_are_refused(article, as_reporter, act):
    work()
    place = direct(ask(as_reporter, article))["place"]
    assert do(as_reporter, article, place, act).status_code == 404


def test_nothing_changed_costs_no_body(article, as_reporter):
    work()
    first = as_reporter.get(address(article))
    again = as_reporter.get(address(article), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    do(as_reporter, article, direct(first.json())["place"], "confirm")
    assert as_reporter.get(address(article), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_rename_of_an_entity_changes_the_answer(article, client, desk):
    work()
    client.force_login(desk)
    before = client.get(address(article))
    mara = Entity.objects.get(name="Mara Lindqvist")
    url = reverse("desk_entity", args=[article.pk, mara.pk, "rename"])
    panel = client.post(url, {"name": "Maria Lindqvist"}).json()
    assert panel["entities"][0]["name"] == "Maria Lindqvist"
    assert panel["entities"][0]["state"] == "confirmed"
    assert client.get(address(article), headers={"If-None-Match": before["ETag"]}).status_code == 200
    refused = client.post(url, {"name": "  "})
    assert (refused.status_code, refused.json()["error"]) == (400, "Give the entity a name.")


def test_who_may_not_decide_on_entities_is_told_whom_to_ask(article, as_reporter):
    work()
    mara = Entity.objects.get(name="Mara Lindqvist")
    response = as_reporter.post(reverse("desk_entity", args=[article.pk, mara.pk, "confirm"]))
    assert (response.status_code, response.json()["error"]) == (
        403,
        "You may not decide on entities. Ask a desk editor.",
    )
    assert not ask(as_reporter, article)["rights"]["entities"]


def test_an_entity_of_another_story_is_not_reached_through_this_one(article, client, desk):
    work()
    client.force_login(desk)
    stranger = Entity.objects.create(name="Otto Brand", kind="person")
    response = client.post(reverse("desk_entity", args=[article.pk, stranger.pk, "reject"]))
    assert response.status_code == 404


def test_an_editor_of_another_section_is_refused_in_words(article, client, sport_desk):
    work()
    client.force_login(sport_desk)
    for response in (client.get(address(article)), do(client, article, "0" * 16, "confirm")):
        assert response.status_code == 403
        assert response.json()["error"].startswith("You may not edit this article")


def test_an_article_that_is_gone_is_said_to_be_gone(as_reporter):
    response = as_reporter.get(reverse("desk_reading", args=[987654]))
    assert (response.status_code, response.json()["error"]) == (404, "This article is not there any more.")


def test_a_failed_reading_shows_its_error_and_is_tried_again(article, as_reporter):
    OutboxEvent.objects.for_handler("annotations.tasks.read_revision").update(
        state="failed", attempts=5, last_error="Traceback …\nValueError: no such word"
    )
    panel = ask(as_reporter, article)
    assert (panel["state"], panel["error"]) == ("failed", "ValueError: no such word")
    assert panel["rights"]["retry"]
    panel = as_reporter.post(reverse("desk_retry", args=[article.pk])).json()
    assert panel["state"] == "waiting"
    work()
    assert ask(as_reporter, article)["state"] == "done"


def test_the_cost_does_not_grow_with_the_story(write, client, django_assert_num_queries, desk):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(desk)
    names = ["Mara Lindqvist", "Otto Brand", "Ines Calder", "Jonas Weller", "Petra Holm", "Sven Aker"]
    short = write("Short", STORY[1])
    long = write(
        "Long",
        *[f"“The bridge will cost {n} million crowns,” said {name}." for n, name in enumerate(names, 40)],
    )
    work()
    for article in (short, long):
        ask(client, article)
    counts = []
    for article in (short, long):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            panel = ask(client, article)
        counts.append(len(queries))
    assert len(panel["attributions"]) >= 5
    assert sum(bool(item["claim"]) for item in panel["attributions"]) >= 5
    assert counts[0] == counts[1]


def test_rows_that_a_newer_reading_replaced_take_no_ruling(article, reporter):
    from annotations.actions import rule

    work()
    old = Attribution.objects.filter(type="direct").get()
    Attribution.objects.filter(pk=old.pk).delete()
    with pytest.raises(Attribution.DoesNotExist):
        rule(old, "confirmed", by=reporter)
    assert not Ruling.objects.exists()
    assert ArticleRevision.objects.count() == 1


def test_a_fact_checker_sees_and_rules_everywhere(article, client, checker):
    work()
    client.force_login(checker)
    panel = ask(client, article)
    assert set(panel["rights"].values()) == {True}


def test_without_the_right_to_rule_the_buttons_are_not_offered(article, client, newsroom):
    work()
    someone = person("una", "News editors")
    from accounts.actions import _permissions

    someone.user_permissions.add(*_permissions(["wagtailadmin.access_admin"]))
    client.force_login(someone)
    panel = ask(client, article)
    assert panel["rights"] == {
        **dict.fromkeys(("rule", "claim", "entities", "reaffirm", "place"), False),
        "retry": True,
    }
    response = do(client, article, direct(panel)["place"], "confirm")
    assert response.status_code == 403
    assert "Ask your desk editor" in response.json()["error"]


def test_a_number_that_no_database_holds_is_no_article(as_reporter):
    assert as_reporter.get("/desk/articles/99999999999999999999999/reading/").status_code == 404
