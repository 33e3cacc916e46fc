"""Who is there: rows are written when something is new, forgotten when nobody asks any more."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Presence
from articles.models.presence import GONE
from articles.presence import Here, forget_absent, leave, note_presence

RITA, DANA = Here("rita-window"), Here("dana-window", "title")


def written(queries: CaptureQueriesContext) -> int:
    return sum(not query["sql"].startswith("SELECT") for query in queries.captured_queries)


def test_each_sees_the_other_and_not_herself(article, reporter, desk):
    assert note_presence(article.pk, reporter, RITA) == []
    assert [row.person for row in note_presence(article.pk, desk, DANA)] == [reporter]
    assert [row.place for row in note_presence(article.pk, reporter, RITA)] == ["title"]


def test_two_windows_of_one_person_are_two(article, reporter):
    note_presence(article.pk, reporter, RITA)
    others = note_presence(article.pk, reporter, Here("second-window"))
    assert [row.window for row in others] == ["rita-window"]


def test_a_window_that_says_nothing_new_costs_one_question_and_no_writing(article, reporter, desk):
    note_presence(article.pk, reporter, RITA)
    with CaptureQueriesContext(connection) as queries:
        note_presence(article.pk, reporter, RITA)
    assert (len(queries), written(queries)) == (1, 0)
    with CaptureQueriesContext(connection) as queries:
        note_presence(article.pk, reporter, Here("rita-window", "body.x"))
    assert (len(queries), written(queries)) == (2, 1)


def test_a_row_is_renewed_before_it_looks_old(article, reporter):
    note_presence(article.pk, reporter, RITA)
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=40))
    note_presence(article.pk, reporter, RITA)
    assert Presence.objects.get().seen_at > timezone.now() - timedelta(seconds=5)


def test_whoever_went_without_a_word_is_not_shown_and_soon_forgotten(article, reporter, desk):
    note_presence(article.pk, reporter, RITA)
    Presence.objects.update(seen_at=timezone.now() - GONE - timedelta(seconds=1))
    assert note_presence(article.pk, desk, DANA) == []
    assert forget_absent() == 1
    assert [row.person for row in Presence.objects.all()] == [desk]


def test_a_laptop_that_wakes_is_there_again(article, reporter):
    note_presence(article.pk, reporter, RITA)
    Presence.objects.update(seen_at=timezone.now() - timedelta(hours=9))
    note_presence(article.pk, reporter, RITA)
    assert Presence.objects.there().count() == 1


def test_nobody_can_send_a_colleague_away(article, reporter, desk):
    note_presence(article.pk, reporter, RITA)
    leave(article.pk, desk, "rita-window")
    assert Presence.objects.count() == 1
    leave(article.pk, reporter, "rita-window")
    assert not Presence.objects.exists()
