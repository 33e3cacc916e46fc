"""Changes of things that are no articles: the state that was looked at, named in `If-Match`.

Such a thing keeps no history: its token has a digest of each member, so that whoever is slower learns which
are others now; who changed it last stands in Wagtail's log, or wherever the thing itself has it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.log_actions import registry

from accounts.models import User
from api.changing import began_from
from api.problems import respond
from articles.content import sha256

IF_SAME = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    required=True,
    description="The `ETag` that you got it with.",
)
OF_ALL, OF_ONE = 32, 6  # hex digits of the digest of a state, and of each of its members


@dataclass(frozen=True, slots=True)
class Touch:
    """Who changed a thing last, and when; without a user it was the machine."""

    by: User | None
    at: datetime | None


def token_of(state: Mapping[str, Any]) -> str:
    """Names a state by what its members say: one digest of all, then one of each, in their order."""
    parts = "".join(_digest(value)[:OF_ONE] for value in state.values())
    return f"{_digest(list(state.values()))[:OF_ALL]}-{parts}"


def logged(thing: Model) -> Touch:
    """The newest entry about a thing in Wagtail's log."""
    entry = registry.get_logs_for_instance(thing).select_related("user").first()
    return Touch(entry.user, entry.timestamp) if entry else Touch(None, None)


def refuse_stale(
    request: Request, state: Mapping[str, Any], what: str, last: Callable[[], Touch]
) -> Response | None:
    """A problem (428, 412) unless `If-Match` names the state that stands now: who changed what, and when."""
    token, current = began_from(request), token_of(state)
    if isinstance(token, Response):
        return respond(request, "precondition-required", f"Send the ETag of the {what} as If-Match.")
    if token == current:
        return None
    touch, etag = last(), f'"{current}"'
    who = touch.by.display_name if touch.by else "The machine" if touch.at else "Somebody"
    words = f"{who} changed this {what} since you got it. Nothing was changed. Get it anew, then decide."
    told = {
        "changed_by": touch.by.display_name if touch.by else None,
        "changed_at": touch.at,
        "changed": _changed(token, current, state),
        "draft": None,
        "etag": etag,
    }
    return respond(request, "stale", words, headers={"ETag": etag}, more=told)


def _changed(before: str, now: str, state: Mapping[str, Any]) -> list[str]:
    """The members whose digests differ between two tokens; none where the one before is none of ours."""
    if len(before) != len(now):
        return []
    starts = range(OF_ALL + 1, len(now), OF_ONE)
    return [
        name
        for name, at in zip(state, starts, strict=True)
        if before[at : at + OF_ONE] != now[at : at + OF_ONE]
    ]


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True, cls=DjangoJSONEncoder).encode())
