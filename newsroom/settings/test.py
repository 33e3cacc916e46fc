"""Settings of the test run: DATABASE_URL and REDIS_URL choose the services, SQLite is the default."""

from newsroom.settings.base import *  # noqa: F403
from newsroom.settings.base import DATABASES, STORAGES, VAR_DIR

DEMO_ACCOUNTS = True
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR_DIR / "test-media"
STATIC_ROOT = VAR_DIR / "test-static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = STORAGES | {
    "archive": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "test-archive", "base_url": None},
    },
}
NEWSROOM_ARCHIVE_ALLOWED = ["127.0.0.1/32"]  # where the tests' own web servers listen
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: live servers and threads share it as they do in production.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
