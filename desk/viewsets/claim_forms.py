"""The forms of a claim's page. What they say ends in one of `claims.actions`."""

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import Q

from accounts.models import User
from claims.models import Claim, Rating
from desk.words import as_options


def checkers() -> Any:
    """Whoever may be given a claim to check, by name."""
    right = Permission.objects.filter(content_type__app_label="claims", codename="add_evidence")
    may = Q(groups__permissions__in=right) | Q(user_permissions__in=right) | Q(is_superuser=True)
    return User.objects.filter(may, is_active=True).distinct().order_by("first_name", "last_name", "username")


def scale() -> list[tuple[str, str]]:
    """The newsroom's ratings, as a choice; those that need a second person say so."""
    steps = Rating.objects.in_use()
    return [
        ("", "Choose a rating"),
        *(
            (step.code, f"{step} (a second person confirms)" if step.needs_second_person else str(step))
            for step in steps
        ),
    ]


class VerdictForm(forms.Form):
    """The finding."""

    rating = forms.ChoiceField(choices=scale)
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Why, in words for readers.",
        error_messages={"required": "Say why, in words for readers."},
    )


class SecondForm(forms.Form):
    """What the second person finds of the verdict."""

    agrees = forms.ChoiceField(
        label="Your finding",
        choices=[("yes", "I confirm the verdict"), ("no", "I send it back")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you confirm the verdict."},
    )
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For colleagues; needed when you send it back.",
    )


class NoteForm(forms.Form):
    """A word to the desk."""

    text = forms.CharField(
        label="Note",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For colleagues only. Name somebody with @ and their user name to have them told.",
        error_messages={"required": "Write a note first."},
    )


class AssignForm(forms.Form):
    """Who checks it."""

    assignee = forms.ModelChoiceField(
        queryset=User.objects.none(),
        empty_label="Choose a fact-checker",
        error_messages={"required": "Choose who should check it."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = checkers()


class PlanForm(forms.Form):
    """How urgent it is."""

    priority = forms.TypedChoiceField(choices=as_options(Claim.Priority.choices), coerce=int)
    due_at = forms.DateTimeField(
        label="Due",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="In your own time zone; empty for no hurry.",
    )
    topic = forms.CharField(max_length=60, required=False, help_text="What it is about, in a word or two.")


class RewordForm(forms.Form):
    """What is claimed, in other words."""

    statement = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In words that stand alone. The article stays as it is.",
        error_messages={"required": "Say what is claimed, in words that stand alone."},
    )


class DuplicateForm(forms.Form):
    """Of which claim it is a duplicate."""

    original = forms.IntegerField(
        label="Number of the other claim",
        min_value=1,
        help_text="It stands in the address of that claim’s page.",
    )
    why = forms.CharField(label="Why", required=False)

    def clean_original(self) -> Claim:
        """The claim that is checked instead."""
        number = self.cleaned_data["original"]
        claim = Claim.objects.filter(id=number).first() if number < 2**63 else None
        if claim is None:
            raise forms.ValidationError(f"There is no claim {number}.")
        return claim


class WhyForm(forms.Form):
    """A step back, with its reason."""

    step = forms.ChoiceField(label="What to do")
    why = forms.CharField(
        label="Why",
        help_text="For the history, and for those who worked on it.",
        error_messages={"required": "Say why, for the history and for those who worked on it."},
    )
