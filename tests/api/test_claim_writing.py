"""Programs make claims of what was read and of any words, reword and plan them, as people at the desk do."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from annotations.models import Attribution
from articles.models import ArticlePage
from claims.models import Appearance, Claim
from entities.models import Entity
from tests.api.conftest import get, with_token
from tests.api.test_claim_acts import act, post, rows
from tests.claims.deciding import decide
from tests.conftest import edit, person, work

pytestmark = pytest.mark.django_db
WORDS = "tolls would stay unchanged"


@pytest.fixture
def program(desk: User) -> APIClient:
    """Works with the desk editor's token."""
    return with_token(desk)


def quote(exact: str, **around: str) -> dict[str, str]:
    return {"type": "TextQuoteSelector", "exact": exact, **around}


def make(client: APIClient, story: ArticlePage, *selectors: dict[str, Any], **sent: Any) -> Any:
    """POST a claim on words of the first revision."""
    of = {"article": story.pk, "revision": 1, **({"selectors": selectors} if selectors else {})}
    return post(client, "claims", {**of, **sent})


def test_words_become_a_claim_that_follows_them(article: ArticlePage, program: APIClient, desk: User) -> None:
    edit(article, desk, "Lindqvist added", "Mara Lindqvist added")
    work()
    mara = Entity.objects.get(name="Mara Lindqvist")
    put = {"statement": " Tolls  stay as they are. ", "claimant": mara.pk, "type": "indirect"}
    made = make(program, article, quote(WORDS, suffix=" for ten"), **put)
    assert made.status_code == 201, made.content
    shown = made.json()
    assert made["Location"] == shown["links"]["self"]
    assert (shown["statement"], shown["claimant"]["id"], shown["claimant_name"]) == (
        "Tolls stay as they are.",
        mara.pk,
        "Mara Lindqvist",
    )
    assert (shown["status"], shown["type"], rows(Claim.objects.get(pk=shown["id"]))[0][0]) == (
        "triaged",
        "indirect",
        "triage",
    )
    [place] = shown["appearances"]
    assert (place["revision"], place["state"], place["selectors"][0]["exact"]) == (2, "moved", WORDS)
    assert [run["first"] for run in program.get(place["links"]["anchors"]).json()["results"]] == [1, 2]
    assert Claim.objects.get(pk=shown["id"]).created_by == desk
    assert (
        act(program, Claim.objects.get(pk=shown["id"]), "plan", tag=made["ETag"], priority=3).status_code
        == 200
    )


def test_what_the_api_gives_out_it_takes(article: ArticlePage, program: APIClient) -> None:
    work()
    claim = Claim.objects.get(type="direct")
    [place] = get(program, f"claims/{claim.pk}")["appearances"]
    again = make(program, article, *place["selectors"])
    assert (again.status_code, f"claim {claim.pk} already" in again.json()["detail"]) == (409, True)
    exact, at = place["selectors"]
    part = {"type": at["type"], "start": at["start"] + 1, "end": at["start"] + 11}
    made = make(program, article, part).json()
    assert (made["statement"], made["claimant"], made["claimant_name"]) == ("The bridge", None, "")
    assert exact["exact"][1:11] == "The bridge"


def test_an_attribution_becomes_the_claim_that_the_desk_would_make(
    article: ArticlePage, program: APIClient
) -> None:
    work()
    proposed = Claim.objects.get(type="direct")
    reading = get(program, f"articles/{article.pk}/reading")
    read = {each["type"]: each for each in reading["attributions"]}
    direct, indirect = read["direct"], read["indirect"]
    taken = make(program, article, revision=reading["revision"], attribution=direct["place"])
    assert (taken.status_code, taken.json()["id"], taken.json()["status"]) == (200, proposed.pk, "triaged")
    assert Attribution.objects.get(place=direct["place"]).status == "confirmed"
    Claim.objects.filter(type="indirect").delete()
    made = make(program, article, attribution=indirect["place"])
    assert (made.status_code, made.json()["type"]) == (201, "indirect"), made.content
    assert rows(Claim.objects.get(pk=made.json()["id"])) == rows(proposed)


