"""One act on one claim or on many, from list and board: each claim is done wholly or refused with the reason.

Every act ends in `claims.actions`. Scripts get JSON; a form without one gets its page back with messages.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from accounts.models import User
from claims import actions, permissions
from claims.models import Claim
from claims.restoring import UNDOABLE, Standing, restore
from desk.viewsets.claim_forms import AssignForm
from desk.words import as_options

MOST = 100  # at once: four pages of the list
UNDO = "claims_undo"  # in the session: the last act that can be undone, and how the claims stood before
Perform = Callable[[Claim], Any]


class ManyPlanForm(forms.Form):
    """Priority and due time for many; what is left empty stays as it is with each claim."""

    priority = forms.TypedChoiceField(
        choices=[("", "Leave as it is"), *as_options(Claim.Priority.choices)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    due = forms.ChoiceField(
        label="Due time",
        choices=[("", "Leave as it is"), ("at", "Due at the time below"), ("none", "No due time")],
        required=False,
    )
    due_at = forms.DateTimeField(
        label="Due at",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="In your own time zone.",
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("due") == "at" and not values.get("due_at") and "due_at" not in self.errors:
            self.add_error("due_at", "Give the day and hour when it is due, or choose another due time.")
        if not self.errors and values.get("priority") is None and not values.get("due"):
            self.add_error(None, "Choose a priority or a due time; nothing would change.")
        return values


class ClaimActsView(View):
    """POST `act`, `claim` (once for each), and what the act asks for: `assignee`, `priority`, `due`…"""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        permissions.require(request.user, "view_claim")
        if request.POST.get("act") == "undo":
            return self._undo()
        numbers = [int(sent) for sent in dict.fromkeys(request.POST.getlist("claim")) if _is_number(sent)]
        if not numbers:
            return self._answer(error="Choose a claim first.")
        if len(numbers) > MOST:
            return self._answer(error=f"That is more than {MOST} claims. Choose fewer at once.")
        try:
            said, perform = self._perform()
        except ValidationError as error:
            return self._answer(error=" ".join(error.messages))
        done, refused = on_each(numbers, perform)
        self._remember(done)
        return self._answer(said=_told(said, len(done)), done=done, refused=refused)

    def _perform(self) -> tuple[str, Perform]:
        """What was done, in words, and what does it. Raises ValidationError for what cannot be."""
        user, act = self.request.user, self.request.POST.get("act", "")
        plain: dict[str, tuple[str, Callable[..., Any]]] = {
            "triage": ("taken up for checking", actions.triage),
            "begin": ("in check", actions.begin_check),
            "release": ("nobody’s again", actions.release),
            "set_aside": ("set aside: nothing to check", actions.set_aside),
        }
        if act in plain:
            said, action = plain[act]
            return said, lambda claim: action(claim, by=user)
        if act == "take":
            return "yours", lambda claim: actions.assign(claim, user, by=user)
        if act == "assign":
            assignee = _valid(AssignForm(self.request.POST))["assignee"]
            return (
                f"in the hands of {assignee.display_name}",
                lambda claim: actions.assign(claim, assignee, by=user),
            )
        if act == "plan":
            values = _valid(ManyPlanForm(self.request.POST))
            return "planned", lambda claim: _plan(claim, values, user)
        raise ValidationError("That cannot be done from here. Reload the page and try again.")

    def _remember(self, done: list[dict[str, Any]]) -> None:
        """How the claims stood, where there is a way back."""
        act = self.request.POST.get("act", "")
        if act not in UNDOABLE:
            self.request.session.pop(UNDO, None)
        elif done:
            self.request.session[UNDO] = {"act": act, "rows": done}

    def _undo(self) -> HttpResponse:
        last = self.request.session.pop(UNDO, None)
        if last is None:
            return self._answer(error="There is nothing to undo any more.")
        before = {row["claim"]: row for row in last["rows"]}
        user = self.request.user
        done, refused = on_each(list(before), lambda claim: _restore(claim, before[claim.pk], by=user))
        return self._answer(said=_told("as before", len(done)), done=done, refused=refused, can_undo=False)

    def _answer(
        self,
        *,
        error: str = "",
        said: str = "",
        done: list[dict[str, Any]] | None = None,
        refused: list[dict[str, Any]] | None = None,
        can_undo: bool = True,
    ) -> HttpResponse:
        done, refused = done or [], refused or []
        if self.request.headers.get("Accept", "").startswith("application/json"):
            if error:
                return JsonResponse({"error": error}, status=422)
            return JsonResponse(
                {
                    "said": said,
                    "done": [row["claim"] for row in done],
                    "refused": refused,
                    "can_undo": can_undo and bool(done) and UNDO in self.request.session,
                }
            )
        if error:
            messages.error(self.request, error)
        if done:
            messages.success(self.request, said)
        for row in refused:
            messages.error(self.request, f"“{row['statement']}”: {row['why']}")
        return redirect(get_valid_next_url_from_request(self.request) or "claims:index")


def on_each(numbers: list[int], perform: Perform) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Do it to each claim in a transaction of its own. How those done stood before, and the refused."""
    done: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for number in numbers:
        statement, why = f"Claim {number}", ""
        try:
            with transaction.atomic():
                claim = Claim.objects.select_for_update().get(pk=number)
                statement, before = str(claim), _standing(claim)
                perform(claim)
                done.append({**before, "after": _standing(claim)})
        except Claim.DoesNotExist:
            why = "It is not there any more."
        except PermissionDenied as refusal:
            why = str(refusal)
        except ValidationError as error:
            why = " ".join(error.messages)
        if why:
            refused.append({"claim": number, "statement": statement, "why": why})
    return done, refused


def _standing(claim: Claim) -> dict[str, Any]:
    return {"claim": claim.pk, **Standing.of(claim).to_keep()}


def _restore(claim: Claim, row: dict[str, Any], *, by: User) -> None:
    restore(claim, Standing.kept(row), after=Standing.kept(row["after"]), by=by)


def _plan(claim: Claim, values: dict[str, Any], user: User) -> None:
    due_at = {"at": values["due_at"], "none": None}.get(values["due"], claim.due_at)
    priority = values["priority"] or claim.priority
    actions.plan(claim, by=user, priority=priority, due_at=due_at, topic=claim.topic)


def _valid(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise ValidationError([message for errors in form.errors.values() for message in errors])
    return form.cleaned_data


def _is_number(sent: str) -> bool:
    return sent.isdecimal() and len(sent) < 19


def _told(said: str, number: int) -> str:
    if not number:
        return "Nothing was done."
    return f"{number} claims are {said}." if number > 1 else f"The claim is {said}."
