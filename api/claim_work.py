"""What people add to claims: notes, evidence, verdicts, and whether something was checked already."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_serializer, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from api.bodies import Body, NoBody, Upload, sent_in
from api.claim_acts import IF_MATCH, OfClaim, claim_now, made_at
from api.claim_desk import PersonRef, person_ref
from api.claims import ClaimDetail
from api.evidence import EvidenceShown, evidence_on_file, evidence_shown
from api.parsing import StrictJSON
from claims import actions
from claims.models import Evidence, Note, Suggestion, Verdict


class NoteSent(Body):
    """A word about the claim, for the desk. Whoever is named with @ and the user name is told."""

    text = serializers.CharField(max_length=10_000)


class NoteShown(serializers.Serializer[Any]):
    """A word about a claim."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    at = serializers.DateTimeField()
    by = PersonRef()


def note_values(note: Note) -> dict[str, Any]:
    """The values of a `NoteShown`."""
    return {"id": note.pk, "text": note.text, "at": note.at, "by": person_ref(note.by)}


@extend_schema_view(
    list=extend_schema(summary="Notes on a claim, oldest first", operation_id="list_claim_notes"),
    create=extend_schema(
        summary="Say a word about a claim",
        operation_id="add_claim_note",
        request=NoteSent,
        responses={201: NoteShown},
    ),
)
class ClaimNotes(OfClaim):
    """What the desk says about a claim; readers see none of it."""

    queryset = Note.objects.none()
    serializer_class = NoteShown
    ordering = ("pk",)
    problems = {"POST": ("parse-error",)}

    def get_queryset(self) -> QuerySet[Note]:
        return Note.objects.filter(claim=self.claim()).select_related("by")

    def present(self, rows: Any) -> Any:
        return [note_values(note) for note in rows]

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Notes are only added."""
        claim = self.claim()
        note = actions.add_note(claim, by=request.user, **sent_in(request, NoteSent))
        return made_at(request, Response(note_values(note)), "claim-notes", claim.pk)


class ClaimWatch(OfClaim):
    """Whether you are told of what is done with a claim. Asked again it changes nothing."""

    queryset = Note.objects.none()
    problems = {"POST": ("parse-error",)}

    @extend_schema(
        summary="Be told of a claim", operation_id="watch_claim", request=None, responses=ClaimDetail
    )
    def watch(self, request: Request, **kwargs: Any) -> Response:
        """From now on."""
        return self._follow(request, follows=True)

    @extend_schema(
        summary="Be told of a claim no longer",
        operation_id="unwatch_claim",
        request=None,
        responses=ClaimDetail,
    )
    def unwatch(self, request: Request, **kwargs: Any) -> Response:
        """Whoever has the claim in hand is told all the same."""
        return self._follow(request, follows=False)

    def _follow(self, request: Request, *, follows: bool) -> Response:
        sent_in(request, NoBody)
        claim = self.claim()
        actions.watch(claim, by=request.user, follows=follows)
        return claim_now(request, claim.pk)


class EvidenceSent(Body):
    """What bears on the claim; which members it takes depends on its kind."""

    kind = serializers.ChoiceField(choices=Evidence.Kind.choices, default=Evidence.Kind.URL)
    url = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    file = Upload(
        required=False, max_length=255, help_text="Of files and documents; send `multipart/form-data`."
    )
    title = serializers.CharField(required=False, allow_blank=True, max_length=255)
    stance = serializers.ChoiceField(choices=Evidence.Stance.choices, required=False)
    quotation = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    page_number = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    locator = serializers.CharField(required=False, allow_blank=True, max_length=255)
    version = serializers.CharField(required=False, allow_blank=True, max_length=100)
    interviewee = serializers.CharField(required=False, allow_blank=True, max_length=255)
    interviewed_by = serializers.CharField(required=False, allow_blank=True, max_length=255)
    accessed_at = serializers.DateTimeField(required=False)
    reliability = serializers.CharField(required=False, allow_blank=True, max_length=20_000)


class WhySent(Body):
    """A reason."""

    why = serializers.CharField(max_length=5000)


@extend_schema_serializer(component_name="EvidenceOnFile")
class EvidenceOnFile(EvidenceShown):
    """A piece of evidence, with the number by which it is retracted."""

    id = serializers.IntegerField()


@extend_schema_view(
    list=extend_schema(summary="Evidence on a claim, oldest first", operation_id="list_claim_evidence"),
    retrieve=extend_schema(summary="One piece of evidence", operation_id="get_claim_evidence"),
    create=extend_schema(
        summary="Add evidence to a claim",
        operation_id="add_claim_evidence",
        request=EvidenceSent,
        responses={201: EvidenceOnFile},
    ),
)
class ClaimEvidence(OfClaim):
    """What bears on a claim, retracted or not. It is only added: whoever erred retracts and adds anew."""

    queryset = Evidence.objects.none()
    serializer_class = EvidenceOnFile
    ordering = ("pk",)
    lookup_url_kwarg = "evidence"
    parser_classes = (StrictJSON, MultiPartParser)
    problems = {"POST": ("parse-error", "conflict")}

    def get_queryset(self) -> QuerySet[Evidence]:
        return evidence_on_file(self.viewer).filter(claim=self.claim())

    def present(self, rows: Any) -> Any:
        return [{"id": row.pk, **evidence_shown(row, at_desk=True)} for row in rows]

    def create(self, request: Request, **kwargs: Any) -> Response:
        """As at the desk: a claim that waits is in check from then on."""
        claim, sent = self.claim(), sent_in(request, EvidenceSent)
        upload = sent.pop("file", None)
        item = actions.add_evidence(claim, by=request.user, upload=upload, **sent)
        return made_at(request, self._shown(item.pk), "claim-evidence-item", claim.pk, item.pk)

    @extend_schema(
        summary="Retract evidence",
        operation_id="retract_claim_evidence",
        request=WhySent,
        responses=EvidenceOnFile,
    )
    def retract(self, request: Request, **kwargs: Any) -> Response:
        """It stays on file, with the reason; readers see it no more."""
        item = self.get_queryset().filter(pk=kwargs["evidence"]).select_related("claim").first()
        if item is None:
            raise NotFound(f"There is no evidence {kwargs['evidence']} on this claim.")
        actions.retract_evidence(item, by=request.user, **sent_in(request, WhySent))
        return self._shown(item.pk)

    def _shown(self, number: int) -> Response:
        row = evidence_on_file(self.viewer).get(pk=number)
        return Response(EvidenceOnFile(self.present([row])[0]).data)


class VerdictSent(Body):
    """A finding, to be signed by whoever sends it."""

    rating = serializers.CharField(max_length=50, help_text="Code of a step of the newsroom’s scale.")
    reason = serializers.CharField(max_length=20_000, help_text="In words for readers.")


class ClaimVerdicts(OfClaim):
    """Signed findings. Where the rating asks for a second person, somebody else has to confirm one."""

    queryset = Verdict.objects.none()

    @extend_schema(
        summary="Sign a verdict",
        operation_id="issue_verdict",
        request=VerdictSent,
        responses={201: ClaimDetail},
        parameters=[IF_MATCH],
    )
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Confirm, send back and publish it by the acts of the claim."""
        response = self.act(
            request, VerdictSent, lambda claim, sent: actions.issue_verdict(claim, by=request.user, **sent)
        )
        return (
            made_at(request, response, "claim", kwargs["claim"]) if response.status_code == 200 else response
        )


