"""Where claims are made, run by run, and what programs say of words that changed or fit two places."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage
from claims.following import appear, place_of
from claims.models import AppearanceAnchor, Claim
from tests.api.conftest import get, publish, with_token
from tests.api.test_claim_acts import act
from tests.claims.deciding import find_out
from tests.claims.test_choosing import CLAIM, LAND, OTHERS, body, paste_twice
from tests.conftest import edit, work
from tests.desk.making import claim_in, rewrite

Write = Callable[..., ArticlePage]
WORDS = "The bridge will cost 40 million crowns"
QUOTED = f"“{WORDS},”"
SENTENCE = "“The bridge will cost {} crowns,” said Mara Lindqvist, the board’s chair."


def places(client: APIClient, claim: Claim) -> list[dict[str, Any]]:
    return get(client, f"claims/{claim.pk}/appearances")["results"]


def runs(client: APIClient, place: dict[str, Any]) -> list[dict[str, Any]]:
    return client.get(place["links"]["anchors"]).json()["results"]


def test_readers_are_told_of_published_runs_and_the_desk_of_all(
    reader: APIClient, write: Write, desk: User, checker: User
) -> None:
    story = write()
    work()
    edit(story, desk, "Tuesday", "Zanzibar Tuesday")
    publish(story, desk)
    claim = Claim.objects.get(type="direct")
    find_out(claim, "true", reason="The budget says so.", by=checker)
    edit(story, desk, "40 million", "90 marmalade")
    edit(story, desk, "90 marmalade", "45 million")
    publish(story, desk)
    edit(story, desk, SENTENCE.format("45 million"), "Nobody stayed for the vote.")
    work()
    editor = with_token(desk)
    [mine], [seen] = places(editor, claim), places(reader, claim)
    assert (mine["state"], mine["desk"]["wording"], mine["desk"]["checked"]) == ("deleted", QUOTED, QUOTED)
    assert (seen["state"], seen["revision"], seen["desk"]) == ("changed", 4, None)
    assert get(editor, f"claims/{claim.pk}")["appearances"] == [mine]
    assert reader.get(seen["links"]["self"]).json() == seen
    all_of_them = [
        (run["first"], run["last"], run["state"], run["start"], run["end"], run["exact"])
        for run in runs(editor, mine)
    ]
    now = QUOTED.replace("40", "45")
    assert all_of_them == [
        (1, 2, "exact", 0, 41, QUOTED),
        (3, 3, "changed", 0, 43, QUOTED.replace("40 million", "90 marmalade")),
        (4, 4, "changed", 0, 41, now),
        (5, 5, "deleted", 0, 41, now),
    ]
    assert runs(editor, mine)[-1]["id"] == mine["desk"]["anchor"]
    first, second = runs(reader, seen)
    assert (first["first"], first["last"], first["exact"], first["prefix"]) == (2, 2, QUOTED, None)
    assert (second["first"], second["last"], second["exact"]) == (4, 4, now)
    assert second["suffix"].startswith(" said Mara")
    for address in (seen["links"]["self"], seen["links"]["anchors"]):
        answer = reader.get(address).content.decode()
        assert "marmalade" not in answer
        assert "Zanzibar" not in answer
    story.unpublish()
    for address in (f"claims/{claim.pk}/appearances", f"claims/{claim.pk}/appearances/{seen['id']}/anchors"):
        get(reader, address, 404)


def test_words_lost_in_what_readers_see_are_not_repeated(
    reader: APIClient, published: ArticlePage, desk: User, checker: User
) -> None:
    claim = Claim.objects.get(type="direct")
    find_out(claim, "true", reason="The budget says so.", by=checker)
    edit(published, desk, "40 million", "90 marmalade")
    edit(published, desk, SENTENCE.format("90 marmalade"), "Nobody stayed for the vote.")
    publish(published, desk)
    [seen] = places(reader, claim)
    first, lost = runs(reader, seen)
    assert (lost["first"], lost["state"], lost["exact"], lost["block"]) == (3, "deleted", None, None)
    assert first["exact"] == QUOTED
    assert "marmalade" not in reader.get(seen["links"]["anchors"]).content.decode()


def test_a_place_of_another_claim_or_desk_is_not_there(
    reader: APIClient, published: ArticlePage, desk: User, sport_desk: User
) -> None:
    first, second = Claim.objects.order_by("pk")[:2]
    [place] = places(with_token(desk), first)
    get(with_token(desk), f"claims/{second.pk}/appearances/{place['id']}", 404)
    get(with_token(desk), f"claims/{second.pk}/appearances/{place['id']}/anchors", 404)
    for stranger in (reader, with_token(sport_desk)):
        for path in ("", f"/{place['id']}", f"/{place['id']}/anchors"):
            get(stranger, f"claims/{first.pk}/appearances{path}", 404)


def test_a_program_says_that_the_verdict_holds_for_the_changed_words(
    published: ArticlePage, desk: User, checker: User
) -> None:
    claim, program = Claim.objects.get(type="direct"), with_token(checker)
    find_out(claim, "true", reason="The budget says so.", by=checker)
    edit(published, desk, "40 million", "45 million")
    work()
    seen = [each["desk"]["anchor"] for each in places(program, claim) if each["is_changed_since_verdict"]]
    edit(published, desk, "45 million", "46 million")
    work()
    late = act(program, claim, "reaffirm", seen=seen)
    assert (late.status_code, "changed once more" in late.json()["detail"]) == (409, True)
    [changed] = places(program, claim)
    before, after = changed["desk"]["checked"], runs(program, changed)[-1]["exact"]
    assert (before, after) == (QUOTED, QUOTED.replace("40", "46"))
    assert act(program, claim, "reaffirm", seen=[changed["desk"]["anchor"]]).status_code == 200
    [settled] = places(program, claim)
    assert (settled["is_changed_since_verdict"], settled["desk"]["checked"]) == (False, after)


def test_a_program_chooses_between_two_places(article: ArticlePage, checker: User) -> None:
    told = rewrite(article, body(OTHERS[0], LAND, *OTHERS[1:], prefix="a"))
    claim, program = claim_in(told, CLAIM), with_token(checker)
    paste_twice(told)
    [torn] = places(program, claim)
    choices = torn["desk"]["choices"]
    assert (torn["state"], choices["is_made"], choices["chosen"]) == ("ambiguous", False, None)
    assert [(each["choice"], each["where"]) for each in choices["options"]] == [
        (0, "paragraph 3"),
        (1, "paragraph 5"),
    ]
    text = get(program, f"articles/{told.pk}/revisions/{choices['revision']}")["text"]
    for each in choices["options"]:
        assert text[each["start"] : each["end"]] == each["exact"] == CLAIM
        assert each["before"] + each["exact"] + each["after"] == LAND
    sent = {"appearance": torn["id"], "seen": [choices["revision"]]}
    for wrong in ({"seen": [choices["revision"] - 1]}, {"choice": 2}):
        assert act(program, claim, "place", **{"choice": 1, **sent, **wrong}).status_code == 409
    assert act(program, claim, "place", choice=1, **sent).status_code == 200
    [put] = places(program, claim)
    assert (put["state"], put["desk"]["choices"]["chosen"]) == ("moved", 1)
    assert put["selectors"][1]["start"] == choices["options"][1]["start"]
    assert act(program, claim, "place", choice=None, **sent).status_code == 200
    [gone] = places(program, claim)
    assert (gone["state"], gone["desk"]["choices"]["is_made"]) == ("deleted", True)


@pytest.mark.parametrize("who", ["reader", "desk"])
def test_many_places_and_runs_take_no_more_queries_and_are_paged(
    who: str, reader: APIClient, write: Write, desk: User, checker: User
) -> None:
    client = reader if who == "reader" else with_token(desk)
    stories = [publish(write(f"Story {number}", f"“{WORDS},” said Mara.")) for number in range(7)]
    claim = claim_in(stories[0], WORDS)
    find_out(claim, "true", reason="The budget says so.", by=checker)

    def counts() -> list[int]:
        asked = []
        place = places(client, claim)[0]
        for path in ("appearances", f"appearances/{place['id']}/anchors"):
            with CaptureQueriesContext(connection) as queries:
                get(client, f"claims/{claim.pk}/{path}")
            asked.append(len(queries))
        return asked

    counts()  # once, what every process asks once
    few = counts()
    for number, story in enumerate(stories[1:]):
        elsewhere = claim_in(story, WORDS).appearances.get().anchor
        appear(claim, elsewhere.first, place_of(elsewhere))
        edit(stories[0], desk, f"4{number} million" if number else "40 million", f"4{number + 1} million")
        publish(stories[0], desk)
    assert counts() == few
    assert len(places(client, claim)) == len(stories)
    assert len(runs(client, places(client, claim)[0])) == 7
    assert AppearanceAnchor.objects.filter(appearance__claim=claim).count() >= 13
    page = get(client, f"claims/{claim.pk}/appearances?page_size=3")
    assert [len(page["results"]), len(client.get(page["next"]).json()["results"])] == [3, 3]
