"""Settings that hold everywhere. The environment is read here and nowhere else (docs/settings.md)."""

import os
import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import available_timezones

import dj_database_url

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("NEWSROOM_VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "newsroom",
    "desk",
    "api",
    "syndication",
    "claims",
    "annotations",
    "wires",
    "articles",
    "entities",
    "archive",
    "accounts",
    "outbox",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "corsheaders",
    "rest_framework",
    "oauth2_provider",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "newsroom.public.killed.KilledMiddleware",
    "desk.publishing.GateMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
ASGI_APPLICATION = "newsroom.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction that reads and then writes must never fail to upgrade its lock.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # 64 MiB of pages for each connection: SQLite's own 2 MiB hold no index of a big archive.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-65536;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
CITY = re.compile(r"(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static_root"
MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Outside of MEDIA_ROOT: copies of other people's pages are at no address of ours.
    "archive": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "archive", "base_url": None},
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long story has more fields than Django's default allows

# Wagtail
WAGTAIL_SITE_NAME = os.environ.get("NEWSROOM_NAME", "Newsroom")
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no reader or editor is reported to a third party
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "articles.finishing.make_ready"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "articles.search"}}
# Cities and UTC: aliases such as "localtime" are unknown to browsers, which name the zones to the user.
WAGTAIL_USER_TIME_ZONES = ["UTC", *sorted(zone for zone in available_timezones() if CITY.match(zone))]
WAGTAILIMAGES_IMAGE_FORM_BASE = "articles.rights_forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "articles.rights_forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "txt", "xlsx"]
# Of a document that a program uploads; pictures have Wagtail's own limits.
NEWSROOM_DOCUMENT_MAX_SIZE = int(os.environ.get("NEWSROOM_DOCUMENT_MAX_MB", "20")) * 1024 * 1024

# Celery: Redis in production, inside the web process for a newcomer (docs/decisions).
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "newsroom@localhost")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_TLS", "0") == "1"
EMAIL_TIMEOUT = 20  # seconds

REDIS_URL = os.environ.get("REDIS_URL", "")
EMBEDDED = not REDIS_URL
# What all web processes count together; without Redis there is one process.
LOCAL_CACHE: dict[str, object] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES: dict[str, dict[str, object]] = {
    "default": LOCAL_CACHE,
    "limits": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": os.environ.get("REDIS_PREFIX", "newsroom:") + "limits",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
    if REDIS_URL
    else {**LOCAL_CACHE, "LOCATION": "limits"},
}
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_MAX_MEMORY_PER_CHILD = int(os.environ.get("WORKER_MAX_MEMORY", "1000")) * 1000  # kB
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {"visibility_timeout": 600, "global_keyprefix": os.environ.get("REDIS_PREFIX", "newsroom:")}
    if REDIS_URL
    else {"polling_interval": 0.05}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "outbox.sweep", "schedule": timedelta(seconds=5)},
    "publish-scheduled": {"task": "articles.publish_scheduled", "schedule": timedelta(seconds=10)},
    "apply-retention": {"task": "articles.apply_retention", "schedule": timedelta(days=1)},
    "forget-askers": {"task": "articles.forget_askers", "schedule": timedelta(hours=6)},
    "forget-oauth-tokens": {"task": "accounts.forget_oauth_tokens", "schedule": timedelta(days=1)},
    "send-to-webhooks": {"task": "syndication.ring_due", "schedule": timedelta(seconds=5)},
    "forget-changes": {"task": "syndication.forget", "schedule": timedelta(days=1)},
    "go-on-with-ingests": {"task": "wires.ring_unfinished", "schedule": timedelta(seconds=30)},
    "forget-ingests": {"task": "wires.forget", "schedule": timedelta(days=1)},
    "read-feeds": {"task": "wires.poll_due", "schedule": timedelta(seconds=30)},
    "look-at-pages": {"task": "archive.check_due", "schedule": timedelta(seconds=60)},
}

