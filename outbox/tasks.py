"""The two bells. Everything they do is in relay.py."""

from celery import Task, shared_task

from outbox import relay


@shared_task(bind=True, name="outbox.deliver", acks_late=True)
def deliver(self: Task, event_id: int) -> None:
    """Deliver one piece of news; may ring twice."""
    relay.deliver(event_id, task_id=self.request.id)


@shared_task(name="outbox.sweep", acks_late=False, expires=30)
def sweep() -> None:
    """Ring again for what is due and undone."""
    relay.sweep()
