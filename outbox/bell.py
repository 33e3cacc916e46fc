"""Ring a worker. A bell may be lost or ring twice: what is owed stands in the database."""

import logging
from collections.abc import Iterable

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# A bell for something due later than this is left to the sweep: brokers deliver long countdowns twice.
LONGEST_COUNTDOWN = 30.0


def ring(events: Iterable[tuple[int, str]], *, delay: float = 0) -> int:
    """Ring for (event id, queue) pairs, `delay` seconds from now; returns the bells rung.

    Never raises when the broker cannot be reached: the sweep will ring again.
    """
    if delay > LONGEST_COUNTDOWN:
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