class MatchShown(serializers.Serializer[Any]):
    """Something that may have been checked already: a claim of ours, or somebody else's review."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Suggestion.State.choices)
    score = serializers.FloatField(help_text="How likely both say the same, 0 to 1.")
    claim = serializers.IntegerField(allow_null=True)
    words = serializers.CharField()
    publisher = serializers.CharField(allow_null=True, help_text="Null for one of ours.")
    url = serializers.CharField(allow_null=True)
    ruled_by = PersonRef(allow_null=True)
    ruled_at = serializers.DateTimeField(allow_null=True)


@extend_schema_view(
    list=extend_schema(
        summary="What may have been checked already, likeliest first", operation_id="list_claim_matches"
    ),
)
class ClaimMatches(OfClaim):
    """Proposed by the machine, ruled on by people. Nothing else follows from a ruling."""

    queryset = Suggestion.objects.none()
    serializer_class = MatchShown
    ordering = ("-score", "-pk")
    problems = {"POST": ("parse-error", "conflict")}

    def get_queryset(self) -> QuerySet[Suggestion]:
        verdicts = Prefetch("checked_claim__verdicts", Verdict.objects.on_file())
        standing = Suggestion.objects.standing().filter(claim=self.claim()).on_file()
        seen = self.viewer.claims().filter(pk=OuterRef("checked_claim"))
        standing = standing.filter(Q(checked_claim=None) | Exists(seen))
        return standing.select_related("ruled_by", "claim", "checked_claim", "review").prefetch_related(
            verdicts
        )

    def present(self, rows: Any) -> Any:
        return [
            {
                "claim": row.checked_claim_id,
                "words": str(row.checked_claim or row.review),
                "publisher": row.review.publisher if row.review else None,
                "url": row.review.url if row.review else None,
                "ruled_by": person_ref(row.ruled_by),
                "id": row.pk,
                **{name: getattr(row, name) for name in ("state", "score", "ruled_at")},
            }
            for row in rows
        ]

    @extend_schema(
        summary="Say that it says the same",
        operation_id="confirm_claim_match",
        request=None,
        responses=MatchShown,
    )
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """Once somebody else has dismissed it, it is a 409."""
        return self._rule(request, Suggestion.State.CONFIRMED)

    @extend_schema(
        summary="Say that it says something else",
        operation_id="dismiss_claim_match",
        request=None,
        responses=MatchShown,
    )
    def dismiss(self, request: Request, **kwargs: Any) -> Response:
        """It is not suggested again. Once somebody else has confirmed it, it is a 409."""
        return self._rule(request, Suggestion.State.REJECTED)

    @extend_schema(
        summary="Take back what was said of a match",
        operation_id="withdraw_claim_match",
        request=None,
        responses=MatchShown,
    )
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """It waits for a person again, as the machine proposed it."""
        return self._rule(request, Suggestion.State.PROPOSED)

    def _rule(self, request: Request, state: str) -> Response:
        sent_in(request, NoBody)
        with transaction.atomic():
            found = self.get_queryset().filter(pk=self.kwargs["match"]).first()
            if found is None:
                raise NotFound(f"Claim {self.kwargs['claim']} has no match {self.kwargs['match']}.")
            fresh = Suggestion.objects.select_for_update().get(pk=found.pk)
            if state != Suggestion.State.PROPOSED and fresh.state not in (Suggestion.State.PROPOSED, state):
                raise ValidationError(
                    f"It is “{fresh.get_state_display()}” already. Take that back first, by `withdraw`."
                )
            actions.rule_on(found, state, by=request.user)
        return Response(MatchShown(self.present([self.get_queryset().get(pk=found.pk)])[0]).data)
