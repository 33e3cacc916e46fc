"""Doorbells: each takes a key, calls an action and may ring twice."""

from celery import shared_task

from wires import notices, polling, taking


def take_in(key: str) -> None:
    """There are items of a job to be taken in."""
    taking.take_in_job(int(key))


def poll_feed(key: str) -> None:
    """It is time to read a feed."""
    polling.poll(int(key))


def tell_of_switching_off(key: str) -> None:
    """The machine switched a feed off."""
    notices.tell_of_switching_off(int(key))


@shared_task(name="wires.ring_unfinished", acks_late=False, expires=60)
def ring_unfinished() -> None:
    """Have workers go on with every job that is not finished."""
    taking.ring_unfinished()


@shared_task(name="wires.forget", acks_late=False, expires=3600)
def forget() -> None:
    """Let go of the log of what came in long ago."""
    taking.forget_old_jobs()


@shared_task(name="wires.poll_due", acks_late=False, expires=60)
def poll_due() -> None:
    """Have workers read the feeds whose time has come."""
    polling.ring_due()
