"""A claim's page: what is claimed and where, what bears on it, what was found, and the forms to say more.

Every form ends in one of `claims.actions`; an error comes back at its field and nothing typed is lost.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse

from claims import actions
from claims.models import Claim, Evidence, Verdict
from desk.appearances import appearances_of
from desk.viewsets.page import ActingPage
from desk.words import RATING_TONE, STATUS_TONE, as_options


class EvidenceForm(forms.Form):
    """What bears on the claim."""

    url = forms.URLField(
        label="Address",
        max_length=1000,
        assume_scheme="https",
        help_text="Where the evidence can be seen, such as https://example.org/report.",
        error_messages={"invalid": "Give a whole web address that begins with https:// or http://."},
    )
    title = forms.CharField(max_length=255, required=False, help_text="What it is, for readers.")
    stance = forms.ChoiceField(
        label="What it does to the claim",
        choices=as_options(Evidence.Stance.choices),
        initial=Evidence.Stance.CONTEXT,
    )
    quotation = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="The words that matter."
    )


class VerdictForm(forms.Form):
    """The finding."""

    rating = forms.ChoiceField(choices=[("", "Choose a rating"), *Verdict.Rating.choices])
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Why, in words for readers.",
        error_messages={"required": "Say why, in words for readers."},
    )


class ClaimPage(ActingPage):
    """One claim."""

    model = Claim
    template_name = "desk/claims/claim.html"
    index_url_name = "claims:index"
    index_label = "Claims"

    def get_base_object_queryset(self) -> Any:
        return Claim.objects.select_related("claimant", "created_by").prefetch_related(
            "evidence__added_by", "verdicts__issued_by"
        )

    def acts(self) -> dict[str, Callable[[], str]]:
        claim, user = self.object, self.request.user

        def act(action: Callable[..., Any], said: str) -> Callable[[], str]:
            def perform() -> str:
                action(claim, by=user)
                return said

            return perform

        return {
            "open": act(actions.open_claim, "The claim is open for checking."),
            "dismiss": act(actions.dismiss_claim, "The claim is dismissed."),
            "check": act(actions.begin_check, "The claim is in check."),
        }

    def forms(self) -> dict[str, type[forms.Form]]:
        return {"evidence": EvidenceForm, "verdict": VerdictForm}

    def submit(self, name: str, values: dict[str, Any]) -> str:
        if name == "evidence":
            actions.add_evidence(self.object, by=self.request.user, **values)
            return "The evidence is on file."
        actions.issue_verdict(self.object, by=self.request.user, **values)
        return "The verdict is on file. Readers see it where the claim is made."

    def get_page_title(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        claim, can = self.object, self.request.user.has_perm
        verdicts = list(claim.verdicts.all())
        for verdict in verdicts:
            verdict.tone = RATING_TONE.get(verdict.rating, "")
        places = appearances_of(claim, since=verdicts[0].issued_at if verdicts else None)
        is_new = claim.status in (Claim.Status.PROPOSED, Claim.Status.DISMISSED)
        return {
            **context,
            "claim": claim,
            "tone": STATUS_TONE.get(claim.status, ""),
            "claimant_url": claim.claimant_id and reverse("entities:page", args=[claim.claimant_id]),
            "places": places,
            "is_reworded": any(place.is_since_checked for place in places),
            "verdicts": verdicts,
            "evidence": claim.evidence.all(),
            "can_open": is_new and can("claims.make_claim"),
            "can_dismiss": claim.status != Claim.Status.DISMISSED
            and not verdicts
            and can("claims.make_claim"),
            "can_check": claim.status not in (Claim.Status.IN_CHECK, Claim.Status.DECIDED)
            and can("claims.add_evidence"),
            "can_add_evidence": can("claims.add_evidence"),
            "can_issue_verdict": can("claims.issue_verdict"),
        }
