"""The claims' queue for programs: what the desk filters by, in the desk's orders, page by page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from articles.models import ArticlePage
from claims import actions
from claims.models import Claim
from claims.models.claim import DUE, QUEUE_ORDER
from tests.api.conftest import get, with_token
from tests.claims.deciding import find_out, second_person
from tests.claims.test_choosing import CLAIM, LAND, OTHERS, body, paste_twice
from tests.conftest import edit, person, work
from tests.desk.making import claim_in, rewrite

pytestmark = pytest.mark.django_db
PLANS = [(2, 3, 0.5), (4, None, 0.1), (2, None, 0.9), (4, 1, 0.2), (1, 3, 0.5), (2, 3, 0.5), (4, None, 0.7)]


def ids(client: APIClient, query: str) -> list[int]:
    return [each["id"] for each in get(client, f"claims?{query}")["results"]]


@pytest.fixture
def planned(article: ArticlePage) -> list[Claim]:
    """Claims of all urgencies, some of them due at no time."""
    day = datetime(2030, 1, 1, tzinfo=UTC)
    return [
        claim_in(article, "bridge", priority=priority, worth=worth, due_at=due and day + timedelta(days=due))
        for priority, due, worth in PLANS
    ]


def paged(client: APIClient, ordering: str) -> list[int]:
    found, address = [], f"/api/v1/claims?ordering={ordering}&page_size=2"
    while address:
        page = client.get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    back: list[int] = []
    address = page["previous"]
    while address:
        page = client.get(address).json()
        back = [row["id"] for row in page["results"]] + back
        address = page["previous"]
    assert back == found[: len(back)]
    return found


KEYS: dict[str, Callable[[Claim], Any]] = {
    "created_at": lambda claim: (claim.created_at, claim.pk),
    "changed_at": lambda claim: (claim.changed_at, claim.pk),
    "due_at": lambda claim: (claim.due_at or datetime.max.replace(tzinfo=UTC), claim.pk),
    "worth": lambda claim: (claim.worth, claim.pk),
    "-priority": lambda claim: (
        -claim.priority,
        claim.due_at or datetime.max.replace(tzinfo=UTC),
        -claim.worth,
        -claim.pk,
    ),
}


@pytest.mark.parametrize("word", KEYS)
def test_every_order_leads_through_all_claims_there_and_back(
    planned: list[Claim], desk: User, word: str
) -> None:
    client = with_token(desk)
    expected = [claim.pk for claim in sorted(Claim.objects.all(), key=KEYS[word])]
    other = word.removeprefix("-") if word.startswith("-") else f"-{word}"
    assert paged(client, word) == expected
    assert paged(client, other) == expected[::-1]


def test_a_claim_that_comes_in_moves_no_page_of_the_queue(
    planned: list[Claim], article: ArticlePage, desk: User
) -> None:
    client = with_token(desk)
    first = get(client, "claims?ordering=-priority&page_size=3")
    rest = client.get(first["next"]).json()["results"]
    claim_in(article, "board", priority=4, due_at=timezone.now())
    assert client.get(first["next"]).json()["results"] == rest
    assert [row["id"] for row in first["results"] + rest] == [
        claim.pk for claim in Claim.objects.filter(pk__in=[each.pk for each in planned]).in_queue_order()[:6]
    ]


def test_the_queue_is_filtered_as_at_the_desk(
    article: ArticlePage, desk: User, checker: User, reporter: User
) -> None:
    second, soon = second_person(), timezone.now() + timedelta(days=1)
    new = claim_in(article, "bridge", topic="harbour", due_at=soon)
    mine = claim_in(article, "board", priority=4)
    late = claim_in(article, "Tuesday", due_at=soon - timedelta(days=2))
    waits, done = claim_in(article, "tolls"), claim_in(article, "ten years")
    actions.assign(mine, checker, by=desk)
    actions.assign(late, second, by=desk)
    actions.issue_verdict(waits, "false", reason="It is.", by=checker)
    actions.issue_verdict(done, "true", reason="It is.", by=checker)
    assert (waits.status, done.status) == ("cross_check", "decided")
    program, other = with_token(checker), with_token(second)
    stamp = soon.isoformat().replace("+", "%2B")
    for query, expected in (
        ("show=undecided", [new, mine, late, waits]),
        ("show=in-hand", [mine]),
        ("show=unassigned", [new, waits]),
        ("show=overdue", [late]),
        ("show=cross-check", [waits]),
        ("show=confirm", []),
        ("show=decided", [done]),
        ("show=mine", []),
        ("show=today", []),
        ("assignee=me", [mine]),
        (f"assignee={second.pk}", [late]),
        ("assignee=none", [new, waits, done]),
        ("assignee=none&show=undecided&topic=harbour", [new]),
        ("priority=4", [mine]),
        ("topic=harb", []),
        (f"due_before={stamp}", [late]),
        (f"due_after={stamp}", [new]),
        ("section=sport", []),
        ("section=news&show=overdue", [late]),
    ):
        assert sorted(ids(program, query)) == [claim.pk for claim in expected], query
    assert ids(other, "show=confirm") == [waits.pk]
    assert len(ids(with_token(reporter), "show=mine")) == 5
    for wrong, name in (
        ("show=everything", "show"),
        ("assignee=chris", "assignee"),
        ("assignee=0", "assignee"),
        ("priority=5", "priority"),
        ("section=weather", "section"),
        ("due_before=tomorrow", "due_before"),
        ("ordering=statement", "ordering"),
    ):
        assert get(program, f"claims?{wrong}", 400)["errors"][0]["parameter"] == name


def test_words_that_changed_or_fit_two_places_and_what_goes_out_today_are_found(
    published: ArticlePage, desk: User, checker: User
) -> None:
    program, claim = with_token(desk), Claim.objects.get(type="direct")
    find_out(claim, "true", reason="The budget says so.", by=checker)
    assert ids(program, "show=reworded") == []
    edit(published, desk, "40 million", "45 million")
    work()
    assert ids(program, "show=reworded") == [claim.pk]
    told = rewrite(published, body(OTHERS[0], LAND, *OTHERS[1:], prefix="a"))
    torn = claim_in(told, CLAIM)
    paste_twice(told)
    assert ids(program, "show=torn") == [torn.pk]
    ahead = timezone.now() - timedelta(hours=1)
    latest = ArticlePage.objects.get(pk=told.pk).get_latest_revision()
    latest.approved_go_live_at = ahead
    latest.save(update_fields=["approved_go_live_at"])
    assert torn.pk in ids(program, "show=today")


def test_a_draft_elsewhere_has_no_say_in_what_another_desk_finds(
    published: ArticlePage, desk: User, sport_desk: User, checker: User
) -> None:
    claim, stranger = Claim.objects.get(type="direct"), with_token(sport_desk)
    find_out(claim, "true", reason="The budget says so.", by=checker)
    edit(published, desk, "40 million", "45 million")
    work()
    assert claim.pk in ids(with_token(desk), "show=reworded")
    assert claim.pk in ids(stranger, "show=decided")
    assert ids(stranger, "show=reworded") == []


def test_readers_are_not_told_how_claims_are_planned(
    reader: APIClient, published: ArticlePage, checker: User
) -> None:
    claim = Claim.objects.get(type="direct")
    find_out(claim, "true", reason="The budget says so.", by=checker)
    for query in ("show=decided", "assignee=none", "priority=2", "topic=x", "due_before=2030-01-01"):
        get(reader, f"claims?{query}", 401)
    for word in ("priority", "-priority", "due_at", "-due_at", "worth", "-worth"):
        get(reader, f"claims?ordering={word}", 401)
    assert ids(reader, "ordering=changed_at&section=news") == [claim.pk]
    get(reader, "claims?include=evidence,desk", 401)
    get(with_token(person("nobody")), "claims?show=decided", 403)


def test_the_queue_tells_whose_claims_are_without_a_query_for_each(
    planned: list[Claim], article: ArticlePage, desk: User, checker: User
) -> None:
    client, query = with_token(desk), "claims?include=desk&show=undecided&ordering=-priority&page_size=100"
    actions.assign(planned[0], checker, by=desk)
    actions.watch(planned[1], by=desk)
    get(client, query)
    with CaptureQueriesContext(connection) as few:
        rows = {row["id"]: row["included"]["desk"] for row in get(client, query)["results"]}
    assert rows[planned[0].pk]["assignee"] == {"id": checker.pk, "name": "Chris"}
    assert [pk for pk, told in rows.items() if told["is_watched"]] == [planned[1].pk]
    for _ in range(20):
        claim_in(article, "board", assignee=checker)
    with CaptureQueriesContext(connection) as many:
        assert len(get(client, query)["results"]) == 27
    assert len(many) == len(few)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL tells its plan this way.")
@pytest.mark.parametrize(
    ("ordering", "index"),
    [
        (QUEUE_ORDER, "claim_queue"),
        (("priority", "-due", "worth", "pk"), "claim_queue"),
        (("due", "pk"), "claim_due_next"),
        (("-due", "-pk"), "claim_due_next"),
        (("-worth", "-pk"), "claim_worthiest"),
        (("changed_at", "pk"), "claim_changed"),
    ],
)
def test_every_order_has_its_index(newsroom: object, ordering: tuple[str, ...], index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    assert f"using {index}" in Claim.objects.annotate(due=DUE).order_by(*ordering)[:20].explain()
