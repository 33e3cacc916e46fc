"""Production: PostgreSQL, Redis, gunicorn. Refuses to start without a secret key and hosts."""

import os

from django.core.exceptions import ImproperlyConfigured

from newsroom.settings.base import *  # noqa: F403
from newsroom.settings.base import ALLOWED_HOSTS, SECRET_KEY, STORAGES

DEMO_ACCOUNTS = False
for name, value in {"SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": ALLOWED_HOSTS}.items():
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment (see docs/settings.md).")

# Health checks ask from inside the container, whatever the newsroom's name is outside.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1"]

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
USE_TLS = os.environ.get("USE_TLS", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = USE_TLS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if USE_TLS else 0
# Whether all subdomains of the newsroom's domain speak HTTPS is not ours to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = USE_TLS
CSRF_COOKIE_SECURE = USE_TLS
