"""The feed of changes: what readers saw, all of it, in its order, with tombstones."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient
from wagtail.models import PageViewRestriction

from articles.corrections import issue_correction
from articles.embargo import end_due_embargoes, lift_embargo, set_embargo
from articles.kills import kill
from articles.models import ArticlePage, ArticleRevision, Embargo
from claims.actions import issue_verdict, publish_verdict, reopen, unpublish_verdict
from claims.models import Claim
from entities.actions import confirm_entity, merge_entities, reject_entity, rename_entity, undo_act
from entities.models import Entity
from outbox.models import OutboxEvent
from syndication import numbering, recording
from syndication.models import Change, Kind
from tests.api.conftest import get, publish
from tests.claims.deciding import find_out
from tests.conftest import person, work
from tests.syndication.conftest import Follower


@pytest.fixture
def chief(newsroom: object) -> Any:
    return person("magda", "Managing editors")


def test_a_story_is_followed_through_its_life(write: Any, chief: Any) -> None:
    follower = Follower("&type=article")
    article = write()
    work()
    assert follower.kinds() == []  # a draft is nobody's business
    publish(article)
    article.save_revision(user=chief)
    publish(article)
    issue_correction(article, "It costs 45 million.", by=chief, wrong="The bridge costs 40 million.")
    work()
    first, second, third = follower.ask()[:3]
    assert [each["type"] for each in (first, second, third)] == [
        *("article.published", "article.updated", "article.corrected")
    ]
    assert first["data"]["id"] == article.pk
    assert first["data"]["sections"] == ["news"]
    assert get(follower.client, first["data"]["self"].split("/api/v1/")[1])["id"] == article.pk
    assert first["data"]["url"] == f"http://testserver{article.get_url()}"
    article.refresh_from_db()
    article.unpublish()
    work()
    publish(article)
    ArticlePage.objects.filter(pk=article.pk).update(expire_at=timezone.now() - timedelta(hours=1))
    ArticlePage.objects.get(pk=article.pk).unpublish(set_expired=True)
    work()
    publish(article)
    kill(article, by=chief, reason="The source made it up.", notice="We withdrew this story.")
    work()
    assert follower.kinds() == [
        *("article.unpublished", "article.published", "article.expired", "article.published"),
        "article.killed",
    ]
    assert follower.heard[-1]["data"]["notice"] == "We withdrew this story."
    assert follower.heard[-1]["data"]["is_gone"]
    assert {each["data"]["url"] for each in Follower("&type=article").ask()} == {
        None
    }  # nowhere now, in no older row either
    assert len({each["id"] for each in follower.heard}) == len(follower.heard)


def test_nothing_is_said_of_what_readers_may_not_see(write: Any, chief: Any, follower: Follower) -> None:
    def of_stories() -> list[str]:
        return [kind for kind in follower.kinds() if kind.startswith("article.")]

    article = write()
    set_embargo(article, timezone.now() + timedelta(hours=1), by=chief)
    publish(article)
    assert follower.kinds() == []
    Embargo.objects.filter(article=article.pk).update(until=timezone.now())
    assert end_due_embargoes() == [article.pk]
    work()
    assert of_stories() == ["article.published"]
    set_embargo(article, timezone.now() + timedelta(hours=1), by=chief)
    work()
    assert of_stories() == ["article.unpublished"]
    publish(article)
    assert follower.kinds() == []
    lift_embargo(article, by=chief)
    work()
    closed = PageViewRestriction.objects.create(page=article.get_parent(), restriction_type="login")
    publish(article)
    closed.delete()
    work()
    assert of_stories() == ["article.published", "article.unpublished", "article.published"]


def test_a_move_is_heard_in_both_sections(write: Any, sport: Any, follower: Follower) -> None:
    article = publish(write())
    in_news, in_sport = Follower("&section=news"), Follower("&section=sport")
    assert (in_news.kinds(), in_sport.kinds()) == (["article.published"], [])
    article.move(sport, pos="last-child")
    article.refresh_from_db()
    work()
    assert (in_news.kinds(), in_sport.kinds()) == (["article.updated"], ["article.updated"])
    article.delete()
    work()
    assert in_sport.kinds() == ["article.unpublished"]


def test_verdicts_are_followed_and_so_is_the_story_that_makes_the_claim(
    write: Any, checker: Any, desk: Any
) -> None:
    article = write()
    work()
    claim = Claim.objects.appearing_in(article).order_by("pk").first()
    assert claim is not None
    follower = Follower("&type=claim")
    find_out(claim, "true", reason="The budget says so.", by=checker)
    work()
    assert follower.kinds() == []  # no reader sees the story yet
    publish(article)
    assert follower.kinds() == ["claim.published"]
    issue_verdict(claim, "mostly-true", reason="Nearly.", by=checker)
    work()
    unpublish_verdict(claim, by=checker, why="Not yet.")
    publish_verdict(claim, by=checker)
    reopen(claim, by=checker, why="New papers.")
    work()
    assert follower.kinds() == ["claim.changed", "claim.withdrawn", "claim.published", "claim.withdrawn"]
    find_out(claim, "true", reason="It is.", by=checker)
    work()
    article.refresh_from_db()
    article.unpublish()
    work()
    assert follower.kinds() == ["claim.published", "claim.withdrawn"]
    assert {each["data"]["id"] for each in follower.heard} == {claim.pk}


def test_entities_are_followed_where_readers_meet_them(write: Any, desk: Any) -> None:
    follower = Follower("&type=entity")
    article = write()
    work()
    entity = Entity.objects.get(name="Mara Lindqvist")
    rename_entity(entity, "Mara Lindquist", by=desk)
    work()
    assert follower.kinds() == []
    publish(article)
    rename_entity(entity, "Mara Lindqvist", by=desk)
    reject_entity(entity, by=desk)
    work()
    heard = [each["type"] for each in follower.ask() if each["data"]["id"] == entity.pk]
    assert heard == ["entity.published", "entity.changed", "entity.removed"]


def test_whom_readers_meet_is_told_when_a_story_comes_and_when_it_goes(write: Any, desk: Any) -> None:
    follower = Follower("&type=entity")
    first, second = write(), write("Bridge bill halves")
    work()
    assert follower.kinds() == []
    publish(first)
    met = {each["data"]["id"] for each in follower.ask()}
    assert Entity.objects.get(name="Mara Lindqvist").pk in met
    assert {each["type"] for each in follower.heard} == {"entity.published"}
    publish(second)
    assert follower.kinds() == []  # met before
    first.unpublish()
    work()
    assert follower.kinds() == []  # the other one names them still
    second.refresh_from_db()
    second.unpublish()
    work()
    gone = follower.ask()
    assert {each["type"] for each in gone} == {"entity.removed"}
    assert {each["data"]["id"] for each in gone} == met
    publish(first)
    assert set(follower.kinds()) == {"entity.published"}


def test_an_embargo_and_a_merger_hide_whom_a_story_names_until_they_are_taken_back(
    write: Any, desk: Any, chief: Any
) -> None:
    article = publish(write())
    mara = confirm_entity(Entity.objects.get(name="Mara Lindqvist"), by=desk)
    other = Entity.objects.create(name="Mara Holm", kind="person", state="confirmed")
    work()
    follower = Follower("&type=entity")
    follower.ask()

    def of_mara() -> list[str]:
        return [each["type"] for each in follower.ask() if each["data"]["id"] == mara.pk]

    set_embargo(article, timezone.now() + timedelta(days=1), by=chief)
    work()
    assert of_mara() == ["entity.removed"]
    lift_embargo(article, by=chief, why="")
    work()
    assert of_mara() == ["entity.published"]
    merge_entities(mara, other, by=desk)
    work()
    assert of_mara() == ["entity.merged"]
    undo_act(mara, by=desk)
    work()
    assert of_mara() == ["entity.published"]


def test_telling_of_whom_a_text_names_costs_the_same_for_one_and_for_many(write: Any, desk: Any) -> None:
    def cost(*names: str) -> int:
        article = write(
            "Bridge", *(f"“It will cost {n} million,” said {name}." for n, name in enumerate(names))
        )
        publish(article)
        revision = ArticleRevision.objects.latest_of(article)
        assert revision
        told = Change.objects.filter(kind="entity.published")
        assert told.count() >= len(names)
        with CaptureQueriesContext(connection) as asked:
            recording.settle_entities_of(revision.pk)
        return len(asked)

    assert cost("Mara Lindqvist") == cost("Ole Berg", "Per Holm", "Quentin Blackwood", "Anna Sorensen")


def test_what_is_asked_wrongly_is_told(reader_: APIClient, newsroom: object) -> None:
    for query, name in (
        ("since=17", "since"),
        ("type=article.burnt", "type"),
        ("page_size=501", "page_size"),
        ("sections=news", "sections"),
    ):
        problem = get(reader_, f"changes?{query}", 400)
        assert [error["parameter"] for error in problem["errors"]] == [name], query


@pytest.fixture
def reader_() -> APIClient:
    return APIClient()


def test_a_cursor_that_is_too_old_is_told_and_the_beginning_tells_how_everything_stands(
    write: Any, follower: Follower, settings: Any
) -> None:
    article = publish(write())
    follower.ask()
    cursor = follower.cursor
    publish(article)
    article.unpublish()
    work()
    now = get(follower.client, "changes?since=now")
    assert now["results"] == []
    Change.objects.update(at=timezone.now() - timedelta(days=91))
    assert numbering.forget_old_changes() > 0
    problem = get(follower.client, f"changes?since={cursor}", 410)
    assert problem["type"].endswith("/cursor-too-old")
    assert "without `since`" in problem["detail"]
    assert get(follower.client, f"changes?since={now['cursor']}")["results"] == []
    assert Follower("&type=article").kinds() == ["article.unpublished"]  # its last state, for newcomers


def test_a_page_costs_the_same_however_much_is_on_it(write: Any, follower: Follower) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            get(follower.client, "changes")
        return len(queries)

    publish(write("First"))
    before = cost()
    for n in range(3):
        publish(write(f"Story {n}"))
    assert cost() <= before


def record_and_wait(article_id: int, written: threading.Event, go: threading.Event) -> None:
    try:
        with transaction.atomic():
            recording.record(Kind.ARTICLE_PUBLISHED, [article_id])
            written.set()
            assert go.wait(20)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_what_is_committed_late_is_not_missed(follower: Follower) -> None:
    """The sequence's order is not that of commits: whoever has seen 2 must still be told of 1."""
    written, go = threading.Event(), threading.Event()
    slow = threading.Thread(target=record_and_wait, args=(1, written, go))
    slow.start()
    assert written.wait(20)
    recording.record(Kind.ARTICLE_PUBLISHED, [2])
    work()
    assert [each["data"]["id"] for each in follower.ask()] == [2]
    go.set()
    slow.join(20)
    work()
    assert [each["data"]["id"] for each in follower.ask()] == [1]
    first, second = Change.objects.order_by("pk")
    assert (first.number, second.number) == (2, 1)


