"""Whether this process lives, and whether it can work: asked by whoever runs the containers."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from newsroom.celery import app

TIMEOUT = 3  # seconds that the broker may take to answer


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing of anybody else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database and the broker answer; 503 and which of them does not, otherwise."""
    checks = {"database": _database(), "broker": _broker()}
    is_ready = all(answer == "ok" for answer in checks.values())
    body = {"status": "ok" if is_ready else "unavailable", "checks": checks}
    return JsonResponse(body, status=200 if is_ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _broker() -> str:
    if settings.EMBEDDED:
        return "ok"  # it lives in this process
    try:
        with app.connection_for_write(connect_timeout=TIMEOUT) as broker:
            broker.ensure_connection(max_retries=1, timeout=TIMEOUT, interval_start=0)
    except (OperationalError, OSError):
        return "unreachable"
    return "ok"