# Newsroom's own
# After how many days the text of folded autosaves may be let go; None: never.
NEWSROOM_KEEP_AUTOSAVES_DAYS = (
    int(os.environ["NEWSROOM_KEEP_AUTOSAVES_DAYS"])
    if os.environ.get("NEWSROOM_KEEP_AUTOSAVES_DAYS")
    else None
)
NEWSROOM_SIGNING_KEY = os.environ.get("NEWSROOM_SIGNING_KEY", "")  # a file
NEWSROOM_DIGESTS = os.environ.get("NEWSROOM_DIGESTS") or str(VAR_DIR / "digests")
NEWSROOM_AUTOSAVE_PAUSE = float(os.environ.get("NEWSROOM_AUTOSAVE_PAUSE", "3"))  # seconds
NEWSROOM_LEASE = float(os.environ.get("NEWSROOM_LEASE", "60"))  # seconds that a worker may hold an event
NEWSROOM_MAX_ATTEMPTS = int(os.environ.get("NEWSROOM_MAX_ATTEMPTS", "5"))
NEWSROOM_RETRY_BASE = float(os.environ.get("NEWSROOM_RETRY_BASE", "2"))  # seconds; doubles at each attempt
# From which likeness on a name is linked without a person (1: the very name), and from which on suggested.
NEWSROOM_LINK_SURE = float(os.environ.get("NEWSROOM_LINK_SURE", "1"))
NEWSROOM_LINK_MAYBE = float(os.environ.get("NEWSROOM_LINK_MAYBE", "0.75"))
NEWSROOM_RECONCILIATION_URL = os.environ.get("NEWSROOM_RECONCILIATION_URL", "")
# From which score on an identifier is taken over without a person; None: never.
NEWSROOM_RECONCILIATION_SURE = (
    float(os.environ["NEWSROOM_RECONCILIATION_SURE"])
    if os.environ.get("NEWSROOM_RECONCILIATION_SURE")
    else None
)
NEWSROOM_RECONCILIATION_TIMEOUT = float(os.environ.get("NEWSROOM_RECONCILIATION_TIMEOUT", "20"))  # seconds
NEWSROOM_INGEST_MAX_BYTES = int(os.environ.get("NEWSROOM_INGEST_MAX_BYTES", str(2_000_000)))
NEWSROOM_INGEST_MAX_ITEMS = int(os.environ.get("NEWSROOM_INGEST_MAX_ITEMS", "10000"))  # in one request
NEWSROOM_INGEST_MAX_BATCH = int(os.environ.get("NEWSROOM_INGEST_MAX_BATCH", str(32_000_000)))  # bytes of it
NEWSROOM_KEEP_INGESTS_DAYS = int(os.environ.get("NEWSROOM_KEEP_INGESTS_DAYS", "30"))
NEWSROOM_EVIDENCE_MAX_BYTES = int(os.environ.get("NEWSROOM_EVIDENCE_MAX_BYTES", str(20_000_000)))  # a file
# The archive of pages that evidence points to.
NEWSROOM_ARCHIVE_CONTACT = os.environ.get("NEWSROOM_ARCHIVE_CONTACT") or WAGTAILADMIN_BASE_URL
NEWSROOM_ARCHIVE_TIMEOUT = float(os.environ.get("NEWSROOM_ARCHIVE_TIMEOUT", "20"))  # seconds for one page
NEWSROOM_ARCHIVE_MAX_BYTES = int(os.environ.get("NEWSROOM_ARCHIVE_MAX_BYTES", str(20_000_000)))
NEWSROOM_ARCHIVE_RECHECK = float(os.environ.get("NEWSROOM_ARCHIVE_RECHECK", "7"))  # days
NEWSROOM_ARCHIVE_PORTS = [int(p) for p in os.environ.get("NEWSROOM_ARCHIVE_PORTS", "80,443").split(",") if p]
NEWSROOM_ARCHIVE_REFUSED = [n for n in os.environ.get("NEWSROOM_ARCHIVE_REFUSED", "").split(",") if n]
NEWSROOM_ARCHIVE_ALLOWED: list[str] = []  # networks that beat every refusal: for tests, from no environment

NEWSROOM_TOKEN_MAX_DAYS = int(os.environ.get("NEWSROOM_TOKEN_MAX_DAYS", "365"))  # that an API token may live
# OAuth 2.0 as RFC 9700 wants it: codes with PKCE (S256) and client credentials; tokens kept as digests.
OAUTH2_PROVIDER_APPLICATION_MODEL = "accounts.Client"
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "api.oauth.Server",
    "SCOPES_BACKEND_CLASS": "api.oauth.ClientScopes",
    "ACCESS_TOKEN_GENERATOR": "api.oauth.access_token",
    "REFRESH_TOKEN_GENERATOR": "api.oauth.refresh_token",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 30 * 86400,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "OAUTH2_RESPONSE_TYPES_SUPPORTED": ["code"],
    "OAUTH2_GRANT_TYPES_SUPPORTED": ["authorization_code", "client_credentials", "refresh_token"],
    **{
        f"COMPLIANT_BCP_RFC9700_{name}": True
        for name in (
            "IMPLICIT_GRANT",
            "PASSWORD_GRANT",
            "PKCE_METHOD",
            "PKCE_REQUIRED",
            "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS",
            "TOKEN_STORAGE",
            "REFRESH_TOKEN",
            "REDIRECT_URI_SCHEME",
            "REDIRECT_URI_MATCHING",
        )
    },
}
NEWSROOM_API_RATES = {
    "readers": os.environ.get("API_RATE_READERS", "1200/minute"),
    "tokens": os.environ.get("API_RATE_TOKENS", "6000/minute"),
}