def test_what_cannot_be_made_is_refused_with_what_to_do(
    article: ArticlePage, program: APIClient, reporter: User, sport_desk: User
) -> None:
    position = {"type": "TextPositionSelector", "start": 0, "end": 5}
    for sent, pointer, words in (
        ({"selectors": [quote("no such words")]}, "/selectors", "as they stand in its `text`"),
        ({"selectors": [quote("bridge")]}, "/selectors", "more than once"),
        ({"selectors": [quote("bridge")], "block": "no such"}, "/selectors", "in this block"),
        ({"selectors": [quote("bridge"), position]}, "/selectors", "as they stand"),
        ({"selectors": [position, position]}, "/selectors", "Give one"),
        ({"selectors": [{**position, "end": 10**6}]}, "/selectors/0/end", "after `start`"),
        ({"selectors": [{**position, "end": 0}]}, "/selectors/0/end", ""),
        ({"selectors": [{"type": "TextPositionSelector", "start": 3}]}, "/selectors/0/end", "Give it"),
        ({"selectors": [{"type": "TextQuoteSelector"}]}, "/selectors/0/exact", "Give it"),
        ({"selectors": [quote(WORDS) | {"start": 3}]}, "/selectors/0/start", "takes no"),
        ({"selectors": [quote(WORDS) | {"exakt": "x"}]}, "/selectors/0/exakt", "no member"),
        ({"selectors": []}, "/selectors", ""),
        ({}, "", "one of `attribution` and `selectors`"),
        ({"attribution": "nowhere"}, "/attribution", "no such attribution"),
        ({"attribution": "x", "statement": "y"}, "/statement", "Leave this out"),
        ({"selectors": [quote(WORDS)], "revision": 9}, "/revision", "no revision 9"),
        ({"selectors": [quote(WORDS)], "article": 10**9}, "/article", "no article"),
        ({"selectors": [quote(WORDS)], "claimant": 10**9}, "/claimant", "no entity"),
        ({"selectors": [quote(WORDS)], "statement": " "}, "/statement", ""),
        ({"selectors": [quote(WORDS)], "type": "sung"}, "/type", ""),
    ):
        refused = make(program, article, **sent)
        assert refused.status_code == 422, (sent, refused.content)
        errors = {each["pointer"]: each["detail"] for each in refused.json()["errors"]}
        assert words in errors[pointer], (sent, errors)
    assert make(with_token(sport_desk), article, quote(WORDS)).status_code == 422  # not there for them
    assert make(with_token(reporter, "claims:read"), article, quote(WORDS)).status_code == 403
    assert post(APIClient(), "claims", {}).status_code == 401
    assert not Appearance.objects.filter(wording=WORDS).exists()


def test_a_claim_is_reworded_given_to_another_and_planned(
    article: ArticlePage, program: APIClient, checker: User
) -> None:
    work()
    claim, mara = Claim.objects.get(type="direct"), Entity.objects.get(name="Mara Lindqvist")

    def patch(sent: dict[str, Any], client: APIClient = program, tag: str = "") -> Any:
        tag = tag or client.get(f"/api/v1/claims/{claim.pk}")["ETag"]
        return client.patch(f"/api/v1/claims/{claim.pk}", sent, format="json", headers={"If-Match": tag})

    first = program.get(f"/api/v1/claims/{claim.pk}")["ETag"]
    changed = patch({"topic": "harbour", "priority": 4}, tag=first)
    assert (changed.status_code, changed.json()["desk"]["topic"]) == (200, "harbour"), changed.content
    assert changed["ETag"] == program.get(f"/api/v1/claims/{claim.pk}")["ETag"] != first
    assert patch({"topic": "tolls"}, tag=first).status_code == 412
    due = patch({"due_at": "2030-01-02T10:00:00+01:00"}).json()["desk"]
    assert (due["due_at"], due["topic"], due["priority"]) == ("2030-01-02T09:00:00Z", "harbour", 4)
    put = patch({"statement": "The bridge costs 40 million."}).json()
    assert (put["statement"], put["claimant"]["id"]) == ("The bridge costs 40 million.", mara.pk)
    other = patch({"claimant": None, "claimant_name": "The board", "topic": ""}).json()
    assert (other["claimant"], other["claimant_name"], other["desk"]["topic"]) == (None, "The board", "")
    back = patch({"claimant": mara.pk}).json()
    assert (back["claimant_name"], back["statement"]) == ("Mara Lindqvist", "The bridge costs 40 million.")
    assert [(row[0], row[4]) for row in rows(claim)][2] == (
        "reword",
        "before, by Mara Lindqvist: The bridge will cost 40 million crowns",
    )
    for wrong, pointer in (
        ({}, ""),
        ({"status": "decided"}, "/status"),
        ({"claimant": 10**9}, "/claimant"),
        ({"statement": ""}, "/statement"),
        ({"priority": 9}, "/priority"),
    ):
        refused = patch(wrong)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), wrong
    assert client_without_tag(program, claim).status_code == 428
    assert patch({"priority": 1}, with_token(person("rob", "Reporters")), first).status_code == 404
    decide(claim, "true", reason="It is.", by=checker)
    before = len(rows(claim))
    assert patch({"statement": "Another.", "priority": 1}).status_code == 409
    assert len(rows(claim)) == before


def client_without_tag(client: APIClient, claim: Claim) -> Any:
    return client.patch(f"/api/v1/claims/{claim.pk}", {"priority": 1}, format="json")


def test_planning_one_or_many_leaves_what_is_not_sent(article: ArticlePage, program: APIClient) -> None:
    work()
    claim = Claim.objects.get(type="direct")
    assert act(program, claim, "plan", priority=3, topic="harbour").status_code == 200
    sent = {"act": "plan", "priority": 4, "claims": [claim.pk], "status": "new"}
    [told] = post(program, "claims/acts", sent).json()["results"]
    claim.refresh_from_db()
    assert (told["status"], claim.priority, claim.topic) == (200, 4, "harbour")
    assert act(program, claim, "plan").json()["errors"][0]["pointer"] == "/act"
