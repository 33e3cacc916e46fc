"""Settings of the test run: DATABASE_URL and REDIS_URL choose the services, SQLite is the default.

Test processes that run side by side (pytest-xdist) have files and queues of their own; pytest-django names
their databases.
"""

import os

from newsroom.settings.base import *  # noqa: F403
from newsroom.settings.base import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, REDIS_URL, STORAGES, VAR_DIR

BESIDE_OTHERS = os.environ.get("PYTEST_XDIST_WORKER", "")  # gw0, gw1…
FILES = VAR_DIR / "tests" / BESIDE_OTHERS

DEMO_ACCOUNTS = True
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = FILES / "media"
STATIC_ROOT = FILES / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = STORAGES | {
    "archive": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES / "archive", "base_url": None},
    },
}
NEWSROOM_WEBHOOK_ALLOWED = ["127.0.0.1/32"]
NEWSROOM_ARCHIVE_ALLOWED = ["127.0.0.1/32"]  # where the tests' own web servers listen
# Tests that look at all there is ask faster than anybody may; those of the limits set their own.
NEWSROOM_API_RATES = dict.fromkeys(("readers", "tokens"), "1000000/minute")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: live servers and threads share it as they do in production.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
if REDIS_URL:
    prefix = f"{CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}tests-{BESIDE_OTHERS}:"
    CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = prefix
