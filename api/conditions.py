"""Changes of things that are no articles: the state that was looked at, named in `If-Match`."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from api.changing import began_from
from api.problems import respond
from articles.content import sha256

IF_SAME = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    required=True,
    description="The `ETag` that you got it with.",
)


def token_of_values(*values: Any) -> str:
    """Names a state by what it says."""
    return sha256(json.dumps(values, sort_keys=True, cls=DjangoJSONEncoder).encode())[:32]


def refuse_stale(request: Request, current: str, what: str) -> Response | None:
    """A problem (428, 412) unless `If-Match` names the state that stands now."""
    token = began_from(request)
    if isinstance(token, Response):
        return respond(request, "precondition-required", f"Send the ETag of the {what} as If-Match.")
    if token == current:
        return None
    etag = f'"{current}"'
    words = f"Somebody changed this {what} since you got it. Nothing was changed. Get it anew, then decide."
    return respond(request, "stale", words, headers={"ETag": etag}, more={"etag": etag})
