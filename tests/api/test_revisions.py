"""Revisions, diffs and readings through the API."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

import extraction
from accounts.models import User
from annotations.actions import rule
from annotations.models import Attribution
from articles.models import ArticlePage
from tests.api.conftest import get, with_token
from tests.conftest import STORY, paragraphs, work


def test_readers_see_the_published_revisions_and_editors_all(
    reader: APIClient, published: ArticlePage, desk: User
) -> None:
    published.body = paragraphs(*STORY[:2])
    published.save_revision(user=desk)
    address = f"articles/{published.pk}/revisions"
    [seen] = get(reader, address)["results"]
    assert (seen["number"], seen["is_live"], seen["created_by"], seen["kind"]) == (1, True, None, None)
    draft, live = get(with_token(desk), address)["results"]
    assert (draft["number"], draft["is_live"], draft["published_at"]) == (2, False, None)
    assert draft["created_by"]["name"] == "Dana"
    assert draft["previous_hash"] == live["hash"]
    get(reader, f"{address}/2", 404)
    assert get(with_token(desk), f"{address}/2")["text"].endswith("the board’s chair.")


def test_a_reading_has_the_shape_of_the_command_and_true_offsets(
    reader: APIClient, published: ArticlePage
) -> None:
    shown = get(reader, f"articles/{published.pk}/reading")
    text = shown["text"]
    bare = extraction.read(text).as_dict(text)
    assert shown["reader"] == bare["reader"]
    for group, found in zip(shown["entities"], bare["entities"], strict=True):
        assert {key: group[key] for key in found} == found
    for attribution, found in zip(shown["attributions"], bare["attributions"], strict=True):
        assert {key: attribution[key] for key in found} == found
        assert attribution["status"] == "proposed"
        assert attribution["place"]
    spoke = next(a for a in shown["attributions"] if a["type"] == "direct")
    assert spoke["entity"]["name"] == spoke["source_entity"] == "Mara Lindqvist"


def test_a_reading_tells_how_far_it_is(article: ArticlePage, desk: User) -> None:
    client = with_token(desk)
    waiting = get(client, f"articles/{article.pk}/reading")
    assert (waiting["state"], waiting["reader"], waiting["entities"]) == ("waiting", None, [])
    work()
    assert get(client, f"articles/{article.pk}/reading")["state"] == "done"


def test_a_reading_says_why_a_story_was_not_read(write, desk: User) -> None:
    article = write("Burmistrz odchodzi", "„Wygramy te wybory”, powiedział w piątek burmistrz Jan Nowak.")
    work()
    shown = get(with_token(desk), f"articles/{article.pk}/reading")
    assert (shown["state"], shown["language"]) == ("done", "pl")
    assert shown["refusal"] == "Written in Polish: no reader for it is installed."
    assert shown["entities"] == shown["attributions"] == []


def test_a_confirmed_attribution_says_so(published: ArticlePage, reader: APIClient, desk: User) -> None:
    row = Attribution.objects.get(type="direct")
    rule(row, "confirmed", by=desk)
    shown = get(reader, f"articles/{published.pk}/revisions/1/reading")["attributions"]
    assert {a["place"]: a["status"] for a in shown}[row.place] == "confirmed"


def test_a_history_costs_the_same_for_2_and_20_revisions(
    article: ArticlePage, desk: User, django_assert_num_queries: Callable[..., CaptureQueriesContext]
) -> None:
    client = with_token(desk)

    def save_until(number: int) -> None:
        while article.history.count() < number:
            article.title = f"Headline {article.history.count()}"
            article.save_revision(user=desk)

    save_until(2)
    get(client, f"articles/{article.pk}/revisions")
    with CaptureQueriesContext(connection) as few:
        assert len(get(client, f"articles/{article.pk}/revisions")["results"]) == 2
    save_until(20)
    with django_assert_num_queries(len(few)):
        assert len(get(client, f"articles/{article.pk}/revisions")["results"]) == 20
