"""What is done with a claim: one address takes every act of the desk's workflow.

An act says in `If-Match` which state was looked at. Acts on many claims are in `api/many_claims.py`.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.bodies import Body, sent_in
from api.changing import ETAG
from api.claim_desk import PersonRef, person_ref
from api.claims import ClaimDetail, ClaimResource
from api.problems import respond
from api.references import address
from api.resources import Resource
from api.visibility import require_desk
from articles.models import ArticleRevision
from claims import actions
from claims.models import Claim, ClaimAct
from claims.versions import StaleClaim, require_version, version_of
from claims.workflow import ACTS, Status

LARGEST_ID = 2**63 - 1
IF_MATCH = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    required=True,
    description="The `ETag` of the claim as you got it.",
)
CONDITIONAL = ("parse-error", "precondition-required", "stale", "conflict")
Do = Callable[..., Any]


def _take_it(claim: Claim, *, by: User) -> Claim:
    return actions.assign(claim, by, by=by)


def _confirm(claim: Claim, *, by: User, note: str = "") -> Any:
    return actions.cross_check(claim, agrees=True, note=note, by=by)


def _send_back(claim: Claim, *, by: User, why: str) -> Any:
    return actions.cross_check(claim, agrees=False, note=why, by=by)


def plan_as_sent(claim: Claim, *, by: User, **sent: Any) -> Claim:
    """What is sent of priority, due time and topic; what is left out stays."""
    if not sent:
        raise ValidationError({"act": "Give `priority`, `due_at` or `topic`; nothing would change."})
    claim.refresh_from_db(fields=["priority", "due_at", "topic"])
    planned = {name: getattr(claim, name) for name in ("priority", "due_at", "topic")}
    return actions.plan(claim, by=by, **{**planned, **sent})


def _place(claim: Claim, *, by: User, appearance: int, seen: list[int], choice: int | None) -> Claim:
    found = claim.appearances.filter(pk=appearance).first()
    if found is None:
        raise ValidationError({"appearance": f"This claim has no appearance {appearance}."})
    revision = ArticleRevision.objects.of(found.article_id).filter(number__in=seen[:1]).first()
    return actions.choose_place(found, choice, seen=revision.pk if revision else 0, by=by)


# The function of each act, the members that it must be given, and those that it may be given.
DOES: dict[str, tuple[Do, tuple[str, ...], tuple[str, ...]]] = {
    "triage": (actions.triage, (), ()),
    "assign": (actions.assign, ("assignee",), ()),
    "take": (_take_it, (), ()),
    "release": (actions.release, (), ("why",)),
    "plan": (plan_as_sent, (), ("priority", "due_at", "topic")),
    "begin": (actions.begin_check, (), ()),
    "confirm": (_confirm, (), ("note",)),
    "send_back": (_send_back, ("why",), ()),
    "publish": (actions.publish_verdict, (), ()),
    "unpublish": (actions.unpublish_verdict, ("why",), ()),
    "reopen": (actions.reopen, ("why",), ()),
    "set_aside": (actions.set_aside, (), ("why",)),
    "mark_duplicate": (actions.mark_duplicate, ("original",), ("why",)),
    "withdraw": (actions.withdraw, ("why",), ()),
    "reaffirm": (actions.reaffirm, ("seen",), ()),
    "place": (_place, ("appearance", "seen", "choice"), ()),
}


class ClaimActSent(Body):
    """An act and what it takes: `assign` an assignee, `plan` a priority, a reason where one is asked for."""

    act = serializers.ChoiceField(choices=list(DOES))
    why = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    note = serializers.CharField(required=False, allow_blank=True, max_length=5000, help_text="confirm")
    assignee = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, help_text="assign: the id of a person."
    )
    priority = serializers.ChoiceField(required=False, choices=Claim.Priority.choices, help_text="plan")
    due_at = serializers.DateTimeField(required=False, allow_null=True, help_text="plan")
    topic = serializers.CharField(required=False, allow_blank=True, max_length=60, help_text="plan")
    original = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, help_text="mark_duplicate: the other claim."
    )
    appearance = serializers.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, help_text="place: the id of one."
    )
    choice = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        help_text="place: which of its options; null: it is gone.",
    )
    seen = serializers.ListField(
        required=False,
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        max_length=1000,
        help_text="reaffirm: the anchors that you looked at; place: the number of the options’ revision.",
    )

    always: tuple[str, ...] = ("act",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        _, needed, allowed = DOES[attrs["act"]]
        taken = (*self.always, *needed, *allowed)
        wrong = {name: [f"“{attrs['act']}” takes no “{name}”."] for name in attrs if name not in taken}
        wrong |= {
            name: [f"“{attrs['act']}” takes “{name}”. Give it."] for name in needed if name not in attrs
        }
        if wrong:
            raise serializers.ValidationError(wrong)
        return attrs


@extend_schema_view()
class OfClaim(Resource):
    """Whatever hangs on one claim, for the desk: 404 unless the caller may see the claim."""

    scopes = {"POST": "claims:decide"}
    problems: ClassVar[dict[str, tuple[str, ...]]] = {"POST": CONDITIONAL}
    named_by = "claim"  # the word of the address

    def claim(self) -> Claim:
        """The claim named in the address."""
        require_desk(self.request, "What the desk says of claims and does with them")
        number = self.kwargs[self.named_by]
        claim: Claim | None = self.viewer.claims().filter(pk=number).first()
        if claim is None:
            raise NotFound(f"There is no claim {number} that you may see.")
        return claim

    def act(self, request: Request, body: type[Body], do: Callable[[Claim, dict[str, Any]], Any]) -> Response:
        """Do something with the claim as `If-Match` names it; the claim, or who was faster."""
        claim = self.claim()
        tags = ETAG.findall(request.headers.get("If-Match", ""))
        if not tags:
            detail = "Send the ETag of the claim as you have it as If-Match."
            return respond(request, "precondition-required", detail)
        stated = tags[0][1].partition(".")[0] if not tags[0][0] else ""
        values = sent_in(request, body)
        try:
            with transaction.atomic():
                require_version(claim, stated)
                do(claim, values)
        except StaleClaim as stale:
            return _refuse(request, claim, stale)
        return claim_now(request, claim.pk)


def claim_now(request: Request, number: int) -> Response:
    """A claim as whoever just did something with it sees it, with its `ETag`."""
    view = ClaimResource(request=request, action="retrieve", kwargs={}, format_kwarg=None)
    row = view.with_all(Claim.objects.filter(pk=number)).get()
    response = Response(ClaimDetail(view.present([row])[0]).data)
    response.version = version_of(number)
    return response


def _refuse(request: Request, claim: Claim, stale: StaleClaim) -> Response:
    etag = f'"{version_of(claim)}"'
    told = {
        "changed_by": stale.act.by.display_name if stale.act and stale.act.by else None,
        "changed_at": stale.act.at if stale.act else None,
        "changed": ["status"],
        "draft": None,
        "etag": etag,
    }
    return respond(request, "stale", stale.messages[0], headers={"ETag": etag}, more=told)


class ClaimActShown(serializers.Serializer[Any]):
    """One step of a claim over the desk."""

    id = serializers.IntegerField()
    act = serializers.ChoiceField(choices=sorted(ACTS))
    before = serializers.ChoiceField(choices=Status.choices)
    after = serializers.ChoiceField(choices=Status.choices)
    why = serializers.CharField(allow_blank=True)
    about = serializers.CharField(allow_blank=True, help_text="Whom or what: the assignee, the other claim.")
    at = serializers.DateTimeField()
    by = PersonRef(allow_null=True, help_text="Null where the machine did it.")


@extend_schema_view(
    list=extend_schema(
        summary="What was done with a claim, newest first",
        operation_id="list_claim_acts",
        responses=ClaimActShown(many=True),
    ),
    create=extend_schema(
        summary="Do something with a claim",
        operation_id="act_on_claim",
        request=ClaimActSent,
        responses={200: ClaimDetail},
        parameters=[IF_MATCH],
    ),
)
class ClaimActs(OfClaim):
    """The acts of the desk's workflow. What has been done stays on file."""

    queryset = ClaimAct.objects.none()
    serializer_class = ClaimActShown

    def get_queryset(self) -> QuerySet[ClaimAct]:
        return ClaimAct.objects.filter(claim=self.claim()).select_related("by")

    def present(self, rows: Any) -> Any:
        fields = ("before", "after", "why", "about", "at")
        return [
            {"id": row.pk, "act": row.name, "by": person_ref(row.by)}
            | {name: getattr(row, name) for name in fields}
            for row in rows
        ]

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Once, as a person at the desk would."""
        return self.act(request, ClaimActSent, lambda claim, sent: perform(self, claim, sent))


def perform(view: Resource, claim: Claim, sent: dict[str, Any]) -> None:
    """What was sent, through the desk's action; ValidationError naming a member that leads nowhere."""
    values = dict(sent)
    do, _, _ = DOES[values.pop("act")]
    if "assignee" in values:
        values["assignee"] = _person(values["assignee"])
    if "original" in values:
        values["original"] = _original(view, values["original"])
    do(claim, by=view.request.user, **values)


def _person(number: int) -> User:
    person: User | None = User.objects.filter(pk=number, is_active=True).first()
    if person is None:
        raise ValidationError({"assignee": f"There is no active account {number}. Choose a fact-checker."})
    return person


def _original(view: Resource, number: int) -> Claim:
    original: Claim | None = view.viewer.claims().filter(pk=number).first()
    if original is None:
        raise ValidationError({"original": f"There is no claim {number} that you may see. Give another."})
    return original


def made_at(request: Request, response: Response, name: str, *args: Any) -> Response:
    """The answer to something made: 201, with where it is."""
    response.status_code = 201
    response["Location"] = address(request, name, *args)
    return response
