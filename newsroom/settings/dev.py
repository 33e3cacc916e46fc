"""A newcomer's machine: SQLite, an embedded worker, demo accounts. Never for the open internet."""

import hashlib

from newsroom.settings.base import *  # noqa: F403
from newsroom.settings.base import BASE_DIR, SECRET_KEY, VAR_DIR

DEBUG = True
DEMO_ACCOUNTS = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Stable across restarts so that sessions survive them; derived, so no key stands in the repository.
SECRET_KEY = SECRET_KEY or hashlib.sha256(f"newsroom-dev:{BASE_DIR}".encode()).hexdigest()
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# Files are served from the apps themselves; WhiteNoise only wants to see a folder.
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
