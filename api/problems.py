"""Every error in one shape, RFC 9457: `application/problem+json` with a type that a person can look up.

`type` is the address of a page of ours that explains the problem and its remedy; it never changes.
"""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import set_rollback

from api.idempotency import BadKey, KeyForOther, KeyInUse
from api.parsing import TooLarge
from api.scopes import InsufficientScope
from articles.editing import StoryLocked
from articles.gate import Objection, PublicationBlocked
from articles.models import Kill
from claims.kills import kill_on_claim

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem: the end of its address, its status, its title and what to do about it."""

    slug: str
    status: HTTPStatus
    title: str
    remedy: str


PROBLEMS = {
    problem.slug: problem
    for problem in (
        Problem(
            "invalid-parameters",
            HTTPStatus.BAD_REQUEST,
            "The address has parameters that cannot be used",
            "Each entry of `errors` names a parameter in the query and says what may stand there. A "
            "parameter that is not documented for an address is refused, so that a misspelt filter never "
            "passes for an unfiltered list.",
        ),
        Problem(
            "parse-error",
            HTTPStatus.BAD_REQUEST,
            "The request cannot be read",
            "The body is not what its `Content-Type` says. Check that it is valid JSON in UTF-8.",
        ),
        Problem(
            "not-authenticated",
            HTTPStatus.UNAUTHORIZED,
            "The request needs a token",
            "Send `Authorization: Bearer …` with a token that is in force, of an account that is active. You "
            "make one at the desk, under your account; an administrator with `manage.py create_api_token`.",
        ),
        Problem(
            "insufficient-scope",
            HTTPStatus.FORBIDDEN,
            "The token is not good for this",
            "The account may be allowed to, but its token was not made for it. `scope` names what is "
            "missing: make a token with that scope at the desk, under your account.",
        ),
        Problem(
            "permission-denied",
            HTTPStatus.FORBIDDEN,
            "The account may not do this",
            "The token is valid, but its account lacks the right. The `detail` says whom to ask.",
        ),
        Problem(
            "not-found",
            HTTPStatus.NOT_FOUND,
            "There is nothing here that you may see",
            "The address is wrong, the thing is gone, or it is not published and you may not see its "
            "drafts; which of these is not told. Addresses have no slash at their end.",
        ),
        Problem(
            "gone",
            HTTPStatus.GONE,
            "It was withdrawn",
            "The newsroom killed the story, or the only story that made the claim. The `detail` is its "
            "notice. Take it down wherever you show it.",
        ),
        Problem(
            "cursor-too-old",
            HTTPStatus.GONE,
            "You were away for too long",
            "Changes are kept for some time only, and what came right behind your cursor is gone by now. "
            "Begin again without `since`: you get the newest change of everything there is or was. Take what "
            "you get, and drop what you hold and got no change of.",
        ),
        Problem(
            "method-not-allowed",
            HTTPStatus.METHOD_NOT_ALLOWED,
            "The address does not take this method",
            "The `Allow` header lists the methods that it takes. Most of this API is read-only for now.",
        ),
        Problem(
            "not-acceptable",
            HTTPStatus.NOT_ACCEPTABLE,
            "There is no answer of the type asked for",
            "Answers are `application/json`. Send `Accept: application/json` or no `Accept` at all. The "
            "documentation of an address says in what else it tells stories and claims.",
        ),
        Problem(
            "unsupported-media-type",
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "The request's type is not understood",
            "Send JSON with `Content-Type: application/json`.",
        ),
        Problem(
            "invalid-input",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The request has members that cannot be used",
            "Each entry of `errors` points into the request's JSON and says what is wrong there.",
        ),
        Problem(
            "content-too-large",
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "The request has too many bytes",
            "The `detail` says how many are taken at once. Send less, or in several requests.",
        ),
        Problem(
            "key-unusable",
            HTTPStatus.BAD_REQUEST,
            "The Idempotency-Key cannot be used",
            "Send 1 to 255 visible ASCII characters, such as a UUID, a new one for each request.",
        ),
        Problem(
            "key-in-use",
            HTTPStatus.CONFLICT,
            "The first request with this key is still running",
            "Wait a moment and send the same request with the same `Idempotency-Key` again.",
        ),
        Problem(
            "key-for-another-request",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The Idempotency-Key was sent with another request",
            "Give each request a key of its own, and send the same one only with the very same request.",
        ),
        Problem(
            "precondition-required",
            HTTPStatus.PRECONDITION_REQUIRED,
            "The request must say which state it began from",
            "Send the `ETag` that you got with the article as `If-Match`. `*` names no state.",
        ),
        Problem(
            "stale",
            HTTPStatus.PRECONDITION_FAILED,
            "Somebody else was faster",
            "The article is not any more what `If-Match` names, so nothing was changed. `changed_by` and "
            "`changed_at` say who saved what stands there now; `draft` is where your text is kept, and where "
            "it can be merged at the desk. Or get the article anew, make your change in that, and send it "
            "with the new `ETag`.",
        ),
        Problem(
            "locked",
            HTTPStatus.LOCKED,
            "The article is locked",
            "Somebody else holds its lock, or it waits for its hour to go out. Nothing was changed; `draft` "
            "is where your text is kept.",
        ),
        Problem(
            "gate-closed",
            HTTPStatus.CONFLICT,
            "The story may not go out as it stands",
            "Nothing was written. Each entry of `objections` says what stands in the way, what would lift it "
            "and where to look into it. Settle it and ask again; whoever has the right publishes all the "
            "same with `override`: a reason and the keys of all that was seen.",
        ),
        Problem(
            "copy-refused",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The story could not be taken in",
            "It is one item of a job that was sent to `/ingest`; the others are not touched by it. "
            "The `detail` says what is wrong: correct that and send it again.",
        ),
        Problem(
            "conflict",
            HTTPStatus.CONFLICT,
            "This cannot be done as things stand",
            "The request is in order, but the thing is in another state than the act needs; nothing was "
            "changed. The `detail` says why and what to do.",
        ),
        Problem(
            "too-many-requests",
            HTTPStatus.TOO_MANY_REQUESTS,
            "Too many requests",
            "Wait for the seconds that the `Retry-After` header names, and use `ETag` with "
            "`If-None-Match` instead of asking for the same thing again.",
        ),
        Problem(
            "internal-error",
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "Something broke on our side",
            "It is on record. Try again; if it lasts, tell the newsroom the address and the time.",
        ),
    )
}
BY_EXCEPTION: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.ParseError, "parse-error"),
    (TooLarge, "content-too-large"),
    (BadKey, "key-unusable"),
    (KeyInUse, "key-in-use"),
    (KeyForOther, "key-for-another-request"),
    (exceptions.NotAuthenticated, "not-authenticated"),
    (exceptions.AuthenticationFailed, "not-authenticated"),
    (exceptions.PermissionDenied, "permission-denied"),
    (exceptions.NotFound, "not-found"),
    (exceptions.MethodNotAllowed, "method-not-allowed"),
    (exceptions.NotAcceptable, "not-acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported-media-type"),
    (exceptions.Throttled, "too-many-requests"),
)


class InvalidParameters(exceptions.ValidationError):
    """Something in the query cannot be used: `InvalidParameters({"page_size": "Give a number."})`."""


def handle(exception: Exception, context: dict[str, Any]) -> Response:
    """Turn whatever a view raised into a problem (REST framework's EXCEPTION_HANDLER)."""
    request = context["request"]
    if (refusal := _refusal(exception, request)) is not None:
        set_rollback()
        return refusal
    exception = _as_api_exception(exception, request)
    if not isinstance(exception, exceptions.APIException):
        log.error("%s %s broke", request.method, request.path, exc_info=exception)
        got_request_exception.send(sender=type(context["view"]), request=request)
        return respond(request, "internal-error", PROBLEMS["internal-error"].remedy)
    set_rollback()
    headers = {}
    if auth_header := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(exception, "wait", None):
        headers["Retry-After"] = str(ceil(wait))
    if isinstance(exception, exceptions.ValidationError):
        is_query = isinstance(exception, InvalidParameters) or request.method in ("GET", "HEAD", "OPTIONS")
        errors = list(_errors(exception.detail, "", is_query))
        slug = "invalid-parameters" if is_query else "invalid-input"
        return respond(request, slug, " ".join(str(e["detail"]) for e in errors), errors=errors)
    slug = next((slug for kind, slug in BY_EXCEPTION if isinstance(exception, kind)), "internal-error")
    if slug == "not-found" and (killed := _kill_behind(request)):
        return respond(request, "gone", killed.notice)
    if isinstance(exception, InsufficientScope):
        more = {"scope": exception.scope}
        return respond(request, "insufficient-scope", str(exception.detail), headers=headers, more=more)
    return respond(request, slug, str(exception.detail), headers=headers)


def _refusal(exception: Exception, request: Any) -> Response | None:
    """The answer to what the newsroom's own acts refuse as things stand."""
    if isinstance(exception, PublicationBlocked):
        told = {"objections": [objection_values(request, each) for each in exception.objections]}
        return respond(request, "gate-closed", " ".join(exception.messages), more=told)
    if isinstance(exception, StoryLocked):
        return respond(request, "locked", f"Nothing was changed: {exception}")
    is_about_all = isinstance(exception, DjangoValidationError) and not hasattr(exception, "error_dict")
    if is_about_all and request.method not in ("GET", "HEAD", "OPTIONS"):
        return respond(request, "conflict", " ".join(exception.messages))
    return None


def objection_values(request: HttpRequest, objection: Objection) -> dict[str, Any]:
    """What stands against a publication, as the API tells it."""
    return {
        "key": objection.key,
        "words": objection.words,
        "remedy": objection.remedy,
        "url": request.build_absolute_uri(objection.url) if objection.url else None,
        "is_blocking": objection.is_blocking,
        "may_be_let_through": objection.may_be_let_through,
        "let_through": objection.let_through,
    }


def _kill_behind(request: Any) -> Kill | None:
    """The kill for which nothing is found at an address of an article or a claim."""
    match = request.resolver_match
    if match is None:
        return None
    if match.url_name == "claim":
        return kill_on_claim(match.kwargs["pk"])
    number = match.kwargs.get("article") or (match.url_name == "article" and match.kwargs.get("pk"))
    return Kill.objects.standing_on([number]) if number else None


def respond(
    request: HttpRequest,
    slug: str,
    detail: str,
    *,
    errors: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
    more: dict[str, Any] | None = None,
) -> Response:
    """A problem as a response; `more` are members of this kind of problem."""
    problem = PROBLEMS[slug]
    body: dict[str, Any] = {
        "type": request.build_absolute_uri(reverse("api:problem", args=[slug])),
        "title": problem.title,
        "status": int(problem.status),
        "detail": detail,
        "instance": request.get_full_path(),
    }
    if errors is not None:
        body["errors"] = errors
    body |= more or {}
    return Response(body, status=problem.status, headers=headers, content_type=MEDIA_TYPE)


def _as_api_exception(exception: Exception, request: Any) -> Exception:
    if isinstance(exception, Http404):
        return exceptions.NotFound(f"There is nothing at {request.path} that you may see.")
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return TooLarge("The form has more bytes, fields or files than are taken at once. Send less.")
    if isinstance(exception, SuspiciousOperation):
        return exceptions.ParseError("The request cannot be read. Check how it is written.")
    if isinstance(exception, DjangoPermissionDenied):
        return exceptions.PermissionDenied(str(exception) or None)
    if isinstance(exception, DjangoValidationError):
        return exceptions.ValidationError(as_serializer_error(exception))
    return exception


def _errors(detail: Any, pointer: str, is_query: bool) -> Any:
    """The leaves of a validation error with where they stand."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            step = "" if key == "non_field_errors" else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from _errors(inner, pointer + step, is_query)
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _errors(inner, f"{pointer}/{position}" if nested else pointer, is_query)
    else:
        error = {"detail": str(detail), "pointer": pointer}
        if is_query:
            error["parameter"] = pointer[1:].replace("~1", "/").replace("~0", "~")
        yield error


@cache_control(public=True, max_age=300)
def problem_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What a problem means and what to do about it; all of them without a slug. For people: HTML."""
    if slug and slug not in PROBLEMS:
        raise Http404
    shown = [PROBLEMS[slug]] if slug else list(PROBLEMS.values())
    return render(request, "api/problems.html", {"problems": shown, "is_list": not slug})
