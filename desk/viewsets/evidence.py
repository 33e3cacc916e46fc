"""The evidence on a claim's page: how it is shown, the form that adds to it and the one that retracts."""

from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateformat import format as format_date
from wagtail.admin import messages
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.permissions import policy_registry

from accounts.models import User
from claims import actions
from claims.models import Claim, Evidence
from desk.words import as_options

Kind = Evidence.Kind
FIELDS_OF: dict[str, frozenset[str]] = {
    Kind.URL: frozenset({"url"}),
    Kind.FILE: frozenset({"file"}),
    Kind.DOCUMENT: frozenset({"file", "document", "page_number"}),
    Kind.INTERVIEW: frozenset({"interviewee", "interviewed_by"}),
    Kind.DATA_SET: frozenset({"url", "file", "version"}),
}
OF_SOME_KIND = frozenset[str]().union(*FIELDS_OF.values())
CHOICES = {
    Kind.URL: "Web page",
    Kind.FILE: "File: a picture, a recording, a letter",
    Kind.DOCUMENT: "Page of a document (PDF)",
    Kind.INTERVIEW: "Interview",
    Kind.DATA_SET: "Data set",
}


class DocumentChooser(AdminDocumentChooser):
    """Wagtail's chooser; a document that is not there shows as nothing chosen, not as an error."""

    def get_instance(self, value: Any) -> Any:
        try:
            return super().get_instance(value)
        except (ObjectDoesNotExist, OverflowError, ValueError):
            return None


class EvidenceForm(forms.Form):
    """What bears on the claim. What stands in fields of other kinds than the one chosen is not taken."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=list(CHOICES.items()),
        initial=Kind.URL,
        required=False,
        widget=forms.RadioSelect,
    )
    url = forms.URLField(
        label="Address",
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text="Where it can be seen, such as https://example.org/report.",
        error_messages={"invalid": "Give a whole web address that begins with https:// or http://."},
    )
    file = forms.FileField(
        label="File",
        required=False,
        help_text="Kept at the desk: readers never get it.",
        allow_empty_file=True,
    )
    document = forms.ModelChoiceField(
        label="Or a document of the newsroom",
        queryset=get_document_model().objects.none(),
        required=False,
        widget=DocumentChooser,
        help_text="A copy of it is kept with the claim, whatever becomes of the document.",
    )
    page_number = forms.IntegerField(label="Page number", required=False, min_value=1, max_value=100_000)
    interviewee = forms.CharField(
        label="With whom", max_length=255, required=False, help_text="Only the desk sees it."
    )
    interviewed_by = forms.CharField(
        label="Held by", max_length=255, required=False, help_text="Who of us asked the questions."
    )
    version = forms.CharField(
        max_length=100, required=False, help_text="As its makers call it, such as “2026, second release”."
    )
    title = forms.CharField(
        label="Title", max_length=255, required=False, help_text="What it is, in words for readers."
    )
    stance = forms.ChoiceField(
        label="What it does to the claim",
        choices=as_options(Evidence.Stance.choices),
        initial=Evidence.Stance.CONTEXT,
    )
    quotation = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The words that matter, as they stand there; … for what you leave out. Readers see them.",
    )
    locator = forms.CharField(
        label="Where in it",
        max_length=255,
        required=False,
        help_text="Paragraph, minute of a recording, table, row and column. Readers see it.",
    )
    accessed_at = forms.DateTimeField(
        label="Seen or held on",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="In your own time zone. Empty: now. Of an interview, when it was held.",
    )
    reliability = forms.CharField(
        label="How reliable it is",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Who is behind it, what speaks for and against it. Only the desk sees it.",
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["kind"] = values.get("kind") or Kind.URL
        for name in OF_SOME_KIND - FIELDS_OF[values["kind"]]:
            self._errors.pop(name, None)
            values.pop(name, None)
        if (
            values["kind"] == Kind.INTERVIEW
            and not values.get("accessed_at")
            and "accessed_at" not in self.errors
        ):
            self.add_error("accessed_at", "Say when the interview was held.")
        return values

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        if self.files and field != "file" and not self.has_error("file"):
            super().add_error("file", "Choose the file once more: browsers do not keep it.")

    def kinds_of(self) -> dict[str, str]:
        """For each field that belongs to some kinds only, their names with blanks between."""
        return {
            name: " ".join(kind for kind, fields in FIELDS_OF.items() if name in fields)
            for name in OF_SOME_KIND
        }

    def rows(self) -> list[tuple[forms.BoundField, str]]:
        """The fields, each with the kinds that it is for; empty for all."""
        kinds = self.kinds_of()
        return [(self[name], kinds.get(name, "")) for name in self.fields]


def evidence_form(user: User) -> type[EvidenceForm]:
    """The form for somebody: it offers the newsroom's documents that they may choose."""
    policy = policy_registry.get_by_type(get_document_model())
    allowed = policy.instances_user_has_any_permission_for(user, ["choose"])
    field = forms.ModelChoiceField(
        label=EvidenceForm.base_fields["document"].label,
        queryset=allowed,
        required=False,
        widget=DocumentChooser,
        help_text=EvidenceForm.base_fields["document"].help_text,
        error_messages={"invalid_choice": "There is no such document, or you may not use it."},
    )
    return type("EvidenceForm", (EvidenceForm,), {"document": field})


class RetractForm(forms.Form):
    """That a piece of evidence is not to be relied on."""

    evidence = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label="Why",
        help_text="For the history, and for those who relied on it.",
        error_messages={"required": "Say why it is not to be relied on."},
    )


def add(request: HttpRequest, claim: Claim, values: dict[str, Any]) -> str:
    """Do what a valid form says; what to tell the user. Warns where the quoted words are not there."""
    said = {name: value for name, value in values.items() if value not in (None, "")}
    document, upload = said.pop("document", None), said.pop("file", None)
    if document and not upload:
        upload = document.file
    evidence = actions.add_evidence(claim, by=request.user, upload=upload, **said)
    check = evidence.quotation_check
    if check and not check.is_found:
        where = "the file"
        if check.copy:
            kept = timezone.localtime(check.copy.fetched_at)
            where = f"the copy kept on {format_date(kept, 'j F Y')}"
        messages.warning(
            request,
            f"The quoted words do not stand in {where}. Were they copied as they stand there? If not, retract"
            " this evidence and add it once more.",
        )
    return "The evidence is on file."


def retract(claim: Claim, *, evidence: int, why: str, by: User) -> str:
    """Retract a piece of a claim's evidence; what to tell the user."""
    found = claim.evidence.filter(id=evidence).first()
    if found is None:
        raise ValidationError("This claim has no such evidence. Reload the page.")
    actions.retract_evidence(found, by=by, why=why)
    return "The evidence is retracted; it stays visible at the desk, struck through."


def evidence_of(claim: Claim) -> list[Evidence]:
    """The evidence of a claim in its order, with all that the page shows of it. Two queries more."""
    return list(claim.evidence.on_file())
