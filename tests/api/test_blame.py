"""Where sentences come from, through the API."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from api import blame
from articles.models import ArticlePage
from tests.api.conftest import get, publish, with_token
from tests.articles.test_origins import COST, LEAD, TOLLS, body, story  # noqa: F401
from tests.conftest import work
from tests.desk.making import rewrite


def test_every_sentence_tells_its_wordings(story: ArticlePage, desk: User) -> None:  # noqa: F811
    rewrite(story, body(f"{LEAD} {COST.replace('forty', 'fifty')}", TOLLS), user=desk)
    answer = get(with_token(desk), f"articles/{story.pk}/revisions/3/blame")
    assert answer["is_ready"]
    [cost] = [one for one in answer["sentences"] if "crowns" in one["text"]]
    assert (cost["block"], cost["start"]) == ("b0", len(LEAD) + 1)
    assert [(w["revision"], w["how"], w["by"]["name"]) for w in cost["wordings"]] == [
        (2, "written", "Rita"),
        (3, "reworded", "Dana"),
    ]
    assert [w["text"] for w in cost["wordings"]] == [COST, COST.replace("forty", "fifty")]


def test_readers_and_other_desks_are_told_nothing(
    story: ArticlePage,  # noqa: F811
    reader: APIClient,
    sport_desk: User,
) -> None:
    address = f"articles/{story.pk}/revisions/2/blame"
    get(reader, address, 401)
    get(with_token(sport_desk), address, 404)
    publish(story)
    get(reader, address, 401)
    get(with_token(sport_desk), address, 403)


def test_a_long_history_is_left_to_a_worker_and_costs_no_more_queries(
    story: ArticlePage,  # noqa: F811
    desk: User,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Callable[..., CaptureQueriesContext],
) -> None:
    client = with_token(desk)
    get(client, f"articles/{story.pk}/revisions/2/blame")
    with CaptureQueriesContext(connection) as few:
        get(client, f"articles/{story.pk}/revisions/2/blame")
    count = len(few)
    for number in range(8):
        story = rewrite(story, body(f"{LEAD} {COST}", f"Update {number} of the day."), user=desk)
    monkeypatch.setattr(blame, "TRACED_AT_ONCE", 3)
    waiting = get(client, f"articles/{story.pk}/revisions/10/blame")
    assert (waiting["is_ready"], waiting["sentences"]) == (False, [])
    work()
    with django_assert_num_queries(count):
        assert get(client, f"articles/{story.pk}/revisions/10/blame")["is_ready"]
