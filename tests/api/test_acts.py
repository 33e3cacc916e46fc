"""The acts of the desk through the API: the same actions, the same rows, and refusals that say what to do."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient
from wagtail.models import PageLogEntry

from accounts.models import User
from articles.models import ArticlePage, ArticleRevision, Embargo, Kill, Publication, StoryAct
from articles.planning import begin_idea
from claims.models import Gate, GateOverride
from tests.api.conftest import get, with_token
from tests.conftest import person
from tests.desk.making import claim_in

pytestmark = pytest.mark.django_db
REASON = "The prime minister has resigned just now."


@pytest.fixture
def editor(desk: User) -> APIClient:
    """Works with the desk editor's token."""
    return with_token(desk)


def act(client: APIClient, article: ArticlePage | int, name: str, body: Any = None, tag: Any = "") -> Any:
    """POST an act, from the newest state unless `tag` names another (None: none)."""
    number = getattr(article, "pk", article)
    if tag == "":
        tag = client.get(f"/api/v1/articles/{number}?state=draft").get("ETag") or client.get(
            f"/api/v1/articles/{number}"
        ).get("ETag")
    headers = {"If-Match": tag} if tag else {}
    return client.post(f"/api/v1/articles/{number}/{name}", body or {}, format="json", headers=headers)


def done(client: APIClient, article: ArticlePage, name: str, body: Any = None) -> dict[str, Any]:
    response = act(client, article, name, body)
    assert response.status_code == 200, response.content
    assert response["ETag"] == client.get(f"/api/v1/articles/{article.pk}?state=draft").get(
        "ETag", response["ETag"]
    )
    shown: dict[str, Any] = response.json()
    return shown


def names(article: ArticlePage) -> list[str]:
    return list(StoryAct.objects.filter(article=article).order_by("pk").values_list("name", flat=True))


def test_a_story_goes_from_its_beginning_to_readers(reporter, desk, news):
    Gate.objects.update_or_create(section=None, defaults={"undecided": "warn", "unread": "off"})
    program, editor = with_token(reporter), with_token(desk)
    sent = {
        "section": "news",
        "headline": "Tolls rise",
        "kicker": "Harbour",
        "topics": ["harbour"],
        "body": [{"type": "paragraph", "value": "<p>They rise.</p>"}],
    }
    made = program.post("/api/v1/articles", sent, format="json")
    assert made.status_code == 201, made.content
    shown = made.json()
    assert made["Location"].endswith(f"/api/v1/articles/{shown['id']}")
    assert (shown["slug"], shown["topics"], shown["state"], shown["revision"]) == (
        "tolls-rise",
        ["harbour"],
        "draft",
        1,
    )
    article = ArticlePage.objects.get(pk=shown["id"])
    assert article.owner == reporter
    assert act(program, article, "submit", tag=made["ETag"]).json()["stage"] == "desk"
    assert act(program, article, "submit").status_code == 409  # with the desk by now
    assert done(editor, article, "reject", {"comment": "By how much?"})["stage"] == "draft"
    assert done(program, article, "submit")["stage"] == "desk"
    assert done(editor, article, "approve", {"comment": "Good."})["stage"] == "ready"
    assert done(editor, article, "publish")["state"] == "published"
    assert Publication.objects.of(article).get().revision.number == 1
    back = done(editor, article, "unpublish")
    assert (back["state"], back["url"]) == ("draft", None)
    assert names(article) == ["submit", "send_back", "approve"]


def test_desk_and_program_leave_the_same_rows(reporter, news):
    by_desk = begin_idea(news, "An idea", by=reporter)
    sent = {"section": "news", "headline": "An idea"}
    by_program = ArticlePage.objects.get(
        pk=with_token(reporter).post("/api/v1/articles", sent, format="json").json()["id"]
    )
    assert by_program.slug == "an-idea-2"
    rows = []
    for article in (by_desk, by_program):
        entries = PageLogEntry.objects.filter(page=article.pk).order_by("pk").values_list("action", "user")
        revision = ArticleRevision.objects.latest_of(article)
        rows.append(
            (list(entries), revision.data | {"slug": ""}, revision.kind, article.live, article.owner_id)
        )
    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    ("sent", "status", "pointer"),
    [
        ({"headline": "x"}, 422, "/section"),
        ({"section": "weather", "headline": "x"}, 422, "/section"),
        ({"section": "news"}, 422, "/headline"),
        ({"section": "news", "headline": 5, "slug": "no good"}, 422, "/slug"),
        ({"section": "news", "headline": "x", "titel": "x"}, 422, "/titel"),
        ({"section": "news", "headline": "x", "slug": "bridge-bill-grows"}, 422, "/slug"),
        ({"section": "sport", "headline": "x"}, 403, None),
        ([], 422, ""),
    ],
)
def test_what_cannot_be_begun_is_refused(article, reporter, sent, status, pointer):
    before = ArticlePage.objects.count()
    response = with_token(reporter).post("/api/v1/articles", sent, format="json")
    assert response.status_code == status, response.content
    if pointer is not None:
        assert pointer in [error["pointer"] for error in response.json()["errors"]]
    assert ArticlePage.objects.count() == before


