"""Claims: what is claimed, by whom, where it appears, on what evidence and with what verdict.

Readers are shown published claims that a published state made, in the words that readers see now; an
unpublished edit of those words is told to nobody but those who may see the draft.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.appearances import AppearanceShown, appearances_shown
from api.claim_desk import ClaimAtTheDesk, at_the_desk
from api.claim_filters import NEWEST_FIRST, ORDERINGS, ClaimFilter, is_for_the_desk
from api.evidence import EvidenceShown, evidence_on_file, evidence_shown
from api.examples import example
from api.references import (
    EntityRef,
    Signature,
    address,
    data_address,
    entity_ref,
    signature,
)
from api.representations import CLAIM_REPRESENTATIONS, Represented
from api.selecting import Include
from api.visibility import require_desk
from claims.models import Appearance, Claim, ClaimAct, Verdict
from claims.readers import for_readers, shown_verdicts
from claims.versions import version_of


class ClaimLinks(serializers.Serializer[Any]):
    """Where to go on from a claim."""

    self = serializers.URLField()
    annotations = serializers.URLField(
        allow_null=True,
        help_text="Where stories make it, as W3C Web Annotations; null while readers see no verdict.",
    )
    review = serializers.URLField(
        allow_null=True,
        help_text="Its ClaimReview (schema.org), which is not there while all its words have changed"
        " since they were checked; null while readers see no verdict.",
    )


@extend_schema_serializer(component_name="Verdict")
class VerdictShown(serializers.Serializer[Any]):
    """A signed finding."""

    rating = serializers.CharField(help_text="Code of the rating on the newsroom’s scale.")
    label = serializers.CharField(help_text="The rating in words for readers.")
    reason = serializers.CharField()
    is_in_force = serializers.BooleanField(
        help_text="Whether it counts or counted; false while it waits for a second person, or was sent back."
    )
    issued_at = serializers.DateTimeField()
    issued_by = Signature()


MOST = 20  # of a kind, under each claim of a list; the claim's own address has all


def _few(found: dict[int, list[dict[str, Any]]]) -> dict[int, list[dict[str, Any]]]:
    return {pk: of_claim[:MOST] for pk, of_claim in found.items()}


class ClaimIncluded(serializers.Serializer[Any]):
    """What was asked for with `include`, and no more."""

    appearances = AppearanceShown(many=True, required=False, help_text=f"The first {MOST}.")
    evidence = EvidenceShown(many=True, required=False, help_text=f"The first {MOST}.")
    verdicts = VerdictShown(many=True, required=False, help_text=f"The {MOST} newest.")
    desk = ClaimAtTheDesk(required=False, help_text="For the desk.")


class ClaimSummary(serializers.Serializer[Any]):
    """A checkable statement and whoever makes it."""

    id = serializers.IntegerField()
    statement = serializers.CharField()
    claimant_name = serializers.CharField(allow_blank=True, help_text="As the article names the claimant.")
    claimant = EntityRef(allow_null=True)
    type = serializers.CharField(allow_blank=True, help_text="direct, mixed or indirect, where reported.")
    status = serializers.ChoiceField(choices=Claim.Status.choices)
    rating = serializers.CharField(
        allow_null=True, help_text="Code of the newest verdict’s rating on the newsroom’s scale."
    )
    rated_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    links = ClaimLinks()
    included = ClaimIncluded(required=False)


@extend_schema_serializer(examples=[OpenApiExample("A published claim", example("claim"))])
class ClaimDetail(ClaimSummary):
    """A claim with all that is known of it; verdicts newest first."""

    appearances = AppearanceShown(many=True)
    evidence = EvidenceShown(many=True)
    verdicts = VerdictShown(many=True)
    desk = ClaimAtTheDesk(allow_null=True, help_text="What the desk alone sees; null for readers.")


@extend_schema_view(
    list=extend_schema(summary="Claims, newest first", operation_id="list_claims"),
    retrieve=extend_schema(summary="One claim", operation_id="get_claim"),
)
class ClaimResource(Represented):
    """Statements that were or will be checked: for readers those with a published verdict."""

    queryset = Claim.objects.none()
    filterset_class = ClaimFilter
    ordering: Sequence[str] = NEWEST_FIRST
    orderings: Mapping[str, Sequence[str]] = ORDERINGS
    includes: Mapping[str, Mapping[str, Include]] = {
        "list": {
            "appearances": lambda view, rows: _few(view.appearances_of(rows)),
            "evidence": lambda view, rows: _few(view.evidence_of(rows)),
            "verdicts": lambda view, rows: _few(view.verdicts_of(rows)),
            "desk": lambda view, rows: view.desk_of(rows),
        }
    }

    representations = CLAIM_REPRESENTATIONS

    def get_serializer_class(self) -> type[ClaimSummary]:
        return ClaimSummary if self.action == "list" else ClaimDetail

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.is_list and is_for_the_desk(request.query_params):
            require_desk(request, "How claims are planned and what awaits whom")

    def get_queryset(self) -> QuerySet[Claim]:
        claims = self.viewer.claims().with_due()
        if self.action == "list" and not self.selection.included:
            return claims.with_verdict().select_related("claimant")
        return self.with_all(claims)

    def with_all(self, claims: QuerySet[Claim]) -> QuerySet[Claim]:
        """These claims with all that one alone is shown with."""
        claims = claims.with_verdict().select_related("claimant", "assignee")
        appearances = self.viewer.appearances().order_by("pk").with_anchors()
        return claims.prefetch_related(
            Prefetch("appearances", appearances),
            Prefetch("evidence", evidence_on_file(self.viewer)),
            Prefetch("verdicts", Verdict.objects.on_file()),
            Prefetch("acts", ClaimAct.objects.filter(after=Claim.Status.PUBLISHED)),
        )

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """At the desk with the `ETag` that an act on it must name."""
        version = version_of(kwargs["pk"]) if self.viewer.has_desk else ""  # before the rest is read
        response = super().retrieve(request, *args, **kwargs)
        response.version = version
        return response

    def present(self, rows: Sequence[Claim]) -> Sequence[dict[str, Any]]:
        self._for_readers(rows)
        if (asked := self.claimant_asked()) and not self.viewer.has_desk:
            rows = [claim for claim in rows if claim.claimant_id == asked]
        named = {claim.claimant_id for claim in rows if claim.claimant_id}
        seen = set(self.viewer.entities().filter(pk__in=named).values_list("pk", flat=True))
        shown = [self._summary(claim, seen) for claim in rows]
        if self.action != "list":
            self._add_detail(shown[0], rows[0])
        return shown

    def claimant_asked(self) -> int | None:
        """The id of the entity whose claims alone are asked for."""
        given = self.request.query_params.get("claimant") if self.is_list else None
        return int(given) if given else None

    def _for_readers(self, rows: Sequence[Claim]) -> None:
        """Of claims in nobody’s draft that the caller may edit, tell what readers are told."""
        made = Appearance.objects.filter(claim__in=rows, article_id__in=self.viewer.editable)
        mine = set(made.values_list("claim_id", flat=True)) if self.viewer.has_desk else set()
        for_readers([claim for claim in rows if claim.pk not in mine])

    def _summary(self, claim: Claim, seen: set[int]) -> dict[str, Any]:
        fields = ("statement", "claimant_name", "type", "status", "created_at", "changed_at")
        claimant = claim.claimant if claim.claimant_id in seen else None
        told = claim.status == Claim.Status.PUBLISHED
        return {
            "id": claim.pk,
            **{name: getattr(claim, name) for name in fields},
            "claimant": entity_ref(self.request, claimant) if claimant else None,
            "rating": claim.rating,
            "rated_at": claim.rated_at,
            "links": {
                "self": address(self.request, "claim", claim.pk),
                "annotations": data_address(self.request, "claim-annotations", claim.pk) if told else None,
                "review": data_address(self.request, "claimreview", claim.pk) if told else None,
            },
        }

    def _add_detail(self, shown: dict[str, Any], claim: Claim) -> None:
        shown["evidence"] = self.evidence_of([claim])[claim.pk]
        shown["verdicts"] = self.verdicts_of([claim])[claim.pk]
        shown["desk"] = self.desk_of([claim])[claim.pk]
        shown["appearances"] = self.appearances_of([claim])[claim.pk]

    def desk_of(self, claims: Sequence[Claim]) -> dict[int, dict[str, Any] | None]:
        """What the desk alone is told of each of these claims of `with_all`."""
        if not self.viewer.has_desk:
            return {claim.pk: None for claim in claims}
        return at_the_desk(claims, self.request.user)

    def evidence_of(self, claims: Sequence[Claim]) -> dict[int, list[dict[str, Any]]]:
        """The evidence on each of these claims of `with_all`."""
        at_desk = self.viewer.has_desk
        return {
            claim.pk: [evidence_shown(item, at_desk=at_desk) for item in claim.evidence.all()]
            for claim in claims
        }

    def verdicts_of(self, claims: Sequence[Claim]) -> dict[int, list[dict[str, Any]]]:
        """The verdicts on each of these claims of `with_all`, the newest first."""
        return {
            claim.pk: [
                {
                    "rating": verdict.rating_id,
                    "label": verdict.rating.label,
                    "reason": verdict.reason,
                    "is_in_force": verdict.is_in_force,
                    "issued_at": verdict.issued_at,
                    "issued_by": signature(verdict.issued_by),
                }
                for verdict in (claim.verdicts.all() if self.viewer.has_desk else shown_verdicts(claim))
            ]
            for claim in claims
        }

    def appearances_of(self, claims: Sequence[Claim]) -> dict[int, list[dict[str, Any]]]:
        """Where each of these claims of `with_all` stands, by its id."""
        made = {each.pk: claim for claim in claims for each in claim.appearances.all()}
        appearances = [each for claim in claims for each in claim.appearances.all()]
        verdicts = {claim.pk: claim.verdict for claim in claims}
        found: dict[int, list[dict[str, Any]]] = {claim.pk: [] for claim in claims}
        for values in appearances_shown(self.request, appearances, verdicts):
            found[made[values["id"]].pk].append(values)
        return found