WRITERS, EACH = 4, 12


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_and_numberers_leave_no_gap_and_keep_each_things_order(follower: Follower) -> None:
    done = threading.Event()

    def write_changes(writer: int) -> None:
        for turn in range(EACH):
            with transaction.atomic():  # its own thing: whoever writes about it goes one after the other
                recording.record(Kind.ARTICLE_UPDATED, [writer], revision=turn)
                if connection.vendor != "sqlite":
                    connection.cursor().execute("SELECT pg_sleep(%s)", [(writer * turn % 5) / 500])
        connection.close()

    def number_on() -> None:
        while not done.is_set():
            numbering.number_changes()
            done.wait(0.005)
        connection.close()

    numberers = [threading.Thread(target=number_on, daemon=True) for _ in range(2)]
    writers = [threading.Thread(target=write_changes, args=(n,), daemon=True) for n in range(WRITERS)]
    for thread in [*numberers, *writers]:
        thread.start()
    try:
        while any(writer.is_alive() for writer in writers):
            cache.clear()  # it asks more often than is allowed
            follower.ask()
    finally:
        done.set()
    for thread in numberers:
        thread.join(20)
    work()
    follower.ask()
    numbers = sorted(Change.objects.values_list("number", flat=True))
    assert numbers == list(range(1, WRITERS * EACH + 1))
    for writer in range(WRITERS):
        told = [each["data"]["revision"] for each in follower.heard if each["data"]["id"] == writer]
        assert told == list(range(EACH))
    assert not OutboxEvent.objects.undone().exists()
