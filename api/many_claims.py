"""The same act on many claims, each done or refused by itself, and the way back.

All of them stand where `status` says, which is what was looked at. What undoes an act is in its answer,
signed; nobody who did something with a claim since is overruled by it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.bodies import Body, sent_in
from api.claim_acts import LARGEST_ID, ClaimActSent, perform
from api.resources import Resource
from api.visibility import require_desk
from claims.acting import take
from claims.models import Claim
from claims.restoring import UNDOABLE, Standing, restore
from claims.versions import StaleClaim, newest_act
from claims.workflow import Status

MOST_AT_ONCE = 100
FOR_MANY = ("triage", "assign", "take", "release", "plan", "begin", "set_aside", "withdraw")
UNDO = "api.claims.undo"
UNDO_WITHIN = timedelta(days=1)


class ManySent(ClaimActSent):
    """An act on many claims, all of which stand where `status` says."""

    act = serializers.ChoiceField(choices=list(FOR_MANY))
    claims = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        min_length=1,
        max_length=MOST_AT_ONCE,
    )
    status = serializers.ChoiceField(choices=Status.choices, help_text="Where you saw all of them stand.")

    always = ("act", "claims", "status")


class ManyResult(serializers.Serializer[Any]):
    """What became of one of them."""

    claim = serializers.IntegerField()
    status = serializers.IntegerField(help_text="200, or 403, 404, 409, 412, 422 as for one alone.")
    detail = serializers.CharField(allow_blank=True, help_text="Why not, and what to do.")


class ManyDone(serializers.Serializer[Any]):
    """What became of each, in the order in which they were sent."""

    results = ManyResult(many=True)
    undo = serializers.CharField(
        allow_null=True, help_text="What undoes it, at `claims/acts/undo`; null where nothing can be undone."
    )


class UndoSent(Body):
    """What an act on many claims answered with."""

    undo = serializers.CharField(max_length=100_000)


class ManyClaimActs(Resource):
    """Acts on many claims at once: each is done or refused by itself."""

    scopes = {"POST": "claims:decide"}
    queryset = Claim.objects.none()
    problems = {"POST": ("parse-error",)}

    @extend_schema(
        summary="Do the same with many claims",
        operation_id="act_on_claims",
        request=ManySent,
        responses={200: ManyDone},
    )
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Up to 100."""
        require_desk(request, "Acts on claims")
        sent = sent_in(request, ManySent)
        numbers, status = list(dict.fromkeys(sent.pop("claims"))), sent.pop("status")
        before: dict[int, Standing] = {}
        after: dict[int, Standing] = {}

        def do(claim: Claim) -> None:
            take(claim)
            if claim.status != status:
                raise StaleClaim(newest_act(claim))
            claim.refresh_from_db(fields=["priority", "due_at", "topic"])
            before[claim.pk] = Standing.of(claim)
            perform(self, claim, sent)
            after[claim.pk] = Standing.of(claim)

        results = self.on_each(numbers, do)
        done = [each["claim"] for each in results if each["status"] == 200] if sent["act"] in UNDOABLE else []
        rows = [(number, before[number].to_keep(), after[number].to_keep()) for number in done]
        return Response({"results": results, "undo": _signed(request.user, rows) if rows else None})

    def on_each(self, numbers: list[int], do: Callable[[Claim], Any]) -> list[dict[str, Any]]:
        """Do it to each claim that the caller may see, in a transaction of its own; what became of each."""
        seen = {claim.pk: claim for claim in self.viewer.claims().filter(pk__in=numbers)}
        return [self._one(number, seen.get(number), do) for number in numbers]

    def _one(self, number: int, claim: Claim | None, do: Callable[[Claim], Any]) -> dict[str, Any]:
        if claim is None:
            return {"claim": number, "status": 404, "detail": f"There is no claim {number} that you may see."}
        try:
            with transaction.atomic():
                do(claim)
        except StaleClaim as stale:
            return {"claim": number, "status": 412, "detail": stale.messages[0]}
        except PermissionDenied as error:
            return {"claim": number, "status": 403, "detail": str(error)}
        except ValidationError as error:
            refused = 422 if hasattr(error, "error_dict") else 409
            return {"claim": number, "status": refused, "detail": " ".join(error.messages)}
        return {"claim": number, "status": 200, "detail": ""}


class UndoClaimActs(ManyClaimActs):
    """The way back from an act on many claims: taking, handing out, planning and setting aside."""

    @extend_schema(
        summary="Undo what was done with many claims",
        operation_id="undo_claim_acts",
        request=UndoSent,
        responses={200: ManyDone},
    )
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Within a day, by whoever did it. A claim with which something was done since stays as it is."""
        require_desk(request, "Acts on claims")
        rows = {number: kept for number, *kept in _unsigned(request.user, sent_in(request, UndoSent)["undo"])}

        def do(claim: Claim) -> None:
            before, after = (Standing.kept(values) for values in rows[claim.pk])
            restore(claim, before, after=after, by=request.user)

        return Response({"results": self.on_each(list(rows), do), "undo": None})


def _signed(user: User, rows: list[Any]) -> str:
    return signing.dumps(rows, salt=f"{UNDO}:{user.pk}", compress=True)


def _unsigned(user: User, token: str) -> list[Any]:
    """The rows of `_signed`; ValidationError for what is none, another’s, or too old."""
    try:
        rows: list[Any] = signing.loads(token, salt=f"{UNDO}:{user.pk}", max_age=UNDO_WITHIN)
    except signing.BadSignature as error:
        words = "This is no `undo` of yours, or it is older than a day. Nothing was undone."
        raise ValidationError({"undo": words}) from error
    return rows
