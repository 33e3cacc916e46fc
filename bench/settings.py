"""Development settings with the bench's own page, the peer that carries the same content and nothing else."""

from newsroom.settings.dev import *  # noqa: F403
from newsroom.settings.dev import INSTALLED_APPS, LOGGING

DEBUG = False
INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
LOGGING = LOGGING | {"root": {"handlers": ["console"], "level": "ERROR"}}
