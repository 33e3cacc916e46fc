"""Doorbells: each takes a key, calls an action and may ring twice."""

from celery import shared_task

from wires import taking


def take_in(key: str) -> None:
    """There are items of a job to be taken in."""
    taking.take_in_job(int(key))


@shared_task(name="wires.ring_unfinished", acks_late=False, expires=60)
def ring_unfinished() -> None:
    """Have workers go on with every job that is not finished."""
    taking.ring_unfinished()


@shared_task(name="wires.forget", acks_late=False, expires=3600)
def forget() -> None:
    """Let go of the log of what came in long ago."""
    taking.forget_old_jobs()
