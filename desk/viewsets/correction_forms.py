"""The form in which a correction is asked for or issued, and its page's forms."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser

from articles.corrections import ask_for_correction, publish_correction
from articles.models import (
    ArticlePage,
    Correction,
    CorrectionRequest,
    CorrectionRules,
    ProposedCorrection,
    Publication,
    SilentEdit,
    SilentEditAnswer,
)
from articles.requests import link_correction
from articles.silent_edits import answer_silent_edit
from claims.corrections import ask_for_correction_of
from claims.models import Claim
from desk.viewsets.page import add_errors


class ArticleChooser(AdminPageChooser):
    """Wagtail's page chooser; an article that is not there shows as nothing chosen, not as an error."""

    def get_instance(self, value: Any) -> Any:
        try:
            return super().get_instance(value)
        except (ObjectDoesNotExist, OverflowError, ValueError):
            return None


class WordsForm(forms.Form):
    """What readers are told."""

    kind = forms.ChoiceField(choices=Correction.Kind.choices, initial=Correction.Kind.CORRECTION)
    wrong = forms.CharField(
        label="What was wrong",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Or unclear, for a clarification. Leave it empty for an update, a retraction or a note: "
        "they are one text.",
    )
    text = forms.CharField(
        label="What is right",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In words for readers; of an update, a retraction or a note, all of it.",
        error_messages={"required": "Say what is right, or what readers are to be told."},
    )


class CorrectionForm(WordsForm):
    """What was wrong, where."""

    article = forms.ModelChoiceField(
        queryset=ArticlePage.objects.all(),
        to_field_name="id",
        widget=ArticleChooser(target_models=[ArticlePage]),
        help_text="The published article that readers saw.",
        error_messages={"required": "Choose the article that was wrong."},
    )
    version = forms.ChoiceField(
        label="In which version it is wrong",
        required=False,
        help_text="Readers are shown what changed from that version to the one that puts it right.",
    )
    why = forms.CharField(
        label="A word to colleagues",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="How it came to light, where it can be looked up. Readers do not see it.",
    )
    with_story = forms.BooleanField(
        label="Publish the story’s newest text with it",
        required=False,
        help_text="Only when you issue it: mend the text in the editor first, then both go out together.",
    )
    field_order = ("article", "version", "kind", "wrong", "text", "why", "with_story")

    def __init__(self, *args: Any, versions: list[tuple[str, str]], may_issue: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if versions:
            self.fields["version"].choices = versions
        else:
            del self.fields["version"]
        if not may_issue:
            del self.fields["with_story"]


class IssueView(WagtailAdminTemplateMixin, FormView):
    """The form. Whoever may issues at once; everybody else asks, and an editor decides.

    `article`, `claim`, `version`, `kind`, `wrong`, `text` and `why` of the address stand in it to begin with.
    """

    template_name = "desk/corrections/issue.html"
    form_class = CorrectionForm
    page_title = "Write a correction"
    header_icon = "edit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("articles.ask_correction"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def given(self) -> Mapping[str, str]:
        """What was typed or, at first, what the address brings."""
        return self.request.POST or self.request.GET

    @cached_property
    def article(self) -> ArticlePage | None:
        """The article of the form, as far as it is known yet."""
        return _numbered(ArticlePage.objects.defer_streamfields(), self.given.get("article", ""))

    @cached_property
    def claim(self) -> Claim | None:
        """The claim that it concerns."""
        return _numbered(Claim.objects.all(), self.request.GET.get("claim", ""))

    @cached_property
    def edit(self) -> SilentEdit | None:
        """The edit without a word that it answers."""
        return _numbered(SilentEdit.objects.open(), self.request.GET.get("edit", ""))

    @cached_property
    def report(self) -> CorrectionRequest | None:
        """The reader's report that led to it."""
        return _numbered(CorrectionRequest.objects.open(), self.request.GET.get("request", ""))

    @cached_property
    def may_issue(self) -> bool:
        """Whether issuing is offered; the acts themselves decide."""
        user = self.request.user
        if not user.has_perm("articles.issue_correction"):
            return False
        if self.article is None or user.has_perm("articles.approve_correction"):
            return True
        return not CorrectionRules.objects.for_section(self.article.section).needs_approval

    def get_initial(self) -> dict[str, Any]:
        given = self.request.GET
        initial = {name: given[name] for name in ("version", "kind", "wrong", "text", "why") if name in given}
        return initial | ({"article": self.article.pk} if self.article else {})

    def get_form_kwargs(self) -> dict[str, Any]:
        versions = version_choices(self.article) if self.article else []
        return {**super().get_form_kwargs(), "versions": versions, "may_issue": self.may_issue}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("corrections:index"), "label": "Corrections"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "claim": self.claim, "may_issue": self.may_issue}

    def form_valid(self, form: CorrectionForm) -> HttpResponse:
        try:
            proposed, said = self.act(form.cleaned_data)
        except PermissionDenied as refusal:
            form.add_error("article", str(refusal))
        except ValidationError as error:
            add_errors(form, error)
        if not form.is_valid():
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect("corrections:page", proposed.pk)

    def act(self, values: dict[str, Any]) -> tuple[ProposedCorrection, str]:
        """Ask or issue, all or nothing; returns what to tell the user."""
        with transaction.atomic():
            proposed = self.propose(values)
            if self.edit and self.edit.article_id == proposed.article_id:
                says = SilentEditAnswer.Says.CORRECTION
                answer_silent_edit(self.edit, says, proposed=proposed, by=self.request.user)
            if self.report and self.report.article_id == proposed.article_id:
                link_correction(self.report, proposed, by=self.request.user)
            if self.request.POST.get("act") == "ask":
                return proposed, "It is proposed. An editor publishes it or says why not; you will be told."
            publish_correction(proposed, by=self.request.user, with_story=values.get("with_story", False))
            return proposed, "The correction is issued. Readers see it on the article's page."

    def propose(self, values: dict[str, Any]) -> ProposedCorrection:
        """Put it on file as somebody's proposal."""
        chosen = values.get("version")
        given: dict[str, Any] = {name: values[name] for name in ("kind", "wrong", "why")}
        if chosen:
            given["revision"] = Publication.objects.select_related("revision").get(pk=chosen).revision
        article, text, by = values["article"], values["text"], self.request.user
        if self.claim:
            return ask_for_correction_of(self.claim, article, text, by=by, **given)
        return ask_for_correction(article, text, by=by, **given)

    def form_invalid(self, form: CorrectionForm) -> HttpResponse:
        messages.error(self.request, "Nothing was issued yet. See the words in red below.")
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _numbered(found: Any, number: str) -> Any:
    """The one with a number of an address; None where there is none."""
    return found.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None


def version_choices(article: ArticlePage) -> list[tuple[str, str]]:
    """The published versions of an article as a choice, the newest first."""
    published = list(Publication.objects.of(article).values_list("pk", "published_at"))
    choices = [
        (str(pk), f"Version {number}, published {timezone.localtime(at):%-d %B %Y, %H:%M}")
        for number, (pk, at) in enumerate(published, 1)
    ]
    if len(choices) > 1:
        choices[-1] = (choices[-1][0], f"{choices[-1][1]} (what readers see now)")
    return choices[::-1]
