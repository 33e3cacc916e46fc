"""Development settings with the bench's own page, the peer that carries the same content and nothing else.

Wagtail's own APIs stand beside ours (`bench/urls.py`), and nobody is slowed down for asking often.
"""

import os

os.environ.setdefault("API_RATE_READERS", "1000000000/minute")
os.environ.setdefault("API_RATE_TOKENS", "1000000000/minute")

from newsroom.settings.dev import *  # noqa: F403
from newsroom.settings.dev import INSTALLED_APPS, LOGGING

DEBUG = False
INSTALLED_APPS = [*INSTALLED_APPS, "bench", "wagtail.api.v2", "wagtail.api.v3", "ninja"]
ROOT_URLCONF = "bench.urls"
LOGGING = LOGGING | {"root": {"handlers": ["console"], "level": "ERROR"}}
