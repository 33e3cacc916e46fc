"""A claim's page: what is claimed and where, what bears on it, what was found, and the forms to say more.

Every form ends in one of `claims.actions`; an error comes back at its field and nothing typed is lost.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ChoiceField, Form
from django.urls import reverse

from articles.models import ProposedCorrection
from claims import actions
from claims.corrections import suggested_for
from claims.models import Claim, Verdict
from claims.notices import mark_read
from claims.workflow import UNDECIDED, open_to
from claims.worthiness import why_words
from desk.appearances import appearances_of
from desk.sections import articles_by_id
from desk.viewsets.claim_forms import (
    AssignForm,
    DuplicateForm,
    NoteForm,
    PlanForm,
    RewordForm,
    SecondForm,
    VerdictForm,
    WhyForm,
)
from desk.viewsets.evidence import RetractForm, add, evidence_form, evidence_of, retract
from desk.viewsets.matches import match_acts, match_offer, matches_of
from desk.viewsets.page import ActingPage
from desk.words import STATUS_TONE

STEPS_BACK: dict[str, Callable[..., Any]] = {
    "withdraw": actions.withdraw,
    "unpublish": actions.unpublish_verdict,
    "reopen": actions.reopen,
}
BUTTONS: dict[str, tuple[Callable[..., Any], str]] = {
    "triage": (actions.triage, "The claim waits to be checked."),
    "begin": (actions.begin_check, "The claim is in check, and in your hands unless it was in another’s."),
    "publish": (actions.publish_verdict, "The verdict is published: readers see it where the claim is made."),
    "set_aside": (actions.set_aside, "The claim is set aside: there is nothing to check."),
    "release": (actions.release, "The claim is nobody’s again."),
}


class ClaimPage(ActingPage):
    """One claim."""

    model = Claim
    template_name = "desk/claims/claim.html"
    index_url_name = "claims:index"
    index_label = "Claims"

    def get_base_object_queryset(self) -> Any:
        return Claim.objects.select_related("claimant", "created_by", "assignee", "duplicate_of")

    def acts(self) -> dict[str, Callable[[], str]]:
        claim, user = self.object, self.request.user

        def perform(action: Callable[..., Any], said: str) -> str:
            action(claim, by=user)
            return said

        acts: dict[str, Callable[[], str]] = {
            name: partial(perform, action, said) for name, (action, said) in BUTTONS.items()
        }
        follow, leave = actions.watch, partial(actions.watch, follows=False)

        def reaffirm(claim: Claim, by: Any) -> None:
            seen = [int(pk) for pk in self.request.POST.getlist("seen") if pk.isdecimal()]
            actions.reaffirm(claim, by=by, seen=seen)

        return (
            acts
            | match_acts(claim, by=user)
            | {
                "reaffirm": partial(
                    perform, reaffirm, "Confirmed: the verdict holds for the words as they are."
                ),
                "place": self._choose_place,
                "take": partial(
                    perform, lambda claim, by: actions.assign(claim, by, by=by), "The claim is yours."
                ),
                "watch": partial(perform, follow, "You will be told of what is done with this claim."),
                "unwatch": partial(perform, leave, "You will not be told of this claim any more."),
            }
        )

    def _choose_place(self) -> str:
        """`appearance`, `seen` (a revision) and `choice`: the number of one of its places, or `gone`."""
        sent = self.request.POST
        number, seen, choice = (sent.get(name, "") for name in ("appearance", "seen", "choice"))
        appearance = self.object.appearances.filter(pk=int(number) if number.isdecimal() else 0).first()
        if appearance is None or not (choice == "gone" or choice.isdecimal()):
            raise ValidationError("This is none of the places shown. Choose one of them.")
        actions.choose_place(
            appearance,
            None if choice == "gone" else int(choice),
            seen=int(seen) if seen.isdecimal() else 0,
            by=self.request.user,
        )
        if choice == "gone":
            return "Noted: the words are gone. Until the text is saved again you may choose otherwise."
        return "Noted: they are followed from there. Until the text is saved again you may choose otherwise."

    def forms(self) -> dict[str, type[Form]]:
        return {
            "evidence": evidence_form(self.request.user),
            "retract": RetractForm,
            "verdict": VerdictForm,
            "second": SecondForm,
            "note": NoteForm,
            "assign": AssignForm,
            "plan": PlanForm,
            "reword": RewordForm,
            "duplicate": DuplicateForm,
            "back": self._back_form(),
        }

    def _back_form(self) -> type[Form]:
        """The steps back that this user may take from here."""
        steps = [(act.name, act.label) for act in self._open() if act.name in STEPS_BACK]
        return type("BackForm", (WhyForm,), {"step": ChoiceField(label="What to do", choices=steps)})

    def _open(self) -> list[Any]:
        can = self.request.user.has_perm
        return [act for act in open_to(self.object.status) if can(f"claims.{act.right}")]

    def initial(self, name: str) -> dict[str, Any]:
        claim = self.object
        if name in ("evidence", "duplicate"):
            return match_offer(claim, name, self.request.GET)
        if name == "plan":
            return {"priority": claim.priority, "due_at": claim.due_at, "topic": claim.topic}
        if name == "reword":
            return {"statement": claim.statement}
        return {"assignee": claim.assignee} if name == "assign" else {}

    def submit(self, name: str, values: dict[str, Any]) -> str:
        claim, user = self.object, self.request.user
        if name == "evidence":
            return add(self.request, claim, values)
        if name == "retract":
            return retract(claim, by=user, **values)
        if name == "verdict":
            verdict = actions.issue_verdict(claim, by=user, **values)
            if verdict.needed_second:
                return "The verdict is signed. It counts once a second person has confirmed it."
            return "The verdict is on file. Readers see it once it is published."
        if name == "second":
            agrees = values["agrees"] == "yes"
            actions.cross_check(claim, agrees=agrees, note=values["note"], by=user)
            return "You confirmed the verdict: it counts now." if agrees else "The verdict is sent back."
        if name == "note":
            actions.add_note(claim, by=user, **values)
            return "The note is on file."
        if name == "assign":
            actions.assign(claim, by=user, **values)
            return f"The claim is in the hands of {values['assignee'].display_name}, who is told."
        if name == "plan":
            actions.plan(claim, by=user, **values)
            return "Priority and due time are noted."
        if name == "reword":
            put = {"claimant": claim.claimant, "claimant_name": claim.claimant_name}
            actions.reword(claim, by=user, **put, **values)
            return "The claim is put in these words now; the history has those from before."
        if name == "duplicate":
            actions.mark_duplicate(claim, by=user, **values)
            return "The claim is a duplicate; the other one is checked in its place."
        STEPS_BACK[values["step"]](claim, by=user, why=values["why"])
        return "Done, and the reason is on file."

    def get_page_title(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        claim, user = self.object, self.request.user
        news = list(claim.notices.filter(person=user, read_at=None))
        mark_read(user, claim)
        verdicts = list(Verdict.objects.on_file().filter(claim=claim).order_by("-pk"))
        standing = next((verdict for verdict in verdicts if verdict.is_in_force), None)
        places = appearances_of(claim, since=standing.issued_at if standing else None)
        names = {act.name for act in self._open()}
        waiting = verdicts[0] if verdicts and claim.status == Claim.Status.CROSS_CHECK else None
        return {
            **context,
            "claim": claim,
            "tone": STATUS_TONE.get(claim.status, ""),
            "claimant_url": claim.claimant_id and reverse("entities:page", args=[claim.claimant_id]),
            "places": places,
            "is_reworded": any(place.is_since_checked for place in places),
            "is_overdue": claim in Claim.objects.overdue().filter(pk=claim.pk),
            "verdicts": verdicts,
            "standing": standing,
            "waiting": waiting,
            "is_own_verdict": bool(waiting and waiting.issued_by_id == user.pk),
            "evidence": evidence_of(claim),
            "others": self._others(),
            **self._corrections(),
            "matches": matches_of(claim),
            "open_states": UNDECIDED,
            "duplicate_open": context["duplicate_form"].is_bound or context["duplicate_form"].initial,
            "news": news,
            "why_worth": why_words(claim),
            "acts_done": claim.acts.select_related("by"),
            "notes": claim.notes.select_related("by"),
            "may": names,
            "can_reaffirm": "reaffirm" in names and any(p.is_since_checked and not p.is_torn for p in places),
            "can_place": "place" in names,
            "is_mine": claim.assignee_id == user.pk,
            "is_watched": claim.watchers.filter(pk=user.pk).exists(),
            "buttons": [act for act in self._open() if act.name in BUTTONS],
            "can_step_back": bool(names & STEPS_BACK.keys()),
            "can_take": {"assign", "reassign"} & names and user.has_perm("claims.add_evidence"),
            "can_add_evidence": user.has_perm("claims.add_evidence"),
            "can_issue_verdict": user.has_perm("claims.issue_verdict"),
        }

    def _corrections(self) -> dict[str, Any]:
        """The corrections that concern the claim, and the stories for which one is suggested."""
        suggested = dict(suggested_for(self.object))
        articles = articles_by_id(suggested) if suggested else {}
        return {
            "corrections": ProposedCorrection.objects.filter(concerns__claim=self.object),
            "to_correct": [(articles[pk], words) for pk, words in suggested.items() if pk in articles],
            "can_ask": self.request.user.has_perm("articles.ask_correction"),
        }

    def _others(self) -> list[Claim]:
        """The newest other claims of the same claimant."""
        if not self.object.claimant_id:
            return []
        claims = Claim.objects.filter(claimant=self.object.claimant_id).exclude(pk=self.object.pk)
        found = list(claims.order_by("-created_at", "-pk")[:5])
        for claim in found:
            claim.tone = STATUS_TONE.get(claim.status, "")
        return found
