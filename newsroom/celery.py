"""The Celery application. Start a worker with `celery -A newsroom worker -Q interactive,bulk,archive`.

A worker of queues in which prose is read loads the language model before it takes its first task, so that no
editor waits for it.
"""

import logging
import logging.config
import os
import time
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.dev")

logger = logging.getLogger(__name__)

READING = frozenset({"interactive", "bulk"})  # queues in which prose is read

app = Celery("newsroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_settings_say(**kwargs: object) -> None:
    """Workers and beat log like everything else, instead of in Celery's own way."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
@worker_process_init.connect
def load_model(options: dict[str, Any] | None = None, **kwargs: object) -> None:
    """Have the language model in memory: once in the parent, whose children share it, or in this process."""
    # The parent is told before it chooses its queues, its children after.
    queues = (options or {}).get("queues") or app.amqp.queues.consume_from
    if READING.isdisjoint(queues):
        return
    import extraction  # not before the worker starts: web processes and beat never read prose

    began = time.monotonic()
    extraction.warm_up()
    if (seconds := time.monotonic() - began) > 0.5:
        logger.info("The language model is loaded (%.1f s).", seconds)
