"""`Idempotency-Key`: a `POST` sent twice is done once (draft-ietf-httpapi-idempotency-key-header-07).

The first answer is kept with the change, in one transaction, and given again with
`Idempotent-Replayed: true`.
What failed before anything was done (4xx but 412, 423 and the like) keeps nothing: it may be sent again.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.models import KeptAnswer
from articles.requests import address_of

KEY = re.compile(r'(?P<mark>"?)(?P<key>[\x21\x23-\x7e]{1,255})(?P=mark)')
TOLD = ("Content-Type", "Location", "ETag", "Link")  # headers that an answer given again has again
DONE = (412, 423)  # refusals that kept something of the caller's
FORGOTTEN = 50  # old answers that a new one sweeps out
LOCKED = "55P03"  # PostgreSQL's lock_not_available
PATIENCE = "200ms"  # for a first request that is still running, where the database can tell


class KeyInUse(APIException):
    """The first request with this key is still running (409)."""

    status_code = 409


class KeyForOther(APIException):
    """The key was sent with another request (422)."""

    status_code = 422


class BadKey(APIException):
    """The key cannot be used (400)."""

    status_code = 400


class Replayed(Exception):
    """Not an error: the answer is on file."""

    def __init__(self, kept: KeptAnswer) -> None:
        self.kept = kept


class Repeatable(APIView):
    """A view whose `POST` may be sent again with the same key."""

    _kept: KeptAnswer | None = None
    _transaction: ExitStack

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with ExitStack() as self._transaction:
                response = super().dispatch(request, *args, **kwargs)
                if (kept := self._kept) and not _keep(kept, response):
                    transaction.set_rollback(response.status_code >= 500 or connection.needs_rollback)
                return response
        except Replayed as replayed:
            return _again(replayed.kept)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and (stated := request.headers.get("Idempotency-Key")) is not None:
            # Only now: who asks, and how often, is told to others before this request ends.
            self._transaction.enter_context(transaction.atomic())
            self._kept = _claim(request, stated)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Replayed):
            raise exc
        return super().handle_exception(exc)


def _claim(request: Request, stated: str) -> KeptAnswer:
    """The row for a key, ours until the transaction ends. Raises Replayed where it has an answer."""
    match = KEY.fullmatch(stated.strip())
    if match is None:
        raise BadKey("An Idempotency-Key has 1 to 255 visible ASCII characters. A UUID does well.")
    caller, digest, now = caller_of(request), _digest(request), timezone.now()
    old = KeptAnswer.objects.filter(kept_until__lt=now).order_by("kept_until").values("pk")[:FORGOTTEN]
    KeptAnswer.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    KeptAnswer.objects.filter(caller=caller, key=match["key"], kept_until__lt=now).delete()
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            row = KeptAnswer.objects.create(
                caller=caller,
                key=match["key"],
                request_digest=digest,
                kept_until=now + timedelta(hours=settings.API_ANSWERS_KEPT_HOURS),
            )
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = DEFAULT")
            return row
    except OperationalError as error:
        if connection.vendor == "postgresql" and getattr(error.__cause__, "sqlstate", "") != LOCKED:
            raise
        raise KeyInUse("The first request with this key is still running. Send it again later.") from error
    except IntegrityError:
        kept = KeptAnswer.objects.filter(caller=caller, key=match["key"]).first()
    if kept is None or kept.status is None:
        raise KeyInUse("The first request with this key is still running. Send it again later.")
    if kept.request_digest != digest:
        raise KeyForOther(
            "This Idempotency-Key was sent with another request. Give each request its own key."
        )
    raise Replayed(kept)


def _keep(kept: KeptAnswer, response: HttpResponseBase) -> bool:
    """Whether the answer is on file now, with the change."""
    if connection.needs_rollback or not isinstance(response, HttpResponse):
        return False
    if response.status_code >= 300 and response.status_code not in DONE:
        kept.delete()
        return response.status_code < 500
    if isinstance(response, Response):
        response.render()
    kept.status, kept.body = response.status_code, response.content
    kept.headers = {name: response[name] for name in TOLD if response.has_header(name)}
    kept.save(update_fields=["status", "body", "headers"])
    return True


def caller_of(request: Request) -> str:
    """Whose keys these are: an account's, whichever of its tokens is sent, or without one an address's."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"address:{address_of(request.META)}"[:100]


def _digest(request: Request) -> str:
    """What makes a request the same: where it goes, and what is sent.

    Of a form, and of more than is held in memory, that is what was read of it: clients draw the boundary
    between the parts of a form anew each time.
    """
    plain: HttpRequest = request._request
    sent = hashlib.sha256(f"{plain.get_full_path()}\n{plain.headers.get('If-Match', '')}\n".encode())
    is_form = (plain.content_type or "").startswith("multipart/")
    if is_form or int(plain.META.get("CONTENT_LENGTH") or 0) > settings.API_MAX_BODY:
        for part in _parts_of(request.data):
            sent.update(hashlib.sha256(part).digest())
    else:
        sent.update(plain.body)  # left readable for the parser
    return sent.hexdigest()


def _parts_of(data: Any) -> Iterator[bytes]:
    """The members of a form with the files in it, or the items of incoming copy."""
    if isinstance(data, QueryDict):
        for name, value in ((name, value) for name, values in sorted(data.lists()) for value in values):
            yield name.encode()
            if isinstance(value, UploadedFile):
                yield f"{value.name}\n{value.content_type}".encode()
                yield from value.chunks()
                value.seek(0)
            else:
                yield str(value).encode()
    else:
        for item in data:
            yield f"{item.media_type}\n{item.name}".encode()
            yield item.data


def _again(kept: KeptAnswer) -> HttpResponse:
    response = HttpResponse(bytes(kept.body), status=kept.status)
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    response["Cache-Control"] = "private, no-store"
    return response
