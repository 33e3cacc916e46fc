"""A question that is put into SQL once answers as the ORM does, for whatever values it is asked."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from api.questions import Question
from articles.models import Contributor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def people() -> list[Contributor]:
    return [Contributor.objects.create(name=f"Writer {n}", slug=f"writer-{n}") for n in range(7)]


def test_numbers_words_and_tuples_are_handed_on(people: list[Contributor]) -> None:
    question = Question(
        lambda ids, slug: (
            Contributor.objects.filter(pk__in=ids)
            .exclude(slug=slug)
            .order_by("pk")
            .values_list("pk", "name", named=True)
        )
    )
    for size in range(1, 7):
        for left_out in ("writer-0", "writer-2", "nobody"):
            ids = tuple(each.pk for each in people[:size])
            expected = Contributor.objects.filter(pk__in=ids).exclude(slug=left_out).order_by("pk")
            assert [(row.pk, row.name) for row in question.ask(ids, left_out)] == [
                (each.pk, each.name) for each in expected
            ]
    assert question.ask((10**9,), "nobody") == []


def test_the_values_of_any_number_are_asked_for(people: list[Contributor]) -> None:
    question = Question(lambda ids: Contributor.objects.filter(pk__in=ids).values_list("pk", named=True))
    for size in range(len(people) + 1):
        wanted = {each.pk for each in people[:size]}
        assert {row.pk for row in question.ask_for(wanted)} == wanted


def test_moments_come_back_as_they_are_kept() -> None:
    for hours in range(3):
        User.objects.create_user(f"user-{hours}", date_joined=NOON + timedelta(hours=hours, microseconds=7))
    question = Question(
        lambda since: (
            User.objects.filter(date_joined__gte=since)
            .order_by("date_joined")
            .values_list("username", "date_joined", named=True)
        )
    )
    for hours in range(4):
        since = NOON + timedelta(hours=hours)
        expected = User.objects.filter(date_joined__gte=since).order_by("date_joined")
        assert [tuple(row) for row in question.ask(since)] == [
            (each.username, each.date_joined) for each in expected
        ]


def test_a_question_asks_once_and_nothing_besides(people: list[Contributor]) -> None:
    question = Question(lambda pk: Contributor.objects.filter(pk=pk).values_list("name", named=True))
    with CaptureQueriesContext(connection) as queries:
        for each in people:
            assert [row.name for row in question.ask(each.pk)] == [each.name]
    assert len(queries) == len(people)


def test_a_value_that_is_not_handed_on_is_refused(people: list[Contributor]) -> None:
    question = Question(lambda pk: Contributor.objects.filter(pk=pk + 1).values_list("name", named=True))
    with pytest.raises(TypeError, match="hand on each of its values"):
        question.ask(people[0].pk)


def test_what_no_row_can_fit_has_no_rows(people: list[Contributor]) -> None:
    nobody = Question(lambda pk: Contributor.objects.none().filter(pk=pk).values_list("pk", named=True))
    for each in people[:2]:
        assert nobody.ask(each.pk) == []