# News of change, for programs elsewhere.
NEWSROOM_KEEP_CHANGES_DAYS = int(os.environ.get("NEWSROOM_KEEP_CHANGES_DAYS", "90"))
NEWSROOM_STREAMS = int(os.environ.get("NEWSROOM_STREAMS", "0" if REDIS_URL else "50"))  # in one web process
NEWSROOM_STREAM_SECONDS = float(os.environ.get("NEWSROOM_STREAM_SECONDS", "25"))
NEWSROOM_KEEP_DELIVERIES_DAYS = int(os.environ.get("NEWSROOM_KEEP_DELIVERIES_DAYS", "30"))
NEWSROOM_WEBHOOK_TIMEOUT = float(os.environ.get("NEWSROOM_WEBHOOK_TIMEOUT", "15"))  # seconds
NEWSROOM_WEBHOOK_PATIENCE_DAYS = int(os.environ.get("NEWSROOM_WEBHOOK_PATIENCE_DAYS", "5"))
NEWSROOM_WEBHOOK_PORTS = [int(p) for p in os.environ.get("NEWSROOM_WEBHOOK_PORTS", "443").split(",") if p]
NEWSROOM_WEBHOOK_ALLOWED = [n for n in os.environ.get("NEWSROOM_WEBHOOK_ALLOWED", "").split(",") if n]

# Readers' reports of errors.
NEWSROOM_REPORTS_PER_HOUR = int(os.environ.get("NEWSROOM_REPORTS_PER_HOUR", "5"))  # from one address
NEWSROOM_REPORT_SECONDS = int(os.environ.get("NEWSROOM_REPORT_SECONDS", "3"))  # no person is faster
NEWSROOM_PROXIES = int(os.environ.get("NEWSROOM_PROXIES", "0"))  # of ours, before this
NEWSROOM_KEEP_ASKERS_DAYS = int(os.environ.get("NEWSROOM_KEEP_ASKERS_DAYS", "90"))  # after the answer

API_MAX_BODY = int(os.environ.get("API_MAX_BODY", str(2 * 2**20)))  # bytes of JSON
API_ANSWERS_KEPT_HOURS = int(os.environ.get("API_ANSWERS_KEPT_HOURS", "24"))  # to requests with a key
# Pages of other sites may read, with a token if they have one, and never with a person's session.
API_ORIGINS = [origin for origin in os.environ.get("API_ORIGINS", "*").split(",") if origin]
CORS_URLS_REGEX = r"^/api/v1(/|$)"
CORS_ALLOW_ALL_ORIGINS = API_ORIGINS == ["*"]
CORS_ALLOWED_ORIGINS = [] if CORS_ALLOW_ALL_ORIGINS else API_ORIGINS
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "if-none-match", "last-event-id"]
CORS_EXPOSE_HEADERS = [
    "Deprecation",
    "ETag",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.ApiToken", "api.authentication.DeskSession"],
    # What a token is good for; api.visibility decides what is seen, the actions what may be done.
    "DEFAULT_PERMISSION_CLASSES": ["api.scopes.WithinScopes"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsing.StrictJSON"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.ApiSchema",
    "DEFAULT_THROTTLE_CLASSES": ["api.limits.RateLimit"],
    "EXCEPTION_HANDLER": "api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Newsroom",
    "DESCRIPTION": (
        "Articles, their revisions and readings, claims and entities. What is published is read by everyone; "
        "drafts need `Authorization: Bearer …`. Errors are RFC 9457 problems, lists come in pages by cursor, "
        "times are RFC 3339, offsets count Unicode code points. Answers carry an `ETag`: send it back as "
        "`If-None-Match`, and as `If-Match` when you change an article."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_URLCONF": "api.urls",
    "ENABLE_DJANGO_DEPLOY_CHECK": False,  # it would judge Wagtail's addresses; tests/api judge ours
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVERS": [{"url": "/api/v1"}],
    "PATH_CONVERTER_OVERRIDES": {"id": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}},
    "COMPONENT_SPLIT_PATCH": False,  # what a PATCH takes is a body of its own, in which nothing is required
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],  # fixed words stand where they are used, not under invented names
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        name: {"level": level}
        for name, level in (
            ("django_tasks", "WARNING"),
            ("wagtail", "WARNING"),
            ("kombu.connection", "ERROR"),
            # The sweep would write three lines every five seconds.
            ("celery.worker.strategy", "WARNING"),
            ("celery.app.trace", "WARNING"),
            ("celery.beat", "WARNING"),
        )
    },
}