def test_the_gate_refuses_with_what_stands_in_the_way_and_lets_through_for_a_reason(article, editor, desk):
    Gate.objects.update_or_create(section=None, defaults={"undecided": "block", "unread": "off"})
    claim_in(article, "The bridge will cost 40 million crowns", priority=3)
    said = get(editor, f"articles/{article.pk}/gate")
    assert (said["may_go_out"], len(said["objections"])) == (False, 1)
    refused = act(editor, article, "publish")
    assert refused.status_code == 409, refused.content
    problem = refused.json()
    assert problem["type"].endswith("/problems/gate-closed")
    assert [each["key"] for each in problem["objections"]] == [said["objections"][0]["key"]]
    assert "40 million" in problem["objections"][0]["words"]
    assert not ArticlePage.objects.get(pk=article.pk).live
    seen = [each["key"] for each in problem["objections"]]
    for override, status in (
        ({"reason": "Now!", "seen": seen}, 422),
        ({"reason": REASON, "seen": []}, 409),
        ({"reason": REASON, "seen": seen, "by": "me"}, 422),
    ):
        assert act(editor, article, "publish", {"override": override}).status_code == status
    assert done(editor, article, "publish", {"override": {"reason": REASON, "seen": seen}})["state"] == (
        "published"
    )
    assert GateOverride.objects.get().by == desk


def test_an_hour_an_embargo_and_a_kill(write, editor, desk):
    Gate.objects.update_or_create(section=None, defaults={"undecided": "off", "unread": "off"})
    article, soon = write(), timezone.now() + timedelta(hours=2)
    assert act(editor, article, "schedule", {"go_live_at": "yesterday"}).status_code == 422
    past = act(editor, article, "schedule", {"go_live_at": "2020-01-01T00:00:00Z"})
    assert [error["pointer"] for error in past.json()["errors"]] == ["/go_live_at"]
    shown = done(editor, article, "schedule", {"go_live_at": soon.isoformat()})
    assert (
        shown["desk"]["scheduled_for"][:19] == shown["desk"]["go_live_at"][:19] == f"{soon:%Y-%m-%dT%H:%M:%S}"
    )
    assert not ArticlePage.objects.get(pk=article.pk).live
    assert done(editor, article, "unschedule")["desk"]["scheduled_for"] is None
    assert act(editor, article, "unschedule").status_code == 409
    assert done(editor, article, "embargo", {"until": soon.isoformat()})["desk"]["embargo_until"]
    assert Embargo.objects.get().set_by == desk
    assert done(editor, article, "embargo", {"until": None})["desk"]["embargo_until"] is None

    out = write("Another story")
    done(editor, out, "publish")
    chief = with_token(person("max", "Managing editors"))
    words = {"reason": "The figures were made up.", "notice": "This story was withdrawn."}
    assert act(editor, out, "kill", words).status_code == 403
    assert act(chief, out, "kill", {**words, "notice": ""}).status_code == 422
    assert done(chief, out, "kill", words)["state"] == "draft"
    assert Kill.objects.standing().of(out).exists()
    assert APIClient().get(f"/api/v1/articles/{out.pk}").status_code == 410
    assert act(chief, out, "publish").status_code == 409
    assert done(chief, out, "lift-kill", {"why": "They were right after all."})["state"] == "draft"
    assert act(chief, out, "lift-kill", {"why": "They were right after all."}).status_code == 409


def test_a_lock_is_held_freed_and_taken_over(article, editor, reporter, desk):
    program = with_token(reporter)
    locked = act(editor, article, "lock", tag=None)
    assert locked.json()["desk"]["lock"]["name"] == "Dana"
    assert act(program, article, "lock", tag=None).status_code == 403
    assert act(program, article, "unlock", tag=None).status_code == 403
    assert act(program, article, "submit").status_code == 423
    chief = person("max", "Managing editors")
    taker = with_token(chief)
    assert act(taker, article, "take-over", {"holder": chief.pk}, tag=None).status_code == 409
    assert act(taker, article, "take-over", {"holder": "Dana"}, tag=None).status_code == 422
    taken = act(taker, article, "take-over", {"holder": desk.pk}, tag=None)
    assert taken.json()["desk"]["lock"]["holder"] == chief.pk
    assert act(editor, article, "publish").status_code == 423
    assert act(taker, article, "unlock", tag=None).json()["desk"]["lock"] is None
    told = PageLogEntry.objects.filter(page=article.pk, user__in=[desk, chief]).values_list(
        "action", flat=True
    )
    assert set(told) == {"wagtail.lock", "wagtail.unlock", "newsroom.lock.taken_over"}


ACTS = {
    "submit": {},
    "approve": {},
    "reject": {"comment": "No."},
    "embargo": {"until": None},
    "publish": {},
    "schedule": {"go_live_at": "2199-01-01T00:00:00Z"},
    "unschedule": {},
    "unpublish": {},
    "kill": {"reason": "The figures were made up.", "notice": "Withdrawn."},
    "lift-kill": {"why": "They were right after all."},
}


def test_every_act_asks_for_a_state_for_rights_and_for_known_members(
    article, editor, reporter, sport_desk, reader
):
    program, stranger = with_token(reporter), with_token(sport_desk)
    limited = with_token(reporter, "articles:read")
    for name, body in ACTS.items():
        assert act(editor, article, name, body, tag=None).status_code == 428, name
        stale = act(editor, article, name, body, tag='"nothing"')
        assert (stale.status_code, stale.json()["changed_by"]) == (412, "Rita"), name
        assert act(editor, article, name, {**body, "colour": 1}).status_code == 422, name
        assert act(reader, article, name, body, tag='"x"').status_code == 401, name
        assert act(stranger, article, name, body, tag='"x"').status_code == 404, name
        assert act(limited, article, name, body).json()["scope"].startswith("articles:"), name
    for name in ("publish", "schedule", "unschedule", "unpublish", "kill"):
        refused = act(program, article, name, ACTS[name])
        assert (refused.status_code, "Ask" in refused.json()["detail"]) == (403, True), name
    for name in ("approve", "unschedule", "unpublish"):
        assert act(editor, article, name, ACTS[name]).status_code == 409, name
    assert names(article) == []
    assert ArticleRevision.objects.of(article).count() == 1
