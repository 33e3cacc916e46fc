"""Questions to the database that the ORM puts into SQL once, asked many times with other values.

For what a reader's every request asks, putting a queryset together and into SQL takes longer than the
database's answer.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from cachetools import LRUCache
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

Value = int | str | datetime
KEPT, MOST = "newsroom_questions", 2000  # on the connection, which is a thread's own
NUMBER, MOMENT = 2_113_500_000, datetime(9990, 1, 1, tzinfo=UTC)  # that nobody asks for; of 31 bits


class Question:
    """A queryset as a function of values; `build` ends it with `values_list(…, named=True)`.

    What `build` does with a value must not depend on it: it is called with stand-ins, once for every kind
    of values (their types, and how many there are in a tuple), and what it read then is kept for good.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build

    def ask(self, *values: Value | tuple[Value, ...]) -> list[Any]:
        """The rows for these values. One query."""
        values = tuple(_filled(each) if isinstance(each, tuple) else each for each in values)
        shape = tuple((type(each), len(each)) if isinstance(each, tuple) else type(each) for each in values)
        connection = connections["default"]
        kept: LRUCache[Any, _Compiled] = vars(connection).setdefault(KEPT, LRUCache(MOST))
        compiled = kept.get((self, shape)) or _Compiled.of(self.build, values)
        kept[self, shape] = compiled
        return compiled.rows(connection, list(_flat(values)))

    def ask_for(self, values: Iterable[Value]) -> list[Any]:
        """The rows for any number of values, of which the question takes a tuple; none for none."""
        wanted = tuple(sorted(set(values)))
        return self.ask(wanted) if wanted else []


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str  # empty where no row can fit
    params: tuple[Any, ...]
    places: dict[int, int]  # which of the parameters is which of the values
    converters: dict[int, Any]
    row: Any

    @classmethod
    def of(cls, build: Callable[..., QuerySet[Any, Any]], values: Sequence[Any]) -> "_Compiled":
        count = iter(range(1, 10_000))
        stand_ins = [
            tuple(_stand_in(one, next(count)) for one in each)
            if isinstance(each, tuple)
            else _stand_in(each, next(count))
            for each in values
        ]
        queryset = build(*stand_ins)
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:  # the ORM knows that no row fits, whatever the values
            return cls("", (), {}, {}, None)
        connection = compiler.connection
        marks = {_adapted(connection, each): number for number, each in enumerate(_flat(stand_ins))}
        places = {at: marks[each] for at, each in enumerate(params) if _is_mark(each) and each in marks}
        if set(places.values()) != set(range(len(marks))):
            raise TypeError("A question must hand on each of its values as it is.")
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        return cls(sql, tuple(params), places, compiler.get_converters(columns), _row(queryset))

    def rows(self, connection: Any, values: Sequence[Value]) -> list[Any]:
        if not self.sql:
            return []
        params = list(self.params)
        for at, number in self.places.items():
            params[at] = _adapted(connection, values[number])
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        if not self.converters:
            return [self.row._make(each) for each in found]
        rows = []
        for each in found:
            told = list(each)
            for at, (converters, expression) in self.converters.items():
                for convert in converters:
                    told[at] = convert(told[at], expression, connection)
            rows.append(self.row._make(told))
        return rows


def _filled(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Some values more than once, so that there are 1, 2, 4, 8… of them and few questions to keep."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))


def _row(queryset: QuerySet[Any, Any]) -> Any:
    return namedtuple("Row", queryset._fields)


def _stand_in(value: Value, number: int) -> Value:
    if isinstance(value, datetime):
        return MOMENT + timedelta(days=number)
    return NUMBER + number if isinstance(value, int) else f"\ue000{number}\ue000"


def _is_mark(param: Any) -> bool:
    return isinstance(param, Value)


def _adapted(connection: Any, value: Value) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _flat(values: Sequence[Any]) -> Iterator[Value]:
    return chain.from_iterable(each if isinstance(each, tuple) else (each,) for each in values)
