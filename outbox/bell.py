"""Ring a worker. A bell may be lost or ring twice: what is owed stands in the database."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# A bell for something due later than this is left to the sweep: brokers deliver long countdowns twice.
LONGEST_COUNTDOWN = 30.0

_is_silent: ContextVar[bool] = ContextVar("bell_is_silent", default=False)


@contextmanager
def silent() -> Iterator[None]:
    """Ring nobody in this block: the sweep of whoever has the workers will.

    For a process without a worker whose broker is its own memory, where bells would only pile up.
    """
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)


def ring(events: Iterable[tuple[int, str]], *, delay: float = 0) -> int:
    """Ring for (event id, queue) pairs, `delay` seconds from now; returns the bells rung.

    Never raises when the broker cannot be reached: the sweep will ring again.
    """
    if delay > LONGEST_COUNTDOWN or _is_silent.get():
        return 0
    rung = 0
    for event_id, queue in events:
        try:
            current_app.send_task(
                "outbox.deliver", args=[event_id], queue=queue, countdown=delay or None, retry=False
            )
        except (OperationalError, OSError) as error:
            logger.warning("The broker is unreachable, the sweep will ring again: %s", error)
            break
        rung += 1
    return rung
